"""How far a measure is said to have moved, told apart from its values.

"Improvement of 7 points on the Berg", "TUG 22 % faster", "BBS 41/56 (Δ +7)": the number is no value
of the measure, and often stands before its name or in a unit that its values never have.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from soapbench.reading.numbers import numbers_in
from soapbench.reading.owners import fits, in_own_unit
from soapbench.reading.parts import Quantity, Reading, Value
from soapbench.reading.sides import nearest_side
from soapbench.reference import measures

__all__ = ["amounts_in"]

_AMOUNT = (
    r"(?P<amount>[+−–-]?\d+(?:\.\d+)?[\s-]?(?:(?:points?|pts?|s|sec(?:ond)?s?|percent|deg(?:ree)?s?|"
    r"m/s|cm|m|ft|in)\b|[%°])?)(?![\d/]|\.\d|\s?(?:/|out of|of)\s?\d)"
)
_GONE = (
    r"(?:(?:net|total|overall|mean)\s)?(?:changes?|gains?|improvements?|increases?|decreases?|"
    r"reductions?|drops?|declines?|loss|rise)"
)
_WENT = (
    r"(?:changed|gained|improved|increased|decreased|reduced|dropped|declined|lost|rose|risen|fell)"
)
_HOW = (
    r"(?:faster|slower|quicker|better|worse|higher|lower|longer|shorter|improvement|improved|gain|"
    r"gained|increase|decrease|reduction|drop|decline|change)"
)
_ABOUT = r"(?:(?:about|approximately|roughly|nearly|almost|some|only|just|over|another)\s|[~≈]\s?)?"
_ON = r"\s(?:in|on|of|for|with)\s(?:(?:the|her|his|their|today['’]s)\s)?"
_FEW = r"(?:[^.;\n|]|\.\d)"
_SHARE = r"(?P<amount>\d+(?:\.\d+)?\s?(?:%|percent\b))"
_BEHIND = tuple(
    re.compile(rf"{_FEW}{{0,50}}?{pattern}", re.IGNORECASE)
    for pattern in (
        # "BBS 41/56 (Δ +7)", "BBS change: +7"
        rf"(?:Δ|\b{_GONE}\b)(?:\s(?:of|is|was|by)\b|\s?[:=])?\s?{_ABOUT}{_AMOUNT}",
        # "TUG improved by 22 %"
        rf"\b{_WENT}\s(?:by\s)?{_ABOUT}{_SHARE}",
        # "TUG 22 % faster"
        rf"{_SHARE}[\s-]{_HOW}\b",
    )
)
"""From a measure's name to how far it went."""
_BEFORE = tuple(
    re.compile(rf"{pattern}{_ON}$", re.IGNORECASE)
    for pattern in (
        # "improvement of 7 points on the Berg"
        rf"\b{_GONE}\sof\s{_ABOUT}{_AMOUNT}",
        # "gained 7 points on the Berg"
        rf"\b{_WENT}\s(?:by\s)?{_ABOUT}{_AMOUNT}",
        # "a 7-point gain on the Berg"
        rf"{_AMOUNT}[\s-]{_HOW}\b",
    )
)
"""How far it went, right before a measure's name."""
_LED = 80
_MOVES = re.compile(
    r"Δ|chang|gain|improv|creas|reduc|drop|declin|los|rise|rose|fell|er\b", re.IGNORECASE
)


def amounts_in(reading: Reading, taken: Collection[int]) -> Iterator[Value]:
    """Yield how far measures are told to have moved, but for numbers that are read already.

    Args:
        reading: The note.
        taken: Where the numbers begin that are values.
    """
    text = reading.plain
    for clause in reading.clauses:
        named = [q for q in clause.quantities if q.measure in measures()]
        if not named or not _MOVES.search(text, clause.start, clause.end):
            continue
        about = (clause.start, clause.end)
        for start, end, measure in _places(text, about, named):
            value = _value(text, start, end, measure, about)
            if value is not None and value.start not in taken:
                yield value


def _places(
    text: str, about: tuple[int, int], named: Sequence[Quantity]
) -> Iterator[tuple[int, int, str]]:
    """Yield where amounts stand beside the names of measures, each with its measure."""
    ends = [*(q.start for q in named[1:]), about[1]]
    for name, until in zip(named, ends, strict=True):
        led = max(about[0], name.start - _LED)
        found = [pattern.match(text, name.end, until) for pattern in _BEHIND]
        found += [pattern.search(text, led, name.start) for pattern in _BEFORE]
        yield from ((*told.span("amount"), name.measure) for told in found if told)


def _value(text: str, start: int, end: int, measure: str, about: tuple[int, int]) -> Value | None:
    """Return an amount as a value of its measure, None where it is written as none could be."""
    told = numbers_in(text[start:end])
    if len(told) != 1:
        return None
    (number,) = told
    at = start - about[0]
    placed = replace(number, start=number.start + at, end=number.end + at, stop=number.stop + at)
    own = measures()[measure].unit
    share = number.unit == "%" and own != "%"
    if not share and not fits(measure, number) and number.unit:
        return None
    value, unit = (number.value, "%") if share else in_own_unit(number, measure)
    side = nearest_side(text[slice(*about)], placed)
    first, last = start + number.start, start + number.end
    return Value(measure, value, "change", side, first, last, about, unit=unit)
