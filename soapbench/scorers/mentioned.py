"""What a case makes of a mention: a number that is no measure's value, such as minutes at a screen.

Nothing but the words around it says what a mention is about. So it is held against the mention of
the case with the most words in common, and only where the note does not give that one beside it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import combinations

from soapbench.cases import Case
from soapbench.reading import OTHER_SIDE, Clause, Flag, Mention, mentions, read, values
from soapbench.reference import measures
from soapbench.scorers.devices import of_device
from soapbench.scorers.known import STATED, Judged, contradicted
from soapbench.scorers.pinned import (
    other_of_noun,
    other_often,
    other_part,
    other_today,
)
from soapbench.scorers.places import placed
from soapbench.scorers.sided import has_its_number, other_help, other_side
from soapbench.scorers.told import Given, Told, given, in_common, said_of, told_of
from soapbench.scorers.words import tokens

__all__ = ["of_mentions"]

_OFF = re.compile(
    r"[\s-]?(?:\w{1,7}|[%°])?\s(?:below|above|under|over|short of|from) "
    r"(?:the|her|his|its|an?|STG|LTG|goal)\b|\s?(?:\w{1,7}|[%°])\s(?:better|worse)\b",
    re.IGNORECASE,
)
"""What makes a number how far something is from another."""
_SAME, _SURELY = 3, 4
"""So many words in common make two mentions one thing; more are asked of plans, which abound."""
_FEW = {
    "times": 5,
    "visit": 0,
    "number cond": 1,
    "age": 0,
    "rate": 1,
    "grade": 1,
    "times a day": 2,
    "span": 2,
    "span a week": 2,
    "number visi": 2,
    "weight": 1,
    "times a week": 3,
    "side": 2,
    "assist": 2,
}
"""Less makes these the same: a case has one or two, or near words say what they are of."""
_LOOSE = frozenset(["side", "assist", "span", "rate"])
"""Of these plans are full."""
_SOME = 2
"""What the case has too is stated where so many words around it are the same."""
_APART = 3
"""So many more words than with the same number make a mention another one of the case."""
_APART_NEAR = {"side": 2, "assist": 2}
"""For these so many do."""
_AIMS: frozenset[Flag] = frozenset(["goal", "future"])
"""Flags of clauses whose numbers may be the note's own."""
_DONE = re.compile(
    r"\b\d+\s?[x×]\s?\d+|\b\d+\s?min(?:utes?)?\b|\b[x×]\s?\d|\b\d+ (?:of \d+|trials|turns|reps)\b"
)
"""A dose, minutes, or so many trials."""
_MEASURED = frozenset(["time", "percent", "angle"])
"""Kinds of numbers that may be told rounded."""
_ROUNDED = 0.5
_IF = re.compile(r"\b(?:if|when|once|until|unless|should)\b", re.IGNORECASE)


def of_mentions(case: Case, note: str) -> tuple[tuple[Mention, Judged], ...]:
    """Return the mentions of a note that the case gives, or gives otherwise."""
    judged = _of_mentions(tuple(case.inputs.values()), note)
    known = _spent(case) | _measured(case) | _days(case)
    if any(_UNAIDED.search(done.words) for done in case.interventions):
        known |= {("assist", "independent")}
    return tuple(
        (mention, told)
        for mention, told in judged
        if told.outcome != "contradicted" or (mention.kind, mention.amount) not in known
    )


_UNAIDED = re.compile(
    r"\b(?:(?:no|without) (?:hands-on |physical )?(?:help|assist\w*)|unaided|alone|"
    r"on (?:his|her|their) own)\b",
    re.IGNORECASE,
)
"""What says, without naming a level of help, that there was none."""


_MINUTE = 60.0


def _spent(case: Case) -> frozenset[tuple[str, float | str]]:
    """Return the seconds of treatment that a case gives, of each service and in all."""
    codes: dict[str, float] = {}
    for done in case.interventions:
        codes[done.code] = codes.get(done.code, 0) + done.minutes
    told = [*codes.values(), *(done.minutes for done in case.interventions)]
    told += [case.minutes.timed, case.minutes.total] if case.minutes else []
    return frozenset(("time", minutes * _MINUTE) for minutes in told)


_MEASURED_AS = {"%": "percent", "s": "time", "°": "angle"}


def _measured(case: Case) -> frozenset[tuple[str, float | str]]:
    """Return the numbers of a case's measures, which a note may tell by a name nobody reads.

    And how far two of today's are apart.
    """
    told = [m for m in case.measures if m.unit in _MEASURED_AS]
    numbers = [(m.unit, n) for m in told for n in (m.value, m.baseline) if n is not None]
    timed = [m for m in told if m.unit == "s" and m.baseline is not None]
    numbers += [("s", round(m.value - (m.baseline or 0), 4)) for m in timed]
    numbers += [
        (one.unit, round(one.value - other.value, 4))
        for one, other in combinations(told, 2)
        if one.name == other.name
    ]
    return frozenset((_MEASURED_AS[unit], abs(number)) for unit, number in numbers)


_DAY = re.compile(r"\b(?:day (?=\d+ (?:after|post|since|s/p)\b)|POD[ #]{0,2})(\d{1,3})\b", re.I)


def _days(case: Case) -> frozenset[tuple[str, float | str]]:
    """Return the spans that a case tells as the day after something, such as a surgery."""
    return frozenset(
        ("span", float(day)) for text in case.inputs.values() for day in _DAY.findall(text)
    )


@lru_cache(maxsize=512)
def _of_mentions(texts: tuple[str, ...], note: str) -> tuple[tuple[Mention, Judged], ...]:
    return tuple(_judged(given(texts), note))


def _judged(given: Given, note: str) -> Iterator[tuple[Mention, Judged]]:
    clauses = {clause.start: clause for clause in read(note).clauses}
    sided = {(v.about[0], v.side) for v in values(note) if v.measure != "pain"}
    places = placed(note)
    for mention in mentions(note):
        if (mention.about[0], mention.amount) in sided or mention.kind == "in turn":
            continue  # judged with the value, or with the other of two
        if _OFF.match(note, mention.end):
            continue  # how far something is from a goal
        if mention.kind.startswith("number ") and _ROW.match(note, mention.end):
            continue  # the first of "rounds 1 and 2", which a case may tell as a range
        if _is_pressure(mention):
            continue
        if mention.of in _scales() and float(mention.amount) > mention.of:
            yield mention, contradicted("impossible")
            continue
        clause = clauses[mention.about[0]]
        if mention.kind == "device" and (other := of_device(mention, clause, note, given)):
            yield mention, other
            continue
        like = given.told.get(mention.kind, ())
        owned = [o for o in given.owned.get(mention.kind, ()) if o.mention.told == mention.told]
        if not like and not owned:
            continue
        told = told_of(note, mention, places)
        same = [o for o in like if o.mention.told == mention.told]
        why = _why(told, clause, note, given, like, owned)
        if why:
            yield mention, contradicted(why)
        elif any(in_common(told, o) >= _SOME for o in (*same, *owned)):
            yield mention, STATED


_ROW = re.compile(r"\s?(?:and|&|or)\s\d")


def _is_pressure(mention: Mention) -> bool:
    """Return whether a number of so many is a blood pressure, the upper value first."""
    return (
        mention.of is not None
        and _LOWER[0] <= mention.of <= _LOWER[1]
        and _UPPER[0] <= float(mention.amount) <= _UPPER[1]
    )


_UPPER, _LOWER = (90, 250), (40, 130)
"""Millimetres of mercury that somebody who is treated may have."""


def _why(
    told: Told,
    clause: Clause,
    note: str,
    given: Given,
    like: Sequence[Told],
    owned: Sequence[Told],
) -> str:
    """Return why a mention is another than the case's, or ""."""
    mention, plan = told.mention, clause.section == "P"
    if mention.kind.startswith("count ") and _ONTO.search(note, clause.start, mention.start):
        return ""
    if mention.amount == "independent" and _IN_PART.search(note, *said_of(clause, mention)):
        return ""
    lead = max(clause.start, mention.start - _LEAD)
    if mention.kind == "assist" and _THEN.search(note, lead, mention.start):
        return ""
    if mention.kind == "assist" and _NOT_YET.search(note, clause.start, mention.start):
        return ""
    if mention.kind == "assist" and not plan and other_help(told, like):
        return "wrong_value"
    if owned or has_its_number(told, like, note):
        return ""
    if other_side(told, clause, like, note):
        return "wrong_side"
    same = [o for o in like if o.mention.told == mention.told]
    near = [o for o in same if mention.kind != "span" or in_common(told, o)]
    if (
        _otherwise(told, same, clause, note, given)
        or other_today(told, given)
        or (not same and not plan and other_part(told, given))
        or (not near and other_of_noun(told, given, sure=_is_told(mention, clause)))
        or (not plan and other_often(told, given))
    ):
        return "wrong_value"
    return "wrong_time" if _other_time(told, same) else ""


_ONTO = re.compile(r"(?:→|->|-->)\s?$")
"""What stands before the second of two numbers, as in "4 → 3 steps"."""
_THEN = re.compile(
    r"(?:\((?:was|from|IE|SOC)|\b(?:previously|formerly|instead of|later))\W{1,2}$", re.IGNORECASE
)
"""What stands before the help of an earlier visit."""
_NOT_YET = re.compile(
    r"\b(?:not yet (?:returned|able|reached|managed)|ha(?:s|ve) yet to)\b[^.;,()\d]*$",
    re.IGNORECASE,
)
"""What stands before the help of a goal that is not reached."""
_LEAD = 16
_IN_PART = re.compile(
    r"\b\d+ (?:of|out of) (?:the )?\d+\b|\b(?:recover|self-?correct|correct)\w*", re.IGNORECASE
)
"""What tells of the trials of several that needed no help."""


def _other_time(told: Told, same: Sequence[Told]) -> bool:
    """Return whether the case dates a number otherwise wherever it has it."""
    dated = told.when and any(in_common(told, o) >= _SOME for o in same)
    return bool(dated) and all(o.when and o.when != told.when for o in same)


@cache
def _scales() -> frozenset[float]:
    return frozenset({m.range[1] for m in measures().values() if m.unit == "points"} | {5, 10})


def _otherwise(mine: Told, same: list[Told], clause: Clause, note: str, given: Given) -> bool:
    """Return whether the case gives another number for what a mention is about.

    Where it gives the same number too, that must be for something else.
    """
    mention = mine.mention
    if mine.often:
        counted = {o.mention.told for o in given.told.get("assist", ()) if o.often == mine.often}
        if counted and clause.section != "P":
            return mention.told not in counted
    # Minutes of exercises stand beside doses and holds; which is which, words do not say. Nor do
    # words say what a surgery so many weeks old is, beside what is told of it.
    if same and (mention.kind == "time" or "old" in mine.nouns):
        return False
    if mention.kind == "share" and mention.amount == 0:
        return False  # the case may say none
    unsure = clause.section == "P" or "future" in clause.flags
    least = _FEW.get(mention.kind, _SURELY if unsure else _SAME)
    if unsure and mention.kind in _LOOSE:
        least = _SURELY
    if mention.kind.startswith("count "):
        least -= 1  # what is counted is one word in common
    if same:
        apart = _APART_NEAR.get(mention.kind, _APART)
        least = max(least, apart + max(in_common(o, mine) for o in same))
    alike = [
        other
        for other in given.told.get(mention.kind, ())
        if _against(mention, other.mention)
        and (mention.kind != "side" or _near_alike(mine, other))
        and in_common(other, mine) + (not unsure and _of_one_whole(mention, other.mention)) >= least
        and (not mine.bound or other.bound == mine.bound)
        and (not unsure or other.mention.of == mention.of)
    ]
    if not alike or "norm" in clause.flags or _derived(mention, given.every):
        return False
    if mention.kind == "side" and _goes_with(mine, note, given):
        return False
    if mention.kind == "assist" and not _recorded(mention, clause, note):
        return False  # elsewhere than in the treatment record, help is spoken of in general
    if unsure and _IF.search(note, said_of(clause, mention)[0], mention.start):
        return False
    beside = {other.told for other in mentions(note) if other.about == mention.about}
    return any(other.mention.told not in beside for other in alike)


def _recorded(mention: Mention, clause: Clause, note: str) -> bool:
    """Return whether help is told of one thing: under Objective, with its dose, or as a goal."""
    if clause.section == "O" or mention.amount == "independent":
        return clause.section == "O"
    return "goal" in clause.flags or _DONE.search(note, *said_of(clause, mention)) is not None


def _near_alike(one: Told, other: Told) -> bool:
    """Return whether the words beside a side stand near the other too, or many others do."""
    return in_common(one, other) >= _SAME or not other.around.isdisjoint(one.beside)


_BEHIND = 24
"""So many characters behind a side stands what it is the side of."""


def _goes_with(mine: Told, note: str, given: Given) -> bool:
    """Return whether a word close behind a side is close in the case to this side alone."""
    end = mine.mention.end
    behind = mine.near & tokens(note[end : end + _BEHIND])
    like = given.told.get("side", ())
    own = frozenset[str]().union(*(o.near for o in like if o.mention.told == mine.mention.told))
    others = frozenset[str]().union(*(o.near for o in like if _against(mine.mention, o.mention)))
    return any(not word[0].isdigit() for word in behind & own - others)


def _is_told(mention: Mention, clause: Clause) -> bool:
    """Return whether a number is told of what is, and not of what a note itself sets."""
    if mention.kind == "span":
        return True
    return not clause.flags & _AIMS and (mention.kind != "time" or clause.section != "P")


def _against(one: Mention, other: Mention) -> bool:
    """Return whether two mentions of one kind cannot both be true of one thing."""
    if one.kind == "side":
        return OTHER_SIDE.get(str(one.amount)) == other.amount
    if one.kind in _MEASURED and abs(float(one.amount) - float(other.amount)) <= _ROUNDED:
        return False
    return one.told != other.told


def _of_one_whole(one: Mention, other: Mention) -> bool:
    """Return whether both are parts of so many, as 7 of 12 and 10 of 12: one thing in common."""
    return one.of is not None and one.of == other.of


def _multiplied(mention: Mention, every: Sequence[Mention]) -> bool:
    """Return whether a number is so many times another, as the whole of 4 x 150 ft."""
    amount = float(mention.amount)
    return any(
        t.kind == "times"
        and t.about == o.about
        and abs(float(t.amount) * float(o.amount) - amount) < amount / 1000
        for o in every
        if o.kind == mention.kind
        for t in every
    )


_MANY = 10
"""Fewer are no whole of so many times so many."""


def _derived(mention: Mention, every: tuple[Mention, ...]) -> bool:
    """Return whether a number follows from two that stand together: sum, difference, rest, part."""
    amount = mention.amount
    if isinstance(amount, str):
        return False
    like = [o for o in every if o.kind == mention.kind]
    whole = mention.kind == "length" or (mention.kind.startswith("count") and amount >= _MANY)
    if whole and _multiplied(mention, every):
        return True
    for one, other in combinations(like, 2):
        pair = (float(one.amount), float(other.amount))
        if one.about == other.about and amount in (sum(pair), abs(pair[0] - pair[1])):
            return True
    if mention.kind == "percent":
        parts = [o for o in every if o.kind == "share" and o.of]
        return any(abs(100 * float(o.amount) / (o.of or 1) - amount) <= _ROUNDED for o in parts)
    if mention.of is None:
        return False
    if any(
        (o.of == mention.of and float(o.amount) == mention.of - amount) or o.amount == mention.of
        for o in like
    ):
        return True
    told: dict[tuple[int, int], set[float | str]] = {}
    for other in every:
        told.setdefault(other.about, set()).add(other.amount)
    return any({amount, mention.of} <= amounts for amounts in told.values())
