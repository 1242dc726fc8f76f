"""Which of two sides a note calls the better or the worse, and at what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from soapbench.reading.parts import Reading

__all__ = ["BetweenSides", "between_sides_in"]


@dataclass(frozen=True)
class BetweenSides:
    """That one side is better or worse than the other, and where it is told."""

    side: str
    """``right`` or ``left``: the one told of."""
    better: bool
    measure: str
    """What it is better at, by the measure that tells of it."""
    start: int
    end: int


_SIDE = r"(?:right|left|R|L)\b"
_PART = r"(?:\s(?:leg|foot|side|arm|hand|knee|ankle|hip|shoulder|one|limb))?"
_BETTER = r"(?:better|steadier|stronger|longer|more (?:stable|steady|accurate)|farther|further)"
_WORSE = r"(?:worse|poorer|weaker|shorter|stiffer|sloppier|less (?:stable|steady|accurate))"
_WAY = rf"(?:(?P<better>{_BETTER})|(?P<worse>{_WORSE}))"
_TOLD = (
    re.compile(
        rf"\b(?P<side>{_SIDE}){_PART}\s(?:(?:is|was|remains|still|now|clearly|much|by far)\s)*"
        rf"(?:the|his|her|their)\s{_WAY}(?=\s(?:side|leg|foot|arm|one|of the(?:m| two))\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_WAY}\s(?:on|in|with|for)\s(?:the\s|her\s|his\s)?(?P<side>{_SIDE}){_PART}\s"
        rf"than\s(?:(?:on|in|with|for)\s)?(?:the\s|her\s|his\s)?(?:{_SIDE}|other\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<side>{_SIDE}){_PART}\b(?:(?!\bthan\b|\b(?:right|left)\b)[^.;,\n]){{0,60}}?\b{_WAY}\s"
        rf"than\s(?:(?:on|in|with|for)\s)?(?:the\s|her\s|his\s)?(?:{_SIDE}|other\b)",
        re.IGNORECASE,
    ),
)
_AT = {
    "sls": re.compile(
        r"\b(?:one[- ]leg\w*|single[- ](?:leg|limb)\w*|SLS|stand(?:s|ing)? on|stance|balanc\w+)\b",
        re.IGNORECASE,
    ),
    "mmt": re.compile(r"\b(?:strong\w*|weak\w*|strength|MMT)\b", re.IGNORECASE),
    "jps": re.compile(r"\b(?:re-?position\w*|position sense)\b", re.IGNORECASE),
    "rom": re.compile(
        r"\b(?:bends?|straightens?|flexion|dorsiflexion|motion|ROM)\b", re.IGNORECASE
    ),
}
"""Words of what a side is better at."""
_STOP = re.compile(r"[.;\n]\s")
_BEFORE = 120
"""What a side is better at stands in its sentence, within so many characters before."""


def between_sides_in(reading: Reading) -> Iterator[BetweenSides]:
    """Yield which side a note calls the better, or the worse, at the one thing it tells of."""
    text = reading.plain
    for clause in reading.clauses:
        if clause.section == "P" or clause.flags & {"goal", "future", "negated", "echo", "blank"}:
            continue
        words = text[clause.start : clause.end]
        match = next((m for told in _TOLD if (m := told.search(words))), None)
        if match is None:
            continue
        lead = _STOP.split(text[max(0, clause.start - _BEFORE) : clause.start])[-1]
        at = [name for name, said in _AT.items() if said.search(words)]
        at = at or [name for name, said in _AT.items() if said.search(lead)]
        if len(at) == 1:
            side = "left" if match["side"][0].lower() == "l" else "right"
            span = (clause.start + match.start(), clause.start + match.end())
            yield BetweenSides(side, match["better"] is not None, at[0], *span)
