"""What stands around the numbers and words that a text mentions: by it they are told apart."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from soapbench.reading import Clause, Mention, mentions, numbered
from soapbench.reading.visits import FIRST_VISIT
from soapbench.scorers.places import placed
from soapbench.scorers.words import tokens

__all__ = ["LIMIT", "Given", "Told", "given", "in_common", "said_of", "told_of"]

_CLOSE = 3
_NEAR, _NEXT = 50, 35
"""Words within so many characters say what a number is about, or a word."""
_PARTED = re.compile(r"[,;.:](?! (?:non-?)?(?:dominant|involved|affected)\b)")
"""What parts a side from the words behind it."""
_SAID_OF = 300
"""What makes a mention another thing, such as a condition, stands within so many characters."""
_SMALL = "to on of over at in the her his toward with is after for only about".split()
_JOINED = re.compile(rf"\w+ (?:(?:{'|'.join(_SMALL)}) )*", re.IGNORECASE)
"""A word and what may stand between it and the side it goes to."""
_REACH = {"assist": 120}
"""Help is told at the end of an exercise."""
_UNITS = frozenset(
    "secon minut times weeks week wks days day month hour year yrs inch feet degre visit eval "
    "goal".split()
)
LIMIT = re.compile(
    r"(?:\b(?:less|more|fewer|greater|longer|shorter|under|over|above|below|at least|at most|up to|"
    r"than|reach(?:es|ed)?|within|"
    r"(?:goal|target|aim|total|minimum|maximum|least|most|some|\d ?[a-z]{0,3}) of)|[<>≤≥])\s*$",
    re.IGNORECASE,
)
"""What makes a number a bound, which another number may well lie within."""
_DATED = re.compile(
    r"[^.;,\d]{0,30}?\b(?:(?P<now>today|now|this visit)|"
    rf"(?P<then>at (?:the )?{FIRST_VISIT}|last (?:visit|time)))\b",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\s*(?:on|for|in|at|[x×])\s*(?P<count>\d+) ?(?:[\w-]+ ){0,2}?(?P<of>of \d+|trials?\b|reps?\b)",
    re.IGNORECASE,
)
"""How often help was needed, right behind it."""


_NOUN = re.compile(
    r"(?:[\s-]?(?:weeks?|wks?|days?|months?|s|sec\w*|min\w*|h|hours?|°|deg\w*|%|percent|cm|mm|m|ft|feet|foot|in|"
    r"inch(?:es)?|lbs?|kg|bpm)(?!\w))?+[\s-](?P<noun>[A-Za-z]{3,}(?: [A-Za-z]{3,})?)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """A mention, and what stands around it."""

    mention: Mention
    around: frozenset[str]
    bound: str
    beside: tuple[str, str]
    """The words right before and right behind, empty where a mark or nothing is there."""
    when: str
    """``now`` or ``then`` where a number is dated right behind it, else empty."""
    nouns: frozenset[str]
    """Beginnings of the two words behind a number and its unit: of "3° quad lag", both."""
    near: frozenset[str]
    """The three words before and the three behind that say much, in the clause."""
    often: str
    """How often a level of help was needed, such as ``4 of 18``, where that stands behind it."""


@dataclass(frozen=True)
class Given:
    """What a case gives: every number; and by kind those with owners and those without."""

    every: tuple[Mention, ...]
    owned: Mapping[str, tuple[Told, ...]]
    told: Mapping[str, tuple[Told, ...]]


@lru_cache(maxsize=256)
def given(texts: tuple[str, ...]) -> Given:
    """Return what the texts of a case mention."""
    owned: dict[str, tuple[Told, ...]] = {}
    told: dict[str, tuple[Told, ...]] = {}
    for text in texts:
        places, free = placed(text), {mention.start for mention in mentions(text)}
        for mention in numbered(text):
            kinds = told if mention.start in free else owned
            kinds[mention.kind] = (*kinds.get(mention.kind, ()), told_of(text, mention, places))
    return Given(tuple(m for text in texts for m in numbered(text)), owned, told)


def told_of(text: str, mention: Mention, places: tuple[list[int], list[str]]) -> Told:
    """Return a mention with the words around; around a word, with the numbers too."""
    starts, words = places
    counted = isinstance(mention.amount, float)
    reach = _NEAR if counted else _REACH.get(mention.kind, _NEXT)
    left = max(mention.about[0], mention.start - reach)
    right = min(mention.about[1], mention.end + reach)
    near = {
        *words[bisect_left(starts, left) : bisect_left(starts, mention.start)],
        *words[bisect_left(starts, mention.end) : bisect_left(starts, right)],
    }
    plain = counted and mention.kind != "span"  # a goal's number says whose weeks they are
    around = frozenset(w for w in near - _UNITS if not (plain and w[0].isdigit()))
    bound = LIMIT.search(text, max(left, mention.start - 12), mention.start) if counted else None
    limit = bound.group().strip().lower() if bound else ""
    dated = _DATED.match(text, mention.end, mention.end + _NEAR) if counted else None
    when = dated.lastgroup if dated else None
    count = _OFTEN.match(text, mention.end) if mention.kind == "assist" else None
    often = f"{count['count']} {count['of'].lower().removesuffix('s')}" if count else ""
    beside = _beside(text, mention, places)
    noun = _NOUN.match(text, mention.end, mention.about[1]) if counted else None
    nouns = tokens(noun["noun"]) if noun else frozenset[str]()
    at = bisect_left(starts, mention.start)
    behind = bisect_left(starts, mention.end)
    close = [*range(max(0, at - _CLOSE), at), *range(behind, min(len(starts), behind + _CLOSE))]
    start, end = mention.about
    if mention.kind == "side" and _PARTED.match(text, mention.end):
        end = mention.end  # "posture shifted R, toe loading not sensed": of another thing
    beside_it = frozenset(words[i] for i in close if start <= starts[i] < end)
    return Told(mention, around, limit, beside, when or "", nouns, beside_it, often)


def _beside(text: str, mention: Mention, places: tuple[list[int], list[str]]) -> tuple[str, str]:
    starts, words = places
    after = bisect_left(starts, mention.end)
    behind = words[after] if after < len(starts) and starts[after] == mention.end + 1 else ""
    before = bisect_left(starts, mention.start) - 1
    while before > 0 and words[before] in _SMALL and mention.start - starts[before] < _NEXT:
        before -= 1
    joined = before >= 0 and _JOINED.fullmatch(text, starts[before], mention.start)
    return (words[before] if joined else ""), behind


def said_of(clause: Clause, mention: Mention) -> tuple[int, int]:
    """Return where the words of a clause begin and end that may be said of a mention.

    The whole clause but in one of endless length, whose mentions are still judged in linear time.
    """
    return max(clause.start, mention.start - _SAID_OF), min(clause.end, mention.end + _SAID_OF)


def in_common(one: Told, other: Told) -> int:
    """Return how many words stand around both."""
    return len(one.around & other.around)
