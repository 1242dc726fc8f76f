"""Small numbers as they are written out, and how often something is done."""

__all__ = ["TENS", "counted"]

_COUNTS = {
    "a": 1, "an": 1, "another": 1, "a single": 1, "a couple of": 2, "once": 1, "twice": 2, "thrice": 3,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60,
}  # fmt: skip
TENS = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine)\b)?|"
    r"ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)"
)
"""A pattern for a number from ten to sixty-nine as it is written out."""


def counted(words: str) -> float:
    """Return the number that words or digits say.

    Raises:
        ValueError: They say none.
    """
    if words.lower() in _COUNTS:
        return float(_COUNTS[words.lower()])
    tens, _, ones = words.lower().replace("-", " ").partition(" ")
    if _COUNTS.get(tens, 0) >= 20 and ones in _COUNTS:
        return float(_COUNTS[tens] + _COUNTS[ones])
    return float(words)
