"""Two numbers of a case that a note tells at each other's place.

"45 % in the first bout, 70 % in the fifth" where the case has it the other way round. The numbers
themselves say which two are meant, so that neither needs a measure; the words on either side of
each say which is which, and so do words of time.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from soapbench.cases import Case
from soapbench.reading import Mention, numbered, treatment, values
from soapbench.reading.visits import FIRST_VISIT
from soapbench.scorers.told import LIMIT

__all__ = ["moved", "swapped"]

_FAR = 40
"""Words within so many characters say which number is meant."""
_LED = 12
"""A bound stands so close before its number."""
_WORD = re.compile(r"[A-Za-z]+|\d+")
_EMPTY = frozenset(
    "the a an of in on at to and with for is was were are be been by per as than that this it he "
    "she his her had has have eyes from s sec seconds min minutes cm m ft x times points trials "
    "reps".split()
)
_MEANT = {
    "l": "left", "lt": "left", "r": "right", "rt": "right", "first": "1", "second": "2",
    "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "eo": "open", "ec": "closed",
}  # fmt: skip
_BEFORE = re.compile(
    r"(?:\b(?:from|had been|previously|initially|versus|vs\.?|against)\W*(?:about\W)?|"
    rf"[(,]\s?was\W*(?:about\W)?|\b{FIRST_VISIT}[\s:=]{{1,3}})$",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\W{0,3}(?:s|sec\w*|points?|cm|m|ft|min\w*|h|hours?)?[\s,(]*(?:at|on|in|as of)?\s?(?:the )?"
    rf"(?:{FIRST_VISIT}\b|(?:\w+ )?(?:weeks?|wks?|months?|visits?) ago|last (?:visit|time))"
    r"(?!\w*\W{0,3}(?:of )?[-–]?\d)",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[\s-]?([smh])", re.IGNORECASE)
_ONTO = re.compile(r"\W{0,6}(?:[a-z]{1,4}\W{1,6})?(?:to|→|->|=>)\W{0,6}", re.IGNORECASE)
"""From one number to the other, as in "8.1 s to 17.4 s"."""
_BOTH = 2


@dataclass(frozen=True)
class _Pair:
    """Two numbers of one kind in one clause, with what is said before, between and behind them."""

    amounts: tuple[object, object]
    places: tuple[Mention, Mention]
    before: frozenset[str]
    between: frozenset[str]
    behind: frozenset[str]
    earlier: int | None
    """Which of the two is told to be of an earlier time; None if neither or both."""

    @property
    def styles(self) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
        """The words of each number, if they stand behind it and if they stand before it."""
        return (self.between, self.behind), (self.before, self.between)


def swapped(case: Case, note: str) -> Iterator[Mention]:
    """Yield the numbers of a note that stand at each other's place, two by two.

    Values of outcome measures are left out, and minutes of services: what a name says of them is
    surer.
    """
    given = _given(tuple(case.inputs.values()))
    named = {value.start for value in values(note) if value.measure != "pain"}
    named |= {billed.start for billed in treatment(note)}
    for pair in _pairs(note):
        theirs = given.get(frozenset(pair.amounts), ())
        free = not any(p.start in named or _is_bound(note, p) for p in pair.places)
        if free and theirs and all(_turned(pair, other) for other in theirs):
            yield from pair.places


def _is_bound(note: str, mention: Mention) -> bool:
    """Return whether a number is one that another is to stay under or above."""
    return LIMIT.search(note, max(0, mention.start - _LED), mention.start) is not None


def moved(case: Case, note: str) -> Iterator[Mention]:
    """Yield where something went to, from a number that is one measure's first, if not there.

    "Loading rose from 31 % to 47 %" names no measure, but 31 % is the first value of one only.
    """
    every = [m for text in case.inputs.values() for m in numbered(text)]
    given = {mention.told for mention in every}
    named = {value.start for value in values(note) if value.measure != "pain"}
    for pair in _pairs(note):
        start, end = pair.places
        onto = pair.earlier == 0 and _ONTO.fullmatch(note, start.end, end.start)
        if not onto or start.start in named or end.start in named or end.told in given:
            continue
        first = re.compile(r"\d+(?:\.\d+)?").match(note, start.start)
        alike = [m for m in case.measures if first and m.baseline == float(first[0])]
        if len(alike) == 1 and start.told in given and alike[0].value != alike[0].baseline:
            yield end


@lru_cache(maxsize=256)
def _given(texts: tuple[str, ...]) -> dict[frozenset[object], tuple[_Pair, ...]]:
    found: dict[frozenset[object], tuple[_Pair, ...]] = {}
    for text in texts:
        for pair in _pairs(text):
            key = frozenset(pair.amounts)
            found[key] = (*found.get(key, ()), pair)
    return found


@lru_cache(maxsize=512)
def _pairs(text: str) -> tuple[_Pair, ...]:
    told = [mention for mention in numbered(text) if isinstance(mention.amount, float)]
    often = Counter((mention.about, mention.told) for mention in told)
    told = [mention for mention in told if often[mention.about, mention.told] == 1]
    return tuple(
        _pair(text, one, other)
        for one, other in pairwise(told)
        if one.kind == other.kind
        and one.about == other.about
        and one.told != other.told
        and _unit(text, one) == _unit(text, other)
        if "|" not in text[one.end : other.start]  # columns say by their titles what is in them
    )


def _unit(text: str, mention: Mention) -> str:
    """Return how the unit behind a number begins, minutes for m, hours for h; "" for none."""
    match = _UNIT.match(text, mention.end)
    return match[1].lower() if match and mention.kind == "time" else ""


def _pair(text: str, one: Mention, other: Mention) -> _Pair:
    start, end = one.about
    before = text[max(start, one.start - _FAR) : one.start]
    between = text[one.end : other.start]
    behind = text[other.end : min(end, other.end + _FAR)]
    onto = _ONTO.fullmatch(between) is not None
    dated = [
        bool(_BEFORE.search(lead) or _THEN.match(text, place.end))
        for lead, place in ((before, one), (between, other))
    ]
    earlier = 0 if onto else dated.index(True) if sum(dated) == 1 else None
    said = _words(before), _words(between), _words(behind)
    return _Pair((one.told, other.told), (one, other), *said, earlier)


def _words(text: str) -> frozenset[str]:
    found = (word.lower() for word in _WORD.findall(text))
    return frozenset(_MEANT.get(word, word[:5]) for word in found if word not in _EMPTY)


def _turned(mine: _Pair, theirs: _Pair) -> bool:
    """Return whether the words of two numbers are rather those of the other one in the case."""
    same = mine.amounts == theirs.amounts
    if mine.earlier is not None and theirs.earlier is not None:
        return same != (mine.earlier == theirs.earlier)
    straight = cross = 0
    for one, other in product(mine.styles, theirs.styles):
        own = other if same else other[::-1]
        straight = max(straight, bool(one[0] & own[0]) + bool(one[1] & own[1]))
        cross = max(cross, bool(one[0] & own[1]) + bool(one[1] & own[0]))
    return cross == _BOTH and straight < cross
