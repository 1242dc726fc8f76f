"""Numbers of tests of which a case says nothing, such as a grip strength."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from soapbench.cases import Case
from soapbench.reading import Flag, read
from soapbench.reference import other_tests

__all__ = ["of_other_tests"]

_NOT_NOW: frozenset[Flag] = frozenset(["future", "goal", "echo", "blank", "norm", "not_done"])
_NUMBER = re.compile(
    r"(?:(?!\b(?:at|for|in|over|within|from|of|and|with) \d+\s?(?:s|sec|min|weeks?|days?)\b)"
    r"[^.;\n|]){0,24}?"
    r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)(?!\s?(?:x|×|reps|sets|min\b|wks?\b|weeks?\b|visits?\b))"
    r"|\s*\|[^|\n\d]{0,12}\d"
)
"""A number right behind a name, in a sentence or the next cell of a row."""


def of_other_tests(case: Case, note: str) -> Iterator[tuple[int, int]]:
    """Yield where a note has a number for a test that its case does not name."""
    named = _named(tuple(case.inputs.values()))
    for clause in read(note).clauses:
        if clause.section == "P" or clause.flags & _NOT_NOW:
            continue
        for match in _names().finditer(note, clause.start, clause.end):
            number = _NUMBER.match(note, match.end())
            if number and not _is_among(match.group(), named):
                yield match.start(), number.end()


def _is_among(name: str, named: frozenset[str]) -> bool:
    """Return whether a test is one of those named, or short for one, as A1c is for HbA1c."""
    keys = _keys(name)
    return not named.isdisjoint(keys) or any(
        other.endswith(key) for key in keys if len(key) >= _SHORT for other in named
    )


_SHORT = 3


_ALSO = {"RPE": "Borg"}
"""Of two names of one thing the one for the other."""


@lru_cache(maxsize=256)
def _named(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        key for text in texts for match in _names().finditer(text) for key in _keys(match.group())
    )


def _keys(name: str) -> set[str]:
    """Return the beginning of a test's name and its initials: heel rises are heel raises."""
    words = re.findall(r"\w+", _ALSO.get(name, name).lower())
    return {"".join(words)[:6], "".join(word[0] for word in words)} if words[1:] else {words[0][:6]}


@cache
def _names() -> re.Pattern[str]:
    names = sorted(other_tests(), key=len, reverse=True)
    return re.compile(
        "|".join(
            rf"\b{re.escape(name)}\b" if name.isupper() else rf"\b(?i:{re.escape(name)})\b"
            for name in names
        )
    )
