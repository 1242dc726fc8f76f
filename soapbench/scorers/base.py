"""What a scorer returns: a value, and the checks it rests on."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from soapbench.cases import Case

__all__ = ["Check", "Score", "Scorer"]


@dataclass(frozen=True)
class Check:
    """One thing looked for in a note and what was seen. Never holds the note's words."""

    label: str
    """What was looked for, such as an element's id or a class of identifier."""
    status: str
    span: tuple[int, int] | None = None
    """Where in the note, as ``(start, end)`` character offsets; None where there is no place."""
    rule: str = ""
    """The rule that decided."""


@dataclass(frozen=True)
class Score:
    """A value in [0, 1], where 1 is best, and the checks it rests on.

    NaN says that the scorer could not tell: the note then keeps its checks and gets no score.
    """

    value: float
    checks: tuple[Check, ...] = ()

    def __post_init__(self) -> None:
        if not (math.isnan(self.value) or 0 <= self.value <= 1):
            raise ValueError(f"a score is from 0 to 1, not {self.value}; 1 is best")


Scorer = Callable[[Case, str], Score]
"""A plain function, or a frozen dataclass with ``__call__`` where there are options."""
