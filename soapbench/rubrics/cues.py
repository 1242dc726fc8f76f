"""Which groups of cues stand in the clauses of a note.

All words of a rubric, and the letters its patterns need, are looked for in one pass over a clause
(Aho-Corasick); then RE2 tries the few patterns whose letters stand there. Both take time linear in
the text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import ahocorasick
import re2
from rapidfuzz import fuzz

from soapbench.reading import Clause, Reading, read
from soapbench.rubrics.letters import MARK, marked, needed

if TYPE_CHECKING:
    from soapbench.rubrics import Element

__all__ = ["DENIAL", "Cues", "Seen"]

DENIAL = re.compile(
    r"\b(?:no|not|denies|denied|without|never|none|\w+n't)\b(?!.*\bbut\b)", re.IGNORECASE
)
"""What turns a statement when it stands before its topic. A denial ends at "but"."""
_NEAR = 92
"""How alike, of 100, a long phrase and the note's words must be to count as a misspelling."""
_LONG = 12
"""Shorter phrases match exactly or not at all: one letter makes another word of them."""


@dataclass(frozen=True)
class _Line:
    """A clause as each search wants it."""

    words: str
    encoded: bytes
    marked: str
    denies: bool

    @classmethod
    def of(cls, words: str, denies: bool | None = None) -> "_Line":
        words = _lower(words)
        denies = DENIAL.search(words) is not None if denies is None else denies
        return cls(words, words.encode(), marked(words), denies)

    @cached_property
    def begins(self) -> frozenset[str]:
        return _beginnings(self.words)


@lru_cache(maxsize=16)
def _lines(note: str) -> tuple[tuple[_Line, _Line | None], ...]:
    """Return each clause of a note, and it without its blanks; None where it says nothing then."""
    reading = read(note)
    lines = []
    for clause in reading.clauses:
        line = _Line.of(reading.plain[clause.start : clause.end])
        filled: _Line | None = line
        if clause.blanks:
            said = _without_blanks(line.words, clause)
            # What a form asks says nothing by itself.
            filled = None if _LABEL.fullmatch(said) else _Line.of(said, line.denies)
        lines.append((line, filled))
    return tuple(lines)


_LABEL = re.compile(r"[^:]*:[\W_]*")


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


def _beginnings(words: str) -> frozenset[str]:
    """Return the first four letters of each longer word."""
    return frozenset([word[:4] for word in words.split() if len(word) >= 4])


@dataclass(frozen=True, slots=True)
class _Trial:
    """What is tried on a line that has some letters of it: a pattern, or a phrase nearly right."""

    owners: frozenset[int]
    pattern: "re2.Set | None"
    also: tuple[str, ...] = ()
    """Letters of which some must stand in the line too; empty where none need to."""
    phrase: str = ""

    def succeeds(self, line: _Line) -> bool:
        if self.pattern is None:
            return bool(fuzz.partial_ratio(self.phrase, line.words, score_cutoff=_NEAR))
        if self.also and not any(map(line.marked.__contains__, self.also)):
            return False
        return bool(self.pattern.Match(line.encoded))


_Owned = Mapping[str, set[int]]
"""Cues, each with the groups it belongs to."""


class _Search:
    """Phrases and patterns, each with the groups it belongs to, looked for at once.

    Groups and trials are numbered in one row, the groups first, so that the letters found in a
    line lead to both in one step.
    """

    def __init__(self, size: int, phrases: _Owned, patterns: _Owned, near: _Owned) -> None:
        self.trials: dict[int, _Trial] = {}
        self._size = size
        self._always: set[int] = set()
        self._begins: dict[int, frozenset[str]] = {}
        self._near: dict[str, list[int]] = {}
        """Per beginning of a word, the trials of long phrases that have it."""
        leads = defaultdict[str, set[int]](set)
        for phrase, owners in phrases.items():
            if _PLAIN.fullmatch(phrase):
                first, last = phrase.startswith("*"), phrase.endswith("*")
                leads[marked(phrase.strip("*"))[first : -1 if last else None]] |= owners
            else:
                pattern = rf"(?:^|\W){_spelled(phrase)}(?:\W|$)"
                self._add(pattern, needed(_bounded(phrase)), owners, leads)
        for pattern, owners in patterns.items():
            self._add(pattern, needed(pattern), owners, leads)
        self._add_near(near)
        self._letters = ahocorasick.Automaton()
        for text, numbers in leads.items():
            self._letters.add_word(text, tuple(numbers))
        self._letters.add_word(MARK * 3, ())  # stands nowhere: an automaton must not be empty
        self._letters.make_automaton()
        self.of: dict[int, set[int]] = {}
        """The trials of each group."""
        for number, trial in self.trials.items():
            for group in trial.owners:
                self.of.setdefault(group, set()).add(number)

    def _number(self, trial: _Trial) -> int:
        number = self._size + len(self.trials)
        self.trials[number] = trial
        return number

    def _add(
        self,
        pattern: str,
        letters: Sequence[frozenset[str]],
        owners: set[int],
        leads: Mapping[str, set[int]],
    ) -> None:
        compiled = re2.Set.SearchSet(_options())
        compiled.Add(pattern)
        compiled.Compile()
        also = tuple(letters[1]) if len(letters) > 1 and len(letters[1]) <= _FEW else ()
        number = self._number(_Trial(frozenset(owners), compiled, also))
        if not letters:
            self._always.add(number)
            return
        for text in letters[0]:
            leads[text].add(number)

    def _add_near(self, phrases: _Owned) -> None:
        begins = {phrase: _beginnings(phrase) for phrase in phrases}
        often = Counter(begin for each in begins.values() for begin in each)
        for phrase, owners in phrases.items():
            number = self._number(_Trial(frozenset(owners), None, phrase=phrase))
            self._begins[number] = its = begins[phrase]
            # More than half must be shared, and so at least one of the rarer half.
            for begin in sorted(its, key=lambda b: (often[b], b))[: (len(its) + 1) // 2]:
                self._near.setdefault(begin, []).append(number)

    def leads(self, line: _Line) -> set[int]:
        """Return the groups that stand in a line, and the trials that may succeed there."""
        found = self._always.union(*[numbers for _, numbers in self._letters.iter(line.marked)])
        if not line.denies:  # a near match must not cross a denial
            found.update(self._likely(line.begins))
        return found

    def _likely(self, begins: frozenset[str]) -> list[int]:
        # A misspelling rarely spoils the beginnings of more than half the words.
        led = set().union(*[self._near[begin] for begin in begins if begin in self._near])
        its = self._begins
        return [n for n in led if 2 * len(its[n] & begins) > len(its[n])]


_FEW = 12
"""More letters cost as much to look for as the pattern does."""
_PLAIN = re.compile(r"\*?\w(?:[^*\s-]| (?! ))*(?<=\w)\*?", re.ASCII)
"""A phrase that is found where its letters are found in a marked text."""


class Seen:
    """What stands in a clause: a group of cues is looked for when it is asked for."""

    def __init__(
        self,
        search: _Search,
        line: _Line,
        filled: _Line | None = None,
        sure: Iterable[int] = (),
    ) -> None:
        self.words, self.denies = line.words, line.denies
        self._search, self._line, self._sure, self._filled = search, line, sure, filled
        self.leads = search.leads(line)
        self.leads.update(sure)

    def try_all(self, trials: set[int]) -> None:
        """Find the groups of all these trials."""
        tried = self.leads & trials
        self.leads -= tried
        for number in tried:
            trial = self._search.trials[number]
            if not trial.owners <= self.leads and trial.succeeds(self._line):
                self.leads |= trial.owners

    def holds(self, group: int) -> bool:
        """Return whether a word, quantity or pattern of a group stands in the clause."""
        if group in self.leads:
            return True
        trials = self._search.of.get(group)
        if trials is None or trials.isdisjoint(self.leads):
            return False
        for number in trials & self.leads:
            self.leads.discard(number)
            trial = self._search.trials[number]
            if trial.succeeds(self._line):
                self.leads |= trial.owners
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
    """The groups of cues of one rubric, by number."""

    def __init__(self, elements: Sequence["Element"]) -> None:
        groups = dict.fromkeys(group for element in elements for group in element.groups)
        self.index = {group: number for number, group in enumerate(groups)}
        kinds, labels, patterns, phrases = (defaultdict[str, set[int]](set) for _ in range(4))
        for group, number in self.index.items():
            for cue in group:
                if cue.startswith("@"):
                    kinds[cue[1:]].add(number)
                elif cue.startswith("under:"):
                    labels[cue[6:].lower()].add(number)
                elif cue.startswith("re:"):
                    patterns[cue[3:]].add(number)
                else:
                    phrases[cue.lower()].add(number)
        long = {p: owners for p, owners in phrases.items() if len(p) >= _LONG and "*" not in p}
        self._kinds = dict(kinds)
        self._search = _Search(len(groups), phrases, patterns, long)
        self._labels = _Search(len(groups), labels, {}, {})
        self._labelled = set().union(*labels.values())
        self._joined: dict[tuple[str, ...], re2._Regexp | None] = {}
        self._about: dict[int, list[int]] = {}
        """Per topic, by their place, the elements that have it."""
        for place, element in enumerate(elements):
            for topic in {self.index[group] for group in element.topics}:
                self._about.setdefault(topic, []).append(place)
        self._topical = set().union(*[self._search.of.get(topic, ()) for topic in self._about])

    def see(self, reading: Reading) -> tuple[Seen, ...]:
        """Return each clause, ready to be asked for groups."""
        under: dict[tuple[int, int] | None, set[int]] = {None: set()}
        seen = []
        for clause, (line, filled) in zip(reading.clauses, _lines(reading.text), strict=True):
            if clause.under is not None and clause.under not in under:
                label = _Line.of(reading.plain[slice(*clause.under)])
                under[clause.under] = set(filter(Seen(self._labels, label).holds, self._labelled))
            kinds = [self._kinds[q.kind] for q in clause.quantities if q.kind in self._kinds]
            seen.append(Seen(self._search, line, filled, under[clause.under].union(*kinds)))
        return tuple(seen)

    def about(self, seen: Sequence[Seen]) -> Mapping[int, Sequence[int]]:
        """Return, per element by its place, the clauses that hold a topic of it."""
        about: dict[int, list[int]] = {}
        for i, each in enumerate(seen):
            each.try_all(self._topical)
            topics = each.leads & self._about.keys()
            for place in set().union(*[self._about[topic] for topic in topics]):
                about.setdefault(place, []).append(i)
        return about

    def matches(self, group: tuple[str, ...], words: str) -> "Iterator[re2._Match]":
        """Yield where the words and patterns of a group stand."""
        if group not in self._joined:
            phrases = [c.lower() for c in group if not c.startswith(("@", "re:", "under:"))]
            bounded = [_bounded(phrase) for phrase in sorted(phrases, key=len, reverse=True)]
            joined = "|".join(bounded + [c[3:] for c in group if c.startswith("re:")])
            self._joined[group] = re2.compile(joined, _options()) if joined else None
        pattern = self._joined[group]
        return pattern.finditer(words) if pattern else iter(())

    def starts(self, group: tuple[str, ...], words: str, clause: Clause) -> Iterator[int]:
        """Yield where a group's cues begin in a clause."""
        yield from (match.start() for match in self.matches(group, words))
        kinds = {c[1:] for c in group if c.startswith("@")}
        yield from (q.start - clause.start for q in clause.quantities if q.kind in kinds)


def _options() -> "re2.Options":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.never_capture = True
    return options


def _spelled(phrase: str) -> str:
    escaped = re.escape(phrase).replace(r"\*", r"\w*")
    return escaped.replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?")


def _bounded(phrase: str) -> str:
    """Return a pattern for a phrase that is no part of a longer word."""
    first = r"\b" if _WORD.match(phrase[0]) else r"\B"
    last = "" if phrase.endswith("*") else r"\b" if _WORD.match(phrase[-1]) else r"\B"
    return first + _spelled(phrase) + last


_WORD = re.compile(r"[\w*]", re.ASCII)
