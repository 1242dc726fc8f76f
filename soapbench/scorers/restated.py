"""Goals of a case that a note tells with another standing, number, bound or order of a change."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from soapbench.cases import Case, Goal
from soapbench.reading import read
from soapbench.scorers.gist import gist
from soapbench.scorers.known import same
from soapbench.scorers.words import shared

__all__ = ["of_restated"]

_ENOUGH, _MINE, _LEAST = 0.45, 0.3, 2
"""As much of a goal's words, and of a clause's own, as make the clause one about the goal."""
_AS_LIKELY = 0.8
"""A second goal that fits so nearly as well may be meant as well as the first."""
_NOT = "".join(
    f"(?<!{word})"
    for word in (
        "not ", "n't ", "not yet ", "not been ", "un", "nearly ", "almost ", "partly ",
        "partially ", "called ", " be ", "when ", "once ", "until ", "if ",
    )
)  # fmt: skip
"""Nothing stands before it by which a goal is not met, or was."""
_STANDING: Mapping[str, str] = {
    "met": rf"{_NOT}\b(?:met|achieved|attained)\b(?! (?:the|her|his|with|in part)\b)",
    "open": r"\b(?:not (?:yet )?(?:met|achieved|attained|reached)|unmet|ongoing|in progress|"
    r"still working|continu(?:es?|ed|ing)|remains open|open)\b",
    "dropped": r"\b(?:discontinued|dropped|abandoned|cancell?ed|withdrawn|given up)\b"
    r"(?! (?:from|to|by|off) \d)",
    "kept": r"\b(?:left unchanged|unrevised|not (?:been )?(?:revised|changed|modified)|"
    r"no revision|kept (?:as is|unchanged)|as (?:first )?written|in its original form)\b",
}
_STANDINGS = re.compile("|".join(f"(?P<{k}>{v})" for k, v in _STANDING.items()), re.IGNORECASE)
_FITS: Mapping[str, str] = {
    "new": "open",
    "ongoing": "open kept",
    "met": "met kept",
    "not_met": "open kept",
    "revised": "open",
}
"""What may be said of how a goal of a case stands."""
_BOUND = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)(?:\s?(?:s|sec\w*|%|points?|/\d+))?(?: out of \d+)? or "
    r"(?:(?P<less>less|fewer|better|lower|faster|below)|(?P<more>more|greater|higher|longer|above))\b",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\bfrom\s(?:\D{0,40}?\s)?(?P<old>\d+(?:\.\d+)?)\b[^.;]{0,60}?"
    r"\bto\s(?:\D{0,40}?\s)?(?P<new>\d+(?:\.\d+)?)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b(?:[SL]TG|goal|G)\s?#?\d\b(?![./]\d)", re.IGNORECASE)
"""A goal's label, whose number is nothing it aims at."""
_OF_ANY = gist("STG LTG goal met not ongoing new revised")
"""What says nothing of which goal is meant."""
_FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w*\d)")


def of_restated(case: Case, note: str) -> Iterator[tuple[str, int, int]]:
    """Yield why a goal is told otherwise than its case has it, and where."""
    goals = [(goal, gist(goal.words)) for goal in case.goals]
    reached = [n for m in case.measures for n in (m.value, m.baseline) if n is not None]
    for clause in read(note).clauses:
        if not clause.flags.isdisjoint(["echo", "blank"]):
            continue
        told = note[clause.start : clause.end]
        said = _NUMBERED.sub(lambda m: " " * len(m[0]), told)
        goal = _goal_of(_aimed(goals, said), gist(told))
        if goal is None:
            continue
        otherwise = (
            _standing(goal, said), _bound(goal, said), _order(goal, said),
            _number(goal, said, reached),
        )  # fmt: skip
        for why, start, end in chain.from_iterable(otherwise):
            yield why, clause.start + start, clause.start + end


def _aimed(
    goals: Sequence[tuple[Goal, frozenset[str]]], said: str
) -> Sequence[tuple[Goal, frozenset[str]]]:
    """Return the goals whose number a clause tells, of one measure, or else all of them."""
    told = [float(number) for number in _FIGURE.findall(said)]
    named = [each for each in goals if (t := each[0].target) is not None and t in told]
    measures = {goal.measure for goal, _ in named}
    others = [each for each in goals if each[0].measure not in measures]
    return [*named, *others]


def _goal_of(goals: Sequence[tuple[Goal, frozenset[str]]], said: frozenset[str]) -> Goal | None:
    """Return the goal that a clause is about; None where two are as likely."""
    shares = []
    for goal, words in goals:
        share, mine = shared(words, said), shared(said, words)
        common = words & said
        if len(common) >= _LEAST and common - _OF_ANY and share >= _ENOUGH and mine >= _MINE:
            shares.append((share * mine, goal))
    shares.sort(key=lambda told: -told[0])
    if not shares or (len(shares) > 1 and shares[1][0] > _AS_LIKELY * shares[0][0]):
        return None
    return shares[0][1]


def _standing(goal: Goal, said: str) -> Iterator[tuple[str, int, int]]:
    """Yield how a goal is said to stand, where it does not."""
    told = list(_STANDINGS.finditer(said))
    kinds = {match.lastgroup for match in told}
    if len(kinds) == 1 and told[0].lastgroup not in _FITS[goal.status].split():
        yield "wrong_status", *told[0].span()


def _bound(goal: Goal, said: str) -> Iterator[tuple[str, int, int]]:
    """Yield a bound of a goal that is at the other end of its number."""
    own = _BOUND.search(goal.words)
    for match in _BOUND.finditer(said):
        turned = own and (own.lastgroup == "less") != (match.lastgroup == "less")
        if own and turned and same(float(own["number"]), float(match["number"])):
            yield "wrong_goal", *match.span()


def _order(goal: Goal, said: str) -> Iterator[tuple[str, int, int]]:
    """Yield where a goal that was revised is said to have been what it now is."""
    moved = _MOVED.search(said)
    if goal.status != "revised" or moved is None or goal.target is None:
        return
    others = [float(n) for n in _FIGURE.findall(goal.words) if not same(float(n), goal.target)]
    back = same(float(moved["old"]), goal.target)
    if back and any(same(float(moved["new"]), n) for n in others):
        yield "wrong_time", moved.start("old"), moved.end("new")


def _number(goal: Goal, said: str, reached: Sequence[float]) -> Iterator[tuple[str, int, int]]:
    """Yield the one number that a goal does not have, in the place of the one that it aims at.

    What the measures of the case have reached may stand beside a goal.
    """
    if goal.target is None:
        return
    own, told = (frozenset(n for n in gist(t) if n[0].isdigit()) for t in (goal.words, said))
    lost, other = own - told, told - own
    if len(lost) == len(other) == 1 and same(float(next(iter(lost))), goal.target):
        for match in _FIGURE.finditer(said):
            number = float(match.group())
            known = any(same(number, abs(n)) for n in reached)
            if same(number, float(next(iter(other)))) and not known:
                yield "wrong_goal", *match.span()
                return
