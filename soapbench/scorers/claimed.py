"""What a case makes of a claim that is no value: falls, goals, directions, plans, plateaus."""

import re
from collections.abc import Sequence
from functools import lru_cache

from soapbench.cases import Case, Goal
from soapbench.reading import Claim, claims, mentions, numbered, read
from soapbench.reference import measures
from soapbench.scorers.known import STATED, Judged, Known, contradicted, moves
from soapbench.scorers.thresholds import of_threshold
from soapbench.scorers.words import shared, tokens, weight

__all__ = ["of_claim"]

_SAME_GOAL = 0.6
"""So much of a goal's words in one clause make it that goal."""
_SAME_WORDS, _IN_COMMON, _CLOSE = 0.5, 3, 0.1
"""Or so much of what it says besides its time and numbers, if that is some words, and more than of
any other goal by so much."""
_STANDING = frozenset("ongo new revi unme".split())
"""How words begin that say how a goal stands."""
_RATING = re.compile(r"\d\s?/\s?10\b")
_SMALL = 0.1
"""A move by no more than this share of the first value may be called unchanged."""

_LITTLE, _ENOUGH = 0.25, 1.75
"""An aim that shares no more than this with any goal is another one, where it says enough."""
_KNOWN = 0.9
"""An aim that shares so much with one clause of a case may be the patient's own."""
_OF_ANY_GOAL = frozenset(
    "goal targ aim week visi mont pati able will shou impr incr decr demo safe inde achi reac main "
    "perf comp shor long term with duri leas retu seco minu degr inch feet one two thre four "
    "five".split()
)
"""How words begin that say nothing of which goal is meant."""
_ROUGHLY = 0.15
"""Spans that differ by no more than this share are told as one."""


def of_claim(claim: Claim, case: Case, note: str, known: Sequence[Known]) -> Judged | None:
    """Return what the case makes of a claim that is no value; None where it cannot tell."""
    if claim.kind == "falls":
        return _of_falls(claim, case)
    if claim.kind == "hurt":
        return _of_hurt(claim, case)
    if claim.kind == "near_falls":
        return _of_near_falls(claim, case)
    if claim.kind == "fell_ago":
        return _of_fell_ago(claim, case)
    if claim.kind in ("goal_met", "goal_open"):
        return _of_goal(claim, case, note)
    if claim.kind == "aim":
        return _of_aim(claim, case, note)
    if claim.kind in ("goals_met", "some_goals_met"):
        return _of_goals(claim, case)
    if claim.kind in ("up", "down", "better", "worse", "same"):
        return _of_direction(claim, note, known)
    if claim.kind in ("beyond_error", "within_error", "above_cutoff", "below_cutoff"):
        return of_threshold(claim, case, note, known)
    if claim.kind in ("home_days", "home_times"):
        return _of_home(claim, case, note)
    return _of_plan(claim, case)


def _of_home(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether the home program is done, or to be done, so often.

    None where the case does not say, or where other exercises are told of than the case's.
    """
    told = tokens(note[slice(*claim.about)]) - _OF_ANY_HOME if claim.about else frozenset()
    if len(told) > 1 and told.isdisjoint(_home_words(tuple(case.inputs.values()))):
        return None
    given = {c.number for c in _given(case, claim.kind)}
    if not given and claim.kind == "home_days" and _given(case, "home_times"):
        given = {7.0}  # so many times a day is every day
    if not given:
        return None
    return STATED if claim.number in given else contradicted("wrong_value")


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


def _of_falls(claim: Claim, case: Case) -> Judged | None:
    """Return whether the case has so many falls; where it tells of none, there are none to tell."""
    if case.falls is None:
        if claim.number == 0:
            return None
        barred = "fall" in case.must_not_claim
        return contradicted("must_not_claim") if barred else Judged("unsupported", "not_in_case")
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


def _of_goal(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether the goal that is meant, by its number or its words, stands as it is told."""
    mine = [g for g in case.goals if claim.number is not None and g.target == claim.number]
    mine = [g for g in mine if g.measure == claim.measure]
    if not mine and claim.about is not None:
        mine = _meant(case, note[slice(*claim.about)], note[claim.about[0] : claim.end])
    if not mine and claim.number is None and claim.measure:
        mine = [g for g in case.goals if g.measure == claim.measure]
    if len(mine) != 1:
        return None
    if (mine[0].status == "met") == (claim.kind == "goal_met"):
        return STATED
    return contradicted("wrong_status")


def _meant(case: Case, told: str, until: str) -> list[Goal]:
    """Return the goals that a clause, or what it says until their status, shares most with."""
    words = _words(_roots(until))
    alike = []
    for goal in case.goals:
        own = _words(_roots(goal.words)) - _STANDING
        common = own & words
        if shared(tokens(goal.words), tokens(told)) >= _SAME_GOAL:
            alike.append((1.0, goal))
        elif len(common) >= _IN_COMMON and (share := shared(own, words)) >= _SAME_WORDS:
            alike.append((share, goal))
    best = max((share for share, _ in alike), default=0.0)
    return [goal for share, goal in alike if share > best - _CLOSE]


def _of_aim(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether a goal set in words is one of the case's, with its numbers."""
    assert claim.about is not None
    told = _roots(note[slice(*claim.about)])
    if not case.goals or sum(map(weight, told)) < _ENOUGH:
        return None
    words = _words(told)
    mine = [(_words(_roots(g.words)), g.words) for g in case.goals]
    alike = [(max(shared(words, w), shared(w, words)), len(w & words), goal) for w, goal in mine]
    share, common, goal = max(alike)
    if share >= _SAME_GOAL:
        if common < 2:
            return None
        other = _other_number(claim.about, note, goal)
        return contradicted("wrong_goal") if other else STATED
    if max(shared(words, w) for w, _ in mine) > _LITTLE:
        return None
    known = max(shared(told, roots) for roots in _told_by(tuple(case.inputs.values())))
    return Judged("unsupported", "not_in_case") if known < _KNOWN else None


@lru_cache(maxsize=256)
def _told_by(texts: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """Return what each clause of a case's inputs says."""
    return tuple(_roots(t[c.start : c.end]) for t in texts for c in read(t).clauses)


def _words(roots: frozenset[str]) -> frozenset[str]:
    return frozenset(root for root in roots if not root[0].isdigit())


def _roots(words: str) -> frozenset[str]:
    """Return what words say, each by its first letters: driving is what drives."""
    return frozenset(token[:4] for token in tokens(words)) - _OF_ANY_GOAL


def _other_number(about: tuple[int, int], note: str, goal: str) -> bool:
    """Return whether words give another amount of something that a goal gives an amount of."""
    mine = [m for m in mentions(note) if about[0] <= m.start < about[1] and m.kind != "span"]
    given = _amounts(goal)
    kinds = {g[0] for g in given} & {m.kind for m in mine}
    return any(given.isdisjoint(m.told for m in mine if m.kind == kind) for kind in kinds)


@lru_cache(maxsize=512)
def _amounts(goal: str) -> frozenset[tuple[str, float | str, float | None]]:
    """Return the numbers of a goal with their kinds."""
    return frozenset(m.told for m in numbered(goal) if isinstance(m.amount, float))


def _of_goals(claim: Claim, case: Case) -> Judged | None:
    """Return whether as many of all goals are met as is claimed."""
    if not case.goals or (claim.of is not None and claim.of != len(case.goals)):
        barred = "goals_met" in case.must_not_claim and claim.number != 0
        return contradicted("must_not_claim") if barred else None
    met = sum(goal.status == "met" for goal in case.goals)
    if claim.kind == "some_goals_met":
        return Judged("inferred", "count") if met else contradicted("wrong_status")
    fits = met == (len(case.goals) if claim.number is None else claim.number)
    return Judged("inferred", "count") if fits else contradicted("wrong_status")


def _of_direction(claim: Claim, note: str, known: Sequence[Known]) -> Judged | None:
    """Return whether a measure moved as it is claimed to have; None where it has no two values."""
    words = note[slice(*claim.about)] if claim.about else ""
    if claim.measure == "pain" and _RATING.search(words):
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


def _of_plan(claim: Claim, case: Case) -> Judged | None:
    """Return whether treatment is to go on as often, or as long, as the case plans."""
    if case.plan is None:
        return None
    told = claims(f"Plan:\n{case.plan.words}\n")
    planned = [_span(c) for c in told if c.kind == claim.kind]
    if claim.kind == "sessions" and not planned:
        planned = _sessions([c for c in told if c.kind in ("per_week", "weeks")])
    if not planned:
        if claim.kind == "sessions" and case.phase != "discharge":
            return None
        over = case.phase == "discharge"  # nothing goes on
        return contradicted("wrong_value") if over else Judged("unsupported", "not_in_case")
    least, most = _span(claim)
    fits = any(least <= p[1] and p[0] <= most for p in planned)
    return STATED if fits else contradicted("wrong_value")


def _sessions(told: Sequence[Claim]) -> list[tuple[float, float]]:
    """Return how many sessions a plan comes to that gives one rate and one number of weeks."""
    often, long = ([_span(c) for c in told if c.kind == kind] for kind in ("per_week", "weeks"))
    if len(often) != 1 or len(long) != 1:
        return []
    return [(often[0][0] * long[0][0], often[0][1] * long[0][1])]


def _span(claim: Claim) -> tuple[float, float]:
    """Return from how many to how many times or weeks are told."""
    least = claim.number or 0
    return least, claim.of or least
