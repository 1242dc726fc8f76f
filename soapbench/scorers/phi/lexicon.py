"""Word lists the detector consults: names, places, and clinical words that only look like names.

Loaded on first use. Where each list comes from stands in ``data/README.md``.
"""

import gzip
import tomllib
from functools import cache
from pathlib import Path

__all__ = [
    "cities",
    "clinical",
    "given_names",
    "ordinary_words",
    "rare_words",
    "states",
    "surnames",
    "word_names",
]

_DATA = Path(__file__).with_name("data")


def _words(name: str) -> frozenset[str]:
    return frozenset(gzip.decompress((_DATA / name).read_bytes()).decode().split("\n"))


@cache
def given_names() -> frozenset[str]:
    """Return given names, lower case, that are no ordinary English words."""
    return _words("given_names.txt.gz")


@cache
def surnames() -> frozenset[str]:
    """Return family names, lower case, that are neither English words nor clinical eponyms."""
    return _words("surnames.txt.gz")


@cache
def cities() -> frozenset[str]:
    """Return names of cities, lower case, that are no ordinary English words."""
    return _words("cities.txt.gz")


@cache
def ordinary_words() -> frozenset[str]:
    """Return English and clinical words, lower case: a capital makes no name of these."""
    return _words("words.txt.gz")


@cache
def rare_words() -> frozenset[str]:
    """Return rarer English words, lower case, which a list of names outweighs."""
    return _words("rare_words.txt.gz")


@cache
def word_names() -> frozenset[str]:
    """Return names that are ordinary English words too, lower case: will, grace, long."""
    return clinical()["word_names"]


@cache
def clinical() -> dict[str, frozenset[str]]:
    """Return the lists of ``clinical.toml`` by name, lower case."""
    table = tomllib.loads((_DATA / "clinical.toml").read_text(encoding="utf-8"))
    return {key: frozenset(word.lower() for word in words) for key, words in table.items()}


@cache
def states() -> frozenset[str]:
    """Return the names of the states of the United States, lower case; a state identifies nobody."""
    return clinical()["states"]
