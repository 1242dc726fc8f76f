"""Timed minutes and all of them told in one breath: "Of the 51 minutes, 46 were timed"."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from soapbench.reading.billing_words import COUNT, MIN

__all__ = ["paired"]

_Kind = Literal["timed", "total"]
_NO_MINUTES = r"(?![\w./]*\d|\s?\+\s?\d|,\s\d{1,3}(?:,\s\d{1,3})*,?\sand\s\d|\s?(?:%|x\b|×|(?:billable |timed )?units?\b|u\b|feet|ft|s\b|sec|reps?|visits?|hours?|wk|weeks?|days?)|[ -]?min\w*[ -]walk)"


def _number(kind: _Kind) -> str:
    return rf"(?<![\w./-])(?P<{kind}>{COUNT}){_NO_MINUTES}"


def _minutes(kind: _Kind) -> str:
    return rf"{_number(kind)}[ -]?{MIN}"


_SKILLED = r"(?:\s(?:total|whole|treatment|tx|session|visit|appointment|skilled|therapy))?"
_WERE = (
    r"(?:\s(?:of|these|those|them|which|were|was|fell|came|under|in|on|went|to|spent|counted|count|"
    r"are|as|one-on-one|direct|skilled|billed|for|being|by)){0,5}"
)
_TIMED = rf"{_WERE}\s(?:timed|time-based)\b(?!\s(?:codes?\s)?units?)"
_ALL = r"(?:total|in total|in all|all told|altogether|overall|all together)"
_STAY = (
    r"(?:visit|session|appointment|encounter|stay|treatment|therapy|clinic|door to door|length|"
    r"duration)"
)
_OF_TIMED = (
    r"(?:[ -](?:codes?|CPT|treatment|tx|therapy|time|min(?:ute)?s?|procedures?|services?|portion|"
    r"part|work|took|takes|up|totall?ed|number(?:ed)?|came|come|to|were|was|is|at|of|for|"
    r"duration)){0,7}"
)


def _any_of(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_BOTH = _any_of(
    # "46 of the 51 minutes counted as timed"
    rf"{_number('timed')}(?:[ -]?{MIN})?\s(?:out )?of (?:the |a |these |his |her )?"
    rf"{_minutes('total')}{_SKILLED}{_TIMED}",
    # "Of 51 minutes altogether, 46 fell under timed codes"
    rf"\bof (?:the |a |these )?{_number('total')}{_SKILLED}[ -]?{MIN}(?:\s(?:{_ALL}|here|spent|"
    rf"of (?:treatment|therapy|care)|in the \w+)){{0,2}},?\s{_number('timed')}(?:\s?{MIN})?{_TIMED}",
    rf"(?<![\w./])(?P<timed>\d{{1,3}})\s?/\s?(?P<total>\d{{1,3}})\s?(?:{MIN}\s?)?\(?timed\s?/\s?total",
    r"\btotal\s?/\s?timed\b[^\d\n]{0,16}(?P<total>\d{1,3})\s?/\s?(?P<timed>\d{1,3})",
    rf"\bTT\W{{0,3}}(?P<timed>\d{{1,3}})\s?{MIN}?[\s,;|/]{{1,4}}TTT\W{{0,3}}(?P<total>\d{{1,3}})",
)
_ONE: Mapping[_Kind, tuple[re.Pattern[str], ...]] = {
    "timed": _any_of(
        rf"{_number('timed')}(?:[ -]?{MIN})?{_TIMED}",
        rf"\b(?:timed|time-based){_OF_TIMED}\W{{0,4}}{_number('timed')}",
    ),
    "total": _any_of(
        rf"{_minutes('total')}[ ,-]{{0,2}}\(?(?:{_ALL}|{_STAY})\b(?!\s\d)",
        rf"(?<!\w)(?!\d\b){_number('total')}[ ,]{{0,2}}\(?{_ALL}\b(?!\W{{0,3}}(?:{_STAY}\W{{0,3}})?\d)",
        rf"\b(?:total|tot|overall|whole|entire|contact|{_STAY}|here|treated|start|end)\b"
        rf"(?:(?!(?<!un)timed)[^\d.;|]){{0,30}}(?:\d+:\d+\W{{1,3}})?{_minutes('total')}",
        rf"\b(?:total|whole visit|session|overall)(?:\s(?:time|min\w*|was|of|is|came to|incl\.? \w+)){{0,3}}"
        rf"\W{{1,3}}{_number('total')}",
        rf"\btimed treatment in {_minutes('total')}",
    ),
}


def paired(text: str, start: int, end: int) -> Iterator[tuple[_Kind, str, tuple[int, int]]]:
    """Yield both the timed minutes and all of them, where a clause tells both.

    That is of each its kind, its number as told, and where it stands.
    """
    for pattern in _BOTH:
        if match := pattern.search(text, start, end):
            yield "timed", match["timed"], match.span("timed")
            yield "total", match["total"], match.span("total")
            return
    timed = _first("timed", text, start, end)
    whole = timed and _first("total", text, start, end, timed.span("timed"))
    if timed and whole:
        yield "timed", timed["timed"], timed.span("timed")
        yield "total", whole["total"], whole.span("total")


def _first(
    kind: _Kind, text: str, start: int, end: int, but: tuple[int, int] | None = None
) -> re.Match[str] | None:
    """Return where a number of a kind is found first, other than one in a given place."""
    for pattern in _ONE[kind]:
        for match in pattern.finditer(text, start, end):
            if match.span(kind) != but:
                return match
    return None
