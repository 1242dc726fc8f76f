"""At which visit an earlier value was taken, as a note and as its case tell it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from soapbench.cases import Case
from soapbench.reading import Value, values
from soapbench.reading.counts import NUMERALS, counted
from soapbench.reading.visits import FIRST_VISIT

__all__ = [
    "IN_VISIT",
    "is_dated",
    "is_today",
    "of_other_visit",
    "of_third_visit",
    "places_of",
    "values_on",
    "visits_told",
]

IN_VISIT = re.compile(
    r"\b(?:during|within|after \d+|settled|eased|back (?:at|to|down)|(?:dropped|rose|went) to|"
    r"(?:came|went|come|gone|dropped|fell|rose) (?:(?:down|up) )?(?:to|by) \w+ (?:after|with)|"
    r"by the end)\b",
    re.IGNORECASE,
)
"""What makes pain that of a moment in the visit."""
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_CARDINALS = NUMERALS.split("|")
_A_VISIT = r"(?:visit|session|day|v)\s?#?"
"""A pattern for what stands before the number of a visit."""
_LABEL = re.compile(
    r"\s?(?:%|percent|°|deg\w*|s|sec\w*|cm|m|m/s|in|points?|errors?)?[ ,(]{1,3}"
    r"(?:(?:at|on|from|in) )?(?:the )?"
    r"(?:(?P<first>(?:initial )?eval(?:uation)?|IE|initial)\b|"
    rf"(?:visit |day |v)(?:(?P<number>\d{{1,2}})|(?P<word>{NUMERALS}))\b|"
    rf"(?P<ordinal>{'|'.join(_ORDINALS)}) (?:visit|session)\b)"
    r"(?!\W{0,3}\d)",
    re.IGNORECASE,
)
_LATER = re.compile(r"[^.;,\d|]{0,30}?\b(?:at|on|from) (?:visit|day) (\d{1,2})\b", re.IGNORECASE)
"""A visit some words behind, as a case may tell it: "67% when first tested at visit 16"."""
_AGO = re.compile(
    rf"\s?[ ,(]{{0,3}}(?:(?:at|on|from|in) )?(?:the )?(?:{FIRST_VISIT}|last (?:visit|week|month)|"
    r"(?:\w+|\d+) (?:days?|weeks?|months?|wks?) (?:ago|back|earlier)|previous)\b"
    r"(?!\W{0,3}\d)",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def values_on(visit: int, note: str) -> tuple[Value, ...]:
    """Return the values of a note on a visit; those that it dates to it by number are today's."""
    return tuple(
        replace(value, when="now")
        if value.when == "baseline" and _dated(value, note) == visit
        else value
        for value in values(note)
    )


def is_dated(value: Value, note: str) -> bool:
    """Return whether it stands right behind a value that it is of an earlier day."""
    return _visit(note, value) is not None or _AGO.match(note, value.end) is not None


_TODAY = r"(?:now|today|currently|at present|this (?:visit|session)|tonight)"
_TODAY_BEFORE = re.compile(rf"\b{_TODAY}\b[^.;,|\d\n]{{0,30}}$", re.IGNORECASE)
_LEAD = 40
_TODAY_BEHIND = re.compile(rf"(?:/\d+)?[^.;,|()\d\n]{{0,20}}[,(]?\s?\b{_TODAY}\b", re.IGNORECASE)


def is_today(value: Value, note: str) -> bool:
    """Return whether a word right beside a value says that it is of today."""
    return bool(
        _TODAY_BEFORE.search(note, max(value.about[0], value.start - _LEAD), value.start)
        or _TODAY_BEHIND.match(note, value.end, value.about[1])
    )


def of_other_visit(value: Value, note: str, case: Case) -> bool:
    """Return whether a note dates an earlier value to another visit than the case does."""
    if value.when not in ("now", "baseline"):
        return False
    told = _visit(note, value)
    given = _given(tuple(case.inputs.values())).get((value.measure, value.value), frozenset())
    return told is not None and bool(given) and told not in given


_LED = re.compile(rf"\b{_A_VISIT}(?P<number>\d{{1,2}})\b[^\d.;\n]{{0,40}}$", re.IGNORECASE)
"""A visit right before a value, as in "(v9, before the blister: 42)"."""
_FAR = 100


_HEADED = re.compile(
    rf"[-*•\s]*(?:(?:at|on) )?\b{_A_VISIT}(?P<number>\d{{1,2}})\b"
    rf"(?!.*\b(?:{_A_VISIT}\d|{FIRST_VISIT}\b))",
    re.IGNORECASE,
)
"""A visit that begins a statement in which no other stands."""


def _dated(value: Value, note: str) -> int | None:
    """Return the visit whose number stands behind a value, before it, or first in its clause."""
    behind = _visit(note, value)
    if behind is not None:
        return behind
    led = _LED.search(note, max(0, value.start - _FAR), value.start)
    led = led or _HEADED.match(note, *value.about)
    return int(led["number"]) if led else None


def visits_told(value: Value, note: str) -> set[int]:
    """Return the visit that a note dates a value to, or those that its table's titles name."""
    visit = _dated(value, note)
    return {visit} if visit else _titled(value.start, note)


def of_third_visit(value: Value, note: str, case: Case) -> bool:
    """Return whether a value is of a visit between the first and today, and its case has it so."""
    visits = visits_told(value, note)
    if not visits:
        return False
    small = [visit - 1 for visit in visits if visit <= len(_ORDINALS)]
    told = "|".join([*map(str, visits), *(_CARDINALS[i] for i in small)])
    words = "|".join(_ORDINALS[i] for i in small) or "none"
    named = re.compile(
        rf"\b(?:{_A_VISIT}(?:{told})|(?:{words}) (?:visit|session|appointment)|"
        rf"at the (?:{words})(?=\W))\b",
        re.IGNORECASE,
    )
    return any(
        named.search(text, max(0, start - _FAR), end + _FAR) or visits & _titled(start, text)
        for text, start, end in places_of(value, case)
    )


def places_of(value: Value, case: Case) -> Iterator[tuple[str, int, int]]:
    """Yield where the number of a value stands in the inputs of a case."""
    number = re.compile(rf"(?<![\d.]){value.value:g}(?![\d.]*\d)")
    for text in case.inputs.values():
        for found in number.finditer(text):
            yield text, *found.span()


_TITLE = re.compile(rf"(?:\||\s{{2}})\W*{_A_VISIT}(\d{{1,2}})\b", re.IGNORECASE)
_ROW = re.compile(r"\||\S\s{2,}\S")
_TABLE = 600
"""So far above a value the titles of its table may stand."""


def _titled(at: int, text: str) -> set[int]:
    """Return the visits that the titles above a place in a table name."""
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    if not _ROW.search(line):
        return set()
    above = text[max(0, at - _TABLE) : at].rpartition("\n\n")[2]
    return {int(number) for number in _TITLE.findall(above)}


@lru_cache(maxsize=256)
def _given(texts: tuple[str, ...]) -> dict[tuple[str, float], frozenset[int]]:
    found: dict[tuple[str, float], frozenset[int]] = {}
    for text in texts:
        for value in values(text):
            visit = _visit(text, value)
            later = _LATER.match(text, value.end) if visit is None else None
            visit = int(later[1]) if later else visit
            if visit is not None:
                key = value.measure, value.value
                found[key] = found.get(key, frozenset()) | {visit}
    return found


def _visit(text: str, value: Value) -> int | None:
    """Return the visit that stands right behind a value; the evaluation is the first."""
    match = _LABEL.match(text, value.end)
    if match is None:
        return None
    if match["ordinal"]:
        return 1 + _ORDINALS.index(match["ordinal"].lower())
    return 1 if match["first"] else int(counted(match["number"] or match["word"]))
