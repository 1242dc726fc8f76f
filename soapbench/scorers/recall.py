"""Which facts of its case a note carries, and which it leaves out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from soapbench.cases import Case, Gap
from soapbench.reading import Value, read, treatment, values
from soapbench.scorers.base import Check, Score
from soapbench.scorers.wholeness import whole
from soapbench.scorers.words import shared, tokens

__all__ = ["RecallStatus", "fact_recall"]

RecallStatus = Literal["carried", "part", "left out", "gap told"]
"""The note has the fact, half of it, or nothing; or tells that the case lacks what it asks for."""

_WEIGHT: Mapping[str, float] = {"critical": 3.0, "major": 2.0, "minor": 1.0}
_CREDIT: Mapping[str, float] = {"carried": 1.0, "part": 0.5, "gap told": 1.0, "left out": 0.0}
_ENOUGH = 0.6
"""A fact in words is carried where so much of it, by rarity of words, stands near together."""
_HALF = 0.35


def fact_recall(case: Case, note: str) -> Score:
    """Return the share of a case's facts that the note carries, weighted by importance.

    One check per fact, labelled by its place on the sheet, such as ``measures.0``. Numbers must be
    the case's own. Critical facts weigh three times a minor one, major ones twice. A gap that the
    case declares counts as right where the note tells it. A case without facts scores 1.

    A fact told with another number or side, or by half, is carried by half; a goal with another
    status, a number of falls that is not the case's, or values at each other's time, not at all.

    Facts in words are found by their words, numbers and usual abbreviations, not by meaning: a
    faithful paraphrase without any of them counts as left out.
    """
    checks = [*whole(case, note, _facts(case, note)), *_gaps(case, note)]
    weights = [_WEIGHT[check.rule.rpartition("/")[2]] for check in checks]
    credit = sum(_CREDIT[c.status] * w for c, w in zip(checks, weights, strict=True))
    return Score(credit / sum(weights) if weights else 1.0, tuple(checks))


def _facts(case: Case, note: str) -> Iterator[Check]:
    """Yield one check per fact of the sheet."""
    windows = _windows(note)
    told = values(note)
    for i, fact in enumerate(case.facts):
        yield _check(f"facts.{i}", fact.importance, *_worded(fact.words, windows))
    for i, measure in enumerate(case.measures):
        numbers = [measure.value, *([] if measure.baseline is None else [measure.baseline])]
        found = [_told(told, measure.name, number) for number in numbers]
        yield _check(f"measures.{i}", measure.importance, *_of_parts(found))
    for i, intervention in enumerate(case.interventions):
        words = f"{intervention.name} {intervention.dose or ''} {intervention.words}"
        yield _check(f"interventions.{i}", "major", *_worded(words, windows))
    for i, goal in enumerate(case.goals):
        yield _check(f"goals.{i}", "major", *_worded(goal.words, windows))
    if case.minutes is not None:
        spent = treatment(note)
        due = (("timed", case.minutes.timed), ("total", case.minutes.total))
        found = [
            next(((b.start, b.end) for b in spent if (b.kind, b.value) == each), None)
            for each in due
        ]
        yield _check("minutes", "major", *_of_parts(found))
    if case.pain is not None:
        numbers = [case.pain.value, *([] if case.pain.baseline is None else [case.pain.baseline])]
        found = [_told(told, "pain", number) for number in numbers]
        if case.pain.value == 0 and found[0] is None:
            found[0] = _place(_NO_PAIN.search(note))
        yield _check("pain", "major", *_of_parts(found))
    if case.falls is not None:
        pattern = _NO_FALL if case.falls.value == 0 else _FALL
        yield _check("falls", "critical", *_of_parts([_place(pattern.search(note))]))
    if case.plan is not None:
        yield _check("plan", "major", *_worded(case.plan.words, windows))


def _check(
    label: str, importance: str, status: RecallStatus, span: tuple[int, int] | None
) -> Check:
    return Check(label, status, span, rule=f"fact_recall/{importance}")


_Found = tuple[RecallStatus, tuple[int, int] | None]
_NO_PAIN = re.compile(
    r"\b(?:no|denies|without) (?:\w+ ){0,2}pain\b|\bpain[- ]free\b", re.IGNORECASE
)
_NO_FALL = re.compile(
    r"\b(?:no|denies|denied|without|zero|0) (?:\w+ ){0,3}falls?\b|"
    r"\bfalls?\W{1,4}(?:none|no|0|denied)\b",
    re.IGNORECASE,
)
_FALL = re.compile(r"\b(?:falls?|fell|fallen)\b", re.IGNORECASE)


def _place(match: re.Match[str] | None) -> tuple[int, int] | None:
    return match.span() if match else None


def _of_parts(found: list[tuple[int, int] | None]) -> _Found:
    """Return what a fact of several numbers is: the first must be there, the rest complete it."""
    if found[0] is None:
        return ("part" if any(found) else "left out"), next(filter(None, found), None)
    return ("carried" if all(found) else "part"), found[0]


def _told(told: tuple[Value, ...], measure: str, number: float) -> tuple[int, int] | None:
    return next(
        ((v.start, v.end) for v in told if v.measure == measure and abs(v.value - number) < 1e-9),
        None,
    )


@dataclass(frozen=True)
class _Window:
    """Two clauses in a row, and what can be recognised in them."""

    tokens: frozenset[str]
    start: int
    end: int


@lru_cache(maxsize=512)
def _windows(note: str) -> tuple[_Window, ...]:
    clauses = [c for c in read(note).clauses if "echo" not in c.flags]
    told = [tokens(note[c.start : c.end]) for c in clauses]
    windows = [_Window(mine, c.start, c.end) for mine, c in zip(told, clauses, strict=True)]
    windows += [
        _Window(one | other, a.start, b.end)
        for one, other, a, b in zip(told, told[1:], clauses, clauses[1:], strict=False)
    ]
    return tuple(windows)


def _worded(words: str, windows: tuple[_Window, ...]) -> _Found:
    """Return whether a fact in words stands in a window of the note."""
    fact = tokens(words)
    best = max(windows, key=lambda window: shared(fact, window.tokens), default=None)
    share = shared(fact, best.tokens) if best else 0.0
    if best is None or share < _HALF:
        return "left out", None
    lost = {token for token in fact - best.tokens if token[0].isdigit()}
    whole = share >= _ENOUGH and not lost
    return ("carried" if whole else "part"), (best.start, best.end)


_SPELLED: Mapping[Gap, str] = {
    "rom": r"ROM|range of motion",
    "pain": r"pain",
    "balance_test": r"balance",
    "baseline": r"baseline|evaluation|initial|eval",
    "prom": r"outcome|self-report|questionnaire|patient-reported|PROM",
    "falls": r"falls?",
    "minutes": r"minutes|time|timed",
}
_GAPS = {gap: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for gap, words in _SPELLED.items()}


def _gaps(case: Case, note: str) -> Iterator[Check]:
    """Yield one check per gap of the case that the note tells."""
    for gap in case.absent:
        for clause in read(note).clauses:
            open_ = clause.flags & {"blank", "not_done"}
            if open_ and _GAPS[gap].search(note[clause.start : clause.end]):
                yield _check(f"absent.{gap}", "minor", "gap told", (clause.start, clause.end))
                break
