"""What turns a statement when it stands before its topic: a denial, or what tells of later."""

import re
from collections.abc import Iterable

__all__ = ["ANNOUNCED", "DENIAL", "NOT_NOW", "all_led"]

DENIAL = re.compile(
    r"\b(?:no|not|denies|denied|without|never|none|\w+n't)\b(?!.*\bbut\b)", re.IGNORECASE
)
"""A denial ends at "but"."""
NOT_NOW = re.compile(
    r"\b(?:will(?! not)|would(?! not)|could be|may|might|should|shall|plan(?:s|ned)? to|"
    r"next (?:visit|session)|consider(?:ing)?|goals?|LTG|STG|norm(?:s|ative)?|cut-?offs?|threshold|"
    r"age-matched)\b",
    re.IGNORECASE,
)
"""What tells of later, of an aim, or of people in general."""
ANNOUNCED = re.compile(
    r"\W*(?:will|would|to be|next (?:visit|session)|plan(?:s|ned)? to)\b[^:.;]{0,50}:"
)
"""A lead that puts off all that follows its colon."""
_REACH = 32
"""How many characters before its topic such a word still governs it."""


def all_led(pattern: re.Pattern[str], starts: Iterable[int], words: str, after: int = 0) -> bool:
    """Return whether a pattern stands before each start, and there is one."""
    led = False
    for start in starts:
        led = pattern.search(words[max(0, start - _REACH) : start + after]) is not None
        if not led:
            return False
    return led
