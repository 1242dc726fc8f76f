import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapbench import holm, mean_difference, proportion_difference

RANDOM = np.random.default_rng(4)
NORMAL = RANDOM.normal(0.03, 0.1, 32).round(12)


def outcomes(both: int, fixed: int, broken: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    """Paired outcomes with these counts."""
    counts = [both, fixed, broken, neither]
    return np.repeat([1.0, 0.0, 1.0, 0.0], counts), np.repeat([1.0, 1.0, 0.0, 0.0], counts)


def test_the_interval_is_never_narrower_than_scipys_t() -> None:
    from scipy.stats import ttest_1samp

    ours, theirs = mean_difference(NORMAL), ttest_1samp(NORMAL, 0.0)
    low, high = theirs.confidence_interval(0.95)
    assert ours.low <= low
    assert ours.high >= high
    assert ours.p >= theirs.pvalue
    assert ours.difference == pytest.approx(NORMAL.mean(), abs=1e-12)


def test_on_many_even_cases_it_is_scipys_t() -> None:
    from scipy.stats import norm, ttest_1samp

    even = norm.ppf((np.arange(4000) + 0.5) / 4000) / 10
    ours, theirs = mean_difference(even), ttest_1samp(even, 0.0).confidence_interval(0.95)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), rel=0.06)


def test_the_studentised_bootstrap_is_that_of_a_plain_loop() -> None:
    from scipy.stats import norm, t

    skewed = RANDOM.exponential(0.1, 12).round(12)
    n, rng = len(skewed), np.random.default_rng(9)
    error = skewed.std(ddof=1) / np.sqrt(n)
    ratios = []
    for drawn in rng.integers(n, size=(4_999, n)):
        sample = skewed[drawn]
        spread = np.sqrt((sample.var(ddof=1) + error**2) / n)
        ratios.append((sample.mean() - skewed.mean()) / spread)
    wider = t.ppf(0.975, n - 1) / norm.ppf(0.975)
    low, high = np.quantile(np.array(ratios) * wider, [0.025, 0.975])
    ours = mean_difference(skewed, seed=9)
    # The longer tail is to the right: there the bootstrap is the wider of the two.
    assert ours.high == pytest.approx(skewed.mean() - low * error, abs=1e-9)
    assert ours.low == pytest.approx(
        min(skewed.mean() - high * error, skewed.mean() - t.ppf(0.975, n - 1) * error), abs=1e-9
    )


def test_clusters_give_statsmodels_errors_and_widen_what_is_alike() -> None:
    from statsmodels.api import OLS

    groups = np.repeat(np.arange(8), 4)
    alike = (RANDOM.normal(0, 0.2, 8)[groups] + RANDOM.normal(0, 0.02, 32)).round(12)
    ours = mean_difference(alike, clusters=[f"g{g}" for g in groups])
    fit = OLS(alike, np.ones(32)).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    assert (ours.low, ours.high) == pytest.approx(tuple(fit.conf_int()[0]), abs=1e-9)
    plain = mean_difference(alike)
    assert ours.high - ours.low > plain.high - plain.low


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Fagerland, Lydersen and Laake 2017, chapter 8: airway hyper-responsiveness
        ((1, 1, 7, 12), -0.507, -0.026),
        # Newcombe 1998
        ((36, 12, 2, 0), 0.0569, 0.3404),
        # nobody changed: the interval still has a width
        ((32, 0, 0, 0), -0.107, 0.107),
    ],
)
def test_paired_proportions_have_newcombes_interval(counts, low: float, high: float) -> None:
    ours = proportion_difference(*outcomes(*counts))
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=6e-4)


def test_their_test_is_mcnemars_exact_one() -> None:
    from scipy.stats import binomtest

    ours = proportion_difference(*outcomes(20, 9, 2, 9))
    assert ours.p == pytest.approx(binomtest(9, 11, 0.5).pvalue, abs=1e-9)
    assert proportion_difference(*outcomes(20, 0, 0, 9)).p == 1


@pytest.mark.parametrize(
    ("counts", "apart", "small"),
    [
        ((0, 6, 0, 10), True, True),
        # where few changed the test is more cautious than the interval
        ((0, 5, 0, 11), True, False),
        ((52, 9, 2, 37), True, False),
        # near misses: one fewer, or one more that changed the other way
        ((0, 3, 0, 13), False, False),
        ((52, 9, 4, 35), False, False),
    ],
)
def test_an_interval_of_proportions_may_leave_0_out_before_the_test_does(
    counts, apart: bool, small: bool
) -> None:
    ours = proportion_difference(*outcomes(*counts))
    assert (ours.low > 0) is apart
    assert (ours.p <= 0.05) is small


@pytest.mark.parametrize("value", [0.0, 0.1, -0.4])
def test_equal_differences_are_not_taken_for_certainty(value: float) -> None:
    few, many = (mean_difference(np.full(n, value)) for n in (6, 600))
    assert few.low < value < few.high
    assert few.high - few.low > 10 * (many.high - many.low) > 0


def test_one_case_or_one_cluster_says_nothing() -> None:
    one = mean_difference(np.array([0.3]))
    assert (one.low, one.high, one.p) == (-1, 1, 1)
    cluster = mean_difference(NORMAL, clusters=["a"] * 32)
    assert (cluster.low, cluster.high, cluster.p) == (-1, 1, 1)


@given(
    st.lists(st.sampled_from([k / 9 - 0.5 for k in range(10)]), min_size=2, max_size=25),
    st.integers(0, 5),
)
def test_an_interval_holds_its_mean_agrees_with_its_p_and_is_repeatable(values, seed) -> None:
    differences = np.array(values).round(12)
    ours = mean_difference(differences, seed=seed)
    assert -1 <= ours.low <= ours.difference <= ours.high <= 1
    assert ours == mean_difference(differences, seed=seed)
    # One resample of 4,999 more or less may stand between a quantile and a count.
    if ours.low > 1e-6 or ours.high < -1e-6:
        assert ours.p <= 0.0515
    else:
        assert ours.p >= 0.0485 or min(abs(ours.low), abs(ours.high)) < 0.01


@given(st.tuples(*[st.integers(0, 15)] * 4).filter(any))
def test_a_proportion_difference_turns_with_its_sides(counts) -> None:
    both, fixed, broken, neither = counts
    ours = proportion_difference(*outcomes(both, fixed, broken, neither))
    turned = proportion_difference(*outcomes(both, broken, fixed, neither))
    assert -1 <= ours.low <= ours.difference <= ours.high <= 1
    assert (turned.low, turned.high) == pytest.approx((-ours.high, -ours.low), abs=1e-9)
    assert turned.p == pytest.approx(ours.p)


def test_a_plain_gain_is_not_held_back_by_the_number_of_resamples() -> None:
    gain = np.linspace(0.15, 0.25, 32)
    assert mean_difference(gain).p < 1e-6
    # near miss: on few cases all agree by chance once in 128 times
    assert mean_difference(gain[:8]).p == pytest.approx(2 / 5000)


def test_holm_is_statsmodels_and_keeps_the_order() -> None:
    from statsmodels.stats.multitest import multipletests

    p = [0.04, 0.001, 0.03]
    assert holm(p) == pytest.approx(list(multipletests(p, method="holm")[1]), abs=1e-9)
    assert holm(p) == pytest.approx([0.06, 0.003, 0.06])
    assert holm([]) == []
