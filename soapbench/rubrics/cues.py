"""Which groups of cues stand in the clauses of a note."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import re2

from soapbench.reading import Clause, Reading, read
from soapbench.rubrics.search import Line, Search, Wanted, bounded, options
from soapbench.rubrics.turns import DENIAL, NOT_NOW, REMARK, turns_in

if TYPE_CHECKING:
    from soapbench.rubrics import Element

__all__ = ["Cues", "Seen"]

_LONG = 12
"""Shorter phrases match exactly or not at all: one letter makes another word of them."""


@lru_cache(maxsize=16)
def _lines(note: str) -> tuple[tuple[Line, Line | None], ...]:
    """Return each clause of a note, and it without its blanks; None where it says nothing then."""
    reading = read(note)
    lines: list[tuple[Line, Line | None]] = []
    for clause in reading.clauses:
        line = _line(reading.plain[clause.start : clause.end])
        filled: Line | None = line
        if clause.blanks:
            said = _without_blanks(line.words, clause)
            # What a form asks says nothing by itself.
            filled = None if _LABEL.fullmatch(said) else replace(line, words=said)
        if lines and REMARK.fullmatch(line.words) and _goes_on(reading, clause):
            lines[-1] = _taken_back(*lines[-1])
        lines.append((line, filled))
    return tuple(lines)


def _goes_on(reading: Reading, clause: Clause) -> bool:
    """Return whether a statement stands before a clause on its line."""
    line = reading.plain[reading.plain.rfind("\n", 0, clause.start) + 1 : clause.start]
    return any(letter.isalpha() for letter in line)


def _taken_back(line: Line, filled: Line | None) -> tuple[Line, Line | None]:
    return replace(line, untold=True), filled and replace(filled, untold=True)


_LABEL = re.compile(
    r"(?:(?![.;] )[^:])*:[\W_]*|"
    r"\W*+(?:[^\s:\d]+\s+){1,7}(?:[-–—]|is|are|was|were|has been|have been)[\W_]*"
)
"""What a slot is left with: its label, "HEP was", "ROM -"."""
_BARE = re.compile(
    r"[^:\d]{1,45}:[\W_]*|\W*+[^\W\d][^|\d]{0,44}\|(?:[ \t]*\|)++\W*|#{1,6} [^:.\d]{1,60}"
)
"""A label, a heading or a row's title, and nothing beside it."""


@lru_cache(maxsize=4096)
def _line(words: str) -> Line:
    words = _lower(words)
    denies, later = (pattern.search(words) is not None for pattern in (DENIAL, NOT_NOW))
    turns = turns_in(words)
    bare = _BARE.fullmatch(words) is not None
    return Line(words, denies, later, "put_off" in turns, "untold" in turns, bare)


def _without_blanks(said: str, clause: Clause) -> str:
    for start, end in clause.blanks:
        start, end = start - clause.start, end - clause.start
        said = said[:start] + " " * (end - start) + said[end:]
    return said


def _lower(words: str) -> str:
    """Return the words in lower case, each letter in its place; cues are lower case too."""
    lowered = words.lower()
    if len(lowered) == len(words):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in words)


class Seen:
    """What stands in a clause: a group of cues is looked for when it is asked for."""

    def __init__(
        self, search: Search, line: Line, filled: Line | None = None, sure: int = 0
    ) -> None:
        self.words, self.denies, self.later = line.words, line.denies, line.later
        self.put_off, self.untold, self.bare = line.put_off, line.untold, line.bare
        self._search, self._line, self._filled, self._sure = search, line, filled, sure

    @cached_property
    def leads(self) -> int:
        """The bits of the groups that stand there, and of the trials left that may succeed."""
        return self._search.leads(self._line) | self._sure

    def holds(self, wanted: Wanted) -> bool:
        """Return whether a word, quantity or pattern of some group stands in the clause."""
        if self.leads & wanted.groups:
            return True
        led = self.leads & wanted.signs
        while led:
            bit = led & -led
            led ^= bit
            self.leads ^= bit
            trial = self._search.trial(bit)
            if trial.succeeds(self._line):
                self.leads |= trial.groups
                return True
        return False

    @cached_property
    def filled(self) -> "Seen | None":
        """The clause without its blanks; None where it says nothing then."""
        if self._filled is None:
            return None
        if self._filled is self._line:
            return self
        return Seen(self._search, self._filled, self._filled, self._sure)


class Cues:
    """The groups of cues of one rubric."""

    def __init__(self, elements: Sequence["Element"]) -> None:
        groups = dict.fromkeys(group for element in elements for group in element.groups)
        self._index = {group: number for number, group in enumerate(groups)}
        kinds, labels, cues = (defaultdict[str, int](int) for _ in range(3))
        for group, number in self._index.items():
            for cue in group:
                if cue.startswith("@"):
                    kinds[cue[1:]] |= 1 << number
                elif cue.startswith("under:"):
                    labels[cue[6:].lower()] |= 1 << number
                else:
                    cues[cue if cue.startswith("re:") else cue.lower()] |= 1 << number
        self._kinds = dict(kinds)
        long = [c for c in cues if len(c) >= _LONG and not c.startswith("re:") and "*" not in c]
        self._search = Search(len(groups), cues, long)
        self._labels = Search(len(groups), labels)
        self._joined: dict[tuple[str, ...], re2._Regexp | None] = {}

    def wanted(self, groups: Iterable[tuple[str, ...]]) -> Wanted:
        """Return what to ask for where any of some groups will do."""
        return self._search.wanted(self._index[group] for group in groups)

    def see(self, reading: Reading) -> tuple[Seen, ...]:
        """Return each clause, ready to be asked for groups."""
        under: dict[tuple[int, int] | None, int] = {None: 0}
        seen = []
        for clause, (line, filled) in zip(reading.clauses, _lines(reading.text), strict=True):
            if clause.under is not None and clause.under not in under:
                label = reading.plain[slice(*clause.under)]
                under[clause.under] = self._labels.groups(_line(label))
            sure = under[clause.under]
            for quantity in clause.quantities:
                sure |= self._kinds.get(quantity.kind, 0)
            seen.append(Seen(self._search, line, filled, sure))
        return tuple(seen)

    def matches(self, group: tuple[str, ...], words: str) -> "Iterator[re2._Match]":
        """Yield where the words and patterns of a group stand."""
        if group not in self._joined:
            phrases = [c.lower() for c in group if not c.startswith(("@", "re:", "under:"))]
            whole = [bounded(phrase) for phrase in sorted(phrases, key=len, reverse=True)]
            joined = "|".join(whole + [c[3:] for c in group if c.startswith("re:")])
            self._joined[group] = re2.compile(joined, options()) if joined else None
        pattern = self._joined[group]
        return pattern.finditer(words) if pattern else iter(())

    def starts(self, group: tuple[str, ...], words: str, clause: Clause) -> Iterator[int]:
        """Yield where a group's cues begin in a clause, its quantities first: they cost nothing."""
        number = 1 << self._index[group]
        for quantity in clause.quantities:
            if self._kinds.get(quantity.kind, 0) & number:
                yield quantity.start - clause.start
        yield from (match.start() for match in self.matches(group, words))
