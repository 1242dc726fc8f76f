"""What models cost a token, with the day the prices were looked up."""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Price", "price_of", "prices", "prices_as_of"]


@dataclass(frozen=True)
class Price:
    """US dollars a million tokens; ``cached`` is for input the endpoint kept, None as any input.

    Raises:
        ValueError: A price that is negative or no number.
    """

    input: float
    output: float
    cached: float | None = None

    def __post_init__(self) -> None:
        known = (self.input, self.output, self.cached)
        if any(price is not None and not 0 <= price < math.inf for price in known):
            raise ValueError("a price is a number of US dollars, 0 or more, a million tokens")

    def of(self, prompt_tokens: float, completion_tokens: float, cached_tokens: float = 0) -> float:
        """Return US dollars: cached tokens are part of the prompt and counted once."""
        cached = self.input if self.cached is None else self.cached
        fresh = prompt_tokens - cached_tokens
        paid = fresh * self.input + cached_tokens * cached + completion_tokens * self.output
        return paid / 1_000_000


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("prices.toml").read_text(encoding="utf-8"))


@cache
def prices() -> Mapping[str, Price]:
    """Return the price of every model that ``prices.toml`` holds, by name."""
    return {name: Price(**row) for name, row in _table().items() if isinstance(row, dict)}


def prices_as_of() -> str:
    """Return the day the prices were looked up, as ISO 8601."""
    return str(_table()["as_of"])


def price_of(model: str, own: Mapping[str, Price] | None = None) -> Price | None:
    """Return a model's price, None where it is not known: a price is never guessed.

    A name with a date, such as ``gpt-4o-2024-08-06``, costs what the name without it costs.

    Args:
        model: Its name.
        own: Prices of your own, which come first.
    """
    undated = re.sub(r"-\d{4}-\d{2}-\d{2}$", "", model)
    known = {**prices(), **(own or {})}
    return known.get(model, known.get(undated))
