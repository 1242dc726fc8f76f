"""What a case makes of a claim that is no value: falls, directions, plans, home programs, goals."""

import re
from collections.abc import Sequence
from functools import lru_cache

from soapbench.cases import Case
from soapbench.reading import Claim, claims
from soapbench.reference import measures
from soapbench.scorers.aims import of_aim, of_due, of_goal, of_goals
from soapbench.scorers.fallen import FALLS, of_falls
from soapbench.scorers.given import given
from soapbench.scorers.known import STATED, Judged, Known, contradicted, moves
from soapbench.scorers.planned import of_plan
from soapbench.scorers.thresholds import of_threshold
from soapbench.scorers.visits import IN_VISIT
from soapbench.scorers.words import tokens

__all__ = ["of_claim"]

_RATING = re.compile(r"\d\s?/\s?10\b")
_SMALL = 0.1
"""A move by no more than this share of the first value may be called unchanged."""


def of_claim(claim: Claim, case: Case, note: str, known: Sequence[Known]) -> Judged | None:
    """Return what the case makes of a claim that is no value; None where it cannot tell."""
    if claim.kind in FALLS:
        return of_falls(claim, case, note)
    if claim.kind in ("goal_met", "goal_open"):
        return of_goal(claim, case, note)
    if claim.kind == "aim":
        return of_aim(claim, case, note)
    if claim.kind in ("due", "due_week"):
        return of_due(claim, case, note)
    if claim.kind in ("goals_met", "some_goals_met"):
        return of_goals(claim, case, note)
    if claim.kind in ("up", "down", "better", "worse", "same"):
        return _of_direction(claim, note, known)
    if claim.kind in ("beyond_error", "within_error", "above_cutoff", "below_cutoff"):
        return of_threshold(claim, case, note, known)
    if claim.kind in ("home_days", "home_times"):
        return _of_home(claim, case, note)
    return of_plan(claim, case, note)


def _of_home(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether the home program is done, or to be done, so often.

    None where the case does not say, or where other exercises are told of than the case's.
    """
    told = tokens(note[slice(*claim.about)]) - _OF_ANY_HOME if claim.about else frozenset()
    if len(told) > 1 and told.isdisjoint(_home_words(tuple(case.inputs.values()))):
        return None
    often = {c.number for c in given(case, claim.kind)}
    if _COUNTED.search(note, claim.start, claim.end):
        often = _done_of(tuple(case.inputs.values())) or often
    if claim.kind == "home_days" and given(case, "home_times"):
        often = often | {7.0}  # so many times a day is every day
    if not often:
        return None
    return STATED if claim.number in often else contradicted("wrong_value")


_COUNTED = re.compile(r"\d (?:of|out of|/) ?7\b")


@lru_cache(maxsize=256)
def _done_of(texts: tuple[str, ...]) -> set[float | None]:
    """Return on how many days of seven a case says that its home program was done."""
    return {
        claim.number
        for text in texts
        for claim in claims(text)
        if claim.kind == "home_days" and _COUNTED.search(text, claim.start, claim.end)
    }


_OF_ANY_HOME = tokens(
    "home program hep exercise exercises daily day days week weeks times twice once every patient "
    "pt reports states performs performing performed does doing done compliance compliant "
    "adherence independent independently continue continues written handout sets reps"
)
"""Words that say nothing of which exercises are done at home."""


@lru_cache(maxsize=256)
def _home_words(texts: tuple[str, ...]) -> frozenset[str]:
    """Return the words of a case beside how often its home program is done."""
    return frozenset(
        word
        for text in texts
        for claim in claims(text)
        if claim.kind in ("home_days", "home_times") and claim.about
        for word in tokens(text[slice(*claim.about)])
    )


def _of_direction(claim: Claim, note: str, known: Sequence[Known]) -> Judged | None:
    """Return whether a measure moved as it is claimed to have; None where it has no two values."""
    words = note[slice(*claim.about)] if claim.about else ""
    if claim.measure == "pain" and (_RATING.search(words) or IN_VISIT.search(words)):
        return None  # within a visit pain comes and goes; its numbers are judged by themselves
    told = moves(claim.measure, words, known)
    measure = measures().get(claim.measure or "")
    lower = claim.measure == "pain" or (measure is not None and measure.better == "lower")
    if not told:
        return None
    true = [_went(claim.kind, before, now, -1 if lower else 1) for before, now in told]
    return Judged("inferred", "direction") if any(true) else contradicted("wrong_direction")


def _went(way: str, before: float, now: float, better: int) -> bool:
    """Return whether two values went a way; a small move may be told as none."""
    move = now - before
    if way == "same":
        return abs(move) <= _SMALL * abs(before)
    if way in ("up", "down"):
        return move * (1 if way == "up" else -1) > 0
    return move * better * (1 if way == "better" else -1) > 0
