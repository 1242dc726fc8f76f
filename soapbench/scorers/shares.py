"""Whether a percentage that a note puts beside so many of so many is their share."""

import re
from collections.abc import Iterator

__all__ = ["of_shares"]

_SHARE = re.compile(
    r"(?<![\d./])(?P<some>\d{1,3})\s?(?:/|of|out of)\s?(?P<all>\d{1,3})(?![\d./]*\d)"
    r"(?:\s[A-Za-z]{2,12}){0,3}\s?(?:=|\(|,\s(?:or|that is|i\.e\.,?)|\bor)\s?(?:about |~|≈)?"
    r"(?P<share>\d{1,3}(?:\.\d+)?)\s?(?:%|percent\b)\s?(?=[),.;]|$)",
    re.MULTILINE,
)
_ROUNDED = 1.0
"""So far a share may be rounded."""


def of_shares(note: str) -> Iterator[tuple[int, int]]:
    """Yield where a percentage right behind so many of so many is not theirs: "11/18 = 72 %"."""
    for match in _SHARE.finditer(note):
        some, whole, share = (float(match[name]) for name in ("some", "all", "share"))
        if whole > 0 and some <= whole and abs(100 * some / whole - share) > _ROUNDED:
            yield match.span("share")
