"""Numbers with their units, changes, and outcome measures named."""

import re
from functools import cache

from soapbench.reading.counts import NUMERALS
from soapbench.reading.parts import Quantity
from soapbench.reading.visits import FIRST_VISIT
from soapbench.reference import measures

__all__ = ["QUANTITY_SIGNS", "quantities", "spelled_measures"]

_NUMBER = r"(?<![\w.])[-−]?\d+(?:\.\d+)?"
_RANGE = rf"{_NUMBER}(?:\s*(?:-|–|to)\s*\d+(?:\.\d+)?)?"
# A whole value, never a part of one: atomic, so that 14.2 is not read as 14 and 2.
_VALUE = r"(?>(?<![\w.])\d+(?:\.\d+)?(?:\s*/\s*\d+)?)"
# What may stand between a number and its unit: also the border of a cell.
_IN = r"(?:\s*|,|[ \t]?\|[ \t]?)"
_WORD_NUMBER = rf"\b(?:{NUMERALS})"
_WHEN = rf"(?:{FIRST_VISIT}|previous(?:ly)?|prior|was)"
_PATTERNS: dict[str, re.Pattern[str]] = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in {
        "number": _NUMBER,
        "score": rf"{_NUMBER}{_IN}(?:/|out of)\s*\d+(?![\w/])",
        "percent": rf"{_NUMBER}{_IN}(?:%|percent\b)",
        "seconds": rf"{_RANGE}{_IN}(?:s|secs?|seconds?)\b",
        "degrees": rf"{_RANGE}{_IN}(?:°|degrees?\b|deg\b)",
        "minutes": rf"{_RANGE}[\s-]*(?:mins?|minutes?)\b|"
        rf"\b(?:timed|total)[^.\n\d]{{0,40}}{_NUMBER}|{_NUMBER}'",
        "distance": rf"{_RANGE}\s*-?(?:ft|feet|foot|m|met(?:er|re)s?|in|inch(?:es)?|cm|yards?)\b",
        "speed": rf"{_NUMBER}\s*(?:m/s|m/sec|meters per second)",
        "pain": rf"{_NUMBER}\s*(?:/|out of)\s*10\b|\b(?:denies|no|without)\b[^.;\n]{{0,25}}\bpain\b|"
        r"\bpain[- ]free\b|\bpain\b[^.;\n]{0,12}\bdenied\b",
        "sets": rf"{_NUMBER}\s*(?:sets?\b|reps?\b|repetitions?\b|trials?\b|bouts?\b|times\b|rounds?\b)|"
        rf"{_NUMBER}\s*[x×]\s*\d+|{_WORD_NUMBER} (?:sets?|trials?|bouts?|rounds?)\b|\b\d+\s*bpm\b",
        "frequency": rf"{_RANGE}{_IN}(?:x|×|times|visits?|sessions?)\s*(?:/|per|a|each)?\s*"
        r"(?:wk|week|day|month|weekly|daily)\b|"
        r"\b(?:once|twice|(?:one|two|three)(?: times)?)\s+(?:a|per|each|weekly|daily)\s*(?:week|day)?\b",
        "duration": rf"(?:{_RANGE}|{_WORD_NUMBER})\s*(?:more |additional |remaining )?"
        r"-?(?:weeks?|wks?|visits?|sessions?|months?|days?)\b",
        "change": rf"{_VALUE}[^.;\n\d]{{0,12}}(?:→|->|=>)\s*\D{{0,3}}{_VALUE}|"
        rf"\bfrom\s+\D{{0,12}}{_VALUE}[^;\n]{{0,30}}?\bto\s+\D{{0,12}}{_VALUE}|"
        rf"{_VALUE}[^;\n]{{0,40}}\b{_WHEN}\b[^;\n\d]{{0,30}}{_VALUE}|"
        rf"\b{_WHEN}\b[^;\n\d]{{0,30}}{_VALUE}[^;\n]{{0,40}}?{_VALUE}|"
        rf"{_VALUE}[^;\n]{{0,30}}?[(,|]\D{{0,15}}{_VALUE}[^()|\n]{{0,25}}\b{_WHEN}\b|"
        rf"{_VALUE}[^;\n]{{0,30}}\b(?:up|down|improved|increased|decreased|compared|versus|vs)\b"
        rf"[^;\n\d]{{0,25}}{_VALUE}",
        "code": r"\b9[5-7]\d{3}\b",
        "units": rf"{_NUMBER}\s*units?\b|\b9[5-7]\d{{3}}\s*[x×]\s*\d\b",
        "date": r"\[?\b(?:date of (?:service|treatment|visit)|DOS|date|visit date|session date)\b\]?"
        r"\s*:?\s*(?:\[|_{2,}|\d)|\[(?:[^\]\n]{0,20}\b)?date\b[^\]\n]{0,20}\]",
    }.items()
}

_MOVED = (
    rf"(?:→|->|=>|\b(?:from|{_WHEN}|up|down|improved|increased|decreased|compared|versus|vs)\b)"
)
QUANTITY_SIGNS: dict[str, str] = {
    "number": r"\d",
    "score": r"\d[\s,|]*(?:/|out of)",
    "percent": r"\d[\s,|]*(?:%|percent)",
    "seconds": r"\d[\s,|]*s",
    "degrees": r"\d[\s,|]*(?:°|deg)",
    "minutes": r"\d[\s-]*(?:min|')|\b(?:timed|total)",
    "distance": r"\d\s*-?(?:f|m|in|cm|y)",
    "speed": r"\d\s*(?:m/s|meters per)",
    "pain": r"\d\s*(?:/|out of)\s*10|pain",
    "sets": r"\d\s*(?:set|rep|trial|bout|time|round|x|×|bpm)|\b(?:set|trial|bout|round)s?\b",
    "frequency": r"week|wk|day|month|daily|once|twice|night",
    "duration": r"week|wk|visit|session|month|day",
    "change": rf"{_MOVED}.*\d.*\d|\d.*{_MOVED}.*\d|\d.*\d.*{_MOVED}",
    "code": r"9[5-7]\d{3}",
    "units": r"unit|9[5-7]\d{3}",
    "date": r"date|dos",
}
"""Per kind, letters without which its pattern cannot match; see `clauses`."""


def spelled_measures() -> list[str]:
    """Return a pattern in RE2's syntax for each name of a measure."""
    return [_spelled(name, r"[\s\v\x1c-\x1f\x{85}\p{Z}-]+") for name in _owners()]


def _spelled(name: str, gap: str) -> str:
    return re.escape(name).replace(r"\ ", gap).replace(r"\-", "[- ]?")


@cache
def _owners() -> dict[str, str]:
    """Return whose each name of an outcome measure is; longest first: "TUG-cog" is no TUG."""
    owners = {n: m.id for m in measures().values() for n in (m.title, *m.aliases)}
    return {name: owners[name] for name in sorted(owners, key=len, reverse=True)}


@cache
def _measure_names() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return one pattern for the names of all outcome measures, and whose each name is."""
    spelled = "|".join(_spelled(name, r"[\s-]+") for name in _owners())
    pattern = re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.IGNORECASE)
    return pattern, {_bare(name): owner for name, owner in _owners().items()}


_OF_STRENGTH = re.compile(r"\bstrength\s$", re.IGNORECASE)
"""A word by which a symmetry index is of no hop."""


def _bare(name: str) -> str:
    return re.sub(r"[\s-]+", "", name).lower()


def quantities(text: str, start: int, end: int, kinds: frozenset[str]) -> tuple[Quantity, ...]:
    """Return the quantities between two places, of the kinds that may stand there."""
    found = [
        Quantity(kind, match.start(), match.end())
        for kind in kinds & _PATTERNS.keys()
        for match in _PATTERNS[kind].finditer(text, start, end)
    ]
    if "measure" in kinds:
        pattern, owners = _measure_names()
        for match in pattern.finditer(text, start, end):
            if _OF_STRENGTH.search(text, max(start, match.start() - 12), match.start()):
                continue
            name = owners[_bare(match.group())]
            kind = f"measure:{measures()[name].family}"
            found.append(Quantity(kind, match.start(), match.end(), name))
    return tuple(sorted(found, key=lambda q: (q.start, q.end, q.kind)))
