"""From an estimate to a verdict, and what a verdict leaves to be said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from soapbench.estimates import Estimate, mean_difference, proportion_difference
from soapbench.planning import Spread, cases_needed, zero_event_bound
from soapbench.plurals import plural

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["OVERALL_RULE", "SIGNS", "Result", "Verdict", "in_words", "overall", "result_of"]

Verdict = Literal["better", "no worse", "worse", "not enough cases"]

SIGNS: dict[Verdict, str] = {"better": "▲", "no worse": "●", "worse": "▼", "not enough cases": "■"}
"""A verdict's sign, so that colour is never the only one."""

OVERALL_RULE = (
    "worse if any score is worse; else not enough cases if any primary score has not enough; else "
    "better if any primary score is better; else no worse"
)
"""How the verdicts on single scores become one."""

_FEWEST = 6
"""With fewer pairs not even a sign test in which all agree reaches 0.05."""


_RARE = 0.10
"""Where events are counted, seeing none is `no worse` once it rules out this rate: 29 cases."""


def in_words(scorer: object) -> str:
    """Return a scorer's name as people read it: ``phi_absence`` is "PHI absence"."""
    return str(scorer).replace("_", " ").replace("phi ", "PHI ")


def overall(verdicts: Collection[str], primary: Collection[str]) -> Verdict:
    """Return one verdict on all scores, by `OVERALL_RULE`."""
    if "worse" in verdicts:
        return "worse"
    order: tuple[Verdict, ...] = ("not enough cases", "better")
    return next((verdict for verdict in order if verdict in primary), "no worse")


@dataclass(frozen=True)
class Result:
    """One score of a candidate against a baseline."""

    scorer: str
    baseline: float
    candidate: float
    estimate: Estimate
    better: int
    worse: int
    same: int
    deviation: float
    """Of the differences from case to case; NaN for one case."""
    margin: float
    alpha: float
    corrected: float | None = None
    """The p-value, corrected for several scores; None where the score is not primary."""
    harm: float | None = None
    """Of an element of a rubric, the p-value corrected for all of them: `worse` too needs it then,
    since among forty elements one looks worse by chance more often than not."""
    seen: int = 0
    """How many cases an event could be seen in, those with a note of the candidate; of alike ones
    how many clusters."""
    clustered: bool = False
    """Whether cases are told apart by clusters."""

    @property
    def cases(self) -> int:
        """How many cases are paired."""
        return self.better + self.worse + self.same

    @property
    def verdict(self) -> Verdict:
        """What the interval, the margin and the number of cases say; see `compare`."""
        if self.margin == 0 and self.worse:
            return "worse"
        if self.cases < _FEWEST:
            return "not enough cases"
        if self.estimate.high < 0 and (self.harm is None or self.harm <= self.alpha):
            return "worse"
        if self.estimate.low > 0 and self._p <= self.alpha:
            return "better"
        told = self._unseen <= _RARE if self.margin == 0 else self.estimate.low > -self.margin
        return "no worse" if told else "not enough cases"

    @property
    def _p(self) -> float:
        return self.estimate.p if self.corrected is None else self.corrected

    @property
    def _unseen(self) -> float:
        """The rate of events that none seen in so many cases still allows."""
        return zero_event_bound(self.seen, 1 - self.alpha) if self.seen else 1.0

    @property
    def alone(self) -> bool:
        """Whether an element is worse by itself, but not once corrected for all of them."""
        return self.harm is not None and self.estimate.high < 0 and self.verdict != "worse"

    @property
    def more(self) -> int | None:
        """How many more cases would tell four times in five, at this difference and spread.

        None where these tell, where nobody can say, and where it would take a correction for
        several or likeness inside clusters into account.
        """
        if self.verdict != "not enough cases" or math.isnan(self.deviation):
            return None
        if self.alone or self.clustered:
            return None
        if self.margin == 0:
            return math.ceil(math.log(self.alpha) / math.log(1 - _RARE)) - self.seen
        # To tell, an interval of this centre must leave out 0 or minus the margin.
        difference = self.estimate.difference
        reach = max(self.margin + difference, -difference)
        if self.deviation == 0:
            needed = self._needed_without_spread()
        else:
            needed = cases_needed(reach, Spread(self.deviation), repeats=1, alpha=self.alpha)
        fewest = max(0, _FEWEST - self.cases)
        return fewest or None if needed is None else max(1, fewest, needed - self.cases)

    def _needed_without_spread(self) -> int | None:
        # The share of cases that nobody has seen must be too small to reach 0 or the margin.
        mean = self.estimate.difference
        if abs(mean) == 1:
            return None  # nothing is left to be seen, and more cases would tell nothing else
        share = max((self.margin + mean) / (1 + mean), -mean / (1 - mean))
        return math.ceil(math.log(self.alpha / 2) / math.log(1 - share))

    @property
    def effect(self) -> str:
        """The difference in words."""
        size = abs(self.estimate.difference)
        flips = f"{plural(self.better, 'case')} better, {self.worse} worse"
        if size < 0.005:
            return f"no change of the mean; {flips}"
        way = "gain" if self.estimate.difference > 0 else "drop"
        times = f", {size / self.margin:.1f} times the margin" if self.margin else ""
        return f"a {way} of {size:.2f}{times}; {flips}"

    @property
    def remarks(self) -> list[str]:
        """What the verdict leaves to be said."""
        name, remarks = in_words(self.scorer), []
        if self.margin == 0 and not self.worse:
            units = plural(self.seen, "cluster" if self.clustered else "case")
            noted = "" if self.clustered or self.seen == self.cases else " with a note"
            remarks.append(
                f"{name} has margin 0 and is judged by count: none of {units}{noted} got worse, "
                f"which still allows a rate of {self._unseen:.1%}."
            )
        if self.verdict == "not enough cases":
            told = "more cases"
            if self.more:
                told = f"about {plural(self.more, 'more case')}"
            floor = f" Fewer than {_FEWEST} cases never do." if self.cases < _FEWEST else ""
            remarks.append(f"{name}: {told} like these would probably tell.{floor}")
        if self.verdict == "worse" and self.estimate.low > -self.margin and self.margin:
            remarks.append(
                f"{name} is worse beyond chance, by less than its margin of {self.margin:g}: "
                "whether so small a loss matters is for a person to say."
            )
        if self.corrected is not None and self.estimate.low > 0 and self.verdict == "no worse":
            remarks.append(f"{name} is better on its own, not when corrected for several scores.")
        return remarks


def result_of(
    scorer: str,
    before: Floats,
    after: Floats,
    margin: float,
    alpha: float = 0.05,
    seed: int = 0,
    clusters: Sequence[Hashable] | None = None,
    noted: Sequence[bool] | None = None,
) -> Result:
    """Return what a score's pairs of means, one per case, amount to before any correction.

    Args:
        scorer: Its name.
        before: The case's means under the baseline.
        after: Those under the candidate, in the same order.
        margin: The drop that would not matter.
        alpha: One minus the confidence of the interval.
        seed: Of the bootstrap.
        clusters: Per case, what it shares with others.
        noted: Per case, whether the candidate has a note of it; all have if not given.
    """
    # Rounding removes the noise of averaging, so that equal means compare as equal.
    differences = (after - before).round(12)
    if clusters is None and set(before) | set(after) <= {0.0, 1.0}:
        estimate = proportion_difference(before, after, alpha)
    else:
        estimate = mean_difference(differences, alpha, seed, clusters)
    several = len(differences) > 1
    units = range(len(differences)) if clusters is None else clusters
    seen = {unit for i, unit in enumerate(units) if noted is None or noted[i]}
    return Result(
        scorer=scorer,
        baseline=float(before.mean()),
        candidate=float(after.mean()),
        estimate=estimate,
        better=int((differences > 0).sum()),
        worse=int((differences < 0).sum()),
        same=int((differences == 0).sum()),
        deviation=round(float(differences.std(ddof=1)), 12) if several else math.nan,
        margin=margin,
        alpha=alpha,
        seen=len(seen),
        clustered=clusters is not None,
    )
