"""What a case makes of falls: how many, how long ago, how nearly, and how badly they hurt."""

import re

from soapbench.cases import Case
from soapbench.reading import Claim, claims
from soapbench.reading.counts import NUMERALS
from soapbench.scorers.given import given
from soapbench.scorers.known import STATED, Judged, contradicted

__all__ = ["FALLS", "of_falls"]

FALLS = frozenset(["falls", "hurt", "near_falls", "fell_ago"])
"""The kinds of claims about falls."""
_ROUGHLY = 0.15
"""Spans that differ by no more than this share are told as one."""


def of_falls(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return what the case makes of a claim about falls; None where it cannot tell."""
    if claim.kind == "falls":
        return _of_number(claim, case, note)
    if claim.kind == "hurt":
        return _of_hurt(claim, case)
    if claim.kind == "near_falls":
        return _of_near_falls(claim, case)
    return _of_fell_ago(claim, case)


_DATED = re.compile(
    r"(?![^.;\n]{0,30}\b(?:since|last|past)\b)[^.;\n]{0,30}?[\s,(]"
    rf"(?:(?:wk|week|month) (?:\d{{1,2}}|{NUMERALS})|\w+ (?:week|month) of care)\b|"
    r"[^.;\n]{0,40}?\b(?:before|prior to|leading up to|preceding|preceded) "
    r"(?:the |my |our |her |his )?(?:we|I|PT|SOC|IE|eval\w*|care|therapy|start|first)\b|"
    r"\s(?:of|in) (?:the|this) episode\b",
    re.IGNORECASE,
)
"""What dates a fall to a time before the last, of which a case may tell besides."""
_DATED_BEFORE = re.compile(
    r"\b(?:before|prior to|leading up to|preceding|preceded) (?:the |my |our )?"
    r"(?:SOC|IE|PT|eval\w*|care|therapy|start|first|episode|injury|surgery|stroke)\b[^.;\n]{0,40}$",
    re.IGNORECASE,
)
_BESIDES = re.compile(
    r"\b(?:apart from|other than|besides|except for|aside from|otherwise|PLOF|prior level|"
    r"premorbid\w*)\b[^.;\n]{0,40}$",
    re.IGNORECASE,
)
"""What makes none of falls one of other falls, or of another time, before it."""


def _of_number(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether the case has so many falls; where it is silent, nobody can deny any either."""
    if case.falls is None:
        if claim.number == 0:
            denied = any(c.number == 0 for c in given(case, "falls"))
            return STATED if denied else Judged("unsupported", "not_in_case")
        barred = "fall" in case.must_not_claim
        return contradicted("must_not_claim") if barred else Judged("unsupported", "not_in_case")
    lead = note[max(0, claim.start - _FAR) : claim.end].rpartition("\n")[2]
    if claim.number == 0 and _BESIDES.search(lead):
        return None
    if claim.number is not None and (_DATED.match(note, claim.end) or _DATED_BEFORE.search(lead)):
        told = {c.number for c in given(case, "falls")} - {None, 0.0, case.falls.value}
        if told:
            return STATED if claim.number in told else contradicted("wrong_value")
        return None
    if claim.number == 0 and _WHOLE.search(_around(claim, note)) and _fell_in_care(case):
        return contradicted("wrong_value")
    fits = case.falls.value > 0 if claim.number is None else claim.number == case.falls.value
    spans = [c.of for c in given(case, "falls") if c.of is not None]
    within = claim.of
    if fits:
        short = within is not None and len(spans) == 1 and within < spans[0]
        far = short and not _near(within or 0, spans[0])
        return contradicted("wrong_time") if far and claim.number != 0 else STATED
    # No fall in two weeks is no matter where the last was a month ago.
    last = max([*spans, *(c.number or 0 for c in given(case, "fell_ago"))], default=0)
    return None if claim.number == 0 and within and within < last else contradicted("wrong_value")


_WHOLE = re.compile(
    r"\b(?:whole|entire|at any time|throughout|ever)\b[^.;\n]{0,20}"
    r"\b(?:episode|care|therapy|treatment)\b|"
    r"\bsince (?:we|care|therapy|treatment|PT) (?:began|started|met)\b|"
    r"\bsince (?:the )?(?:start|beginning) of care\b|"
    r"\b(?:during|throughout) the (?:whole |entire )?episode\b",
    re.IGNORECASE,
)
"""All the time since care began."""
_IN_CARE = re.compile(
    r"\b(?:(?:week|month|visit) (?:\d+|\w+) of care|\w+ (?:week|month) of care|"
    r"of (?:this|the) episode|(?:since|after|before|at|on|in) (?:visit|v|wk|week) ?\d+|"
    r"since (?:the )?(?:start|beginning) of care)\b",
    re.IGNORECASE,
)
"""What dates a fall to the time of care."""


def _around(claim: Claim, note: str) -> str:
    """Return the words of the clause a claim stands in, or of the line."""
    before = note[max(0, claim.start - _FAR) : claim.start].rpartition("\n")[2]
    return before + note[claim.start : claim.end + _FAR].partition("\n")[0]


_FAR = 60


def _fell_in_care(case: Case) -> bool:
    """Return whether a case tells of a fall since care began, whenever the last visit was."""
    return any(
        claim.kind == "falls"
        and claim.number != 0
        and _IN_CARE.search(text, claim.start, claim.end + _FAR)
        for text in case.inputs.values()
        for claim in claims(text)
    )


def _of_hurt(claim: Claim, case: Case) -> Judged | None:
    """Return whether a fall hurt as badly as the case says; None where it says nothing of that."""
    told = [c.number or 0 for c in given(case, "hurt")]
    if not told:
        return None
    number = claim.number or 0
    fits = number in told or 0 < number <= max(told)
    return STATED if fits else contradicted("wrong_value")


def _near(one: float, other: float) -> bool:
    """Return whether two spans of days may be one, as four weeks and a month may."""
    return abs(one - other) <= _ROUGHLY * max(one, other)


def _of_near_falls(claim: Claim, case: Case) -> Judged | None:
    """Return whether the case counts so many near-falls; None where it counts none."""
    counted = {c.number for c in given(case, "near_falls")}
    if not counted:
        return None
    return STATED if claim.number in counted else contradicted("wrong_value")


def _of_fell_ago(claim: Claim, case: Case) -> Judged | None:
    """Return whether the case's one fall was so long ago; None where it does not say."""
    told = {c.number for c in given(case, "fell_ago")}
    if len(told) != 1 or case.falls is None or case.falls.value != 1:
        return None
    return STATED if _near(claim.number or 0, told.pop() or 0) else contradicted("wrong_time")
