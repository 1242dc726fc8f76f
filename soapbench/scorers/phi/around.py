"""What stands around a word and tells a person from a test, a sign or a disease."""

import re

from soapbench.scorers.phi.lexicon import clinical
from soapbench.scorers.phi.name_cues import ACTING, BEFORE, REPORTING, REPORTING_ONLY, SPACE, Cue
from soapbench.scorers.phi.natures import Nature

__all__ = [
    "ACTING_AFTER",
    "COLON",
    "END",
    "OF_A_PERSON",
    "PERSON",
    "REACH",
    "TELLING",
    "THERE",
    "cue_before",
    "is_full",
    "sentence_start",
    "used_clinically",
    "whole_line",
]

REACH = 60
"""Words within so many characters of a name tell what it is."""
COLON = re.compile(r"\**\s*:")
END = re.compile(r"\s*(?:[.,;)\"”\n|]|$|\s[-–(])")
THERE = re.compile(r"\s(?:in|at|from|with|re|about)\b")
PERSON = re.compile(rf"{SPACE}(?:\w+ly{SPACE})?{REPORTING_ONLY}\b")
OF_A_PERSON = re.compile(rf"['’]s\b|{PERSON.pattern}")
ACTING_AFTER = re.compile(rf"{SPACE}(?:\w+ly{SPACE})?{ACTING}\b")
TELLING = re.compile(rf"['’]s\b|{SPACE}(?:\w+ly{SPACE})?{REPORTING}\b")


def cue_before(before: str) -> Cue | None:
    """Return the cue for a person that a text ends with, None where it ends with none."""
    return next((cue for cue in BEFORE if cue.stands(before)), None)


def is_full(natures: list[Nature]) -> bool:
    """Return whether another name follows a given name, which few tests and diseases have."""
    return len(natures) > 1 and natures[0] in ("given", "either", "word name")


_HEAD = re.compile(
    r"(?:['’]s?)?[-–\s(]*([^\W\d_]+)|['’]?s?[-–\s]*(?:[\d+/\[]|\((?=[-+–\d]|pos|neg))"
)


def used_clinically(after: str, *, cued: bool = False) -> bool:
    """Return whether a test, a sign, a disease or a score follows.

    Behind a cue for a person a mere "and" or "was" says nothing.
    """
    head = _HEAD.match(after)
    if head is None:
        return False
    word = (head.group(1) or "").lower()
    return not word or (word in clinical()["eponym_heads"] and not (cued and word in _WEAK_HEADS))


_WEAK_HEADS = frozenset("and at on was is of today improved remains for to with".split())


def sentence_start(text: str, start: int) -> bool:
    """Return whether a sentence, an item or a line begins at a place."""
    before = text[max(0, start - 40) : start].rstrip(" \t*_\"'“(-•#>")
    return not before or before[-1] in ".!?:;\n|"


def whole_line(text: str, start: int, end: int) -> bool:
    """Return whether a stretch is all that its line says."""
    stop = text.find("\n", end)
    line = text[text.rfind("\n", 0, start) + 1 : len(text) if stop < 0 else stop]
    return not line.replace(text[start:end], "", 1).strip(" .,!*-_#")
