"""Phrases in a line: followed word by word, or spelled nearly right."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, combinations
from typing import NamedTuple

import ahocorasick

from soapbench.rubrics.letters import MARK, Letters

__all__ = ["NearPhrases", "Phrases", "beginnings"]


class _Way(dict[str, "_Way"]):
    """How phrases go on, by their next word, and the bits of those that end here."""

    __slots__ = ("bits",)

    def __init__(self) -> None:
        super().__init__()
        self.bits = 0


class Phrases:
    """Phrases with bits, found by following a line word by word.

    A word of a phrase is the letters of one word, with a mark at each end that does not go on.
    Which of these a word of a line is, is looked for at once (Aho-Corasick), and kept, since the
    words of notes are few and come again.
    """

    def __init__(self, phrases: Iterable[tuple[Letters, int]]) -> None:
        self._start = _Way()
        self._words = ahocorasick.Automaton()
        self._later: set[str] = set()
        for words, bits in phrases:
            way = self._start
            for word in words:
                self._words.add_word(word, word)
                way = way.setdefault(word, _Way())
            way.bits |= bits
            self._later.update(words[1:])
        self._words.add_word(MARK * 3, "")  # stands nowhere: an automaton must not be empty
        self._words.make_automaton()
        self._told_by = lru_cache(maxsize=8192)(self._told_by_word)

    def found(self, line: Iterable[str]) -> int:
        """Return the bits of all phrases that stand in a line, given its words."""
        found = 0
        begun: Mapping[str, Sequence[_Way]] = {}
        ways: list[_Way] = []
        for piece in line:
            bits, begins, later = self._told_by(piece)
            found |= bits
            on: list[_Way] = []
            for word in later:
                if word in begun:
                    on += begun[word]
                for way in ways:
                    if word in way:
                        on.append(way[word])
            for way in on:
                found |= way.bits
            begun, ways = begins, on
        return found

    def _told_by_word(self, piece: str) -> "_Told":
        words = {word for _, word in self._words.iter(f"{MARK}{piece}{MARK}")}
        bits, begun = 0, defaultdict[str, list[_Way]](list)
        for way in [self._start[word] for word in words & self._start.keys()]:
            bits |= way.bits
            for word, following in way.items():
                begun[word].append(following)
        return _Told(bits, dict(begun), tuple(words & self._later))


class _Told(NamedTuple):
    """What a word tells of phrases."""

    bits: int
    """Of those that are this one word."""
    begun: Mapping[str, Sequence[_Way]]
    """How those that begin with it go on, by their second word."""
    later: Sequence[str]
    """Which words it can be behind the first one of a phrase."""


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
