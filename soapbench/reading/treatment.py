"""The treatment time and units a note gives: in all, under timed codes, and code by code.

Minutes of a walk test, of sitting or of symptoms are no treatment time: a number counts only beside
words that say so, or beside a procedure code.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from soapbench.reading.counts import counted
from soapbench.reading.parts import Reading

__all__ = ["Billed", "BilledKind", "treatment_in"]

BilledKind = Literal["timed", "total", "minutes", "part", "units", "all_units", "each_units"]
"""Minutes under all timed codes, all treatment minutes, minutes of one code, of one intervention
under a code; units of one code, of all together, and of each of them."""


@dataclass(frozen=True)
class Billed:
    """One number of minutes or units, and where it stands."""

    kind: BilledKind
    value: int
    start: int
    end: int
    code: str | None = None


_GAP = (
    r"(?:[\s:=*_|.–-]|\b(?:is|was|were|of|for|the|this|today|visit|session|code|codes|treatment|"
    r"minutes?|mins?|time|spent)\b){0,8}?"
)
"""What may stand between the words for a time and its minutes."""
_NUMBER = r"(?<![\w./])(\d{1,3})(?![\w/.]*\d|\s*(?:%|/|x\b|×))"
_SPELLED: dict[BilledKind, list[str]] = {
    "timed": [
        rf"\b(?:total[ -])?timed(?:[ -]codes?)?(?:[ -](?:treatment|tx|total))?"
        rf"(?:[ -](?:time|minutes|mins?|min))?\b{_GAP}{_NUMBER}",
        rf"\bTCM\b{_GAP}{_NUMBER}",
        rf"\b{_NUMBER}\s*(?:min(?:ute)?s?)?\s*timed\b",
    ],
    "total": [
        rf"\btotal (?:treatment|tx|session|visit|therapy)(?:[ -](?:time|minutes|mins?|min))?\b{_GAP}{_NUMBER}",
        rf"\b(?:treatment|tx|session|visit) (?:time|minutes|length)\b{_GAP}{_NUMBER}",
        rf"(?<!timed )(?<!timed-code )(?<!\d )\btotal(?! timed)(?:[ -](?:time|minutes|mins?|min))?\s*[:=–-]?\s*{_NUMBER}\s*(?:m|$|[.,;|])",
        rf"\b{_NUMBER}\s*min(?:ute)?s?\s*(?:in )?total\b(?! timed)",
    ],
}
_PATTERNS = {
    kind: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    for kind, patterns in _SPELLED.items()
}
_CODE = r"(?<!\d)(9[57]\d{3})(?!\d)"
_MINUTES = (
    re.compile(
        rf"{_CODE}(?P<words>(?:(?!9[57]\d{{3}})[^\d\n;]){{0,60}}?){_NUMBER}\s*(?:min(?:ute)?s?\b|')",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_NUMBER}\s*(?:min(?:ute)?s?)\s*(?:of |under |in |for |[(]\s*)?(?:CPT\s*)?{_CODE}",
        re.IGNORECASE,
    ),
)
_NAMED = re.compile(
    r"(?:[\W_]|\b(?:neuromuscular|neuro|re-?education|re-?ed|NMR|therapeutic|exercises?|activit(?:y|ies)|"
    r"gait|training|manual|therapy|evaluation|eval|PT|subtotal|total|time|one-on-one|only|code|x)\b)*",
    re.IGNORECASE,
)
"""What may stand between a code and its minutes in all: its name, not what was done."""
_LAST = re.compile(r"[,;(–-]\s*(\d{1,3})\s*min(?:ute)?s?\b", re.IGNORECASE)
_UNITS = (
    re.compile(
        rf"{_CODE}\s*[*_]*\s*(?:[x×:=,–-]|\()?\s*[x×]?\s*(\d)(?!\d)\s*(?:units?\b|u\b)?(?!\s*(?:min|'|x|×|/|\.\d))",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\d.])(\d)\s*units?\s*(?:of |for |[(]\s*)?(?:CPT\s*)?{_CODE}", re.IGNORECASE),
)


_SIGN = re.compile(r"9[57]\d{3}|\btime|total|min|length|\bTCM\b|unit", re.IGNORECASE)
"""Without one of these, no pattern above matches."""


_FEW = r"(?:an?|one|two|three|four|five|\d)"
_OFTEN = re.compile(
    rf"{_CODE}[\s,:–-]{{1,3}}"
    r"(?P<n>(?:once|twice|thrice)(?!\s(?:a|per|each|every|weekly|daily|this|in)\b)|"
    r"(?:one|two|three|four)(?=\sunits?\b|\s?(?:$|[,.;)\n])|\sand\s9))\b",
    re.IGNORECASE,
)
"""A code and how often it goes out: "97112 twice"."""
_IN_ALL = re.compile(
    rf"(?:\b(?:charged?|billed?|bill|put(?:ting)? through|submitted|coded)\s(?P<n>{_FEW})\s(?:single\s)?units?\b|"
    rf"\b(?P<m>{_FEW})\s(?:single\s)?units?\s(?:(?:was|were|is|are)\s)?(?:charged|billed|submitted|in all|altogether|total))"
    r"(?P<each>\s(?:apiece|each|per code|of each)\b)?(?!\s(?:of|for)\b)",
    re.IGNORECASE,
)
"""Units without a code."""
_ALONE = re.compile(r"(?<![\d.])(\d)\s*units?\b", re.IGNORECASE)


def treatment_in(reading: Reading) -> tuple[Billed, ...]:
    """Return the treatment minutes and units a reading gives, in the note's order."""
    found: set[Billed] = set()
    for clause in reading.clauses:
        if clause.section == "P":
            continue  # what is planned
        if not _SIGN.search(reading.text, clause.start, clause.end):
            continue
        found.update(_in(reading.text, clause.start, clause.end))
    return tuple(sorted(found, key=lambda b: (b.start, b.kind, b.code or "")))


def _in(text: str, start: int, end: int) -> Iterator[Billed]:
    for kind, patterns in _PATTERNS.items():
        for pattern in patterns:
            for match in pattern.finditer(text, start, end):
                yield Billed(kind, int(match[1]), *match.span(1))
    yield from _minutes(text, start, end)
    units = [
        Billed("units", int(match[number]), *match.span(number), match[code])
        for i, (code, number) in enumerate(((1, 2), (2, 1)))
        for match in _UNITS[i].finditer(text, start, end)
    ]
    units += [
        Billed("units", int(counted(match["n"])), *match.span("n"), match[1])
        for match in _OFTEN.finditer(text, start, end)
    ]
    yield from units
    codes = list(re.finditer(_CODE, text[start:end]))
    if not codes:
        yield from _together(text, start, end)
    if len(codes) == 1 and not units:
        # "97112 - 31 min, 3 units"
        for match in _ALONE.finditer(text, start + codes[0].end(), end):
            yield Billed("units", int(match[1]), *match.span(1), codes[0][1])


def _together(text: str, start: int, end: int) -> Iterator[Billed]:
    for match in _IN_ALL.finditer(text, start, end):
        told = "n" if match["n"] else "m"
        number = int(counted(match[told]))
        yield Billed("each_units" if match["each"] else "all_units", number, *match.span(told))


def _minutes(text: str, start: int, end: int) -> Iterator[Billed]:
    beside = [
        Billed(
            "minutes" if i or _NAMED.fullmatch(match["words"]) else "part",
            int(match[number]),
            *match.span(number),
            match[code],
        )
        for i, (code, number) in enumerate(((1, 3), (2, 1)))
        for match in _MINUTES[i].finditer(text, start, end)
    ]
    yield from beside
    codes = list(re.finditer(_CODE, text[start:end]))
    if len(codes) == 1 and not beside:
        # "97112: foam stance, 6 x 20 s, CGA, 11 min": a dose stands between, its time at the end.
        times = list(_LAST.finditer(text, start + codes[0].end(), end))
        bracketed = [match for match in times if match.group().startswith("(")]
        for match in bracketed or times[-1:]:
            yield Billed("part", int(match[1]), *match.span(1), codes[0][1])
