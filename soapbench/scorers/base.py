"""What a scorer returns: a value, and the checks it rests on."""

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from soapbench.cases import Case

__all__ = ["Check", "Score", "Scorer", "refuse_strange", "score_by"]


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


def refuse_strange(scorers: Mapping[str, Scorer]) -> None:
    """Refuse what cannot score a note, before anything is asked for it.

    Raises:
        ValueError: They have no names, or one takes other arguments than a case and a note; names
            it.
    """
    if not isinstance(scorers, Mapping) or not all(isinstance(name, str) for name in scorers):
        raise ValueError('scorers have names: {"phi_absence": phi_absence}')
    for name, scorer in scorers.items():
        try:
            inspect.signature(scorer).bind(None, "")
        except TypeError:
            raise ValueError(
                f"scorer {name!r} cannot be called with a case and a note; write it as "
                "def scorer(case, note), and let it return a Score"
            ) from None
        except ValueError:
            continue  # some of Python's own functions do not tell what they take


def score_by(name: str, scorer: Scorer, case: Case, note: str) -> Score:
    """Return what a scorer says of a note.

    Raises:
        ValueError: It returned something else; names it. What the scorer itself raises says in a
            note which one it was, and on which case.
    """
    try:
        score = scorer(case, note)
    except Exception as error:
        error.add_note(f"raised by scorer {name!r} on a note about case {case.id!r}")
        raise
    if not isinstance(score, Score):
        raise ValueError(
            f"scorer {name!r} returned a {type(score).__name__}; return a Score, such as Score(0.5)"
        )
    return score
