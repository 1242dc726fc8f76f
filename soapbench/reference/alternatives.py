"""Words of which one shuts out the others, such as one joint another."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

__all__ = ["alternatives"]


@cache
def alternatives() -> Mapping[str, Mapping[str, Mapping[str, list[str]]]]:
    """Return by kind and meaning the words that say so, ``says``, and those that may, ``may``.

    They were gathered for this project and are no complete list.
    """
    text = Path(__file__).with_name("alternatives.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
