"""Which groups of phrases and patterns stand in a line, and which may.

A line is gone through once, for the phrases and for letters that patterns need (Aho-Corasick). RE2
then tries the few patterns that are asked for and whose letters stand there. Both take time linear
in the text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import ahocorasick
import re2
from rapidfuzz import fuzz

from soapbench.rubrics.letters import MARK, marked, needed, pieces
from soapbench.rubrics.near import NearPhrases, beginnings

__all__ = ["Line", "Search", "Wanted", "bounded", "options"]

_NEAR = 92
"""How alike, of 100, a long phrase and the note's words must be to count as a misspelling."""


@dataclass(frozen=True)
class Line:
    """Words in lower case, as each search wants them."""

    words: str
    denies: bool
    """Whether it says that something is not so."""
    later: bool = False
    """Whether it tells of later, of an aim, or of people in general."""
    put_off: bool = False
    """Whether all of it is put off to a later visit."""
    untold: bool = False
    """Whether it says of itself that it is not told."""
    bare: bool = False
    """Whether it is no more than a label."""

    @cached_property
    def encoded(self) -> bytes:
        """The words as RE2 takes them."""
        return self.words.encode()

    @cached_property
    def marked(self) -> str:
        """The words with a mark around each."""
        return marked(self.words)

    @cached_property
    def begins(self) -> frozenset[str]:
        """The first four letters of each longer word."""
        return beginnings(self.words)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Groups of which any will do: their bits, and also those of the trials that may find them."""

    groups: int
    signs: int


class _Pattern:
    """A pattern, and the bits of its groups."""

    def __init__(self, pattern: str, groups: int) -> None:
        self.pattern, self.groups = pattern, groups

    @cached_property
    def _compiled(self) -> "re2.Set":
        compiled = re2.Set.SearchSet(options())
        compiled.Add(self.pattern)
        compiled.Compile()
        return compiled

    def succeeds(self, line: Line) -> bool:
        return self._compiled.Match(line.encoded) is not None


@dataclass(frozen=True)
class _Misspelt:
    """A long phrase that may be spelled nearly right, and the bits of its groups."""

    phrase: str
    groups: int

    def succeeds(self, line: Line) -> bool:
        return bool(fuzz.partial_ratio(self.phrase, line.words, score_cutoff=_NEAR))


class Search:
    """Groups of phrases and patterns, by number, looked for at once.

    What stands in a line, and what may, is one number. Its bits are the groups, then a trial per
    pattern, then one per phrase that may be misspelt. While letters are gathered it is twice as
    long: a trial needs letters of two sets, and has a bit of the upper half for the second.
    """

    def __init__(self, size: int, cues: Mapping[str, int], long: Sequence[str] = ()) -> None:
        self._first = size
        self._trials: list[_Pattern | _Misspelt] = []
        leads = defaultdict[str, int](int, {MARK * 3: 0})  # an automaton must not be empty
        needs: list[Sequence[frozenset[str]]] = []
        for cue, groups in cues.items():
            if cue.startswith("re:"):
                pattern = cue.removeprefix("re:")
                self._trials.append(_Pattern(pattern, groups))
                needs.append(needed(pattern))
            elif _PLAIN.fullmatch(cue):
                leads[_marked(cue)] |= groups
            else:
                self._trials.append(_Pattern(rf"(?:^|\W){_spelled(cue)}(?:\W|$)", groups))
                needs.append(needed(bounded(cue)))
        self._half = size + len(needs)
        self._base = (1 << size) - 1 << self._half  # a group needs no second set
        for number, sets in enumerate(needs, start=size):
            for half in range(2):
                bit = 1 << number + half * self._half
                if half < len(sets):
                    for letters in sets[half]:
                        leads[letters] |= bit
                else:
                    self._base |= bit
        self._letters = ahocorasick.Automaton()
        for letters, bits in leads.items():
            self._letters.add_word(letters, bits)
        self._letters.make_automaton()
        self._near = NearPhrases(dict(enumerate(long, start=self._half)))
        self._trials += [_Misspelt(phrase, cues[phrase]) for phrase in long]
        self._signs = {1 << group: 0 for group in range(size)}
        for number, trial in enumerate(self._trials, start=size):
            for group in _bits(trial.groups):
                self._signs[group] |= 1 << number
        # Of the lines of notes many come again, such as headings.
        self.leads = lru_cache(maxsize=4096)(self._led)
        """The bits of the groups that stand in a line, and of the trials that may succeed there."""

    def wanted(self, groups: Iterable[int]) -> Wanted:
        """Return what to ask for where any of some groups will do."""
        own = sum({1 << group for group in groups})
        signs = own
        for group in _bits(own):
            signs |= self._signs[group]
        return Wanted(own, signs)

    def _led(self, line: Line) -> int:
        """Return the bits of the groups that stand in a line, and of what may succeed there."""
        found = self._base
        for _, bits in self._letters.iter(line.marked):
            found |= bits
        found &= found >> self._half
        # A near match must not cross a denial.
        return found if line.denies else found | self._near.likely(line.begins)

    def groups(self, line: Line) -> int:
        """Return the bits of the groups that stand in a line."""
        led = self.leads(line)
        found = led & (1 << self._first) - 1
        for bit in _bits(led ^ found):
            trial = self.trial(bit)
            if trial.succeeds(line):
                found |= trial.groups
        return found

    def trial(self, bit: int) -> _Pattern | _Misspelt:
        """Return the trial of a bit."""
        return self._trials[bit.bit_length() - 1 - self._first]


def _bits(number: int) -> Iterator[int]:
    while number:
        bit = number & -number
        yield bit
        number ^= bit


def options() -> "re2.Options":
    """Return how patterns are read: in any case, without groups to capture."""
    told = re2.Options()
    told.case_sensitive = False
    told.log_errors = False
    told.never_capture = True
    return told


_PLAIN = re.compile(r"\*?\w(?:[^*\s-]| (?! ))*(?<=\w)\*?", re.ASCII)
"""A phrase that stands in a marked line as it is."""


def _marked(phrase: str) -> str:
    """Return a plain phrase as it stands in a marked line; a star leaves an end open."""
    words = MARK.join(pieces(phrase.strip("*")))
    first, last = phrase.startswith("*"), phrase.endswith("*")
    return MARK * (not first) + words + MARK * (not last)


def _spelled(phrase: str) -> str:
    escaped = re.escape(phrase).replace(r"\*", r"\w*")
    return escaped.replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?")


def bounded(phrase: str) -> str:
    """Return a pattern for a phrase that is no part of a longer word."""
    first = r"\b" if _WORD.match(phrase[0]) else r"\B"
    last = "" if phrase.endswith("*") else r"\b" if _WORD.match(phrase[-1]) else r"\B"
    return first + _spelled(phrase) + last


_WORD = re.compile(r"[\w*]", re.ASCII)
