"""The elements of a rubric as they are looked for."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from soapbench.rubrics.cues import Cues
from soapbench.rubrics.search import Wanted

if TYPE_CHECKING:
    from soapbench.rubrics import Element, Rubric

__all__ = ["Sought", "sought_by"]


@dataclass(frozen=True)
class Sought:
    """An element, with its groups of cues as they are looked for."""

    element: "Element"
    ways: tuple[tuple[Wanted, tuple[Wanted, ...]], ...]
    """Per way to meet it, the topic and the other groups that are needed."""
    heads: tuple[tuple[str, ...], ...]
    """The cues of each way's topic."""
    topics: Wanted
    halves: Wanted
    barred: Wanted


@lru_cache(maxsize=16)
def sought_by(rubric: "Rubric") -> tuple[Cues, tuple[Sought, ...]]:
    """Return the cues of a rubric, and its elements in order."""
    cues = Cues(rubric.elements)
    all_sought = []
    for element in rubric.elements:
        ways = [[cues.wanted([group]) for group in way] for way in element.ways]
        all_sought.append(
            Sought(
                element,
                tuple((topic, tuple(others)) for topic, *others in ways),
                tuple(dict.fromkeys(way[0] for way in element.ways)),
                cues.wanted(element.topics),
                cues.wanted(element.half),
                cues.wanted([element.unless] if element.unless else []),
            )
        )
    return cues, tuple(all_sought)
