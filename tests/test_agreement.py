import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from soapbench.review import Agreement, ac1, kappa

# Both readers' answers, counted; what was published of the table.
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
FLEISS = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
HIGH_AGREEMENT = [[118, 5], [2, 0]]


def pairs(table: list[list[int]]) -> tuple[list[str], list[str], str]:
    cells = [(a, b) for a, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)]
    names = "abcdef"[: len(table)]
    return [names[a] for a, _ in cells], [names[b] for _, b in cells], names


def of(coefficient, table: list[list[int]]) -> tuple[Agreement, int]:
    one, other, answers = pairs(table)
    return coefficient(one, other, range(len(one)), answers), len(one)


@pytest.mark.parametrize(
    ("coefficient", "table", "published"),
    [
        # Cohen 1960, table 1
        (kappa, COHEN, 0.492),
        # Fleiss, Levin and Paik 2003, table 18.1
        (kappa, FLEISS, 0.676),
        # Gwet 2014, the three abstractors' table, as irrCAC prints it
        (kappa, ABSTRACTORS, 0.7964094),
        (ac1, ABSTRACTORS, 0.8493305),
        # Gwet 2008: kappa's paradox
        (kappa, HIGH_AGREEMENT, -0.0234),
        (ac1, HIGH_AGREEMENT, 0.9408),
    ],
)
def test_coefficients_are_those_that_were_published(coefficient, table, published) -> None:
    found, _ = of(coefficient, table)
    digits = len(str(published).split(".")[1])
    assert found.value == pytest.approx(published, abs=0.5001 * 10**-digits)


@pytest.mark.parametrize(
    ("coefficient", "error", "low", "high"),
    # Gwet 2014, as irrCAC 1.0 prints it
    [(kappa, 0.05891072, 0.680, 0.913), (ac1, 0.04321747, 0.764, 0.935)],
)
def test_errors_and_intervals_are_those_that_were_published(coefficient, error, low, high) -> None:
    found, n = of(coefficient, ABSTRACTORS)
    mine = found.error * math.sqrt((n - 1) / n)
    assert mine == pytest.approx(error, abs=5e-9)
    reach = stats.t.ppf(0.975, n - 1) * mine
    assert found.value - reach == pytest.approx(low, abs=5.1e-4)
    assert found.value + reach == pytest.approx(high, abs=5.1e-4)
    # Ours is exact, and so reaches further on the side of the longer tail.
    assert low - 0.04 < found.low < low
    assert high - 0.03 < found.high < high


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # its z where all is chance
@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=9, max_size=9))
def test_kappa_and_its_error_are_those_of_statsmodels(cells: list[int]) -> None:
    table = np.array(cells).reshape(3, 3)
    one, other, answers = pairs(table.tolist())
    found = kappa(one, other, range(len(one)), answers)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    if not len(one) or rows @ columns == len(one) ** 2:
        assert math.isnan(found.value)
        return
    theirs = cohens_kappa(table)
    assert found.value == pytest.approx(theirs.kappa, abs=1e-9)
    if len(one) > 1:
        mine = found.error * math.sqrt((len(one) - 1) / len(one))
        # Rounding may take the variance of theirs just below 0, and its root is no number then.
        assert mine == pytest.approx(np.nan_to_num(theirs.std_kappa), abs=1e-7)
    assert found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high


@pytest.mark.parametrize("coefficient", [kappa, ac1])
def test_labels_of_one_case_do_not_count_as_independent(coefficient) -> None:
    one, other, answers = pairs(ABSTRACTORS)
    once = coefficient(one, other, range(len(one)), answers)
    cases = list(range(len(one)))
    twice = coefficient(one * 2, other * 2, cases * 2, answers)
    naive = coefficient(one * 2, other * 2, range(2 * len(one)), answers)
    assert twice.value == pytest.approx(once.value)
    assert twice.error == pytest.approx(once.error)
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high), abs=0.003)
    assert naive.high - naive.low < 0.8 * (once.high - once.low)
    assert naive.error == pytest.approx(once.error / math.sqrt(2), rel=0.01)


@pytest.mark.parametrize(("cases", "low"), [(1, -1.0), (8, 0.261), (40, 0.824)])
def test_full_agreement_of_few_cases_is_no_proof(cases: int, low: float) -> None:
    one = ["yes", "no"] * cases
    found = ac1(one, one, [i // 2 for i in range(2 * cases)], ("yes", "no"))
    assert found.value == 1
    assert found.low == pytest.approx(low, abs=1e-3)


def test_one_answer_throughout_leaves_kappa_undefined_and_not_ac1() -> None:
    same = ["yes"] * 10
    assert math.isnan(kappa(same, same, range(10), ("yes", "no")).value)
    assert str(kappa(same, same, range(10), ("yes", "no"))) == "not defined"
    assert ac1(same, same, range(10), ("yes", "no")).value == 1
    assert math.isnan(ac1([], [], [], ("yes", "no")).value)


def test_intervals_cover_the_truth_where_cases_are_clusters() -> None:
    # Two notes a case. In one case of five the other reader errs on each note every second time,
    # so that they agree on nine notes of ten, and by chance on half: AC1 and kappa are 0.8.
    chance = random.Random(1)
    hits = {kappa: 0, ac1: 0}
    for _ in range(200):
        one, other = [], []
        for _ in range(16):
            rate = 0.5 if chance.random() < 0.2 else 0.0
            for _ in range(2):
                is_so = chance.random() < 0.5
                one.append("yes" if is_so else "no")
                other.append("yes" if is_so != (chance.random() < rate) else "no")
        for coefficient in hits:
            found = coefficient(one, other, [i // 2 for i in range(32)], ("yes", "no"))
            hits[coefficient] += found.low <= 0.8 <= found.high
    assert min(hits.values()) >= 0.93 * 200
