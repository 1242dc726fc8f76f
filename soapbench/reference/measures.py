"""Outcome measures: what values are possible, which way is better, what change counts."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["CHANGES", "OutcomeMeasure", "Threshold", "measures"]


@dataclass(frozen=True)
class Threshold:
    """A published cut-off, of values or between sides, or smallest change, for one population."""

    kind: Literal["cutoff", "asymmetry", "mdc95", "mcid", "mic"]
    value: float
    population: str
    source: str


CHANGES = ("mdc95", "mcid", "mic")
"""Kinds of thresholds that a change must exceed to count."""
_MIXED, _DIZZY = "mixed balance disorders", "vestibular or balance disorders"
_STUDIED: Mapping[str, tuple[str, ...]] = {
    "unilateral_vestibular": (_DIZZY, _MIXED),
    "bilateral_vestibular": (_DIZZY, _MIXED),
    "bppv_residual": (_DIZZY, _MIXED),
    "stroke": ("chronic stroke", "subacute stroke", _MIXED),
    "parkinson": ("parkinsonism", _MIXED),
    "multiple_sclerosis": (_MIXED,),
    "cerebellar_ataxia": (_MIXED,),
    "diabetic_neuropathy": (_MIXED,),
    "ankle_instability": ("chronic ankle instability", "lower leg, foot and ankle disorders"),
    "older_adult_falls": (
        "older adults with falls or near falls", "community older adults", "older women",
    ),
}  # fmt: skip
"""Which studied people a case's population is one of; of others no threshold is published here."""


@dataclass(frozen=True)
class OutcomeMeasure:
    """One instrument; see the head of ``measures.toml`` for each field."""

    id: str
    family: str
    title: str
    aliases: tuple[str, ...]
    unit: str
    range: tuple[float, float]
    step: float
    better: Literal["higher", "lower"]
    typical: tuple[float, float]
    change: float
    thresholds: tuple[Threshold, ...] = ()

    def published(self, population: str | None = None) -> tuple[Threshold, ...]:
        """Return the thresholds of the people a case's population is one of; of any for None."""
        if population is None:
            return self.thresholds
        people = _STUDIED.get(population, ())
        return tuple(t for t in self.thresholds if t.population in people)

    def smallest_change(self, population: str | None = None) -> float | None:
        """Return the smallest published change that counts; None where none is published.

        The smallest detectable (MDC95) or important (MCID, MIC) change; the sources stand at each
        threshold.

        Args:
            population: A case's, for the thresholds of the people it is one of; None for those of
                any.
        """
        changes = (t.value for t in self.published(population) if t.kind in CHANGES)
        return min(changes, default=None)

    def possible(self, value: float) -> bool:
        """Return whether the instrument can give ``value``: within range and on its grid."""
        low, high = self.range
        steps = (value - low) / self.step
        return low <= value <= high and abs(steps - round(steps)) < 1e-6


@cache
def measures() -> Mapping[str, OutcomeMeasure]:
    """Return every outcome measure by id, such as ``measures()["bbs"]``."""
    text = Path(__file__).with_name("measures.toml").read_text(encoding="utf-8")
    rows = {key: row for key, row in tomllib.loads(text).items() if isinstance(row, dict)}
    return {
        key: OutcomeMeasure(
            id=key,
            family=row["family"],
            title=row["title"],
            aliases=tuple(row["aliases"]),
            unit=row["unit"],
            range=(row["range"][0], row["range"][1]),
            step=row["step"],
            better=row["better"],
            typical=(row["typical"][0], row["typical"][1]),
            change=row["change"],
            thresholds=tuple(Threshold(**t) for t in row.get("thresholds", ())),
        )
        for key, row in rows.items()
    }
