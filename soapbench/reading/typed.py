"""A note as a keyboard types it: its hyphens, spaces and ends of lines plain, each in its place.

Chat pages and word processors set hyphens and spaces at which no line breaks, and Turkish or old
letters stand where a scan was read. They look alike, and patterns would not find them.
"""

import re

__all__ = ["typed"]

_ODD = re.compile(
    "[\u00a0\u2000-\u200a\u202f\u205f\u3000\ufeff\u2010\u2011\r\u0130\u0131\u017f\u212a]"
)
_SPACES = ("\u00a0", *map(chr, range(0x2000, 0x200B)), "\u202f", "\u205f", "\u3000", "\ufeff")
_TYPED = str.maketrans(
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys("\u2010\u2011", "-")
    | {"\r": "\n", "\u0130": "I", "\u0131": "i", "\u017f": "s", "\u212a": "K"}
)


def typed(note: str) -> str:
    """Return the note with plain hyphens, spaces, letters and ends of lines, as long as it was."""
    if not _ODD.search(note):
        return note
    return note.replace("\r\n", " \n").translate(_TYPED)
