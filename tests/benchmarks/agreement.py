"""How often intervals of agreement hold the truth, and how often a scorer is trusted.

``python -m tests.benchmarks.agreement`` prints both, from simulated labels of two notes a case.
"""

import math
import random

import pandas as pd
from scipy import stats

from soapbench.review import ac1, kappa
from soapbench.review.people import DECIDED, agreements
from soapbench.review.trust import _verdict

HAS, HAS_NOT = DECIDED
STUDIES = 400


def labels(
    chance: random.Random, cases: int, has: float, errs: float, alike: float
) -> tuple[list[str], list[str], list[int]]:
    """Return answers of two readers about two notes a case, which are alike to some degree."""
    one, other, of = [], [], []
    for case in range(cases):
        shared = chance.random() < has, chance.random() < errs
        for _ in range(2):
            is_so = shared[0] if chance.random() < alike else chance.random() < has
            wrong = shared[1] if chance.random() < alike else chance.random() < errs
            one.append(HAS if is_so else HAS_NOT)
            other.append(HAS if is_so != wrong else HAS_NOT)
            of.append(case)
    return one, other, of


def coverage() -> pd.DataFrame:
    """Return how often the interval holds the truth, and how often plus or minus errors does."""
    chance, rows = random.Random(1), []
    for alike in (0.0, 0.8):
        for has in (0.5, 0.85):
            for errs in (0.03, 0.1, 0.3):
                many = labels(chance, 50_000, has, errs, alike)
                for cases in (8, 16, 32):
                    drawn = [labels(chance, cases, has, errs, alike) for _ in range(STUDIES)]
                    for coefficient in (ac1, kappa):
                        truth = coefficient(*many, DECIDED).value
                        found = [coefficient(*study, DECIDED) for study in drawn]
                        found = [each for each in found if not math.isnan(each.value)]
                        t = stats.t.ppf(0.975, cases - 1)
                        rows.append(
                            {
                                "alike": alike, "has it": has, "errs": errs, "cases": cases,
                                "coefficient": coefficient.__name__, "truth": truth,
                                "exact": sum(f.low <= truth <= f.high for f in found) / len(found),
                                "plus or minus": sum(
                                    abs(f.value - truth) <= t * f.error for f in found if f.error
                                ) / max(1, sum(f.error > 0 for f in found)),
                            }
                        )  # fmt: skip
    return pd.DataFrame(rows)


def trusted() -> pd.DataFrame:
    """Return how often a scorer is trusted, by how often it agrees and by cases."""
    chance, rows = random.Random(2), {}
    for agrees in (0.98, 0.95, 0.9, 0.775):
        for cases in (8, 12, 16, 24, 32, 48):
            verdicts = []
            for _ in range(STUDIES):
                one, other, of = labels(chance, cases, 0.5, 1 - agrees, 0.0)
                pairs = pd.DataFrame({"answer": one, "answer_other": other, "case_id": of})
                verdicts.append(_verdict(agreements(pairs, DECIDED, 0.05), {"AC1 high": math.nan}))
            rows[agrees, cases] = sum(v == "trust" for v in verdicts) / STUDIES
    return pd.Series(rows).unstack()


if __name__ == "__main__":
    covered = coverage()
    print(covered.round(3).to_string())
    print(covered.groupby("coefficient")[["exact", "plus or minus"]].min().round(3), "\n")
    print(trusted().round(2).to_string())
