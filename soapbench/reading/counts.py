"""Numbers as they are written out, and how often something is done."""

import re

__all__ = ["FROM_TEN", "IN_WORDS", "NUMERALS", "ONES", "TEENS", "TENS", "counted"]

ONES = dict(zip("one two three four five six seven eight nine".split(), range(1, 10), strict=True))
TEENS = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(10, 20),
        strict=True,
    )
)
TENS = dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
)
_TIMES = {
    "a": 1, "an": 1, "another": 1, "a single": 1, "single": 1, "a couple of": 2, "once": 1, "twice": 2,
    "thrice": 3,
}  # fmt: skip
_BELOW_100 = {**ONES, **TEENS, **TENS}
_COUNTS = {**_TIMES, **_BELOW_100}
NUMERALS = "|".join([*ONES, "ten", "eleven", "twelve"])
"""The ways of a pattern for a number to twelve as it is written out."""
FROM_TEN = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ONES)})\b)?|{'|'.join(TEENS)})"
"""A pattern for a number from ten to ninety-nine as it is written out."""


_ONE, _TEEN, _TEN = ("|".join(words) for words in (ONES, TEENS, TENS))
_UP_TO_99 = rf"(?:(?:{_TEN})(?:[\s-](?:{_ONE}))?|{_TEEN}|{_ONE})"
IN_WORDS = (
    rf"(?:(?:{_ONE}|a)\shundred(?:\s(?:and\s)?{_UP_TO_99})?|{_UP_TO_99})"
    rf"(?:\spoint\s(?:{_ONE}|zero)|\sand a half)?"
)
"""A pattern for a number below a thousand as it is written out, to tenths."""


def counted(words: str) -> float:
    """Return the number that words or digits say.

    Raises:
        ValueError: They say none.
    """
    told = words.lower()
    if told in _COUNTS or told[:1].isdigit():
        return float(_COUNTS.get(told) or told)
    whole, _, tenths = told.replace(" and a half", " point five").partition(" point ")
    total = 0.0
    for word in re.split(r"[\s-]+", whole):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word not in ("a", "and"):
            total += _BELOW_100[word] if word in _BELOW_100 else float(word)
    return total + ONES.get(tenths, 0) / 10
