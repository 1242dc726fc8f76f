"""The treatment time and units a note gives: in all, under timed codes, and code by code.

Minutes of a walk test, of sitting or of symptoms are no treatment time: a number counts only beside
words that say so, or beside a procedure code.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from soapbench.reading.counts import TENS, counted
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
_MIN = r"(?:min(?:ute)?s?\b)"
_NUMBER = rf"(?<![\w./])(\d{{1,3}}|{TENS}(?=[ -]{_MIN}))(?![\w/.]*\d|\s*(?:%|/(?!\s?\d+\s?(?:total|{_MIN}))|x\b|×))"
_HOUR = 60
"""Minutes."""
_IN_SUM = r"(?:total|in all|all told|altogether)\b"
_SPELLED: dict[BilledKind, list[str]] = {
    "timed": [
        rf"(?<!\d )(?<!min )\b(?:total[ -])?timed(?:[ -]codes?)?(?:[ -](?:treatment|tx|total))?"
        rf"(?:[ -](?:time|minutes|mins?|min))?\b{_GAP}{_NUMBER}",
        rf"\bTCM\b{_GAP}{_NUMBER}",
        rf"\b{_NUMBER}\s*(?:min(?:ute)?s?)?\s*timed\b",
    ],
    "total": [
        rf"\btotal (?:treatment|tx|session|visit|therapy)(?:[ -](?:time|minutes|mins?|min))?\b{_GAP}{_NUMBER}",
        rf"\b(?:treatment|tx|session|visit) (?:time|minutes|length)\b{_GAP}{_NUMBER}",
        rf"(?<!timed )(?<!timed-code )(?<!\d )\btotal(?! timed)(?:[ -](?:time|minutes|mins?|min))?\s*[:=–-]?\s*{_NUMBER}\s*(?:m|$|[.,;|])",
        rf"\b{_NUMBER}\s*{_MIN}\s*(?:in )?total\b(?! timed)",
        rf"\b{_NUMBER}\s*{_MIN} of (?:treatment|therapy|care)[^.;\n]{{0,12}}\b{_IN_SUM}",
        rf"\b(an|one|(?:a )?full) hour (?:of (?:treatment|therapy|care)|{_IN_SUM})",
        rf"\btimed\b[^.;\n]{{0,25}}?[\s/,]{_NUMBER}\s*(?:{_MIN}\s*)?{_IN_SUM}",
        rf"\bof {_NUMBER}\s*(?:total|{_MIN}\s*(?:total|in all))",
    ],
}
_PATTERNS = {
    kind: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    for kind, patterns in _SPELLED.items()
}
_CODE = r"(?<!\d)(9[57]\d{3})(?!\d)"
_MINUTES = (
    re.compile(
        rf"{_CODE}(?P<words>(?:(?!9[57]\d{{3}}|\btimed\b)[^\d\n;]){{0,60}}?){_NUMBER}\s*(?:min(?:ute)?s?\b|')"
        r"(?!\s(?:of|under|for)\s(?:CPT\s)?9[57]\d{3})",
        re.IGNORECASE,
    ),
    # with its units between: "97112 x 2 units (26 min)"
    re.compile(
        rf"{_CODE}(?P<words>[\s:*_]*[x×,(–-]?\s*\d\s*\)?\s*(?:units?|u)?[\s)/,=(:–-]{{1,4}}){_NUMBER}\s*(?:min(?:ute)?s?\b|')",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_NUMBER}\s*(?:min(?:ute)?s?)\s*(?:of |under |in |for |on |went to |[(]\s*)?(?:CPT\s*)?{_CODE}",
        re.IGNORECASE,
    ),
)
_NAMED = re.compile(
    r"(?:[\W_]|\b(?:neuromuscular|neuro|re-?education|re-?ed|NMR|therapeutic|exercises?|activit(?:y|ies)|"
    r"gait|training|manual|therapy|evaluation|eval|PT|subtotal|total|time|one-on-one|only|code|x|for|was|of|ran)\b)*",
    re.IGNORECASE,
)
"""What may stand between a code and its minutes in all: its name, not what was done."""
_LAST = re.compile(r"[,;(–-]\s*(\d{1,3})\s*min(?:ute)?s?\b", re.IGNORECASE)
_UNITS = (
    re.compile(
        rf"{_CODE}\s*[*_]*\s*(?:[x×:=,–-]|\()?\s*[x×]?\s*(\d)(?!\d)\s*(?:units?\b|u\b)?(?!\s*(?:min|'|x|×|/(?!\s?\d+ ?min)|\.\d))",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\d.])(\d)\s*units?\s*(?:of |for |[(]\s*)?(?:CPT\s*)?{_CODE}", re.IGNORECASE),
)


_SIGN = re.compile(
    r"9[57]\d{3}|\btime|total|min|length|\bTCM\b|unit|\d ?u\b|(?:nmre?|\bt[ea]|\bmt|\bgt)\W{1,3}\d",
    re.IGNORECASE,
)
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
_EACH = re.compile(
    r"\b(one|two|three|four|\d)\s?(?:units?|u)\s(?:apiece|each|of each|per code)\b", re.IGNORECASE
)
"""As many units of each code."""
_LATER = (
    # "97112 38 min, 3 units", "(2u)", "x 3u", "two units"
    re.compile(
        r"(?<![\d.])(?<!\d/)(\d|\b(?:one|two|three|four))\s*(?:units?|un?)\b(?!\s(?:of|for|in all|total|altogether)\b)",
        re.IGNORECASE,
    ),
    # "38 min (3)", "26 min x2"
    re.compile(
        r"\d\d\s*(?:min(?:ute)?s?|m|')\s*(?:\(\s*[x×]?|[x×]|=)\s*(\d)(?=\s*(?:$|[),.;|/]|\s9[57]\d{3}))",
        re.IGNORECASE,
    ),
    re.compile(r"\(u\s?(\d)\)", re.IGNORECASE),
)
"""Units that stand after a code, with its minutes between."""
_ROW = re.compile(r"^[^\n]*[|\t][^\n]*$", re.MULTILINE)
_CELL = re.compile(r"[^|\t]+")
_MOST = 6
"""A code's units in a cell are no more; what is more is its minutes."""
_LISTED = re.compile(
    rf"{_CODE}(?:\s-\s|\s*[:=–,(]?\s*)(\d\d)(?![\d./])(?=\s*(?:$|[,;.|/)(+]|=\s*\d\s?u|and\b|\s9[57]\d{{3}}))",
    re.IGNORECASE,
)
"""A code's minutes where the clause says "min" once for all: "Minutes: 97112 26, 97110 14"."""
_SAID = re.compile(r"\bmin(?:ute)?s?\b|\btimed\b|\d\s?u\b|\bunits?\b", re.IGNORECASE)


_NAMES = {
    "97112": r"nmre?|neuro(?:muscular)?[ -]?re-?ed(?:ucation)?",
    "97110": r"therapeutic exercises?|ther[ -]?ex|te",
    "97530": r"therapeutic activit(?:y|ies)|ther[ -]?acts?|ta",
    "97140": r"manual(?: therapy)?|mt",
    "97116": r"gait training|gt",
}
"""What services are called where their codes are not told."""
_SERVICES = re.compile(
    "|".join(rf"(?P<c{code}>\b(?:{names})\b)" for code, names in _NAMES.items()), re.IGNORECASE
)
_SPENT = re.compile(
    r"[^\w.;\n]{0,4}(?:\b(?:was|ran|took|for|delivered|given|one-on-one|1:1|x|time)\b[^\w.;\n]{1,3}){0,4}"
    rf"(\d{{1,3}}|{TENS})\s*(?:min(?:ute)?s?\b|m\b(?=\s?\(u?\d)|')",
    re.IGNORECASE,
)
"""Minutes right after the name of a service."""
_OF_NAME = re.compile(
    r"(?<![\d.])(\d|\b(?:one|two|three|four))\s?(?:units?|u)\s(?:of|for)\s", re.IGNORECASE
)
"""Units before the name of their service: "two units of neuro re-ed"."""
_BILLED = re.compile(
    r"\b(?:billed|billing|charged?|charges|cpt|timed|\d ?u|units?)\b", re.IGNORECASE
)
_PLANNED = re.compile(
    r"\b(?:next|each|per|every|weekly|visits?|wks?|weeks?|sessions?|continue|cont|will|request\w*|authori\w*|"
    r"plan(?:ned)?|freq\w*|goal)\b",
    re.IGNORECASE,
)


def treatment_in(reading: Reading) -> tuple[Billed, ...]:
    """Return the treatment minutes and units a reading gives, in the note's order."""
    rows = {line.span(): _cells(reading.text, *line.span()) for line in _ROW.finditer(reading.text)}
    rows = {span: cells for span, cells in rows.items() if cells}
    found = {billed for cells in rows.values() for billed in cells}
    for clause in reading.clauses:
        where = reading.text, clause.start, clause.end
        if any(start <= clause.start < end for start, end in rows) or not _SIGN.search(*where):
            continue
        # A bill may stand below the plan; what is planned was not spent.
        if clause.section == "P" and (not _BILLED.search(*where) or _PLANNED.search(*where)):
            continue
        found.update(_in(*where))
    return tuple(sorted(found, key=lambda b: (b.start, b.kind, b.code or "")))


def _cells(text: str, start: int, end: int) -> list[Billed]:
    """Return the minutes and units of a code that have cells of their own in its row."""
    found: dict[tuple[str, BilledKind], Billed] = {}
    code = None
    for cell in _CELL.finditer(text, start, end):
        said = cell.group().strip(" *")
        named = re.match(_CODE, said)
        if named:
            code = named[1]
        elif code and said.isdecimal():
            kind: BilledKind = "minutes" if int(said) > _MOST else "units"
            at = cell.start() + cell.group().index(said)
            found.setdefault((code, kind), Billed(kind, int(said), at, at + len(said), code))
    return list(found.values()) if any(kind == "minutes" for _, kind in found) else []


def _in(text: str, start: int, end: int) -> Iterator[Billed]:
    codes = list(re.finditer(_CODE, text[start:end]))
    spent = [*(_minutes(text, start, end) if codes else _by_name(text, start, end))]
    yield from spent
    taken = {billed.start for billed in spent}  # "97112, 38 min total" is one code's total
    for kind, patterns in _PATTERNS.items():
        for pattern in patterns:
            for match in pattern.finditer(text, start, end):
                if match.start(1) not in taken:
                    yield Billed(kind, _number(match[1]), *match.span(1))
    each = _EACH.search(text, start, end)
    if each:
        yield Billed("each_units", int(counted(each[1])), *each.span(1))
        return
    if not codes:
        yield from _together(text, start, end)
    told = [*_beside(text, start, end)]
    yield from told
    having = {billed.code for billed in told}
    ends = [*(start + match.start() for match in codes[1:]), end]
    for match, until in zip(codes, ends, strict=False):
        if match[1] not in having:
            yield from _later(text, start + match.end(), until, match[1])


def _number(words: str) -> int:
    return _HOUR if words.lower() in ("an", "one", "full", "a full") else int(counted(words))


def _beside(text: str, start: int, end: int) -> Iterator[Billed]:
    """Yield the units that stand right beside their code."""
    for i, (code, number) in enumerate(((1, 2), (2, 1))):
        for match in _UNITS[i].finditer(text, start, end):
            yield Billed("units", int(match[number]), *match.span(number), match[code])
    for match in _OFTEN.finditer(text, start, end):
        yield Billed("units", int(counted(match["n"])), *match.span("n"), match[1])


def _later(text: str, start: int, end: int, code: str) -> Iterator[Billed]:
    """Yield the units that stand somewhere after a code, before the next."""
    for pattern in _LATER:
        found = list(pattern.finditer(text, start, end))
        if len(found) == 1:  # of several, who could say which are this code's
            yield Billed("units", int(counted(found[0][1])), *found[0].span(1), code)
        if found:
            return


def _by_name(text: str, start: int, end: int) -> Iterator[Billed]:
    """Yield minutes and units of services that are told by name: "NMR 25 min (2u)"."""
    names = list(_SERVICES.finditer(text, start, end))
    ends = [*(match.start() for match in names[1:]), end]
    for name, until in zip(names, ends, strict=False):
        code = str(name.lastgroup)[1:]
        spent = _SPENT.match(text, name.end(), until)
        if spent:
            yield Billed("minutes", int(counted(spent[1])), *spent.span(1), code)
            yield from _later(text, spent.start(1), until, code)
    for match in _OF_NAME.finditer(text, start, end):
        service = _SERVICES.match(text, match.end(), end)
        if service:
            code = str(service.lastgroup)[1:]
            yield Billed("units", int(counted(match[1])), *match.span(1), code)


def _together(text: str, start: int, end: int) -> Iterator[Billed]:
    for match in _IN_ALL.finditer(text, start, end):
        told = "n" if match["n"] else "m"
        number = int(counted(match[told]))
        yield Billed("each_units" if match["each"] else "all_units", number, *match.span(told))


def _minutes(text: str, start: int, end: int) -> Iterator[Billed]:
    beside = [
        Billed(
            "minutes" if i or _NAMED.fullmatch(match["words"]) else "part",
            int(counted(match[number])),
            *match.span(number),
            match[code],
        )
        for i, (code, number) in enumerate(((1, 3), (1, 3), (2, 1)))
        for match in _MINUTES[i].finditer(text, start, end)
    ]
    told = {billed.code for billed in beside}
    if _SAID.search(text, start, end):
        beside += [
            Billed("minutes", int(match[2]), *match.span(2), match[1])
            for match in _LISTED.finditer(text, start, end)
            if match[1] not in told
        ]
    yield from beside
    codes = list(re.finditer(_CODE, text[start:end]))
    if len(codes) == 1 and not beside:
        # "97112: foam stance, 6 x 20 s, CGA, 11 min": a dose stands between, its time at the end.
        times = list(_LAST.finditer(text, start + codes[0].end(), end))
        bracketed = [match for match in times if match.group().startswith("(")]
        for match in bracketed or times[-1:]:
            yield Billed("part", int(match[1]), *match.span(1), codes[0][1])
