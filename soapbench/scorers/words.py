"""How far words say the same: by numbers, beginnings of words, and usual abbreviations."""

import re

__all__ = ["shared", "tokens"]

_SHORT = {
    "r": "right", "l": "left", "rt": "right", "lt": "left", "bilat": "bilateral", "wk": "weeks",
    "wks": "weeks", "min": "minute", "mins": "minute", "s": "second", "sec": "second", "x": "times",
    "ec": "closed", "pt": "patient", "hep": "home", "le": "leg", "yr": "year", "yrs": "year",
    "df": "dorsiflexion", "er": "external", "cga": "guard", "sba": "standby", "lob": "balance",
    "stg": "goal", "ltg": "goal", "onset": "onset", "w": "with", "plof": "prior",
}  # fmt: skip
_EMPTY = frozenset(
    "the and with for was were has have had that this his her their from into then than but not "
    "are is of to in on at by an a as it he she they who when while since after before today now "
    "patient each per up or".split()
)


def tokens(words: str) -> frozenset[str]:
    """Return what can be recognised again: numbers, and the beginnings of words that say much."""
    found = re.findall(r"\d+(?:[.,]\d+)?|[A-Za-z]+", words.lower())
    full = (_SHORT.get(token, token) for token in found)
    return frozenset(
        token[:5]
        for token in full
        if token not in _EMPTY and (len(token) > 2 or token[0].isdigit())
    )


def _weight(token: str) -> float:
    return 1.5 if token[0].isdigit() else min(1.5, len(token) / 4)


def shared(fact: frozenset[str], words: frozenset[str]) -> float:
    """Return how much of a fact's tokens stand among others, in [0, 1]; numbers weigh most."""
    whole = sum(map(_weight, fact))
    return sum(map(_weight, fact & words)) / whole if whole else 0.0
