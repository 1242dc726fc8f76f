"""Small numbers as they are written out, and how often something is done."""

__all__ = ["counted"]

_COUNTS = {
    "a": 1, "an": 1, "another": 1, "a single": 1, "a couple of": 2, "once": 1, "twice": 2, "thrice": 3,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14,
}  # fmt: skip


def counted(words: str) -> float:
    """Return the number that words or digits say.

    Raises:
        ValueError: They say none.
    """
    return float(_COUNTS.get(words.lower()) or words)
