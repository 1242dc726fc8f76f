"""Numbers and levels of help of two sides that a note tells each at the other's.

"R 4/10 sites, L 2/10 sites" where the case has 2 of 10 on the right and 4 of 10 on the left. One
number at the wrong side may be another one; two of them, one at each, are not.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from soapbench.cases import Case
from soapbench.reading import Mention, mentions, numbered, values

__all__ = ["mirrored"]

_OTHER = {"left": "right", "right": "left"}
_APART = 20
"""A comma between a number and a side puts them so many characters further from each other."""
_NEAR = 240
"""The two stand within so many characters."""


def mirrored(case: Case, note: str) -> Iterator[Mention]:
    """Yield the numbers and levels of help of a note that stand each at the other's side.

    Values of outcome measures are left out: with a measure's name what it is of is surer.
    """
    given = _given(tuple(case.inputs.values()))
    named = {value.start for value in values(note) if value.measure != "pain"}
    moved = []
    for mention, side in _sided(note):
        theirs = given.get(mention.told, set())
        if side and _OTHER[side] in theirs and side not in theirs and mention.start not in named:
            moved.append((mention, side, len(theirs) == 1))
    for mention, side, sure in moved:
        if any(
            other == _OTHER[side]
            and one.kind == mention.kind
            and abs(one.start - mention.start) < _NEAR
            and (sure or surely)
            for one, other, surely in moved
        ):
            yield mention


@lru_cache(maxsize=256)
def _given(texts: tuple[str, ...]) -> Mapping[object, set[str | None]]:
    """Return at which sides a case tells each number and level of help; None where at neither."""
    found: dict[object, set[str | None]] = {}
    for text in texts:
        for mention, side in _sided(text):
            found.setdefault(mention.told, set()).add(side)
    return found


@lru_cache(maxsize=512)
def _sided(text: str) -> tuple[tuple[Mention, str | None], ...]:
    """Return the numbers and levels of help of a text, each with the side that it is told of."""
    every = mentions(text)
    sides = [m for m in every if m.kind == "side" and m.amount in _OTHER]
    told = [m for m in every if m.kind == "assist"]
    told += [m for m in numbered(text) if isinstance(m.amount, float)]
    return tuple((m, _side(text, m, [s for s in sides if s.about == m.about])) for m in told)


def _side(text: str, mention: Mention, sides: list[Mention]) -> str | None:
    """Return the side that stands nearest to a number in its clause; None where none does."""

    def far(side: Mention) -> int:
        between = text[side.end : mention.start] or text[mention.end : side.start]
        return len(between) + _APART * ("," in between or ";" in between)

    return str(min(sides, key=far).amount) if sides else None
