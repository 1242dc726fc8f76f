"""Falls that a note tells of: none, so many, or some."""

import re
from collections.abc import Iterator

from soapbench.reading.parts import Claim, Clause

__all__ = ["falls_in"]

_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "once": 1, "twice": 2,
}  # fmt: skip
_MANY = rf"(?:{'|'.join(_COUNTS)}|\d)"
_A_FALL = r"(?<!near )(?<!near-)falls?\b(?![- ](?:risk|efficacy|precaution|prevention|hazard|recovery|history|back|into|in the fall))"
_WHICH = r"(?:(?:any|new|recent|reported|known|a|history of|LOBs?,?|losses of balance|near-falls|trips,?|stumbles,?|injur\w+|or|and|/)\s+)*"
_NONE = re.compile(
    rf"\b(?:no|denies|denied|denying|without|zero|0|not had|n't had)\s+{_WHICH}{_A_FALL}|\bfall[- ]free\b|"
    r"(?<!near-)(?<!near )\bfalls?\b[^.;:\n\d]{0,30}:\W*(?:none|no|nil|denie[sd]|0)\b|"
    r"\b(?:not|n't|never)\s+(?:fallen|fell)\b|\bfalls? (?:were |was )?(?:denied|negative)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?P<before>{_MANY})\s+(?:(?:new|recent|reported|prior|previous|documented|unwitnessed|such)\s+)*{_A_FALL}|"
    rf"(?<!near-)(?<!near )\bfalls?\b[^.;:\n\d]{{0,30}}:\W*(?P<after>{_MANY})\b(?!/)|"
    rf"(?<!near-)\bfalls?\s*[x×]\s*(?P<times>\d)|"
    rf"\b(?:fell|fallen|falling)\s+(?:on )?(?P<often>once|twice|{_MANY}(?=\s+(?:times|occasions)))\b",
    re.IGNORECASE,
)
_PLACES = (
    r"(?:on|onto|at|last|since|yesterday|this|while|during|when|getting|stepping|going|coming|down|off|"
    r"over|outside|to the (?:floor|ground)|again|backwards?|forwards?|in (?:the|an?|her|his)|\w+ (?:days?|weeks?) ago)"
)
_SOME = re.compile(
    rf"(?:^[\W\d]*|\b(?:she|he|they|pt|patient|client|resident|and|who|then|tripped,?|states|reports)\s+)"
    rf"fell\s+{_PLACES}\b|"
    rf"(?<!\bit )\b(?:has|have|had|reports having) fallen\s+{_PLACES}\b|"
    rf"\b(?:had|sustained|suffered|experienced|reports?|reported|after|following|since|with)\s+"
    rf"(?:a|another|the|her|his)\s+(?:\w+\s)?{_A_FALL}(?! (?:expected|likely|(?:in|of)\s(?!the|an?\b|her|his)))|"
    rf"\b(?:a|her|his|another|the)\s+(?:recent|latest|new)\s+{_A_FALL}(?! in\s(?!the|an?\b|her|his))|"
    rf"(?<!risk of )(?<!chance of )(?<!event of )\ba fall\s+{_PLACES}\b",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"\W*(?:or \w+\W+)?(?:during|in|with|throughout|while)\s+(?:(?:today's|the|this|any|all)\s+)?"
    r"(?:session|treatment|visit|therapy|training|exercises?|testing|activit|gait|tasks?)\b",
    re.IGNORECASE,
)
"""Falls under a therapist's eyes are another matter than those a patient reports."""


def falls_in(words: str, clause: Clause) -> Iterator[Claim]:
    """Yield the one thing a clause says about falls; nothing where it says two."""
    none, some = _NONE.search(words), _COUNTED.search(words)
    if some and none and some.start() < none.end() and none.start() < some.end():
        some = None
    some = some or _SOME.search(words)
    if bool(none) == bool(some):
        return
    match = none or some
    assert match is not None
    if _HERE.match(words, match.end()):
        return
    yield Claim(
        "falls",
        clause.start + match.start(),
        clause.start + match.end(),
        0 if none else _count(match),
    )


def _count(match: re.Match[str]) -> float | None:
    told = next((word for word in match.groupdict().values() if word), None)
    return float(_COUNTS.get(told.lower()) or told) if told else None
