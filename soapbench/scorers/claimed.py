"""What a case makes of a claim that is no value: falls, directions, plans, home programs, goals."""

import re
from collections.abc import Sequence
from functools import lru_cache

from soapbench.cases import Case
from soapbench.reading import Claim, claims
from soapbench.reference import measures
from soapbench.scorers.aims import of_aim, of_due, of_goal, of_goals
from soapbench.scorers.known import STATED, Judged, Known, contradicted, moves
from soapbench.scorers.planned import of_plan
from soapbench.scorers.thresholds import of_threshold
from soapbench.scorers.visits import IN_VISIT
from soapbench.scorers.words import tokens

__all__ = ["of_claim"]

_RATING = re.compile(r"\d\s?/\s?10\b")
_SMALL = 0.1
"""A move by no more than this share of the first value may be called unchanged."""
_ROUGHLY = 0.15
"""Spans that differ by no more than this share are told as one."""


def of_claim(claim: Claim, case: Case, note: str, known: Sequence[Known]) -> Judged | None:
    """Return what the case makes of a claim that is no value; None where it cannot tell."""
    if claim.kind == "falls":
        return _of_falls(claim, case, note)
    if claim.kind == "hurt":
        return _of_hurt(claim, case)
    if claim.kind == "near_falls":
        return _of_near_falls(claim, case)
    if claim.kind == "fell_ago":
        return _of_fell_ago(claim, case)
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
    given = {c.number for c in _given(case, claim.kind)}
    if _COUNTED.search(note, claim.start, claim.end):
        given = _done_of(tuple(case.inputs.values())) or given
    if claim.kind == "home_days" and _given(case, "home_times"):
        given = given | {7.0}  # so many times a day is every day
    if not given:
        return None
    return STATED if claim.number in given else contradicted("wrong_value")


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


_DATED = re.compile(
    r"(?![^.;\n]{0,30}\b(?:since|last|past)\b)[^.;\n]{0,30}?[\s,(]"
    r"(?:(?:wk|week|month) \d{1,2}|\w+ (?:week|month) of care)\b|"
    r"[^.;\n]{0,40}?\b(?:before|prior to) "
    r"(?:we|PT|SOC|IE|eval\w*|care|therapy|(?:the )?(?:start|first))\b",
    re.IGNORECASE,
)
"""What dates a fall to a time before the last, of which a case may tell besides."""


def _of_falls(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether the case has so many falls; where it is silent, nobody can deny any either."""
    if case.falls is None:
        if claim.number == 0:
            denied = any(c.number == 0 for c in _given(case, "falls"))
            return STATED if denied else Judged("unsupported", "not_in_case")
        barred = "fall" in case.must_not_claim
        return contradicted("must_not_claim") if barred else Judged("unsupported", "not_in_case")
    if claim.number is not None and _DATED.match(note, claim.end):
        told = {c.number for c in _given(case, "falls")} - {None, 0.0, case.falls.value}
        if told:
            return STATED if claim.number in told else contradicted("wrong_value")
        return None
    fits = case.falls.value > 0 if claim.number is None else claim.number == case.falls.value
    spans = [c.of for c in _given(case, "falls") if c.of is not None]
    within = claim.of
    if fits:
        short = within is not None and len(spans) == 1 and within < spans[0]
        far = short and not _near(within or 0, spans[0])
        return contradicted("wrong_time") if far and claim.number != 0 else STATED
    # No fall in two weeks is no matter where the last was a month ago.
    last = max([*spans, *(c.number or 0 for c in _given(case, "fell_ago"))], default=0)
    return None if claim.number == 0 and within and within < last else contradicted("wrong_value")


def _of_hurt(claim: Claim, case: Case) -> Judged | None:
    """Return whether a fall hurt as badly as the case says; None where it says nothing of that."""
    told = [c.number or 0 for c in _given(case, "hurt")]
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
    counted = {c.number for c in _given(case, "near_falls")}
    if not counted:
        return None
    return STATED if claim.number in counted else contradicted("wrong_value")


def _of_fell_ago(claim: Claim, case: Case) -> Judged | None:
    """Return whether the case's one fall was so long ago; None where it does not say."""
    told = {c.number for c in _given(case, "fell_ago")}
    if len(told) != 1 or case.falls is None or case.falls.value != 1:
        return None
    return STATED if _near(claim.number or 0, told.pop() or 0) else contradicted("wrong_time")


def _given(case: Case, kind: str) -> list[Claim]:
    """Return the claims of a kind that a case makes itself."""
    return [claim for claim in _told_in(tuple(case.inputs.values())) if claim.kind == kind]


@lru_cache(maxsize=256)
def _told_in(texts: tuple[str, ...]) -> tuple[Claim, ...]:
    return tuple(claim for text in texts for claim in claims(text))


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
