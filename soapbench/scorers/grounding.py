"""Whether what a note says is true to its case: stated there, inferred from it, or made up.

Looked at is what the reading can name: values of outcome measures and pain with their time and
side, changes and goals given in numbers and whether a goal is met, directions, falls, plateaus, and
how often and how long treatment is to go on. What a note says in other words, such as a posture, is
not checked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from soapbench.cases import Case
from soapbench.reading import Claim, Value, claims, read, values
from soapbench.reference import measures
from soapbench.scorers.base import Check, Score
from soapbench.scorers.words import shared, tokens

__all__ = ["Outcome", "grounding"]

Outcome = Literal["stated", "inferred", "unsupported", "contradicted"]
"""The case says so; it follows from it; the case has nothing of it; the case says otherwise."""


@dataclass(frozen=True)
class _Judged:
    outcome: Outcome
    why: str = ""


_STATED = _Judged("stated")
_SAME_GOAL = 0.6
"""So much of a goal's words in one clause make it that goal."""
_FATAL = frozenset(
    f"grounding/{why}" for why in ("wrong_value", "wrong_side", "wrong_time", "impossible")
)
"""What about a critical fact makes a note worthless; an aim that is not the case's does not."""
_NEAR, _ALSO = 60, 2
"""A count of the same trials has two words in common within so many characters."""
_GOALS = re.compile(r"^\W*(?:\w+ ){0,2}(?:goals?|STGs?|LTGs?)\b", re.IGNORECASE | re.MULTILINE)
"""A heading or line below which, to the end of the section, numbers may be goals."""
_SOUGHT = re.compile(
    r"\b(?:sought|hoped for|aim(?:s|ed|ing)?|goals?)\b(?:[^.\n]|\.\d)*$", re.IGNORECASE
)
"""A word in the same sentence by which what follows may be an aim."""
_LABELS = {
    "per_week": "frequency",
    "weeks": "duration",
    "goal_met": "goal",
    "goal_open": "goal",
}


def grounding(case: Case, note: str) -> Score:
    """Return the share of a note's claims that its case states or that follow from it.

    One check per claim, labelled by its measure or kind, with the outcome as status and, in the
    rule, why: ``wrong_value``, ``wrong_side``, ``wrong_time`` (an earlier value told as today's or
    the other way round), ``wrong_change``, ``wrong_direction``, ``wrong_goal``, ``wrong_status``,
    ``impossible``, ``must_not_claim``, ``not_in_case``. A value that contradicts what the case
    marks critical makes the score 0. A note without claims scores 1.
    """
    known = _known(case)
    parts = [part for part in read(note).sections if part.name in ("O", "A")]
    checks = []
    for v in values(note):
        before = [note[part.start : v.start] for part in parts if part.start <= v.start < part.end]
        measured = any(not (_GOALS.search(told) or _SOUGHT.search(told)) for told in before)
        judged = _aim_as_finding(v, known) if measured else None
        judged = judged or _of_value(v, _details(note[slice(*v.about)]), known)
        checks.append(_check(v.measure, v.start, v.end, judged))
    for claim in claims(note):
        told = _of_claim(claim, case, note, known)
        if told is not None:
            label = claim.measure or _LABELS.get(claim.kind, claim.kind)
            checks.append(_check(label, claim.start, claim.end, told))
    checks.sort(key=lambda check: (check.span or (0, 0), check.label))
    critical = {m.name for m in case.measures if m.importance == "critical"} | {"falls"}
    if any(c.label in critical and c.rule in _FATAL for c in checks):
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
        if goal.measure and goal.target is not None and goal.status != "met":
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


def _aim_as_finding(value: Value, known: Sequence[_Known]) -> _Judged | None:
    """Return `wrong_time` where what is only a goal's number stands among the findings as today's.

    In a list of goals, in a plan, or in a text without SOAP headings such as a statement of
    medical necessity, a number without a cue may well be the goal itself: there it goes unnoticed.
    """
    mine = [k for k in known if k.measure == value.measure]
    times = {k.when for k in mine if _equal(k.value, value.value)}
    if value.when == "now" and times == {"goal"} and any(k.when == "now" for k in mine):
        return _Judged("contradicted", "wrong_time")
    return None


def _of_value(value: Value, detail: frozenset[str], known: Sequence[_Known]) -> _Judged:
    """Return what the case makes of one value a note gives; ``detail`` is of the words around."""
    mine = [k for k in known if k.measure == value.measure]
    equal = [k for k in mine if _equal(k.value, value.value)]
    if value.when == "change":
        return _of_change(value, mine)
    if value.when in ("goal", "norm"):
        if equal:
            return _STATED
        if value.when == "goal" and any(k.when == "goal" for k in mine):
            return _Judged("contradicted", "wrong_goal")
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
    sides = {k.side for k in equal if k.on_sheet} or {k.side for k in equal}
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


def _of_claim(claim: Claim, case: Case, note: str, known: Sequence[_Known]) -> _Judged | None:
    """Return what the case makes of a claim that is no value; None where it cannot tell."""
    wrong = _Judged("contradicted", "wrong_value")
    if claim.kind == "falls":
        if case.falls is None:
            return None
        fits = case.falls.value > 0 if claim.number is None else claim.number == case.falls.value
        return _STATED if fits else wrong
    if claim.kind == "plateau":
        barred = "plateau" in case.must_not_claim
        return _Judged("contradicted", "must_not_claim") if barred else None
    if claim.kind in ("goal_met", "goal_open"):
        return _of_goal(claim, case, note)
    if claim.kind in ("better", "worse"):
        return _of_direction(claim, known)
    if claim.kind == "beyond_error":
        return _beyond_error(claim, known)
    if claim.kind == "count":
        return _of_count(claim, case, note)
    return _of_plan(claim, case)


def _of_count(claim: Claim, case: Case, note: str) -> _Judged | None:
    """Return whether so many of so many is what the case says, or else of the same trials."""
    told = [(c, text) for text in case.inputs.values() for c in claims(text) if c.kind == "count"]
    if any((c.number, c.of) == (claim.number, claim.of) for c, _ in told):
        return _STATED
    words = _around(note, claim)
    same = (c.of == claim.of and len(_around(text, c) & words) >= _ALSO for c, text in told)
    return _Judged("contradicted", "wrong_value") if any(same) else None


def _around(text: str, claim: Claim) -> frozenset[str]:
    """Return the words near a claim, without numbers."""
    near = tokens(text[max(0, claim.start - _NEAR) : claim.end + _NEAR])
    return frozenset(token for token in near if not token[0].isdigit())


def _of_goal(claim: Claim, case: Case, note: str) -> _Judged | None:
    """Return whether the goal that is meant, by its number or its words, stands as it is told."""
    mine = [g for g in case.goals if claim.number is not None and g.target == claim.number]
    mine = [g for g in mine if g.measure == claim.measure]
    if not mine and claim.about is not None:
        words = tokens(note[slice(*claim.about)])
        mine = [g for g in case.goals if shared(tokens(g.words), words) >= _SAME_GOAL]
    if len(mine) != 1:
        return None
    if (mine[0].status == "met") == (claim.kind == "goal_met"):
        return _STATED
    return _Judged("contradicted", "wrong_status")


def _gain(measure_id: str | None, known: Sequence[_Known]) -> float | None:
    """Return how far the one pair of values of a measure moved, for the better if above 0."""
    mine = [k for k in known if k.measure == measure_id and k.on_sheet]
    pairs = {(k.when, k.value) for k in mine if k.when in ("now", "baseline")}
    told = dict(pairs)
    measure = measures().get(measure_id or "")
    if len(pairs) != 2 or len(told) != 2 or measure is None:
        return None
    gain = told["now"] - told["baseline"]
    return -gain if measure.better == "lower" else gain


def _of_direction(claim: Claim, known: Sequence[_Known]) -> _Judged | None:
    """Return whether the one pair of values of a measure moved as it is claimed to have."""
    gain = _gain(claim.measure, known)
    if gain is None:
        return None
    if gain == 0 or (gain > 0) == (claim.kind == "better"):
        return _Judged("inferred", "direction")
    return _Judged("contradicted", "wrong_direction")


def _beyond_error(claim: Claim, known: Sequence[_Known]) -> _Judged | None:
    """Return whether a measure moved by more than any published smallest change.

    Populations are not told apart: a claim is contradicted where no population's figure bears it.
    """
    gain = _gain(claim.measure, known)
    measure = measures().get(claim.measure or "")
    smallest = measure.smallest_change if measure else None
    if gain is None or smallest is None:
        return None
    if abs(gain) > smallest:
        return _Judged("inferred", "published")
    return _Judged("contradicted", "wrong_change")


def _of_plan(claim: Claim, case: Case) -> _Judged | None:
    """Return whether treatment is to go on as often, or as long, as the case plans."""
    if case.plan is None:
        return None
    planned = {c.number for c in claims(f"Plan:\n{case.plan.words}\n") if c.kind == claim.kind}
    if not planned:
        return _Judged("unsupported", "not_in_case")
    return _STATED if claim.number in planned else _Judged("contradicted", "wrong_value")
