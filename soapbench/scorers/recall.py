"""Which facts of its case a note carries, and which it leaves out."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from soapbench.cases import Case, Goal
from soapbench.reading import NO_FINDING, Value, claims, gap_told, read, treatment, typed
from soapbench.scorers.base import Check, Score
from soapbench.scorers.gist import gist
from soapbench.scorers.sought import sought, sought_goal
from soapbench.scorers.sought_pain import began, hurts_elsewhere, sought_pain
from soapbench.scorers.visits import values_on
from soapbench.scorers.wholeness import whole
from soapbench.scorers.words import weight

__all__ = ["RecallStatus", "fact_recall"]

RecallStatus = Literal["carried", "part", "left out", "gap told"]
"""The note has the fact, half of it, or nothing; or tells that the case lacks what it asks for."""

_WEIGHT: Mapping[str, float] = {"critical": 3.0, "major": 2.0, "minor": 1.0}
_CREDIT: Mapping[str, float] = {"carried": 1.0, "part": 0.5, "gap told": 1.0, "left out": 0.0}
_ENOUGH, _HALF = 0.55, 0.38
"""A fact in words is carried, or carried by half, where so much of it, by rarity of words, stands
near together: set on the labelled notes for tuning, those of other clinics among them."""
_ROUNDED = 1e-6


def fact_recall(case: Case, note: str) -> Score:
    """Return the share of a case's facts that the note carries, weighted by importance.

    One check per fact, labelled by its place on the sheet, such as ``measures.0``. Numbers must be
    the case's own. Critical facts weigh three times a minor one, major ones twice. A gap that the
    case declares counts as right where the note tells it. A case without facts scores 1.

    A fact in words told with another number or side, or by half, is carried by half; a measure of
    another side, a goal with another status, a number of falls that is not the case's, or values at
    each other's time, not at all.

    Measures, pain and goals told in a manner that the reading does not know are sought by their
    numbers among words about them. Facts in words are found by their words, numbers, usual
    abbreviations and a few synonyms, not by meaning: a faithful paraphrase without any of them
    counts as left out. With readers it agrees at a weighted kappa of about 0.8 on the project's
    cases, and of about 0.6 on those of other clinics (``datasets/labelled/README.md``, Claims).
    """
    note = typed(note)
    checks = [*whole(case, note, _facts(case, note)), *_gaps(case, note)]
    weights = [_WEIGHT[check.rule.rpartition("/")[2]] for check in checks]
    credit = sum(_CREDIT[c.status] * w for c, w in zip(checks, weights, strict=True))
    return Score(credit / sum(weights) if weights else 1.0, tuple(checks))


def _facts(case: Case, note: str) -> Iterator[Check]:
    """Yield one check per fact of the sheet."""
    words, every = _told(note), values_on(case.visit, note)
    given = [v for v in every if v.when in ("now", "baseline", "other")]
    for i, fact in enumerate(case.facts):
        yield _check(f"facts.{i}", fact.importance, *_worded(fact.words, words))
    for i, measure in enumerate(case.measures):
        numbers = [measure.value, *([] if measure.baseline is None else [measure.baseline])]
        found = [_given(given, measure.name, number) for number in numbers]
        if found[0] and found[-1] is None and measure.baseline is not None:
            # "up 7 to 41/56" tells both
            change = abs(measure.value - measure.baseline)
            found[-1] = _given([v for v in every if v.when == "change"], measure.name, change)
        found = [
            place or sought(measure, number, note, case.measures, now=not which)
            for which, (place, number) in enumerate(zip(found, numbers, strict=True))
        ]
        yield _check(f"measures.{i}", measure.importance, *_of_parts(found))
    for i, intervention in enumerate(case.interventions):
        done = f"{intervention.name} {intervention.dose or ''} {intervention.words}"
        yield _check(f"interventions.{i}", "major", *_worded(done, words))
    for i, goal in enumerate(case.goals):
        yield _check(f"goals.{i}", "major", *_aimed_at(goal, note, words))
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
        found = [_given(given, "pain", number) for number in numbers]
        if case.pain.value == 0 and found[0] is None:
            found[0] = _place(_NO_PAIN.search(note))
        found[0] = found[0] or sought_pain(case.pain, note)
        if found[0] and not found[-1] and not hurts_elsewhere(case.pain, found[0][0], note):
            found[-1] = began(case.pain, note, found[0])
        yield _check("pain", "major", *_of_parts(found))
    if case.falls is not None:
        yield _check("falls", "critical", *_of_parts([_fallen(case.falls.value, note)]))
    if case.plan is not None:
        yield _check("plan", "major", *_worded(case.plan.words, words))


def _check(
    label: str, importance: str, status: RecallStatus, span: tuple[int, int] | None
) -> Check:
    return Check(label, status, span, rule=f"fact_recall/{importance}")


_Found = tuple[RecallStatus, tuple[int, int] | None]
_NO_PAIN = re.compile(
    r"\b(?:no|denies|without) (?:(?!change|increase|decrease|worsening|difference|relief)\w+ ){0,2}"
    r"pain\b|\b(?<!not )pain[- ]free\b|\bpain(?:less| resolved)\b",
    re.IGNORECASE,
)
_RISK = r"(?![ -](?:risk|prevention|precautions?|hazards?|education|screen\w*|prevent\w*))"
_NO_FALL = re.compile(
    rf"\b(?:no|denies|denied|without|zero|0) (?!fewer)(?:\w+ ){{0,3}}falls?\b{_RISK}|"
    r"\bfalls?[\s:=(–-]{1,4}(?:none|no|0|denied)\b|\b(?:not|n't) fall(?:en)?\b",
    re.IGNORECASE,
)
_FALL = re.compile(
    r"\b(?:(?<!score )fell(?! (?:by |to |from )?\d)|(?<!not )(?<!n't )fallen|(?<!fear of )"
    r"(?<!risk of )(?<!risk for )(?<!prevent )(?<!preventing )(?<!reduce )(?<!near-)(?<!near )"
    r"(?<!not )(?<!n't )"
    rf"falls?{_RISK}(?! asleep))\b",
    re.IGNORECASE,
)
"""How a clause is meant that tells of no fall, and denies none."""


def _fallen(number: float, note: str) -> tuple[int, int] | None:
    """Return where a note tells of falls, or that there were none where a case has none."""
    told = (c for c in claims(note) if c.kind == "falls" and (c.number == 0) == (number == 0))
    claim = next(told, None)
    if claim:
        return claim.start, claim.end
    pattern = _NO_FALL if number == 0 else _FALL
    spans = ((c.start, c.end) for c in read(note).clauses if not c.flags & NO_FINDING)
    found = (pattern.search(note, *span) for span in spans)
    return next((match.span() for match in found if match), None)


def _place(match: re.Match[str] | None) -> tuple[int, int] | None:
    return match.span() if match else None


def _of_parts(found: list[tuple[int, int] | None]) -> _Found:
    """Return what a fact of several numbers is: the first must be there, the rest complete it."""
    if found[0] is None:
        return ("part" if any(found) else "left out"), next(filter(None, found), None)
    return ("carried" if all(found) else "part"), found[0]


def _given(given: Sequence[Value], measure: str, number: float) -> tuple[int, int] | None:
    return next(
        (
            (v.start, v.end)
            for v in given
            if v.measure == measure and abs(abs(v.value) - abs(number)) < _ROUNDED
        ),
        None,
    )


@dataclass(frozen=True)
class _Told:
    """The clauses of a note, and in which windows each token stands.

    A window is a clause, by twice its place, or two clauses in a row, by the number in between.
    """

    spans: Sequence[tuple[int, int]]
    windows: Mapping[str, set[int]]

    def span(self, window: int) -> tuple[int, int]:
        return self.spans[window // 2][0], self.spans[(window + 1) // 2][1]


def _told(note: str) -> _Told:
    clauses = [c for c in read(note).clauses if "echo" not in c.flags]
    windows = defaultdict[str, set[int]](set)
    for i, clause in enumerate(clauses):
        around = (2 * i - 1, 2 * i, 2 * i + 1)
        for token in gist(note[clause.start : clause.end]):
            windows[token].update(around)
    return _Told([(c.start, c.end) for c in clauses], windows)


def _worded(words: str, told: _Told) -> _Found:
    """Return whether a fact in words stands in a window of the note."""
    fact = _weights(words)
    held = defaultdict[int, float](float)
    for token in fact.keys() & told.windows.keys():
        for window in told.windows[token]:
            held[window] += fact[token]
    # Of windows that hold as much, a clause comes before two; and so none beyond the note's ends.
    best = max(held, key=lambda window: (held[window], window % 2 == 0, -window), default=0)
    share = held[best] / sum(fact.values()) if held else 0.0
    if share < _HALF:
        return "left out", None
    lost = any(token[0].isdigit() and best not in told.windows.get(token, ()) for token in fact)
    return ("carried" if share >= _ENOUGH and not lost else "part"), told.span(best)


def _aimed_at(goal: Goal, note: str, told: _Told) -> _Found:
    """Return whether a goal stands in a note by its words, or by its target and how it stands."""
    status, span = _worded(goal.words, told)
    found = sought_goal(goal, note) if status != "carried" else None
    return (status, span) if found is None else ("carried", found)


@lru_cache(maxsize=4096)
def _weights(words: str) -> Mapping[str, float]:
    """Return how much each token of a fact says; kept, since many notes are held against it."""
    return {token: weight(token) for token in gist(words)}


def _gaps(case: Case, note: str) -> Iterator[Check]:
    """Yield one check per gap of the case that the note tells."""
    for gap in case.absent:
        if span := gap_told(note, gap):
            yield _check(f"absent.{gap}", "minor", "gap told", span)
