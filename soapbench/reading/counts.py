"""Small numbers as they are written out, and how often something is done."""

__all__ = ["FROM_TEN", "NUMERALS", "ONES", "TEENS", "TENS", "counted"]

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
    "a": 1, "an": 1, "another": 1, "a single": 1, "a couple of": 2, "once": 1, "twice": 2,
    "thrice": 3,
}  # fmt: skip
_COUNTS = {**_TIMES, **ONES, **TEENS, **TENS}
NUMERALS = "|".join([*ONES, "ten", "eleven", "twelve"])
"""The ways of a pattern for a number to twelve as it is written out."""
FROM_TEN = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ONES)})\b)?|{'|'.join(TEENS)})"
"""A pattern for a number from ten to ninety-nine as it is written out."""


def counted(words: str) -> float:
    """Return the number that words or digits say.

    Raises:
        ValueError: They say none.
    """
    if words.lower() in _COUNTS:
        return float(_COUNTS[words.lower()])
    tens, _, ones = words.lower().replace("-", " ").partition(" ")
    if tens in TENS and ones in ONES:
        return float(TENS[tens] + ONES[ones])
    return float(words)
