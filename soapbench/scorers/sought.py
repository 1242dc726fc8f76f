"""Where a number of a case stands in a note that names its measure in words of its own.

The reading knows how measures are usually named. Where a note tells one in another manner, its
number is still there, and some words of the fact sheet about it: the rarer the number, the fewer.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from soapbench.cases import Goal, Measure
from soapbench.reading import (
    NO_FINDING,
    OTHER_SIDE,
    Clause,
    Number,
    numbers,
    read,
    rescaled,
    treatment,
    values,
)
from soapbench.reading.visits import FIRST_VISIT
from soapbench.reference import measures
from soapbench.scorers.gist import gist, placed_gist

__all__ = ["is_finding", "is_of_other_time", "sought", "sought_goal"]

_BEFORE, _AFTER = 100, 40
"""So many characters around a number its words may stand."""
_TENTHS, _TWO_DIGITS, _ONE_DIGIT = 1, 2, 3
"""So many words must stand around a number with a fraction, of two digits or more, or of one."""
_NEVER = NO_FINDING - {"blank"}
"""What is no finding; a blank may stand beside one."""
_SIDE_BEHIND = re.compile(
    r"\s?(?:°|deg\w*|s|sec\w*|cm|%)?\s?(?:on (?:the )?)?(?:(?P<right>right|R)|(?P<left>left|L))\b"
)
_COUNTED = re.compile(
    r"\b(?:aged?|HR|BMI|BP|RR|room|visit|day|week|goal|no\.)\W{0,3}$", re.IGNORECASE
)
"""What makes a number one of no test."""
_THEN = re.compile(
    rf"(?:\b(?:from|had been|{FIRST_VISIT}|formerly|previously)|[,;(]\s?(?:was|were))\W{{0,4}}$",
    re.IGNORECASE,
)
_THEN_BEHIND = re.compile(
    rf"[^.;,(\d\n]{{0,12}}?[\s(,]+(?:at|on|in)?\s?(?:the )?{FIRST_VISIT}\b(?!\W{{0,3}}\d)",
    re.IGNORECASE,
)
_NOW = re.compile(r"\b(?:now|today)\W{0,3}(?:is |at )?$", re.IGNORECASE)
_NOW_BEHIND = re.compile(r"[^.;,(\d\n]{0,10}?\s(?:now|today)\b(?!\W{0,3}\d)", re.IGNORECASE)
_LEAD = 30
"""So far before a number stand words that date it or say what it counts."""
_NEAR = 1e-6


def sought(
    measure: Measure, number: float, note: str, measured: Sequence[Measure], *, now: bool = True
) -> tuple[int, int] | None:
    """Return where a measure's number stands in a note among words about it, None if nowhere.

    A number that the note gives for another measure, for treatment time, in another unit or of
    another scale, beside the other side's name or of another time is not this one.

    Args:
        measure: The measure that the number is of.
        number: Its value today or at the start.
        note: The note.
        measured: All measures of the case: a word that is about this one alone counts twice.
        now: Whether the number is today's.
    """
    about = _about(measure)
    own = about.difference(*(_about(other) for other in measured if other is not measure))
    enough = _TENTHS if number % 1 else _TWO_DIGITS if abs(number) >= 10 else _ONE_DIGIT
    known = measures()[measure.name]
    starts, words = placed_gist(note)
    for found, owner in _free(note):
        if owner not in (None, measure.name) or not _is(found, number, known.unit):
            continue
        if found.of not in (None, known.range[1]) or is_of_other_time(
            found.start, found.stop, note, now
        ):
            continue
        first, here = (bisect_left(starts, at) for at in (found.start - _BEFORE, found.start))
        last = bisect_left(starts, found.start + _AFTER)
        behind = _SIDE_BEHIND.match(note, found.stop)
        side = (
            behind.lastgroup
            if behind
            else next((w for w in reversed(words[first:here]) if w in OTHER_SIDE), None)
        )
        if side is not None and side == OTHER_SIDE.get(measure.side or ""):
            continue
        near = about.intersection(words[first:last])
        if len(near) + len(near & own) >= enough:
            return found.start, found.end
    return None


def is_of_other_time(start: int, stop: int, note: str, now: bool) -> bool:
    """Return whether words right beside a number date it to the other of today and the start."""
    lead = max(0, start - _LEAD)
    if now:
        return bool(_THEN.search(note, lead, start) or _THEN_BEHIND.match(note, stop))
    return bool(_NOW.search(note, lead, start) or _NOW_BEHIND.match(note, stop))


@lru_cache(maxsize=4096)
def _about(measure: Measure) -> frozenset[str]:
    """Return the words by which a number is the measure's."""
    title = measures()[measure.name].title
    return _told(f"{measure.words} {measure.detail or ''} {measure.side or ''} {title}")


def _told(words: str) -> frozenset[str]:
    """Return the gist of words without their numbers."""
    return frozenset(token for token in gist(words) if not token[0].isdigit())


@lru_cache(maxsize=512)
def _free(note: str) -> tuple[tuple[Number, str | None], ...]:
    """Return the numbers of findings but treatment time, each with the measure it is known of."""
    spent = {billed.start for billed in treatment(note)}
    given = values(note)
    starts = [value.start for value in given]
    free = []
    for number in _of_findings(note):
        i = bisect_right(starts, number.start) - 1
        owner = given[i].measure if i >= 0 and number.start < given[i].end else None
        counted = _COUNTED.search(note, max(0, number.start - _LEAD), number.start)
        if number.start not in spent and not counted:
            free.append((number, owner))
    return tuple(free)


def _of_findings(note: str) -> Iterator[Number]:
    found = numbers(note)
    starts = [number.start for number in found]
    for clause in read(note).clauses:
        if not clause.flags & _NEVER:
            yield from found[bisect_left(starts, clause.start) : bisect_left(starts, clause.end)]


def is_finding(at: int, note: str) -> bool:
    """Return whether what stands at a place of a note is told as found."""
    clause = _clause(at, note)
    return clause is not None and not clause.flags & _NEVER


def _clause(at: int, note: str) -> Clause | None:
    """Return the clause in which a place of a note is, or the last one before it."""
    clauses = read(note).clauses
    i = bisect_right(clauses, at, key=lambda clause: clause.start) - 1
    return clauses[i] if i >= 0 else None


def _is(found: Number, number: float, unit: str) -> bool:
    """Return whether a number is another one, which is in a unit of its own."""
    told: float | None = found.value
    if found.unit and unit and found.unit != "points":
        told = rescaled(found.value, found.unit, unit)
    return told is not None and abs(abs(told) - abs(number)) < _NEAR


_STANDS = {
    "new": r"\b(?:new|added|set|established?|to (?:reach|stand|walk))\b",
    "ongoing": r"\b(?:ongoing|continu\w*|cont|open|to go|progress\w*|still|not yet|remains?|"
    r"keep\w*)\b|⏳",
    "met": r"\b(?<!not )(?<!never )(?<!nearly )(?<!longer )(?<!be )"
    r"(?:met|achieved|reached|attained|accomplished)\b|[✓✅]",
    "not_met": r"\b(?:not (?:yet )?(?:met|reached|achieved|there)|unmet|missed|short(?![ -]term))\b"
    r"|[✗❌]",
    "revised": r"\b(?:rev(?:is\w*)?|chang\w*|now|eased|lowered|raised|instead|was|modified|updated|"
    r"redone|rewritten)\b|→|->",
}
_HOW = {status: re.compile(said, re.IGNORECASE) for status, said in _STANDS.items()}
"""How a note says where a goal stands."""
_AROUND_GOAL = 100
_ABOVE = 40
"""So far around a target, within its line, stands how it stands; its words a little above too."""
_OF_ANY_GOAL = "goal short long term week month met ongoing"
"""Words that tell no goal from another."""


def sought_goal(goal: Goal, note: str) -> tuple[int, int] | None:
    """Return the clause where a goal's target stands in a note, None if there is none.

    Words about the goal must stand around it, and others that it stands as the case has it.
    """
    if goal.target is None:
        return None
    measure = measures().get(goal.measure or "")
    about = _aimed(f"{goal.words} {measure.title if measure else ''}")
    unit = measure.unit if measure else ""
    enough = 2 if goal.target < 10 and not goal.target % 1 else 1
    starts, words = placed_gist(note)
    for number in numbers(note):
        if _is(number, goal.target, unit):
            start, end = _beside(number.start, note)
            first, last = bisect_left(starts, start - _ABOVE), bisect_left(starts, end)
            near = about.intersection(words[first:last])
            if len(near) >= enough and _HOW[goal.status].search(note, start, end):
                clause = _clause(number.start, note)
                return (clause.start, clause.end) if clause else (number.start, number.end)
    return None


def _beside(at: int, note: str) -> tuple[int, int]:
    """Return how far around a place of a note, within its line, a goal may be told of."""
    start, end = max(0, at - _AROUND_GOAL), at + _AROUND_GOAL
    until = note.find("\n", at, end)
    return note.rfind("\n", start, at) + 1 or start, until if until >= 0 else end


@lru_cache(maxsize=4096)
def _aimed(words: str) -> frozenset[str]:
    """Return the words that tell a goal from others."""
    return _told(words) - gist(_OF_ANY_GOAL)
