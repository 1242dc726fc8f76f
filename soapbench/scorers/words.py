"""How far words say the same: by numbers, beginnings of words, and usual abbreviations."""

import re
from functools import lru_cache

__all__ = ["SHORT", "WORD", "shared", "tokens", "weight"]

SHORT = {
    "r": "right", "l": "left", "rt": "right", "lt": "left", "bilat": "bilateral", "wk": "weeks",
    "wks": "weeks", "min": "minute", "mins": "minute", "s": "second", "sec": "second", "x": "times",
    "ec": "closed", "pt": "patient", "hep": "home", "le": "leg", "yr": "year", "yrs": "year",
    "df": "dorsiflexion", "er": "external", "cga": "guard", "sba": "standby", "lob": "balance",
    "stg": "goal", "ltg": "goal", "onset": "onset", "w": "with", "plof": "prior",
    "neg": "negative", "pos": "positive", "quad": "quadriceps", "quads": "quadriceps",
    "ham": "hamstrings", "hams": "hamstrings", "gastroc": "gastrocnemius", "eo": "open",
    "pf": "plantarflexion", "ir": "internal", "abd": "abduction", "flex": "flexion",
    "ext": "extension", "mob": "mobilization", "mobs": "mobilization", "amb": "walking",
    "ambulates": "walking", "ambulation": "walking", "ambulating": "walking", "wt": "weight",
    "tx": "treatment", "dx": "diagnosis", "hx": "history", "prev": "previous", "postop": "post",
    "indep": "independent", "sup": "supervision", "inj": "injury", "mod": "moderate",
    "mo": "month", "mos": "month", "hr": "hour", "hrs": "hour", "deg": "degrees",
    "meds": "medication", "fwd": "forward", "bwd": "backward", "ue": "arm", "rom": "range",
    "daily": "day", "nightly": "night", "weekly": "weeks", "monthly": "month",
    "practises": "practice", "practiced": "practice", "wobbly": "unsteady",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "twelve": "12",
}  # fmt: skip
"""What abbreviations stand for, by the one word that says most."""
_EMPTY = frozenset(
    "the and with for was were has have had that this his her their from into then than but not "
    "are is of to in on at by an a as it he she they who when while since after before today now "
    "patient each per up or".split()
)


def tokens(words: str) -> frozenset[str]:
    """Return what can be recognised again: numbers, and the beginnings of words that say much."""
    found = {_token(word) for word in WORD.findall(words.lower())}
    return frozenset(found - {""})


WORD = re.compile(r"\d+(?:[.,]\d+)?|(?<!\w['’])[A-Za-z]+")
"""A number, or a word without what makes it a possessive."""


@lru_cache(maxsize=16384)
def _token(word: str) -> str:
    """Return the beginning of a word in lower case, or of what it is short for, or "" if empty."""
    full = SHORT.get(word, word)
    says = full not in _EMPTY and (len(full) > 2 or full[0].isdigit())
    return full[:5] if says else ""


def weight(token: str) -> float:
    """Return how much a token says, a multiple of a quarter: numbers say most."""
    return 1.5 if token[0].isdigit() else min(1.5, len(token) / 4)


def shared(fact: frozenset[str], words: frozenset[str]) -> float:
    """Return how much of a fact's tokens stand among others, by weight, in [0, 1]."""
    whole = sum(map(weight, fact))
    return sum(map(weight, fact & words)) / whole if whole else 0.0
