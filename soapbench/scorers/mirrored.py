"""Two numbers, or levels of help, that a note tells each of what the other is of.

"R 4/10 sites, L 2/10 sites" where the case has 2 of 10 on the right and 4 of 10 on the left; so too
eyes open and closed, a comfortable and a fast pace, active and passive motion, firm floor and foam.
One number in the wrong place may be another one; two of them, one in each, are not.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from soapbench.cases import Case
from soapbench.reading import Mention, mentions, numbered, values

__all__ = ["mirrored"]

_PLACES = (
    ("left", "right"),
    (r"eyes open|EO", r"eyes (?:closed|shut)|EC"),
    (r"comf(?:ortable)?|usual|self-selected|SSV", r"fast(?:est)?|maxim(?:al|um)"),
    (r"active(?:ly)?|AROM", r"passive(?:ly)?|PROM"),
    (r"firm|floor", r"foam"),
)
"""What numbers may be of, in pairs: of the one or of the other."""
_WORDS = [
    tuple(re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in pair) for pair in _PLACES[1:]
]
_PARTS = re.compile(r"[,;\d]|\b(?:and|but|against|versus|vs)\b")
_APART = 20
"""What parts a number from a word puts them so many characters further from each other."""
_NEAR = 240
"""The two numbers stand within so many characters."""


@dataclass(frozen=True)
class _Placed:
    """A number, and which of two it is told of."""

    mention: Mention
    pair: int
    which: bool


def mirrored(case: Case, note: str) -> Iterator[Mention]:
    """Yield the numbers and levels of help of a note that stand each in the other's place.

    Not where both are values of measures by name: what a value is of is surer then.
    """
    given = _given(tuple(case.inputs.values()))
    named = {value.start for value in values(note) if value.measure != "pain"}
    moved = []
    for placed in _placed(note):
        theirs = given[placed.pair].get(placed.mention.told, frozenset())
        if (not placed.which) in theirs and placed.which not in theirs:
            moved.append((placed, len(theirs) == 1))
    starts = [placed.mention.start for placed, _ in moved]
    for one, sure in moved:
        at = one.mention.start
        beside = moved[bisect_left(starts, at - _NEAR) : bisect_left(starts, at + _NEAR)]
        if any(
            (other.pair, other.which) == (one.pair, not one.which)
            and other.mention.kind == one.mention.kind
            and (sure or surely)
            and not {at, other.mention.start} <= named
            for other, surely in beside
        ):
            yield one.mention


_Given = Sequence[Mapping[object, frozenset[bool | None]]]


@lru_cache(maxsize=256)
def _given(texts: tuple[str, ...]) -> _Given:
    """Return, per pair, of which of the two a case tells each number; None where of neither."""
    found = [defaultdict[object, frozenset[bool | None]](frozenset) for _ in _PLACES]
    for text in texts:
        placed = {(p.pair, p.mention): p.which for p in _placed(text)}
        for mention in _told(text):
            for pair, of in enumerate(found):
                of[mention.told] |= {placed.get((pair, mention))}
    return found


@lru_cache(maxsize=512)
def _told(text: str) -> tuple[Mention, ...]:
    helped = [m for m in mentions(text) if m.kind == "assist"]
    told = [*helped, *(m for m in numbered(text) if isinstance(m.amount, float))]
    return tuple(sorted(told, key=lambda mention: mention.start))


_Word = tuple[int, int, bool]
"""Where a word stands, and which of a pair it is."""


@lru_cache(maxsize=512)
def _placed(text: str) -> tuple[_Placed, ...]:
    """Return the numbers and levels of help of a text beside what they are told of."""
    sides = [m for m in mentions(text) if m.kind == "side" and m.amount in _PLACES[0]]
    words: list[list[_Word]] = [[(m.start, m.end, m.amount == "right") for m in sides]]
    words += [
        sorted(
            (*m.span(), bool(which)) for which, word in enumerate(pair) for m in word.finditer(text)
        )
        for pair in _WORDS
    ]
    found = []
    for mention in _told(text):
        for pair, every in enumerate(words):
            near = _beside(mention, every)
            if near:
                _, which = min((_far(text, mention, word), word[2]) for word in near)
                found.append(_Placed(mention, pair, which))
    return tuple(found)


def _beside(mention: Mention, every: Sequence[_Word]) -> list[_Word]:
    """Return the last word before a number in its clause, and the first behind it."""
    at = bisect_left(every, (mention.start,))
    start, end = mention.about
    return [word for word in every[max(0, at - 1) : at + 1] if start <= word[0] and word[1] <= end]


def _far(text: str, mention: Mention, word: _Word) -> int:
    """Return how far a word is from a number."""
    between = text[word[1] : mention.start] or text[mention.end : word[0]]
    return len(between) + _APART * (_PARTS.search(between) is not None)
