"""Signs: letters without which a dear pattern cannot match, looked for before it is tried."""

from collections.abc import Mapping
from functools import cached_property

import re2

__all__ = ["Signs"]


class Signs:
    """Patterns in RE2's syntax, by name, looked for all at once in time linear in the text.

    Compiled when first asked. Digits, spaces and edges of words are RE2's: those of ASCII.
    """

    def __init__(self, patterns: Mapping[str, str], *, any_case: bool) -> None:
        self._names, self._patterns = tuple(patterns), tuple(patterns.values())
        self._any_case = any_case

    @cached_property
    def _set(self) -> "re2.Set":
        options = re2.Options()
        options.case_sensitive = not self._any_case
        patterns = re2.Set.SearchSet(options)
        for pattern in self._patterns:
            patterns.Add(pattern)
        patterns.Compile()
        return patterns

    def in_(self, words: str) -> frozenset[str]:
        """Return the names of those that stand in the words."""
        return frozenset([self._names[i] for i in self._set.Match(words) or ()])
