"""How a note says that a goal stands: met or open, in a form's words or a clinician's own."""

import re

from soapbench.reading.counts import NUMERALS

__all__ = ["DUE", "GOALS", "MET", "OPEN"]

_UNIT = r"(?:points?|seconds?|degrees?|feet|foot|steps?|reps?|minutes?|meters?|metres?|inch(?:es)?|percent|%|s|°|m)"
_FEW = rf"(?:an?|{NUMERALS}|some|\d+(?:\.\d+)?)(?: (?:few|couple of))?"
OPEN = re.compile(
    r"\b(?:not (?:yet )?(?:been )?(?:met|achieved|reached)|unmet|ongoing|in progress|"
    r"(?:partially|partly) (?:met|achieved)|progressing|not there yet|not yet(?=\W*$|[,;.(]| there)|"
    r"still (?:working (?:on|toward)|to (?:go|come)|short|open|out of reach|chasing|eludes?|after)|eludes? (?:her|him|them)|"
    r"(?:has|have|is|are)? ?yet to be (?:met|achieved|reached|attained)|got away|just short|not quite (?:there|met)|stays open|remains open|"
    rf"{_FEW} {_UNIT} (?:still )?(?:to go|short|shy|off|away)(?=\W*$|[,;.(]| (?:of|still|from)\b))",
    re.IGNORECASE,
)
MET = re.compile(
    r"\b(?<!not )(?<!yet )(?<!not been )(?<!partially )(?<!partly )(?<!to be )(?<!be )"
    r"(?:(?:met|achieved|reached|attained|accomplished)\b|"
    r"(?:ticked|checked|crossed) off\b|(?:can|may) be (?:ticked|checked|crossed|closed)\b|"
    r"(?:tick|check|cross) (?:it|this|that|her|him|this one|that one)? ?off\b|is closed\b|clos(?:e|ed|ing) (?:it|this|that) out\b|"
    r"(?:she|he|they|pt|patient) (?:now )?has (?:this|that|it)(?: one)?(?: now)?\b(?=\W*$|[,;.])|"
    r"now doing (?:it|this|so)\b|in the bag\b|got there\b|is behind (?:her|him|them)\b|nailed\b|hit on time\b|now within the\b|done(?=\W*$))",
    re.IGNORECASE,
)
DUE = re.compile(
    rf"(?:\b(?:in|by|within)|,|[(]|\s/)\s?(?:(?:wks?|weeks?|visit)\s\d{{1,2}}\b|(?:\d{{1,2}}|{NUMERALS})[\s-]?(?:wks?|weeks?|months?|visits?)\b)|"
    r"\b(?:wk|week)\s\d{1,2}(?=\s?[-–—:]\s?(?:(?:not |partly )?met|unmet|ongoing|cont|revised|new)\b)",
    re.IGNORECASE,
)
"""When a goal is due."""
GOALS = re.compile(r"\W*(?:[\w/-]+ ){0,3}(?:goals|STGs?|LTGs?|targets)\W*", re.IGNORECASE)
"""A line that says no more than that goals follow."""
