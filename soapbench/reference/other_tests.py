"""Tests and findings that are none of the outcome measures, by their names."""

import tomllib
from functools import cache
from pathlib import Path

__all__ = ["other_tests"]


@cache
def other_tests() -> frozenset[str]:
    """Return the names; they were gathered for this project and are no complete list."""
    text = Path(__file__).with_name("other_tests.toml").read_text(encoding="utf-8")
    return frozenset(name for names in tomllib.loads(text).values() for name in names)
