"""Whether what a note says is true to its case: stated there, inferred from it, or made up.

Looked at is what the reading can name: values of outcome measures and pain with their time and
side, changes and goals given in numbers, falls, and how often treatment is to go on. What a note
says in other words, such as a posture, is not checked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from soapbench.cases import Case
from soapbench.reading import Value, read, values
from soapbench.reference import measures
from soapbench.scorers.base import Check, Score

__all__ = ["Outcome", "grounding"]

Outcome = Literal["stated", "inferred", "unsupported", "contradicted"]
"""The case says so; it follows from it; the case has nothing of it; the case says otherwise."""


@dataclass(frozen=True)
class _Judged:
    outcome: Outcome
    why: str = ""


_STATED = _Judged("stated")


def grounding(case: Case, note: str) -> Score:
    """Return the share of a note's claims that its case states or that follow from it.

    One check per claim, labelled by its measure or kind, with the outcome as status and, in the
    rule, why: ``wrong_value``, ``wrong_side``, ``wrong_time`` (an earlier value told as today's or
    the other way round), ``wrong_change``, ``impossible``, ``must_not_claim``, ``not_in_case``. A
    value that contradicts what the case marks critical makes the score 0. A note without claims
    scores 1.
    """
    known = _known(case)
    checks = [
        _check(v.measure, v.start, v.end, _of_value(v, _details(note[slice(*v.about)]), known))
        for v in values(note)
    ]
    checks += [
        _check(label, start, end, judged) for label, start, end, judged in _others(case, note)
    ]
    checks.sort(key=lambda check: (check.span or (0, 0), check.label))
    critical = {m.name for m in case.measures if m.importance == "critical"} | {"falls"}
    if any(c.status == "contradicted" and c.label in critical for c in checks):
        return Score(0.0, tuple(checks))
    true = sum(check.status in ("stated", "inferred") for check in checks)
    return Score(true / len(checks) if checks else 1.0, tuple(checks))


def _check(label: str, start: int, end: int, judged: _Judged) -> Check:
    rule = f"grounding/{judged.why}" if judged.why else "grounding"
    return Check(label, judged.outcome, (start, end), rule)


@dataclass(frozen=True)
class _Known:
    """A value the case gives: from its fact sheet, or read in its inputs."""

    measure: str
    value: float
    when: str
    side: str | None
    detail: frozenset[str]
    on_sheet: bool = True


def _known(case: Case) -> tuple[_Known, ...]:
    found: list[_Known] = []
    for text in case.inputs.values():
        for v in values(text):
            about = text[slice(*v.about)]
            found.append(_Known(v.measure, v.value, v.when, v.side, _details(about), False))
    for m in case.measures:
        detail = _details(f"{m.detail or ''} {m.words}")
        found += [_Known(m.name, m.value, "now", m.side, detail)]
        if m.baseline is not None:
            found += [_Known(m.name, m.baseline, "baseline", m.side, detail)]
    if case.pain is not None:
        found += [_Known("pain", case.pain.value, "now", None, frozenset())]
        if case.pain.baseline is not None:
            found += [_Known("pain", case.pain.baseline, "baseline", None, frozenset())]
    for goal in case.goals:
        if goal.measure and goal.target is not None:
            found += [_Known(goal.measure, goal.target, "goal", None, frozenset())]
    return tuple(found)


_DETAIL = re.compile(
    r"\b(?:flex|ext|dorsi|plantar|df|pf|abd|add|rot|er|ir|inv|ev|eyes closed|ec|eyes open|eo|firm|"
    r"foam|forward|cond\w* \d|"
    r"anterior|posteromedial|posterolateral|quad|ham|glut|evert|tib|external|internal|cervical|knee|"
    r"ankle|hip|shoulder|neck|trunk)\w*",
    re.IGNORECASE,
)
_SAME = {"dorsi": "df", "plantar": "pf", "eyes closed": "ec", "eyes open": "eo"}


def _details(words: str) -> frozenset[str]:
    """Return the motions, muscles and conditions named, each by the beginning of its word."""
    found = (match.group().lower() for match in _DETAIL.finditer(words))
    short = (next((s for s in _SAME if word.startswith(s)), word[:4]) for word in found)
    return frozenset(_SAME.get(word, word) for word in short)


_FINE = 5
"""On a scale that ends below this, a whole number is no rounding: 1 m/s is not 0.92 m/s."""


def _of_value(value: Value, detail: frozenset[str], known: Sequence[_Known]) -> _Judged:
    """Return what the case makes of one value a note gives; ``detail`` is of the words around."""
    mine = [k for k in known if k.measure == value.measure]
    equal = [k for k in mine if _equal(k.value, value.value)]
    if value.when == "change":
        return _of_change(value, mine)
    if value.when in ("goal", "norm"):
        if equal:
            return _STATED
        published = measures()[value.measure].thresholds if value.measure in measures() else ()
        if value.when == "norm" and any(_equal(t.value, value.value) for t in published):
            return _Judged("inferred", "published")
        return _Judged("unsupported", "not_in_case")
    measure = measures().get(value.measure)
    if not equal and measure is not None and not measure.possible(value.value):
        return _Judged("contradicted", "impossible")
    if not mine:
        return _Judged("unsupported", "not_in_case")
    if equal:
        return _of_equal(value, equal, mine)
    coarse = measure is None or measure.range[1] > _FINE
    if coarse and any(round(k.value) == value.value and k.when == value.when for k in mine):
        return _Judged("inferred", "rounded")
    return _of_other(value, detail, mine)


def _of_equal(value: Value, equal: Sequence[_Known], mine: Sequence[_Known]) -> _Judged:
    """Return what a value is that the case gives, perhaps of another time or side."""
    sides = {k.side for k in equal}
    told = value.side in ("right", "left") and None not in sides and "bilateral" not in sides
    if told and value.side not in sides:
        return _Judged("contradicted", "wrong_side")
    times = {k.when for k in equal}
    timed = value.when in ("now", "baseline") and times <= {"now", "baseline"}
    both = {"now", "baseline"} <= {k.when for k in mine}
    if value.when in times or not (timed and both) or value.measure == "pain":
        return _STATED
    return _Judged("contradicted", "wrong_time")


def _of_other(value: Value, detail: frozenset[str], mine: Sequence[_Known]) -> _Judged:
    """Return what a value is that the case does not give for this measure."""
    same = [k for k in mine if value.when in (k.when, "other")]
    same = [k for k in same if k.on_sheet] or same
    if value.side in ("right", "left"):
        same = [k for k in same if k.side in (None, value.side)]
        same = [k for k in same if k.side == value.side] or same
    if len({k.value for k in same}) > 1:  # of several motions or conditions, the one named
        best = max(_alike(k.detail, detail) for k in same)
        same = [k for k in same if _alike(k.detail, detail) == best]
    # With one value of its kind in the case there is nothing else it could be; with several it may
    # be one the case does not give.
    if len({k.value for k in same}) == 1:
        return _Judged("contradicted", "wrong_value")
    return _Judged("unsupported", "not_in_case")


def _alike(one: frozenset[str], other: frozenset[str]) -> tuple[int, int]:
    return len(one & other), -len(one ^ other)


def _of_change(value: Value, mine: Sequence[_Known]) -> _Judged:
    """Return what the size of a change is: the difference of two values, or their percentage."""
    size = abs(value.value)
    if any(_equal(abs(k.value), size) for k in mine):
        return _STATED
    now, before = ([k for k in mine if k.when == when] for when in ("now", "baseline"))
    pairs = [(b.value, n.value) for n in now for b in before]
    for b, n in pairs:
        if abs(abs(n - b) - size) <= 0.051 or (b and abs(abs(n - b) / abs(b) * 100 - size) < 1):
            return _Judged("inferred", "difference")
    if len(set(pairs)) == 1:
        return _Judged("contradicted", "wrong_change")
    return _Judged("unsupported", "not_in_case")


def _equal(one: float, other: float) -> bool:
    return abs(one - other) < 1e-9


_NO_FALL = re.compile(
    r"\b(?:no|denies|denied|without|zero|0)\s+(?:any\s+|new\s+|further\s+|recent\s+)?"
    r"(?:falls?\b|LOB or falls)",
    re.IGNORECASE,
)
_FELL = re.compile(
    r"\b(?P<count>one|two|three|four|1|2|3|4|5)\s+(?:new\s+|recent\s+)?falls?\b(?!-)|"
    r"\b(?:fell|had a fall|a fall)\s+"
    r"(?:once|twice|on|in|at|last|since|yesterday|this|while|during)\b",
    re.IGNORECASE,
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4}
_PLATEAU = re.compile(
    r"\b(?:has|have|is|are|progress)\s+(?:\w+\s+)?(?:plateaued|at a plateau|in a plateau)|"
    r"\bplateau (?:in|of|since)\b",
    re.IGNORECASE,
)


def _others(case: Case, note: str) -> Iterator[tuple[str, int, int, _Judged]]:
    """Yield the claims of a note that are no values of a measure."""
    for clause in read(note).clauses:
        if clause.flags & {"goal", "future", "norm", "echo", "blank"} or clause.section == "P":
            continue
        words = note[clause.start : clause.end]
        if case.falls is not None:
            yield from _of_falls(case.falls.value, words, clause.start)
        match = _PLATEAU.search(words)
        if match and "negated" not in clause.flags and "plateau" in case.must_not_claim:
            span = (clause.start + match.start(), clause.start + match.end())
            yield "plateau", *span, _Judged("contradicted", "must_not_claim")


def _of_falls(falls: int, words: str, at: int) -> Iterator[tuple[str, int, int, _Judged]]:
    none, some = _NO_FALL.search(words), _FELL.search(words)
    if none and not some:
        outcome = _STATED if falls == 0 else _Judged("contradicted", "wrong_value")
        yield "falls", at + none.start(), at + none.end(), outcome
    elif some and not none:
        count = some["count"]
        told = _COUNTS.get(str(count).lower()) or (int(count) if count else None)
        wrong = falls == 0 if told is None else told != falls
        outcome = _Judged("contradicted", "wrong_value") if wrong else _STATED
        yield "falls", at + some.start(), at + some.end(), outcome
