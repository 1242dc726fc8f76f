"""Where in a text the words stand that say much."""

from functools import lru_cache

from soapbench.scorers.words import WORD, tokens

__all__ = ["placed"]


@lru_cache(maxsize=512)
def placed(text: str) -> tuple[list[int], list[str]]:
    """Return where words begin that say much, in order, and what `tokens` makes of each."""
    found = [
        (match.start(), token) for match in WORD.finditer(text) if (token := _token(match.group()))
    ]
    return [start for start, _ in found], [token for _, token in found]


@lru_cache(maxsize=16384)
def _token(word: str) -> str:
    return next(iter(tokens(word)), "")
