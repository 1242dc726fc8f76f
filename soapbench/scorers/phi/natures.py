"""What a word can be where names are looked for: a name, a word, either, or what is no name."""

import re
from functools import cache, lru_cache
from typing import Literal

from soapbench.scorers.phi.lexicon import (
    clinical,
    given_names,
    ordinary_words,
    rare_words,
    surnames,
    word_names,
)
from soapbench.scorers.phi.name_cues import PARTICLE

__all__ = [
    "LINKS",
    "MAY_NAME",
    "NAMING",
    "Nature",
    "abbreviations",
    "forename",
    "lower_nature",
    "nature_of",
    "without_possessive",
]

Nature = Literal[
    "given",
    "family",
    "strange",
    "rare",
    "word name",
    "word surname",
    "either",
    "eponym",
    "initial",
    "particle",
    "acronym",
    "plain",
]
"""What a capitalised word can be: on a list of given or family names; neither English nor clinical;
a rare English word; an ordinary word that is a given or family name too; a name of persons and of
a test, brand or measure alike; a family name that mostly stands for a test or a disease; or nothing
that names anybody."""
NAMING = frozenset({"given", "family", "strange"})
LINKS = frozenset({"initial", "particle"})
MAY_NAME = NAMING | {"rare", "word name", "word surname", "either", "eponym"}


def without_possessive(token: str) -> str:
    """Return a token without its possessive ending."""
    return token[:-2] if token.endswith(("'s", "’s")) else token


@lru_cache(maxsize=65536)
def nature_of(token: str) -> Nature:
    """Return what a capitalised token can be."""
    bare = without_possessive(token).rstrip(".,")
    lowered = bare.lower()
    whole = token.lower().replace("’", "'")
    if whole in clinical()["brands"] and whole not in given_names():
        return "plain"
    if re.fullmatch(r"[A-Z]|(?:[A-Z]\.)+[A-Z]?", bare):
        return "initial"
    if _PARTICLE.fullmatch(bare):
        return "particle"
    if (bare.isupper() and (lowered in abbreviations() or len(bare) <= 3)) or _PLURAL.match(bare):
        return "acronym"
    if lowered in word_names() and not bare.isupper():
        return "word name"
    if lowered in clinical()["not_names"] or _CAMEL.search(bare) or _SHORT_FORM.search(token):
        return "plain"
    if lowered in clinical()["eponyms"]:
        return "either" if lowered in given_names() else "eponym"
    if lowered in _plain_words():
        named = not bare.isupper() and lowered in given_names() | surnames()
        return "either" if named and lowered not in clinical()["states"] else "plain"
    parts = [part for part in re.split(r"[-‐'’]", bare) if len(part) > 1]
    if bare.isupper() and any(len(p) <= 3 or p.lower() in abbreviations() for p in parts):
        return "acronym"
    if len(parts) > 1 and lowered.replace("’", "'") not in ordinary_words():
        return _compound(parts)
    squeezed = re.sub(r"['’]", "", lowered)
    nature = _listed(squeezed)
    return "acronym" if bare.isupper() and nature == "strange" and len(bare) < 5 else nature


def _listed(lowered: str) -> Nature:
    if lowered in word_names():
        return "word name"
    if lowered in given_names():
        return "given"
    if lowered in clinical()["word_surnames"]:
        return "word surname"
    if lowered in ordinary_words():
        return "plain"
    if lowered in surnames():
        return "family"
    if _ordinary(lowered):
        return "plain"
    return "rare" if lowered in rare_words() else "strange"


def _compound(parts: list[str]) -> Nature:
    """Return what a hyphenated word is: Achebe-Lund, Young-jae, Romberg-like."""
    natures = [nature_of(part) if part[0].isupper() else _listed(part.lower()) for part in parts]
    if {"eponym", "either"} & set(natures) and not NAMING & set(natures):
        return "eponym"
    if any(part[0].islower() and _ordinary(part) for part in parts) or "acronym" in natures:
        return "plain"
    if parts[-1][0].islower() and natures[-1] in NAMING:
        return "strange"
    naming = sum(nature in MAY_NAME for nature in natures)
    if naming == len(natures) and NAMING & set(natures):
        return "given" if natures[0] == "given" else "strange"
    if all(nature == "word name" for nature in natures):
        return "word name"
    return "strange" if naming and "strange" in natures else "plain"


def _ordinary(word: str) -> bool:
    """Return whether a word, or its stem without a common ending, is an ordinary one."""
    word = word.lower()
    if word in ordinary_words():
        return True
    return any(
        word.endswith(end) and word.removesuffix(end) in ordinary_words() for end in _ENDINGS
    )


_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs "
    "fri sat sun"
).split()


@cache
def _plain_words() -> frozenset[str]:
    lists = clinical()
    days = {f"{day}{end}" for day in _DAYS for end in ("", "s")}
    return lists["not_names"] | lists["brands"] | lists["states"] | lists["capital_words"] | days


@cache
def abbreviations() -> frozenset[str]:
    """Return short forms of the clinic, lower case."""
    return clinical()["abbreviations"]


_SHORT_FORM = re.compile(r"['’][dm]$|-[A-Z]$")
_PLURAL = re.compile(r"[A-Z]{2,}s$")
_PARTICLE = re.compile(PARTICLE)
# A capital inside a word makes an acronym of it, but for McKay, DeLuca and their like.
_CAMEL = re.compile(
    r"\d|(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bDi)(?<!\bVan)(?<!\bLe)(?<!\bLa)(?<!\bO)(?<=[a-z])[A-Z]"
)
_ENDINGS = ("s", "es", "ed", "ing", "ly", "al", "ally", "ness", "ity", "ic", "ist", "er", "ers")


@lru_cache(maxsize=16384)
def lower_nature(word: str) -> Nature:
    """Return what a word in lower case can be, where a text has no capitals."""
    if word in _plain_words() or word in clinical()["eponyms"] or word in abbreviations():
        return "plain"
    if re.fullmatch(r"[a-z]\.", word):
        return "initial"
    word = without_possessive(word)
    if re.search(r"['’][a-z]{1,2}$", word):
        return "plain"
    if _PARTICLE.fullmatch(word):
        return "particle"
    parts = [part for part in re.split(r"[-'’]", word) if len(part) > 1] or [word]
    natures = [_listed(part) for part in parts]
    if all(nature in NAMING for nature in natures):
        # Typing errors and clinical shorthand look strange too: a listed name, or a long word.
        return natures[0] if natures[0] != "strange" or len(word) > 5 else "plain"
    return "word name" if natures == ["word name"] else "plain"


@lru_cache(maxsize=16384)
def forename(word: str) -> bool:
    """Return whether a word in lower case is a given name, were it a test's or a brand's too."""
    if lower_nature(word) == "given":
        return True
    lists = clinical()
    shared = word in lists["eponyms"] or word in lists["brands"]
    return shared and word in given_names() and word not in lists["eponym_heads"]
