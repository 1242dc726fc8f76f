"""Long phrases that may stand in a line spelled nearly right."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import chain, combinations

__all__ = ["NearPhrases", "beginnings"]


class NearPhrases:
    """Long phrases, by number, that may stand in a line spelled nearly right.

    A misspelling rarely spoils the beginnings of more than half the words, so that a phrase of two
    words or more is looked for by two of its beginnings at once.
    """

    def __init__(self, phrases: Mapping[int, str]) -> None:
        self._begins = {number: beginnings(phrase) for number, phrase in phrases.items()}
        often = Counter(begin for each in self._begins.values() for begin in each)
        self._sure = defaultdict[tuple[str, ...], int](int)
        self._unsure = defaultdict[tuple[str, ...], list[int]](list)
        for number, its in self._begins.items():
            rare = sorted(its, key=lambda begin: (often[begin], begin))
            # More than half are shared, and so at least two of these.
            rare = sorted(rare[: (len(its) - 1) // 2 + 2])
            for begins in combinations(rare, min(2, len(rare))):
                if 2 * len(begins) > len(its):
                    self._sure[begins] |= 1 << number
                else:
                    self._unsure[begins].append(number)
        self._known = frozenset(chain.from_iterable(chain(self._sure, self._unsure)))

    def likely(self, begins: frozenset[str]) -> int:
        """Return the bits of the phrases of which more than half the beginnings are there."""
        found, its = 0, self._begins
        known = sorted(begins & self._known)
        for some in chain(combinations(known, 1), combinations(known, 2)):
            if some in self._sure:
                found |= self._sure[some]
            if some in self._unsure:
                for number in self._unsure[some]:
                    if 2 * len(its[number] & begins) > len(its[number]):
                        found |= 1 << number
        return found


def beginnings(words: str) -> frozenset[str]:
    """Return the first four letters of each longer word."""
    return frozenset([word[:4] for word in words.split() if len(word) >= 4])
