"""Numbers of tests that are none of the outcome measures, such as a grip strength."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import combinations

from soapbench.cases import Case
from soapbench.reading import NO_FINDING, read
from soapbench.reference import other_tests
from soapbench.scorers.known import Judged, contradicted, same

__all__ = ["of_other_tests"]

_NUMBER = re.compile(
    r"(?:(?!\b(?:at|for|in|over|within|from|of|and|with) \d+\s?(?:s|sec|min|weeks?|days?)\b)"
    r"[^.;\n|]){0,24}?"
    r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)(?!\s?(?:x|×|reps|sets|min\b|wks?\b|weeks?\b|visits?\b))"
    r"|\s*\|[^|\n\d]{0,12}\d"
)
"""A number right behind a name, in a sentence or the next cell of a row."""


_HELD_AGAINST = re.compile(
    r"[-\s]?(?:mm\s?Hg|\w{1,3}|%)?\s(?:criteri\w+|threshold|cut-?\s?off|norm\w*|limit)\b",
    re.IGNORECASE,
)
"""Behind a number that a test's is held against."""


def of_other_tests(case: Case, note: str) -> Iterator[tuple[int, int, Judged]]:
    """Yield where a note has a number for a test that its case does not name, or another one."""
    texts = tuple(case.inputs.values())
    named = _named(texts)
    for clause in read(note).clauses:
        if clause.section == "P" or clause.flags & NO_FINDING:
            continue
        for match in _names().finditer(note, clause.start, clause.end):
            number = _NUMBER.match(note, match.end())
            if number is None or _HELD_AGAINST.match(note, number.end()):
                continue
            if not _is_among(match.group(), named):
                if _is_told(note[match.end() : number.end() + _UNIT], texts):
                    continue  # by another name
                yield match.start(), number.end(), Judged("unsupported", "not_in_case")
            elif why := _other(note[match.end() :], match.group(), texts):
                yield match.start(), number.end(), contradicted(why)


def _is_told(words: str, texts: tuple[str, ...]) -> bool:
    """Return whether a case has a number with its unit, or two of which it is the difference."""
    told = _AMOUNT.search(words)
    if told is None or not told[2]:
        return False
    every = {float(m[1]) for text in texts for m in _AMOUNT.finditer(text) if m[2] == told[2]}
    every |= {round(abs(one - other), 6) for one, other in combinations(every, 2)}
    return any(same(float(told[1]), number) for number in every)


def _is_among(name: str, named: frozenset[str]) -> bool:
    """Return whether a test is one of those named, or short for one, as A1c is for HbA1c."""
    keys = _keys(name)
    return not named.isdisjoint(keys) or any(
        other.endswith(key) for key in keys if len(key) >= _SHORT for other in named
    )


_SHORT = 3
_UNIT = 8
"""So far behind a number its unit ends."""
_AMOUNT = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)(?![\w.]*\d)\s?"
    r"((?:cm|mm|m|in|ft|s|sec|min|days?|weeks?|wks?|years?|visits?|lines?|bpm|kg|lb|deg)\b|[°%]|)"
)
"""A number and its unit."""


def _other(behind: str, name: str, texts: tuple[str, ...]) -> str:
    """Return why the first number behind a test's name is not the case's, or nothing."""
    told, given = _AMOUNT.search(behind), _given(name, texts)
    if told is None or not given:
        return ""
    number, unit = float(told[1]), told[2]
    units = {of for value, of in given if same(value, number)}
    if units:
        return "wrong_unit" if unit and "" not in units and unit not in units else ""
    of_unit = bool(unit) and any(of == unit for _, of in given)
    every = [(float(m[1]), m[2]) for text in texts for m in _AMOUNT.finditer(text)]
    known = [value for value, of in every if of == unit or not of_unit]
    known += [abs(one - other) for (one, _), (other, _) in combinations(given, 2)]
    return "" if any(same(number, value) for value in known) else "wrong_value"


@lru_cache(maxsize=1024)
def _given(name: str, texts: tuple[str, ...]) -> tuple[tuple[float, str], ...]:
    """Return the numbers, with their units, of the clauses of a case that name a test."""
    return tuple(
        (float(amount[1]), amount[2])
        for text in texts
        for clause in read(text).clauses
        if any(
            _is_among(name, frozenset(_keys(match.group())))
            for match in _names().finditer(text, clause.start, clause.end)
        )
        for amount in _AMOUNT.finditer(text, clause.start, clause.end)
    )


_ALSO = {
    "near point of convergence": "convergence",
    "near-point convergence": "convergence",
    "near point convergence": "convergence",
    "npc": "convergence",
    "systolic": "blood pressure",
    "diastolic": "blood pressure",
    "bp": "blood pressure",
    "rpe": "Borg",
    "dva": "visual acuity",
    "dynamic visual acuity": "visual acuity",
}
"""Of two names of one thing the one for the other."""


@lru_cache(maxsize=256)
def _named(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        key for text in texts for match in _names().finditer(text) for key in _keys(match.group())
    )


def _keys(name: str) -> set[str]:
    """Return the beginning of a test's name and its initials: heel rises are heel raises."""
    words = re.findall(r"\b(?!of\b)\w+", _ALSO.get(name.lower(), name).lower())
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
