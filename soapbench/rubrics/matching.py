"""Which elements a note holds, in which words, and in what state.

A cue is words, a quantity or a pattern (see `Element`). RE2, whose time is linear in the text,
tries all words of a rubric on a clause at once, and each pattern whose letters stand there. Its
tables fill as texts come, so that the first notes of a process take several times as long.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, get_args

import re2
from rapidfuzz import fuzz

from soapbench.cases import Gap
from soapbench.reading import Clause, Reading, read

if TYPE_CHECKING:
    from soapbench.rubrics import Element, Rubric

__all__ = ["STATUSES", "Found", "Status", "find_elements"]

Status = Literal[
    "met",
    "partial",
    "not_applicable",
    "wrong_section",
    "placeholder",
    "negated",
    "deferred",
    "echo",
    "missing",
]
STATUSES: tuple[Status, ...] = get_args(Status)
"""What an element can be in a note, best first: of several clauses the best one counts."""

_NEAR = 92
"""How alike, of 100, a long phrase and the note's words must be to count as a misspelling."""
_LONG = 12
"""Shorter phrases match exactly or not at all: one letter makes another word of them."""


@dataclass(frozen=True)
class Found:
    """What was found of one element: its state, and the clause that decided."""

    element: str
    status: Status
    span: tuple[int, int] | None = None
    negated: bool = False
    """Whether the deciding clause says that something is not so."""


@lru_cache(maxsize=4096)
def find_elements(rubric: "Rubric", note: str, absent: tuple[Gap, ...]) -> tuple[Found, ...]:
    """Return one result per element of the rubric, in its order.

    Args:
        rubric: Which elements to look for.
        note: The text.
        absent: What the case lacks: where a note says so, the element is not applicable.
    """
    reading, cues = read(note), _cues(rubric)
    seen = tuple(cues.see(reading, clause) for clause in reading.clauses)
    page = _Page(reading, cues, seen, frozenset(absent), rubric.sectioned and reading.has_sections)
    found = [page.best(element) for element in rubric.elements]
    by_id = {each.element: each for each in found}
    return tuple(
        _conditional(element, each, by_id)
        for element, each in zip(rubric.elements, found, strict=True)
    )


def _conditional(element: "Element", found: Found, by_id: dict[str, Found]) -> Found:
    """Return the result, or not applicable where what the element depends on is not claimed."""
    if element.only_after is None or found.status in ("met", "partial"):
        return found
    reason = by_id[element.only_after]
    claimed = reason.status in ("met", "partial", "placeholder") and not reason.negated
    return found if claimed else Found(element.id, "not_applicable")


@dataclass(frozen=True)
class _Seen:
    """What stands in a clause: the groups of cues found in it, and in it without its blanks."""

    words: str
    """In lower case, each letter in its place."""
    groups: frozenset[int]
    filled: frozenset[int]
    denies: bool


class _Cues:
    """The cues of one rubric, tried at once."""

    def __init__(self, elements: Sequence["Element"]) -> None:
        self._set = re2.Set.SearchSet(_options())
        self._filter = re2.Filter()
        self._under = re2.Set.SearchSet(_options())
        self._owner: list[int] = []
        self._pattern_owner: list[int] = []
        self._under_owner: list[int] = []
        self._kinds: dict[str, list[int]] = {}
        self._long: list[tuple[str, int, int]] = []
        """Long phrases, how many beginnings of words each has, and whose group it is."""
        self._begins: dict[str, list[int]] = {}
        self.patterns: list[re.Pattern[str] | None] = []
        self.kinds: list[frozenset[str]] = []
        self.index: dict[tuple[str, ...], int] = {}
        self.ways: dict[str, tuple[tuple[int, frozenset[int]], ...]] = {}
        """Per element and way, the topic and all groups that are needed."""
        self.halves: dict[str, frozenset[int]] = {}
        self.barred: dict[str, int | None] = {}
        self.topics: dict[str, frozenset[int]] = {}
        """Per element, the groups without which no clause is about it."""
        for element in elements:
            for group in element.groups:
                if group not in self.index:
                    self.index[group] = len(self.index)
                    self._add(group, self.index[group])
            ways = [[self.index[group] for group in way] for way in element.ways]
            halves = frozenset(self.index[group] for group in element.half)
            self.ways[element.id] = tuple((way[0], frozenset(way)) for way in ways)
            self.halves[element.id] = halves
            self.barred[element.id] = self.index[element.unless] if element.unless else None
            self.topics[element.id] = halves.union(way[0] for way in ways)
        self._set.Compile()
        if self._pattern_owner:
            self._filter.Compile()
        if self._under_owner:
            self._under.Compile()

    def _add(self, group: tuple[str, ...], number: int) -> None:
        words = [c.lower() for c in group if not c.startswith(("@", "re:", "under:"))]
        patterns = [c.removeprefix("re:") for c in group if c.startswith("re:")]
        spelled = [_spelled(word) for word in sorted(words, key=len, reverse=True)]
        if spelled:
            self._set.Add(rf"(?:^|\W)(?:{'|'.join(spelled)})(?:\W|$)")
            self._owner.append(number)
        for pattern in patterns:
            self._filter.Add(pattern, _options())
            self._pattern_owner.append(number)
        under = [
            _spelled(c.removeprefix("under:").lower()) for c in group if c.startswith("under:")
        ]
        if under:
            self._under.Add(rf"(?:^|\W)(?:{'|'.join(under)})(?:\W|$)")
            self._under_owner.append(number)
        kinds = frozenset(c[1:] for c in group if c.startswith("@"))
        for kind in kinds:
            self._kinds.setdefault(kind, []).append(number)
        for word in words:
            if len(word) >= _LONG and "*" not in word:
                for begin in _beginnings(word):
                    self._begins.setdefault(begin, []).append(len(self._long))
                self._long.append((word, len(_beginnings(word)), number))
        bounded = [rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)"] if spelled else []
        joined = "|".join([*bounded, *patterns])
        self.patterns.append(re.compile(joined, re.IGNORECASE) if joined else None)
        self.kinds.append(kinds)

    def see(self, reading: Reading, clause: Clause) -> _Seen:
        """Return the groups found in a clause."""
        words = _lower(reading.plain[clause.start : clause.end])
        quantities = {n for q in clause.quantities for n in self._kinds.get(q.kind, ())}
        if clause.under is not None and self._under_owner:
            label = _lower(reading.plain[slice(*clause.under)])
            quantities |= {self._under_owner[i] for i in self._under.Match(label) or ()}
        denies = _DENIAL.search(words) is not None
        groups = self._in(words, denies) | quantities
        filled = groups
        if clause.blanks:
            said = _without_blanks(words, clause)
            # What a form asks says nothing by itself.
            filled = set() if _LABEL.fullmatch(said) else self._in(said, denies) | quantities
        return _Seen(words, frozenset(groups), frozenset(filled), denies)

    def _in(self, words: str, denies: bool) -> set[int]:
        found = {self._owner[i] for i in self._set.Match(words) or ()}
        if self._pattern_owner:
            found |= {self._pattern_owner[i] for i in self._filter.Match(words) or ()}
        if denies:  # a near match must not cross a denial
            return found
        shared = Counter(i for begin in _beginnings(words) for i in self._begins.get(begin, ()))
        for i, count in shared.items():
            phrase, begins, number = self._long[i]
            # A misspelling rarely spoils the beginnings of more than half the words.
            likely = number not in found and 2 * count > begins
            if likely and fuzz.partial_ratio(phrase, words, score_cutoff=_NEAR):
                found.add(number)
        return found

    def starts(self, group: tuple[str, ...], words: str, clause: Clause) -> Iterator[int]:
        """Yield where a group's cues begin in a clause."""
        number = self.index[group]
        pattern = self.patterns[number]
        if pattern is not None:
            yield from (match.start() for match in pattern.finditer(words))
        yield from (
            q.start - clause.start for q in clause.quantities if q.kind in self.kinds[number]
        )


@lru_cache(maxsize=16)
def _cues(rubric: "Rubric") -> _Cues:
    return _Cues(rubric.elements)


def _options() -> "re2.Options":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 256 << 20
    return options


def _spelled(word: str) -> str:
    escaped = re.escape(word).replace(r"\*", r"\w*")
    return escaped.replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?")


@dataclass(frozen=True)
class _Page:
    """A note as the elements look at it."""

    reading: Reading
    cues: _Cues
    seen: tuple[_Seen, ...]
    absent: frozenset[Gap]
    sectioned: bool

    @cached_property
    def where(self) -> Mapping[int, Sequence[int]]:
        """The clauses in which each group of cues stands."""
        where: dict[int, list[int]] = {}
        for i, seen in enumerate(self.seen):
            for group in seen.groups:
                where.setdefault(group, []).append(i)
        return where

    def best(self, element: "Element") -> Found:
        """Return the best that any clause makes of an element."""
        best = Found(element.id, "missing")
        about = {i for group in self.cues.topics[element.id] for i in self.where.get(group, ())}
        for i in sorted(about):
            status = self._status(element, i)
            if status is not None and STATUSES.index(status) < STATUSES.index(best.status):
                clause = self.reading.clauses[i]
                negated = "negated" in clause.flags
                best = Found(element.id, status, (clause.start, clause.end), negated)
                if status == "met":
                    break
        if best.status == "met" and element.several > 1:
            named = {name for i in about for name in self._measured(element, i)}
            return best if len(named) >= element.several else replace(best, status="partial")
        return best

    def _measured(self, element: "Element", i: int) -> frozenset[str]:
        """Return the outcome measures that carry a value where a clause meets an element."""
        if self._status(element, i) != "met":
            return frozenset()
        clause, words = self.reading.clauses[i], self.seen[i].words
        values = sorted(clause.start + at for at in self.cues.starts(element.all[1], words, clause))
        named = [(q.start, q.end, q.measure) for q in clause.quantities if q.measure]
        pattern = self.cues.patterns[self.cues.index[element.all[0]]]
        taken = {at for start, end, _ in named for at in range(start, end)}
        for match in pattern.finditer(words) if pattern else ():
            start, end = clause.start + match.start(), clause.start + match.end()
            if taken.isdisjoint(range(start, end)):
                named.append((start, end, match.group()))
        named.sort()
        starts, ends = [n[0] for n in named], [n[1] for n in named]
        after = zip(starts, [*starts[1:], clause.end], strict=True)
        before = zip([clause.start, *ends[:-1]], starts, strict=True)  # "41/56 on the Berg"
        orders: list[frozenset[str]] = [
            frozenset(
                n[2]
                for n, (since, until) in zip(named, spans, strict=True)
                if bisect_left(values, since) < bisect_left(values, until)
            )
            for spans in (after, before)
        ]
        return max(orders, key=len)

    def _status(self, element: "Element", i: int) -> Status | None:
        """Return what a clause makes of an element; None where it is not about it."""
        clause, seen = self.reading.clauses[i], self.seen[i]
        if self._barred(element, i):
            return None
        if "echo" in clause.flags:
            return "echo"
        complete = self._complete(element, i)
        half = not self.cues.halves[element.id].isdisjoint(seen.filled)
        if not complete and not half and "blank" in clause.flags:
            return self._open(element, "met" if element.placeholder_ok else "placeholder")
        if "not_done" in clause.flags and not element.negation_ok:
            return self._open(element, "deferred" if "deferred" in clause.flags else "negated")
        turned = self._turned(element, i)
        if turned is not None:
            return turned
        if self.sectioned and not _in_place(element, clause):
            return "wrong_section" if complete or half else None
        if complete:
            return "met"
        return "partial" if half or element.partial else None

    def _barred(self, element: "Element", i: int) -> bool:
        """Return whether a clause says something by which it is about something else."""
        return self.cues.barred[element.id] in self.seen[i].groups

    def _open(self, element: "Element", status: Status) -> Status:
        """Return what saying that something is not there counts as."""
        declared = element.gap is not None and element.gap in self.absent
        return "not_applicable" if declared and status != "met" else status

    def _complete(self, element: "Element", i: int) -> bool:
        """Return whether a clause has a topic, and the rest stands in it or, if allowed, near."""
        here = self.seen[i].filled
        ways = [needed for topic, needed in self.cues.ways[element.id] if topic in here]
        if not ways:
            return False
        if element.near and not any(needed <= here for needed in ways):
            section = self.reading.clauses[i].section
            for j in range(max(0, i - element.near), min(len(self.seen), i + element.near + 1)):
                if self.reading.clauses[j].section == section and not self._barred(element, j):
                    here = here | self.seen[j].filled
        return any(needed <= here for needed in ways)

    def _turned(self, element: "Element", i: int) -> Status | None:
        """Return what a denial or a plan before every mention of the topic makes of it."""
        clause, words = self.reading.clauses[i], self.seen[i].words
        deniable = not element.negation_ok and self.seen[i].denies
        early = element.section in ("S", "O") and _NOT_NOW.search(words)
        if not deniable and not early:
            return None
        if early and _ANNOUNCED.match(words):
            return "deferred"
        starts = [s for way in element.ways for s in self.cues.starts(way[0], words, clause)]
        if not starts:
            return None
        if deniable and _all_led(_DENIAL, starts, words):
            return "negated"
        if early and _all_led(_NOT_NOW, starts, words, after=14):
            return "deferred"
        return None


def _in_place(element: "Element", clause: Clause) -> bool:
    if element.section == "ADM":
        return True
    return clause.section == element.section or (
        clause.section == "AP" and element.section in ("A", "P")
    )


# What turns a statement when it stands before its topic. A denial ends at "but".
_DENIAL = re.compile(
    r"\b(?:no|not|denies|denied|without|never|none|\w+n't)\b(?!.*\bbut\b)", re.IGNORECASE
)
_NOT_NOW = re.compile(
    r"\b(?:will(?! not)|would(?! not)|could be|may|might|should|shall|plan(?:s|ned)? to|"
    r"next (?:visit|session)|consider(?:ing)?|goals?|LTG|STG|norm(?:s|ative)?|cut-?offs?|threshold|"
    r"age-matched)\b",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"\W*(?:will|would|to be|next (?:visit|session)|plan(?:s|ned)? to)\b[^:.;]{0,50}:"
)
"""A lead that puts off all that follows its colon."""
_LABEL = re.compile(r"[^:]*:[\W_]*")
_REACH = 32
"""How many characters before its topic such a word still governs it."""


def _all_led(pattern: re.Pattern[str], starts: list[int], words: str, after: int = 0) -> bool:
    return all(pattern.search(words[max(0, s - _REACH) : s + after]) for s in starts)


@lru_cache(maxsize=8192)
def _lower(words: str) -> str:
    """Return the words in lower case, each letter in its place; cues are lower case too."""
    lowered = words.lower()
    return lowered if len(lowered) == len(words) else words


def _without_blanks(said: str, clause: Clause) -> str:
    for start, end in clause.blanks:
        start, end = start - clause.start, end - clause.start
        said = said[:start] + " " * (end - start) + said[end:]
    return said


@lru_cache(maxsize=4096)
def _beginnings(words: str) -> frozenset[str]:
    """Return the first four letters of each longer word."""
    return frozenset(word[:4] for word in words.split() if len(word) >= 4)
