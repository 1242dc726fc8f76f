"""Whether a note holds the elements a rubric asks for, and in what state each is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from soapbench.cases import Case, Gap
from soapbench.reading import Clause, Reading, read
from soapbench.rubrics import Element, Rubric, load_rubric
from soapbench.scorers.base import Check, Score, Scorer

__all__ = ["STATUSES", "Completeness", "Status", "necessity_completeness", "soap_completeness"]

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
STATUSES: tuple[Status, ...] = Status.__args__  # type: ignore[attr-defined]
"""What an element can be in a note, best first: of several clauses the best one counts."""

_CREDIT: Mapping[str, float] = {"met": 1.0, "partial": 0.5}
_NEAR = 92
"""How alike, of 100, a long phrase and the note's words must be to count as a misspelling."""
_LONG = 12
"""Shorter phrases match exactly or not at all: one letter makes another word of them."""


@dataclass(frozen=True)
class Completeness:
    """The share of the elements asked for that a note has: met 1, partial one half.

    Args:
        rubric: A rubric's name or file.
        asked_by: ``"article"``, the elements the published prompt asks for; ``"payer"``, all core
            elements. An element whose fact the case lacks, and the note says so, is left out.
    """

    rubric: str
    asked_by: Literal["article", "payer"]

    def __call__(self, case: Case, note: str) -> Score:
        """Return the share, with one check per element of the rubric."""
        rubric = load_rubric(self.rubric)
        checks = _checks(rubric, note, case.absent)
        counted = [c for e, c in zip(rubric.elements, checks, strict=True) if self._counts(e, c)]
        credit = sum(_CREDIT.get(check.status, 0.0) for check in counted)
        return Score(credit / len(counted) if counted else 1.0, checks)

    def _counts(self, element: Element, check: Check) -> bool:
        asked = element.article == "asked" if self.asked_by == "article" else element.core
        return asked and check.status != "not_applicable"


soap_completeness: Mapping[str, Scorer] = {
    "asked_completeness": Completeness("soap_note", "article"),
    "payer_completeness": Completeness("soap_note", "payer"),
}
"""Two scorers of a SOAP note: what the published prompt asks for, and what payers need."""

necessity_completeness: Mapping[str, Scorer] = {
    "asked_completeness": Completeness("medical_necessity", "article"),
    "payer_completeness": Completeness("medical_necessity", "payer"),
}
"""The same two for a statement of medical necessity."""


@lru_cache(maxsize=4096)
def _checks(rubric: Rubric, note: str, absent: tuple[Gap, ...]) -> tuple[Check, ...]:
    """Return one check per element; kept, since several scorers rest on the same checks."""
    reading = read(note)
    return tuple(_check(element, reading, absent, rubric) for element in rubric.elements)


def _check(element: Element, reading: Reading, absent: tuple[Gap, ...], rubric: Rubric) -> Check:
    best, span = "missing", None
    for clause in reading.clauses:
        status = _status(element, clause, reading, absent, rubric.sectioned)
        if status is not None and STATUSES.index(status) < STATUSES.index(best):
            best, span = status, (clause.start, clause.end)
    return Check(element.id, best, span, rule=f"{rubric.name}/{element.id}")


def _status(
    element: Element, clause: Clause, reading: Reading, absent: tuple[Gap, ...], sectioned: bool
) -> Status | None:
    """Return what a clause makes of an element; None where it is not about it."""
    said = _lower(reading.text[clause.start : clause.end])
    groups, unless = _matchers(element)
    if not groups[0].found(said, clause) or (unless and unless.found(said, clause)):
        return None
    if "echo" in clause.flags:
        return "echo"
    words = _without_blanks(said, clause)
    complete = all(group.found(words, clause) for group in groups)
    declared = element.gap is not None and element.gap in absent
    if "blank" in clause.flags and not complete:
        if element.placeholder_ok:
            return "met"
        return "not_applicable" if declared else "placeholder"
    if "not_done" in clause.flags:
        return "not_applicable" if declared else "negated"
    if not element.negation_ok and _led_by(_DENIAL, groups[0], words, clause):
        return "negated"
    if element.section in ("S", "O") and _led_by(_NOT_NOW, groups[0], words, clause, after=14):
        return "deferred"
    if sectioned and reading.has_sections and not _in_place(element, clause):
        return "wrong_section" if complete else None
    if complete:
        return "met"
    return "partial" if element.partial else None


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


def _in_place(element: Element, clause: Clause) -> bool:
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
    r"\b(?:will|would|could|may|might|should|shall|plan(?:s|ned)? to|next (?:visit|session)|"
    r"consider(?:ing)?|goals?|LTG|STG|norm(?:s|ative)?|cut-?offs?|threshold|age-matched)\b",
    re.IGNORECASE,
)
_REACH = 32
"""How many characters before its topic such a word still governs it."""


def _led_by(
    pattern: re.Pattern[str], topic: "_Group", words: str, clause: Clause, after: int = 0
) -> bool:
    """Return whether every mention of the topic has a word of ``pattern`` shortly before it.

    ``after`` looks that many characters past the mention's start too, for "BBS goal 48/56".
    """
    starts = list(topic.starts(words, clause))
    return bool(starts) and all(
        pattern.search(words[max(0, start - _REACH) : start + after]) for start in starts
    )


@dataclass(frozen=True)
class _Group:
    """The cues of one group: one pattern for the words, near matches, and quantities."""

    words: re.Pattern[str] | None
    long: tuple[tuple[str, frozenset[str]], ...]
    """Long phrases, each with the beginnings of its words."""
    kinds: frozenset[str]

    def starts(self, words: str, clause: Clause) -> Iterator[int]:
        if self.words:
            yield from (match.start() for match in self.words.finditer(words))
        yield from (q.start - clause.start for q in clause.quantities if q.kind in self.kinds)

    def found(self, words: str, clause: Clause) -> bool:
        if next(self.starts(words, clause), None) is not None:
            return True
        if not self.long or _DENIAL.search(words):  # a near match must not cross a denial
            return False
        begins = _beginnings(words)
        return any(
            fuzz.partial_ratio(phrase, words, score_cutoff=_NEAR)
            for phrase, first in self.long
            if not first.isdisjoint(begins)
        )


@lru_cache(maxsize=4096)
def _beginnings(words: str) -> frozenset[str]:
    """Return the first four letters of each longer word; a misspelling rarely spoils them all."""
    return frozenset(word[:4] for word in words.split() if len(word) >= 4)


@lru_cache(maxsize=1024)
def _matchers(element: Element) -> tuple[tuple[_Group, ...], _Group | None]:
    unless = _group(element.unless, near=False) if element.unless else None
    return tuple(_group(cues, near=True) for cues in element.all), unless


def _group(cues: tuple[str, ...], *, near: bool) -> _Group:
    kinds = frozenset(cue[1:] for cue in cues if cue.startswith("@"))
    phrases = [cue.lower() for cue in cues if not cue.startswith("@")]
    spelled = [
        re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?")
        for phrase in sorted(phrases, key=len, reverse=True)
    ]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)") if spelled else None
    long = tuple(
        (phrase, _beginnings(phrase))
        for phrase in phrases
        if near and len(phrase) >= _LONG and "*" not in phrase
    )
    return _Group(pattern, long, kinds)
