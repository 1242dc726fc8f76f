"""What a cue may be: a phrase, a quantity, a pattern, or words of a heading."""

import re

import re2

from soapbench.rubrics.search import options

__all__ = ["refuse_strange"]

_QUANTITIES = frozenset(
    "number score percent seconds degrees minutes distance speed pain sets frequency duration "
    "change code units date".split()
)
"""Quantities a cue may name, as ``@seconds``."""
_FAMILIES = frozenset("balance mobility neuromuscular self_report motion strength".split())
"""Families of outcome measures a cue may name, as ``@measure:balance``."""
_SORT = re.compile(r"[A-Za-z]+:(?=\S)")
"""What makes a cue another thing than a phrase."""


def refuse_strange(cue: str) -> None:
    """Refuse a cue that could never be found.

    Raises:
        ValueError: It says nothing, is of no known kind, or no pattern of RE2; says which.
    """
    if not cue.removeprefix("re:").removeprefix("under:").strip("* "):
        raise ValueError(f"the cue {cue!r} says nothing; write a word, or leave it out")
    sort = _SORT.match(cue)
    if sort and sort[0] not in ("re:", "under:"):
        raise ValueError(f"the cue {cue!r} begins with {sort[0]!r}; known are re: and under:")
    phrase = not cue.startswith("re:")
    if (phrase and cue != cue.strip()) or cue.startswith(("under:@", "under:re:")):
        raise ValueError(
            f"the cue {cue!r}: no space at its ends, and a word or phrase behind under:"
        )
    if cue.startswith("re:"):
        try:
            re2.compile(cue.removeprefix("re:"), options())
        except re2.error as error:
            reason = error.args[0].decode("utf-8", "replace")
            raise ValueError(f"{cue!r} is no RE2 pattern: {reason}") from None
    known = {*_QUANTITIES, *(f"measure:{family}" for family in _FAMILIES)}
    if cue.startswith("@") and cue[1:] not in known:
        raise ValueError(
            f"no cue {cue!r}; known are @{', @'.join(sorted(_QUANTITIES))} and "
            f"@measure: with {sorted(_FAMILIES)}"
        )
