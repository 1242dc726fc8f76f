"""Whether a note holds the elements a rubric asks for, and in what state each is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from soapbench.cases import Case
from soapbench.rubrics import Element, Found, find_elements, load_rubric
from soapbench.scorers.base import Check, Score, Scorer

__all__ = ["Completeness", "necessity_completeness", "soap_completeness"]

_AskedBy = Literal["article", "payer"]
_CREDIT: Mapping[str, float] = {"met": 1.0, "partial": 0.5}


@dataclass(frozen=True)
class Completeness:
    """The share of the elements asked for that a note has: met 1, partial one half.

    Args:
        rubric: A rubric's name or file.
        asked_by: ``"article"``, the elements the published prompt asks for; ``"payer"``, all core
            elements. An element whose fact the case lacks, and the note says so, is left out. A
            rubric without such elements gives no score: NaN.
        weighted: Let each element count by its ``weight``, so that those the rules read badly
            decide less; for gates.

    Raises:
        ValueError: ``asked_by`` is neither of the two.
    """

    rubric: str
    asked_by: _AskedBy
    weighted: bool = False

    def __post_init__(self) -> None:
        if self.asked_by not in get_args(_AskedBy):
            raise ValueError(f"asked_by is one of {list(get_args(_AskedBy))}")

    def __call__(self, case: Case, note: str) -> Score:
        """Return the share, with one check per element of the rubric."""
        rubric = load_rubric(self.rubric)
        checks = tuple(
            Check(found.element, found.status, found.span, rule=_rule(rubric.name, found))
            for found in find_elements(rubric, note, case.absent)
        )
        counted = [
            (element.weight if self.weighted else 1.0, _CREDIT.get(check.status, 0.0))
            for element, check in zip(rubric.elements, checks, strict=True)
            if self._asks(element) and check.status != "not_applicable"
        ]
        whole = sum(weight for weight, _ in counted)
        credit = sum(weight * part for weight, part in counted)
        if not any(map(self._asks, rubric.elements)):
            return Score(math.nan, checks)
        return Score(credit / whole if whole else 1.0, checks)

    def _asks(self, element: Element) -> bool:
        return element.article == "asked" if self.asked_by == "article" else element.core


def _rule(rubric: str, found: Found) -> str:
    """Return which element of which rubric decided, and whether it was by its weights."""
    rule = f"{rubric}/{found.element}"
    return rule if found.by == "cues" else f"{rule}/weights"


soap_completeness: Mapping[str, Scorer] = {
    "asked_completeness": Completeness("soap_note", "article"),
    "payer_completeness": Completeness("soap_note", "payer"),
}
"""Two scorers of a SOAP note: what the published prompt asks for, and what payers need."""

necessity_completeness: Mapping[str, Scorer] = {
    "asked_completeness": Completeness("medical_necessity", "article"),
    "payer_completeness": Completeness("medical_necessity", "payer"),
}
"""The same two for a statement of medical necessity."""
