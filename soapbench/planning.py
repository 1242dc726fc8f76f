"""How many cases a question needs, and what a number of cases can show.

From a pilot (`Comparison.spread`) or from assumptions: for scores, the spread of differences
between cases and of repeats inside a case; for all-or-nothing scores, the share of cases that a
change fixes and the share it breaks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soapbench.estimates import mean_difference

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Spread",
    "cases_needed",
    "flip_power",
    "mean_power",
    "power_table",
    "smallest_detectable",
    "zero_event_bound",
]

_MOST = 1_000_000
"""More cases than anyone will write: beyond them a question counts as out of reach."""


@dataclass(frozen=True)
class Spread:
    """How much paired differences vary, as standard deviations of a score in [0, 1]."""

    between: float
    """Of the true difference, from case to case: only more cases help against it."""
    inside: float = 0.0
    """Of one repeat around its case's own mean, in either arm: repeats help as well."""

    def at(self, repeats: int) -> float:
        """Return the standard deviation of a case's difference with so many repeats an arm."""
        if repeats < 1 or self.between < 0 or self.inside < 0:
            raise ValueError("needs at least one repeat, and no negative spread")
        return math.sqrt(self.between**2 + 2 * self.inside**2 / repeats)


def mean_power(
    cases: int,
    spread: Spread,
    effect: float,
    *,
    repeats: int = 3,
    alpha: float = 0.05,
) -> float:
    """Return the chance that the interval of a mean difference lies wholly on one side of a value.

    For `better`, ``effect`` is the true gain. For `no worse`, it is the margin plus the true
    difference: the distance from what must be ruled out.

    Args:
        cases: How many cases are paired.
        spread: Of the differences.
        effect: The distance of the true difference from that value, above 0.
        repeats: Per case and template.
        alpha: One minus the confidence of the interval, which has two sides.

    Source: the noncentral t distribution, as computed by statsmodels.
    """
    from statsmodels.stats.power import TTestPower

    if cases < 2 or effect <= 0:
        return 0.0
    deviation = spread.at(repeats)
    if deviation == 0:
        return 1.0
    power = TTestPower().power(effect / deviation, cases, alpha / 2, alternative="larger")
    return 1.0 if math.isnan(power) else float(power)  # so sure that the tail underflows


def flip_power(
    cases: int,
    fixed: float,
    broken: float,
    *,
    repeats: int = 1,
    noise: float = 0.0,
    alpha: float = 0.05,
    seed: int = 0,
    draws: int = 4_000,
) -> float:
    """Return the chance that a change of an all-or-nothing score is told from chance.

    Each repeat shows the opposite of its case's state with probability ``noise``. One repeat, or
    repeats that always agree: exact, by McNemar's test. Several that may differ are simulated, and
    their means are compared as `compare` does, by t alone for speed.

    Args:
        cases: How many cases are paired.
        fixed: The share of cases the change fixes, in [0, 1].
        broken: The share it breaks.
        repeats: Per case and template.
        noise: How often a repeat shows the other state, in [0, 0.5).
        alpha: The level of the test, which has two sides.
        seed: Of the simulation.
        draws: How many studies are simulated; the result is right to about 0.015.

    Raises:
        ValueError: No case or repeat, or a share or noise out of range.

    Source: McNemar 1947, exact and conditional on the cases that changed.
    """
    possible = fixed >= 0 and broken >= 0 and fixed + broken <= 1 and 0 <= noise < 0.5
    if cases < 1 or repeats < 1 or not possible:
        raise ValueError(
            "needs a case, a repeat, shares that add up to at most 1, and noise below 0.5"
        )
    if noise and repeats > 1:
        return _simulated_flip_power(cases, fixed, broken, repeats, noise, alpha, seed, draws)
    # A change is seen where neither repeat is noise, its opposite where both are; where nothing
    # changed, one of either kind is seen where one of the two repeats is.
    right, wrong = (1 - noise) ** 2, noise**2
    by_noise = (1 - fixed - broken) * noise * (1 - noise)
    seen_fixed = fixed * right + broken * wrong + by_noise
    seen_broken = broken * right + fixed * wrong + by_noise
    return _exact_flip_power(cases, seen_fixed, seen_broken, alpha)


def _exact_flip_power(cases: int, fixed: float, broken: float, alpha: float) -> float:
    import numpy as np
    from scipy.stats import binom

    if fixed + broken == 0:
        return 0.0
    power = 0.0
    for changed, chance in enumerate(binom.pmf(np.arange(cases + 1), cases, fixed + broken)):
        gained = np.arange(changed + 1)
        p = 2 * binom.cdf(np.minimum(gained, changed - gained), changed, 0.5)
        chances = binom.pmf(gained, changed, fixed / (fixed + broken))
        power += float(chance * chances[p <= alpha].sum())
    return power


def _simulated_flip_power(
    cases: int,
    fixed: float,
    broken: float,
    repeats: int,
    noise: float,
    alpha: float,
    seed: int,
    draws: int,
) -> float:
    import numpy as np
    from scipy.stats import ttest_1samp

    rng = np.random.default_rng(seed)
    share = rng.random((draws, cases))
    was_met = share >= fixed
    is_met = (share < fixed) | (share >= fixed + broken)

    def observed(met: np.ndarray) -> np.ndarray:
        return rng.binomial(repeats, np.where(met, 1 - noise, noise))

    differences = (observed(is_met) - observed(was_met)) / repeats
    spread = np.ptp(differences, axis=1) > 0
    p = np.asarray(ttest_1samp(differences[spread], 0.0, axis=1).pvalue)
    found = int((p <= alpha).sum())
    # Where all cases changed alike, t is not defined.
    found += sum(mean_difference(each, alpha).p <= alpha for each in differences[~spread])
    return found / draws


def cases_needed(
    effect: float,
    spread: Spread,
    *,
    repeats: int = 3,
    power: float = 0.8,
    alpha: float = 0.05,
) -> int | None:
    """Return the fewest cases with which `mean_power` reaches ``power``.

    For `no worse` where nothing truly changed, ``effect`` is the margin. None means out of reach:
    more than a million.

    Raises:
        ValueError: No effect, or a power or alpha out of range, as in `smallest_detectable`.
    """
    if effect <= 0:
        raise ValueError("needs an effect above 0")
    _in_range(power, alpha)

    def reached(cases: int) -> bool:
        return mean_power(cases, spread, effect, repeats=repeats, alpha=alpha) >= power

    low, high = 1, 2
    while not reached(high):
        low, high = high, high * 2
        if high > _MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def smallest_detectable(
    cases: int,
    spread: Spread,
    *,
    repeats: int = 3,
    power: float = 0.8,
    alpha: float = 0.05,
) -> float:
    """Return the smallest true difference that so many cases find with ``power``.

    It is at once the narrowest margin at which they can show `no worse` where nothing changed.

    Raises:
        ValueError: Fewer than two cases, a power or alpha outside (0, 1), or a power that chance
            alone reaches.
    """
    from statsmodels.stats.power import TTestPower

    if cases < 2:
        raise ValueError("needs at least two cases")
    _in_range(power, alpha)
    size = TTestPower().solve_power(nobs=cases, alpha=alpha / 2, power=power, alternative="larger")
    return float(size) * spread.at(repeats)


def _in_range(power: float, alpha: float) -> None:
    if not (0 < alpha < 1 and alpha / 2 < power < 1):
        raise ValueError(
            "needs power and alpha between 0 and 1, and a power above half of alpha, which chance "
            "alone reaches"
        )


def power_table(
    effect: float,
    spread: Spread,
    *,
    cases: Iterable[int] = (16, 32, 64, 128, 256),
    repeats: Iterable[int] = (1, 3, 5, 10),
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Return `mean_power`, one row per number of cases and one column per number of repeats.

    Where a row hardly rises to the right, more repeats are wasted and only more cases help.
    """
    import pandas as pd

    columns = list(repeats)
    rows = {
        n: [mean_power(n, spread, effect, repeats=r, alpha=alpha) for r in columns] for n in cases
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis(index="cases", columns="repeats")


def zero_event_bound(cases: int, confidence: float = 0.95) -> float:
    """Return the largest rate that seeing no event in ``cases`` cases still allows.

    The exact one-sided bound: 13.9 % at 20 cases, 1.0 % at 300.

    Raises:
        ValueError: Fewer than one case, or a confidence outside (0, 1).

    Source: Clopper and Pearson 1934, for zero events.
    """
    if cases < 1 or not 0 < confidence < 1:
        raise ValueError("needs at least one case and a confidence between 0 and 1")
    return float(1 - (1 - confidence) ** (1 / cases))
