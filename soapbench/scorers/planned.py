"""Whether treatment is to go on as often, and as long, as a case plans."""

import math
from collections.abc import Sequence
from functools import lru_cache

from soapbench.cases import Case
from soapbench.reading import Claim, claims, rates
from soapbench.scorers.known import STATED, Judged, contradicted

__all__ = ["of_plan"]


def of_plan(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether treatment is to go on as often, or as long, as the case plans."""
    if case.plan is None:
        return None
    if claim.kind in _COURSES:
        return _of_course(_COURSES[claim.kind], case)
    told = claims(f"Plan:\n{case.plan.words}\n")
    planned = [_span(c) for c in told if c.kind == claim.kind]
    if claim.kind == "sessions" and not planned:
        planned = _sessions([c for c in told if c.kind in ("per_week", "weeks")])
    if not planned and case.phase != "discharge":  # its words may be another clinic's
        often, long = case.plan.frequency or "", case.plan.duration or ""
        told = claims(f"Plan: PT {often} for {long}")
        planned = [_span(c) for c in told if c.kind == claim.kind]
    if not planned and claim.kind == "weeks" and (judged := _of_sessions(claim, told)):
        return judged
    if not planned:
        if claim.kind == "sessions" and case.phase != "discharge":
            return None
        over = case.phase == "discharge"  # nothing goes on
        return contradicted("wrong_value") if over else Judged("unsupported", "not_in_case")
    least, most = _span(claim)
    if claim.kind == "per_week" and least < most:  # a range must be the plan's, or within it
        fits = any(p[0] <= least and most <= p[1] for p in planned)
        return STATED if fits else contradicted("wrong_value")
    fits = any(least <= p[1] and p[0] <= most for p in planned)
    if fits and claim.kind == "per_week" and _is_until_now(case, note):
        return contradicted("wrong_time")
    return STATED if fits else contradicted("wrong_value")


_COURSES = {"as_often": 0, "more_often": 1, "less_often": -1}


def _of_course(told: int, case: Case) -> Judged | None:
    """Return whether visits come to be more or less often as in the case; None where it is mute."""
    assert case.plan is not None
    ahead = rates(case.plan.frequency or "")
    before = set(rates(case.plan.words)) - set(ahead)
    if len(ahead) != 1 or len(before) != 1:
        return None
    course = 1 if ahead[0] > before.pop() else -1
    return STATED if told == course else contradicted("wrong_direction" if told else "wrong_value")


def _is_until_now(case: Case, note: str) -> bool:
    """Return whether a note tells no rate of visits but the one that a case has left behind."""
    assert case.plan is not None
    ahead, told = _weekly(f"Plan: PT {case.plan.frequency or ''}"), _weekly(note)
    return bool(ahead) and not any(
        least <= to_come[1] and to_come[0] <= most for least, most in told for to_come in ahead
    )


@lru_cache(maxsize=256)
def _weekly(text: str) -> frozenset[tuple[float, float]]:
    """Return how often a week visits are told to be."""
    return frozenset(_span(claim) for claim in claims(text) if claim.kind == "per_week")


def _sessions(told: Sequence[Claim]) -> list[tuple[float, float]]:
    """Return how many sessions a plan comes to that gives one rate and one number of weeks."""
    often, long = ([_span(c) for c in told if c.kind == kind] for kind in ("per_week", "weeks"))
    if len(often) != 1 or len(long) != 1:
        return []
    return [(often[0][0] * long[0][0], often[0][1] * long[0][1])]


def _of_sessions(claim: Claim, told: Sequence[Claim]) -> Judged | None:
    """Return whether weeks are what a plan comes to that gives a rate and a number of sessions."""
    often, many = ([_span(c) for c in told if c.kind == kind] for kind in ("per_week", "sessions"))
    if len(many) != 1:
        return None
    least, most = _span(claim)
    if (least, most) == many[0]:
        return contradicted("wrong_unit")
    if len(often) != 1 or not often[0][0]:
        return None
    weeks = (many[0][0] / often[0][1], math.ceil(many[0][1] / often[0][0]))
    return Judged("inferred", "sum") if weeks[0] <= most and least <= weeks[1] else None


def _span(claim: Claim) -> tuple[float, float]:
    """Return from how many to how many times or weeks are told."""
    least = claim.number or 0
    return least, claim.of or least
