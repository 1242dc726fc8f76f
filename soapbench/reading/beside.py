"""Values of another visit right behind one that is read: "41/56 (SOC 38)", "SOC 38; current 41"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from soapbench.reading.numbers import Number, numbers_in
from soapbench.reading.owners import fits, in_own_unit
from soapbench.reading.parts import Value
from soapbench.reading.times import When
from soapbench.reading.visits import FIRST_VISIT
from soapbench.reference import measures

__all__ = ["values_beside"]

_EARLIER = (
    rf"(?:(?:at |on |as of )?(?:the )?(?:{FIRST_VISIT}|adm(?:it)?|begin(?:ning)?|orig(?:inal(?:ly)?)?|at first|"
    r"to begin with|1st (?:visit|session)|last (?:visit|note|report|time|session|PN)|PN|re-?eval(?:uation)?|"
    r"earlier|formerly|prev(?:ious(?:ly)?)?|prior|before|pre)\.?|(?<=[(\[])(?:then|from|first|last|old)|"
    r"v\d{1,2}|visit \d{1,2}|(?:wk|week) \d{1,2})"
)
"""A pattern for an earlier visit."""
_UNIT = r"(?:\s?(?:s|secs?|seconds?|points?|pts?|m|cm|in|m/s|deg(?:rees)?)\b|\s?[%°])?[*_]{0,2}"
_OPENS = rf"{_UNIT}\s?[(\[,;]\s?"
"""The unit of the value before, and what sets off what stands behind it."""
_WAS = (
    r"(?:it |this |that |which )?(?:was|had been|having been|(?:had )?(?:read|stood at|measured))"
)
_LED = re.compile(
    rf"{_OPENS}(?:{_EARLIER}(?:\s?[:=]\s?|\s?[-–]\s|,?\s)(?:(?:was|of) )?|(?:(?:and|but|where) )?{_WAS}\s)|"
    rf"{_UNIT}\s(?:and it|where it) (?:was|had been|read|had read)\s",
    re.IGNORECASE,
)
"""What stands between a value and the earlier one, by which it is one."""
_NOW = re.compile(
    rf"{_OPENS}(?:(?:and|but) )?(?:(?:it )?(?:is|stands at|stood at) )?"
    r"(?:(?:now|today|current(?:ly)?|at present|this visit)(?:\s?[:=]\s?|\s)(?:(?:is|at) )?|(?<=stands at ))",
    re.IGNORECASE,
)
"""What stands between an earlier value and today's."""
_FOLLOWED = re.compile(rf",?\s{_EARLIER}(?=\s?[)\],;.]|\s?$)", re.IGNORECASE | re.MULTILINE)
"""Words for an earlier visit right behind a number."""
_SET_OFF = re.compile(
    rf"{_OPENS}|{_UNIT}\s(?:against|vs\.?|versus|compared (?:with|to))\s", re.IGNORECASE
)
_ENDS = re.compile(r"\s?(?:$|[)\],;.|*→]|[-=]>|(?:and|at|with|on|in|for|when)\b)", re.MULTILINE)
"""What may stand behind such a number: not what it counts, such as weeks."""
_LONGEST = 40
"""No number with its unit and the visit behind it is longer."""


def values_beside(text: str, found: Sequence[Value]) -> list[Value]:
    """Return values, with those of an earlier visit right behind one of today, and the other way.

    Args:
        text: The note.
        found: The values that are read by the names or units beside them.
    """
    told = {(v.start, v.measure): v for v in found}
    for value in found:
        if value.when == "baseline" and (change := _change(text, value)):
            told.setdefault((change.start, change.measure), change)
        if value.when in ("now", "baseline"):
            told |= {(v.start, v.measure): v for v in _behind(text, value)}
    return list(told.values())


def _behind(text: str, value: Value) -> Iterator[Value]:
    """Yield the earlier values that follow each other behind one, or today's behind an earlier."""
    when: When = "baseline" if value.when == "now" else "now"
    end = value.end
    while (number := _next(text, end, value.measure, when)) is not None:
        amount, unit = in_own_unit(number, value.measure)
        yield replace(
            value,
            value=amount,
            when=when,
            start=number.start,
            end=number.end,
            about=(value.about[0], max(value.about[1], number.stop)),
            finding=False,
            unit=unit,
        )
        end = number.end


_WITH = re.compile(rf"{_UNIT} (?:with|using|w/) [\w -]{{2,20}}\((?=[+−-]\d)", re.IGNORECASE)
"""An aid behind an earlier value, and then by how much it changed: "215 m with walker (+103 m)"."""


def _change(text: str, value: Value) -> Value | None:
    """Return by how much a measure changed, in brackets behind its earlier value and an aid."""
    opened = _WITH.match(text, value.end)
    words = text[opened.end() : opened.end() + _LONGEST].partition(")")[0] if opened else ""
    numbers = numbers_in(words)
    if opened is None or not numbers or not fits(value.measure, numbers[0]):
        return None
    start, end = (opened.end() + at for at in (numbers[0].start, numbers[0].end))
    amount, unit = in_own_unit(numbers[0], value.measure)
    about = value.about[0], max(value.about[1], end)
    return Value(value.measure, amount, "change", value.side, start, end, about, unit=unit)


def _next(text: str, end: int, measure: str, when: When) -> Number | None:
    """Return the number of another visit right behind a place, if a measure may have it."""
    led = (_LED if when == "baseline" else _NOW).match(text, end)
    opened = led or (_SET_OFF.match(text, end) if when == "baseline" else None)
    if opened is None:
        return None
    words = text[opened.end() : opened.end() + _LONGEST].partition("\n")[0]
    number = next(iter(numbers_in(words)), None)
    if number is None or words[: number.start].strip("-−"):
        return None
    if number.unit == "other":  # the visit behind it
        number = replace(number, unit="", stop=number.end)
    ends = (_ENDS if led else _FOLLOWED).match(words, number.stop)
    number = _with_unit(number, measure)
    if not ends or not fits(measure, number):
        return None
    at = opened.end()
    return replace(number, start=at + number.start, end=at + number.end, stop=at + number.stop)


def _with_unit(number: Number, measure: str) -> Number:
    """Return a number with its measure's unit where it has none, as the value before it has."""
    own = measures()[measure].unit if measure in measures() else ""
    bare = not number.unit and number.of is None and own in ("s", "%", "°", "m", "cm", "m/s")
    return replace(number, unit=own) if bare else number
