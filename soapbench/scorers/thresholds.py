"""What a case makes of a cut-off or a smallest change that a measure is held against.

A published threshold counts for the people it was studied in: for those the case's population is
one of, and for those the note names beside it. A cut-off published for others alone is neither
confirmed nor called made up: notes borrow cut-offs, and whether they may is a clinician's question.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from soapbench.cases import Case
from soapbench.reading import Claim, numbered
from soapbench.reference import CHANGES, Threshold, measures
from soapbench.scorers.known import STATED, Judged, Known, contradicted, moves, rounded, same

__all__ = ["borrowed", "of_threshold", "published"]

_PUBLISHED = Judged("inferred", "published")
_NOT_THERE = Judged("unsupported", "not_in_case")
_PEOPLE = {
    "older_adult_falls": r"older (?:adults?|people|persons?|women)|elderly|community[- ]dwelling",
    "stroke": r"stroke|CVA|hemipar\w+",
    "parkinson": r"parkinson\w*|PD",
    "unilateral_vestibular": r"vestibular (?:disorder|loss|hypofunction|patient)\w*",
}
"""How a note names the people a threshold is published for, by a population that is one of them."""
_NAMED = {
    population: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for population, words in _PEOPLE.items()
}


def published(measure_id: str | None, case: Case, words: str) -> tuple[Threshold, ...]:
    """Return the thresholds of a measure for the case's people and for those the words name."""
    measure = measures().get(measure_id or "")
    if measure is None:
        return ()
    named = [people for people, pattern in _NAMED.items() if pattern.search(words)]
    return tuple(t for people in (case.population, *named) for t in measure.published(people))


def borrowed(measure_id: str | None, number: float, own: Sequence[Threshold]) -> bool:
    """Return whether a number is a measure's threshold that is published for others alone."""
    every = _of_anyone(measure_id, ("cutoff", "asymmetry", *CHANGES))
    return _among(number, every) and not _among(number, [t.value for t in own])


def _of_anyone(measure_id: str | None, kinds: Collection[str]) -> list[float]:
    """Return a measure's thresholds of some kinds, whoever they are published for."""
    measure = measures().get(measure_id or "")
    return [t.value for t in measure.published() if t.kind in kinds] if measure else []


def of_threshold(claim: Claim, case: Case, note: str, known: Sequence[Known]) -> Judged | None:
    """Return whether a measure stands to a threshold as is claimed; None where it cannot tell."""
    words = note[slice(*claim.about)] if claim.about else ""
    if _is_beside(claim, note):
        return contradicted("wrong_status")
    claim = _cleared(claim, note)
    own = published(claim.measure, case, words)
    sides = _of_anyone(claim.measure, ["asymmetry"]) if _APART.search(words) else []
    if claim.number is not None and _among(claim.number, sides):
        return _of_asymmetry(claim, claim.number, known)
    if claim.kind in ("beyond_error", "within_error"):
        return _of_change(claim, words, [t.value for t in own if t.kind in CHANGES], known)
    if claim.number is not None and borrowed(claim.measure, claim.number, own):
        told = _of_cutoff(claim, [], known)  # whoever it is published for, a value lies on one side
        return told if told is not None and told.outcome == "contradicted" else None
    return _of_cutoff(claim, [t.value for t in own if t.kind == "cutoff"], known)


def _of_change(
    claim: Claim, words: str, own: Sequence[float], known: Sequence[Known]
) -> Judged | None:
    """Return whether a measure moved by more, or by less, than the smallest change that counts.

    Where none is published for the case's people, a move within every published one is no change
    beyond error, and of a larger one nothing is known.
    """
    told = set(moves(claim.measure, words, known))
    if len(told) != 1:
        return None
    ((before, now),) = told
    size, beyond = round(abs(now - before), 6), claim.kind == "beyond_error"
    if claim.number is not None:
        if size != claim.number and (size > claim.number) != beyond:
            return contradicted("wrong_change")
        if _among(claim.number, own):
            return _PUBLISHED
        return None if _among(claim.number, _of_anyone(claim.measure, CHANGES)) else _NOT_THERE
    if not own:
        measure = measures().get(claim.measure or "")
        least = measure.smallest_change() if measure else None
        too_small = beyond and least is not None and size <= least
        return contradicted("wrong_change") if too_small else None
    if min(own) < size <= max(own) and not beyond:
        return None  # within one of them
    return _PUBLISHED if beyond == (size > min(own)) else contradicted("wrong_change")


_CLEARS = re.compile(r"clear|pass", re.IGNORECASE)


def _cleared(claim: Claim, note: str) -> Claim:
    """Return a claim as it is meant: what is better when lower clears a cut-off below it."""
    measure = measures().get(claim.measure or "")
    lower = measure is not None and measure.better == "lower"
    if not lower or claim.kind != "above_cutoff" or not _CLEARS.match(note, claim.start):
        return claim
    return replace(claim, kind="below_cutoff")


_APART = re.compile(
    r"\b(?:asymmetr\w+|difference|discrepancy|apart|side[- ]to[- ]side)\b", re.IGNORECASE
)


def _of_asymmetry(claim: Claim, number: float, known: Sequence[Known]) -> Judged | None:
    """Return whether today's two sides are as far apart as is claimed; None without both."""
    sides = {k.side: k.value for k in known if (k.measure, k.when) == (claim.measure, "now")}
    if not {"right", "left"} <= set(sides):
        return None
    apart = round(abs(sides["right"] - sides["left"]), 6)
    beyond = claim.kind in ("beyond_error", "above_cutoff")
    return _PUBLISHED if (apart > number) == beyond else contradicted("wrong_status")


def _of_cutoff(claim: Claim, own: Sequence[float], known: Sequence[Known]) -> Judged | None:
    """Return whether today's value lies on the side of a cut-off that is claimed."""
    mine = [k for k in known if k.measure == claim.measure and k.on_sheet]
    today = {k.value for k in mine if k.when == "now"}
    cutoffs = own if claim.number is None else [claim.number]
    if not today or not cutoffs or today & set(cutoffs):
        return None
    fits = [(now > cut) == (claim.kind == "above_cutoff") for now in today for cut in cutoffs]
    if not any(fits):
        return contradicted("wrong_status")
    if not all(fits):
        return None
    if claim.number is None or _among(claim.number, own):
        return _PUBLISHED
    return STATED if any(same(k.value, claim.number) for k in mine) else _NOT_THERE


def _is_beside(claim: Claim, note: str) -> bool:
    """Return whether a note's own numbers all lie on the other side of a cut-off than it says.

    Those are the ones of its kind before it in the clause: "84 %, so past the 90 % usually asked".
    """
    if claim.about is None or claim.kind not in ("above_cutoff", "below_cutoff"):
        return False
    start, end = claim.about
    told = [
        (m.kind, m.amount, start + m.start)
        for m in numbered(note[start:end])
        if isinstance(m.amount, float)
    ]
    held = [(kind, amount) for kind, amount, at in told if claim.start <= at < claim.end]
    if len(held) != 1:
        return False
    (kind, cut), sign = held[0], 1 if claim.kind == "above_cutoff" else -1
    before = [amount for k, amount, at in told if k == kind and at < claim.start]
    return bool(before) and all(sign * (number - cut) < 0 for number in before)


def _among(number: float, values: Collection[float]) -> bool:
    """Return whether a number is one of the values, perhaps rounded."""
    return any(same(value, number) or rounded(value, number) for value in values)
