"""What a case makes of a claim about its patient on the whole, and what it lets no note claim."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from soapbench.cases import Case
from soapbench.reading import Claim
from soapbench.reference import measures
from soapbench.scorers.known import STATED, Judged, Known, contradicted
from soapbench.scorers.thresholds import of_threshold
from soapbench.scorers.words import tokens

__all__ = ["of_impression"]

_BARS: Mapping[str, str] = {
    "plateau": "plateau",
    "regression": "regression",
    "improvement": "improvement",
    "steady": "improvement",
    "real_change": "change_beyond_error",
    "rom_gain": "rom_gain",
    "pain": "pain",
    "left_side": "left_side",
    "right_side": "right_side",
}
"""Which of the claims that a case may bar each kind of claim is."""
_BEARS_OUT: Mapping[str, str] = {
    "improvement": "improving",
    "steady": "improving",
    "regression": "regression",
    "plateau": "plateau",
}
"""The course of a case from which a claim follows."""
_RULES_OUT: Mapping[str, tuple[str, ...]] = {
    "steady": ("plateau", "regression"),
    "regression": ("improving", "plateau", "maintenance"),
    "plateau": ("improving", "regression"),
}
"""The courses of a case against which a claim of one speaks; what is mixed bears out any."""
_HURTS = tokens("pain pains painful ache sore soreness reports")
"""What says of pain neither where it is nor when."""
_DIRECTION = Judged("inferred", "direction")


def of_impression(claim: Claim, case: Case, note: str, known: Sequence[Known]) -> Judged | None:
    """Return what the case makes of a claim in general words; None where it cannot tell."""
    if claim.kind == "real_change" and claim.measure:
        exact = of_threshold(replace(claim, kind="beyond_error"), case, note, known)
        if exact is not None:
            return exact
    if claim.kind == "pain" and claim.number == 0:
        return _of_no_pain(claim, case, note)
    if _BARS.get(claim.kind) in case.must_not_claim:
        return contradicted("must_not_claim")
    if claim.kind in ("all_better", "all_worse", "none_better"):
        return _of_all(claim, case, note)
    if _BEARS_OUT.get(claim.kind) == case.trajectory:
        return _DIRECTION
    if claim.measure is None and case.trajectory in _RULES_OUT.get(claim.kind, ()):
        return contradicted("wrong_direction")
    if claim.kind == "pain" and case.pain is not None and case.pain.value > 0:
        words = tokens(note[slice(*(claim.about or (claim.start, claim.end)))])
        return STATED if tokens(case.pain.words) & words - _HURTS else None
    return None


def _of_no_pain(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether the case has no pain; None where it does not say, or of another place."""
    if case.pain is None and "pain" in case.absent:
        return Judged("unsupported", "not_in_case")  # nobody asked
    if case.pain is None or tokens(note[claim.start : claim.end]) - tokens(case.pain.words) - _NONE:
        return None
    if case.pain.value and _RESTING.search(note, max(0, claim.start - _NEAR), claim.end + _NEAR):
        return None  # it may hurt at other times
    return STATED if case.pain.value == 0 else contradicted("wrong_value")


_RESTING = re.compile(r"\b(?:at rest|resting|rests|sitting|lying|at night)\b", re.IGNORECASE)
_NEAR = 25
_NONE = tokens(
    "pain soreness complaint complaints denies denied denying without current reported today "
    "remains free longer bothers bother troubles trouble hurts hurt aches comfortable hardly "
    "register registers does stays came when"
)
"""What stands in a denial of pain beside its place."""


def _of_all(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether all measures of the case that have two values, or none, went as is claimed."""
    told = [m for m in case.measures if m.baseline is not None and m.name in measures()]
    if "balance" in note[claim.start : claim.end].lower():
        told = [m for m in told if measures()[m.name].family == "balance"]
    if len(told) < 2:
        return None
    gained = [
        (m.value - (m.baseline or 0)) * (1 if measures()[m.name].better == "higher" else -1)
        for m in told
    ]
    if claim.kind == "all_better":
        fits = all(gain > 0 for gain in gained)
    elif claim.kind == "all_worse":
        fits = all(gain < 0 for gain in gained)
    else:
        fits = all(gain <= 0 for gain in gained)
    return _DIRECTION if fits else contradicted("wrong_direction")
