"""Notes made untrue in known ways, to see which scorers notice.

Each distortion changes one claim of a note that its case states, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from soapbench.cases import Case
from soapbench.inventions import (
    barred_claimed,
    cutoff_misread,
    error_exceeded,
    fall_invented,
    plateau_invented,
)
from soapbench.reading import Value, claims, mentions, numbered, read, treatment, values
from soapbench.reference import measures
from soapbench.scorers import Scorer, billing_arithmetic, fact_recall, grounding

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DISTORTIONS", "distort"]

Distortion = Callable[[Case, str], Iterator[str]]
_SCORERS: Mapping[str, Scorer] = {
    "grounding": grounding,
    "billing_arithmetic": billing_arithmetic,
    "fact_recall": fact_recall,
}
_BAD = {"contradicted": 1, "part": 1, "left out": 2}
_SHIFTS = (3, -3, 4, -4, 7, -7)


@dataclass(frozen=True)
class _Spot:
    """A number of a note, where it stands."""

    start: int
    end: int


def _replaced(note: str, start: int, end: int, words: str) -> str:
    return note[:start] + words + note[end:]


def _number(note: str, value: Value) -> _Spot:
    """Return where the number itself stands, without its scale."""
    match = re.compile(r"\d+(?:\.\d+)?\+?").match(note, value.start)
    assert match is not None
    return _Spot(*match.span())


def _true_values(case: Case, note: str) -> list[Value]:
    """Return the values of today and before that the case states."""
    stated = {c.span[0] for c in grounding(case, note).checks if c.span and c.status == "stated"}
    return [
        v
        for v in values(note)
        if v.start in stated and v.when in ("now", "baseline") and v.measure in measures()
    ]


def _value_changed(case: Case, note: str) -> Iterator[str]:
    known = {m.value for m in case.measures} | {m.baseline for m in case.measures}
    for v in _true_values(case, note):
        measure = measures()[v.measure]
        if measure.unit == "grade":
            continue
        step = max(measure.step, (measure.range[1] - measure.range[0]) / 100)
        step = measure.step if measure.step >= 1 else step
        others = (round(v.value + shift * step, 2) for shift in _SHIFTS)
        taken = known | {round(k) for k in known if k is not None}
        fresh = [o for o in others if o > 0 and measure.possible(o) and o not in taken]
        if fresh:
            spot = _number(note, v)
            yield _replaced(note, spot.start, spot.end, f"{fresh[0]:g}")


def _times_swapped(case: Case, note: str) -> Iterator[str]:
    told = _true_values(case, note)
    for now in (v for v in told if v.when == "now"):
        key = ("baseline", now.measure, now.side, now.about)
        before = [v for v in told if (v.when, v.measure, v.side, v.about) == key]
        if before and before[0].value != now.value:
            spots = (_number(note, now), _number(note, before[0]))
            first, last = sorted(spots, key=lambda spot: spot.start)
            one, other = note[first.start : first.end], note[last.start : last.end]
            text = _replaced(note, last.start, last.end, one)
            yield _replaced(text, first.start, first.end, other)


_OTHER_SIDE = {
    "right": "left", "left": "right", "Right": "Left", "Left": "Right", "R": "L", "L": "R",
}  # fmt: skip


def _sides_swapped(case: Case, note: str) -> Iterator[str]:
    sided = {(m.name, m.side) for m in case.measures if m.side in ("right", "left")}
    for about in sorted(
        {v.about for v in _true_values(case, note) if (v.measure, v.side) in sided}
    ):
        words = note[slice(*about)]
        turned = re.sub(r"\b(?:right|left|Right|Left|R|L)\b", lambda m: _OTHER_SIDE[m[0]], words)
        if turned != words:
            yield _replaced(note, *about, turned)


def _minutes_changed(case: Case, note: str) -> Iterator[str]:
    for b in treatment(note):
        if b.kind in ("timed", "total", "minutes"):
            yield _replaced(note, b.start, b.end, str(b.value + 4))


def _units_changed(case: Case, note: str) -> Iterator[str]:
    for b in treatment(note):
        if b.kind == "units":
            yield _replaced(note, b.start, b.end, str(b.value + 1))


_TURNED = {
    "exceeds": "does not exceed", "exceed": "do not exceed", "above": "below", "below": "above",
    "under": "over", "over": "under", "short of": "beyond", "within": "beyond",
    "beyond": "within", "less than": "more than", "more than": "less than",
}  # fmt: skip


def _threshold_turned(case: Case, note: str) -> Iterator[str]:
    """Yield the note with a true threshold claim turned round, or with a false cut-off added."""
    for check in grounding(case, note).checks:
        if check.rule == "grounding/published" and check.span:
            told = note[slice(*check.span)]
            word = next((word for word in _TURNED if told.lower().startswith(word)), None)
            if word is not None:
                start = check.span[0]
                yield _replaced(note, start, start + len(word), _TURNED[word])
    yield from cutoff_misread(case, note)


_WORSE = {
    "improved": "declined", "improving": "declining", "improvement": "decline", "better": "worse",
}  # fmt: skip


def _direction_reversed(case: Case, note: str) -> Iterator[str]:
    """Yield the note with a true gain told as a loss."""
    for check in grounding(case, note).checks:
        if check.rule == "grounding/direction" and check.span:
            told = note[slice(*check.span)].lower()
            if told in _WORSE:
                yield _replaced(note, *check.span, _WORSE[told])


def _goal_as_today(case: Case, note: str) -> Iterator[str]:
    """Yield the note with the number of a goal not yet met told as today's."""
    aims = {(g.measure, g.target) for g in case.goals if g.status != "met" and g.target is not None}
    for v in _true_values(case, note):
        for target in sorted(t for name, t in aims if name == v.measure and t is not None):
            if v.when == "now" and not any(m.value == target for m in case.measures):
                spot = _number(note, v)
                yield _replaced(note, spot.start, spot.end, f"{target:g}")


def _due_changed(case: Case, note: str) -> Iterator[str]:
    """Yield the note with a goal due in other weeks."""
    stated = {c.span for c in grounding(case, note).checks if c.status == "stated"}
    taken = {m.amount for text in case.inputs.values() for m in numbered(text) if m.kind == "span"}
    for due in claims(note):
        match = re.compile(r"\d+(?!\s?[-–])").match(note, due.start)
        if due.kind == "due" and (due.start, due.end) in stated and match:
            fresh = next(weeks for weeks in range(int(match[0]) + 1, 99) if 7 * weeks not in taken)
            yield _replaced(note, *match.span(), str(fresh))


_SPARED = frozenset(["times", "share", "visit"])
"""Kinds whose numbers are many and small, so that a changed one is often another of the case."""


def _number_changed(case: Case, note: str) -> Iterator[str]:
    """Yield the note with a number changed that no measure owns: minutes at a screen, a dose."""
    stated = {c.span[0] for c in grounding(case, note).checks if c.span and c.status == "stated"}
    taken = {m.told for text in case.inputs.values() for m in numbered(text)}
    for mention in mentions(note):
        digits = note[mention.start : mention.end].strip(" -")
        if mention.start not in stated or mention.kind in _SPARED or not digits.isdigit():
            continue
        size = float(mention.amount) / int(digits) if int(digits) else 1.0
        fresh = (int(digits) + shift for shift in (3, 5, 7, 9))
        told = next((n for n in fresh if (mention.kind, n * size, mention.of) not in taken), None)
        if told is not None:
            yield _replaced(note, mention.start, mention.start + len(digits), str(told))


_HELP = {"CGA": "SBA", "SBA": "CGA", "supervision": "min A", "min A": "supervision"}


def _words_changed(case: Case, note: str, kind: str, other: Mapping[str, str]) -> Iterator[str]:
    """Yield the note with one word of a kind, which the case has there, changed to another."""
    for check in grounding(case, note).checks:
        if check.label == kind and check.status == "stated" and check.span:
            told = note[slice(*check.span)]
            if told in other:
                yield _replaced(note, *check.span, other[told])


def _side_in_words(case: Case, note: str) -> Iterator[str]:
    yield from _words_changed(case, note, "side", _OTHER_SIDE)


def _help_changed(case: Case, note: str) -> Iterator[str]:
    yield from _words_changed(case, note, "assist", _HELP)


def _plan_pasted(other: Case, case: Case, note: str) -> Iterator[str]:
    """Yield the note with another case's plan in the place of its own."""
    plans = [part for part in read(note).sections if part.name == "P"]
    if plans and case.plan is not None and other.plan is not None:
        yield _replaced(note, plans[-1].start, plans[-1].end, f"\n- {other.plan.words}\n")


def _impossible(case: Case, note: str) -> Iterator[str]:
    for v in _true_values(case, note):
        most = measures()[v.measure].range[1]
        if measures()[v.measure].unit == "points" and v.when == "now":
            spot = _number(note, v)
            yield _replaced(note, spot.start, spot.end, f"{most + 2:g}")


def _fact_dropped(case: Case, note: str) -> Iterator[str]:
    """Yield the note without the one clause that carries a fact in words."""
    for check in fact_recall(case, note).checks:
        if check.label.startswith("facts.") and check.status == "carried" and check.span:
            yield _replaced(note, *check.span, "")


DISTORTIONS: Mapping[str, tuple[str, Distortion]] = {
    "value changed": ("grounding", _value_changed),
    "today and before swapped": ("grounding", _times_swapped),
    "goal told as today's": ("grounding", _goal_as_today),
    "sides swapped": ("grounding", _sides_swapped),
    "goal's weeks changed": ("grounding", _due_changed),
    "number changed": ("grounding", _number_changed),
    "side in words swapped": ("grounding", _side_in_words),
    "help changed": ("grounding", _help_changed),
    "direction reversed": ("grounding", _direction_reversed),
    "measurement error claimed exceeded": ("grounding", error_exceeded),
    "threshold turned round": ("grounding", _threshold_turned),
    "impossible value": ("grounding", _impossible),
    "plateau invented": ("grounding", plateau_invented),
    "fall invented": ("grounding", fall_invented),
    "barred claim made": ("grounding", barred_claimed),
    "minutes changed": ("billing_arithmetic", _minutes_changed),
    "units changed": ("billing_arithmetic", _units_changed),
    "fact dropped": ("fact_recall", _fact_dropped),
}
"""The known ways to make a note untrue, by name, each with the scorer that should notice."""
PASTED = "another case's plan pasted"
"""The way that takes a second case: the next of the notes given, as one would copy it."""


def distort(notes: Iterable[tuple[Case, str]]) -> pd.DataFrame:
    """Return how often each distortion of a note is noticed, and by which scorer.

    Args:
        notes: Notes with their cases; only what a note tells truly is distorted.

    Returns:
        One row per way, of `DISTORTIONS` and, where the notes are of several cases, ``another
        case's plan pasted``: ``scorer``, which should notice; ``notes``, how many were made;
        ``noticed``, the share in which that scorer has more contradicted (or lost) checks than
        before; ``others``, the share in which another scorer has too.
    """
    import pandas as pd

    rows = []
    notes = list(notes)
    following = _following([case for case, _ in notes])
    for case, note in notes:
        ways = dict(DISTORTIONS)
        if case.id in following:
            ways[PASTED] = ("fact_recall", partial(_plan_pasted, following[case.id]))
        before = {name: _bad(scorer, case, note) for name, scorer in _SCORERS.items()}
        for way, (expected, make) in ways.items():
            for text in make(case, note):
                more = {
                    name: _bad(scorer, case, text) > before[name]
                    for name, scorer in _SCORERS.items()
                }
                noticed = more.pop(expected)
                rows.append((way, expected, noticed, any(more.values())))
    frame = pd.DataFrame(rows, columns=["way", "scorer", "noticed", "others"])
    groups = frame.groupby(["way", "scorer"], sort=False)
    shares = {"noticed": ("noticed", "mean"), "others": ("others", "mean")}
    return groups.agg(notes=("noticed", "size"), **shares).reset_index("scorer")


def _following(cases: Iterable[Case]) -> Mapping[str, Case]:
    """Return by id the next case whose plan is another."""
    each = list({case.id: case for case in cases}.values())
    found = {}
    for i, case in enumerate(each):
        others = (other for other in (*each[i + 1 :], *each[:i]) if other.plan != case.plan)
        if (other := next(others, None)) is not None:
            found[case.id] = other
    return found


def _bad(scorer: Scorer, case: Case, note: str) -> int:
    return sum(_BAD.get(check.status, 0) for check in scorer(case, note).checks)
