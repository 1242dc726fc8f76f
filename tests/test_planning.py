import numpy as np
import pytest

from soapbench import (
    Spread,
    cases_needed,
    flip_power,
    mean_power,
    power_table,
    smallest_detectable,
    zero_event_bound,
)

PILOT = Spread(between=0.10, inside=0.08)


@pytest.mark.parametrize(("cases", "bound"), [(20, 0.139), (300, 0.010), (1, 0.95)])
def test_seeing_no_event_still_allows_a_rate(cases: int, bound: float) -> None:
    assert zero_event_bound(cases) == pytest.approx(bound, abs=5e-4)


@pytest.mark.parametrize(("cases", "confidence"), [(0, 0.95), (-3, 0.95), (10, 1.0), (10, 0.0)])
def test_a_bound_on_nothing_is_an_error(cases: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="at least one case"):
        zero_event_bound(cases, confidence)


@pytest.mark.parametrize(("cases", "power"), [(20, 0.10), (40, 0.36), (60, 0.58), (100, 0.83)])
def test_mcnemars_power_for_a_fifth_fixed_and_a_twentieth_broken(cases: int, power: float) -> None:
    assert flip_power(cases, 0.2, 0.05) == pytest.approx(power, abs=0.01)


def test_the_exact_power_is_what_simulation_finds() -> None:
    from scipy.stats import binomtest

    rng = np.random.default_rng(3)
    counts = rng.multinomial(40, [0.2, 0.05, 0.75], size=2000)
    told = [f + b > 0 and binomtest(f, f + b, 0.5).pvalue <= 0.05 for f, b, _ in counts]
    assert flip_power(40, 0.2, 0.05) == pytest.approx(np.mean(told), abs=0.03)


def test_noisy_repeats_cost_power_and_more_repeats_win_some_back() -> None:
    noisy = [flip_power(60, 0.2, 0.05, repeats=r, noise=0.15) for r in (1, 3, 9)]
    assert noisy == sorted(noisy)
    assert noisy[0] < noisy[2] < flip_power(60, 0.2, 0.05) + 0.05
    assert flip_power(60, 0.0, 0.0) == 0


def test_one_noisy_repeat_is_judged_by_mcnemars_test() -> None:
    # the least noise changes the test no more than none
    assert flip_power(12, 0.4, 0.0, noise=1e-9) == pytest.approx(flip_power(12, 0.4, 0.0))
    from scipy.stats import binomtest

    rng = np.random.default_rng(3)
    share = rng.random((2000, 40))
    was, now = (share >= 0.3), (share < 0.3) | (share >= 0.35)
    seen_was, seen_now = (met ^ (rng.random(met.shape) < 0.1) for met in (was, now))
    fixed, broken = (seen_now & ~seen_was).sum(axis=1), (seen_was & ~seen_now).sum(axis=1)
    told = [
        f + b > 0 and binomtest(f, f + b, 0.5).pvalue <= 0.05
        for f, b in zip(fixed.tolist(), broken.tolist(), strict=True)
    ]
    assert flip_power(40, 0.3, 0.05, noise=0.1) == pytest.approx(np.mean(told), abs=0.03)


@pytest.mark.parametrize(
    ("cases", "fixed", "power"),
    # all cases change alike in nearly every study; near misses: so few, or none, show nothing
    [(20, 1.0, 1.0), (20, 0.0, 0.0), (3, 1.0, 0.0)],
)
def test_a_change_of_all_cases_is_found_though_it_has_no_spread(
    cases: int, fixed: float, power: float
) -> None:
    found = flip_power(cases, fixed, 0.0, repeats=3, noise=0.001, draws=500)
    assert found == pytest.approx(power, abs=0.03)


@pytest.mark.parametrize(
    ("fixed", "broken", "noise", "repeats"),
    [
        (0.6, 0.5, 0, 1),
        (-0.1, 0, 0, 1),
        (0.1, 0.1, 0.5, 1),
        (0, -0.1, 0, 1),
        (0.1, 0.1, 0.1, 0),
    ],
)
def test_shares_that_cannot_be_are_an_error(
    fixed: float, broken: float, noise: float, repeats: int
) -> None:
    with pytest.raises(ValueError, match="shares that add up"):
        flip_power(20, fixed, broken, noise=noise, repeats=repeats)


def test_power_is_statsmodels_and_cases_needed_is_where_it_is_reached() -> None:
    from statsmodels.stats.power import TTestPower

    size = 0.05 / PILOT.at(3)
    theirs = TTestPower().power(size, 40, 0.025, alternative="larger")
    assert mean_power(40, PILOT, 0.05) == pytest.approx(theirs, abs=1e-9)
    needed = cases_needed(0.05, PILOT)
    assert needed is not None
    assert mean_power(needed, PILOT, 0.05) >= 0.8 > mean_power(needed - 1, PILOT, 0.05)


@pytest.mark.parametrize("cases", [8, 32, 200])
def test_the_smallest_detectable_difference_is_found_with_the_power_asked(cases: int) -> None:
    smallest = smallest_detectable(cases, PILOT, power=0.9)
    assert mean_power(cases, PILOT, smallest) == pytest.approx(0.9, abs=1e-6)


def test_repeats_help_against_noise_inside_cases_and_not_against_spread_between_them() -> None:
    noisy, varied = Spread(0.02, 0.15), Spread(0.15, 0.02)
    gain = {}
    for name, spread in (("noisy", noisy), ("varied", varied)):
        table = power_table(0.05, spread, cases=[40], repeats=[1, 10])
        gain[name] = table.loc[40, 10] - table.loc[40, 1]
    assert gain["noisy"] > 0.4
    assert gain["varied"] < 0.02


def test_both_arms_bring_the_noise_of_their_repeats() -> None:
    assert Spread(0.0, 0.1).at(2) == pytest.approx(0.1)
    assert Spread(0.3, 0.0).at(7) == pytest.approx(0.3)
    assert Spread(0.1, 0.1).at(1) == pytest.approx(0.03**0.5)


def test_a_question_out_of_reach_is_said_to_be() -> None:
    assert cases_needed(1e-6, Spread(0.3)) is None
    assert cases_needed(0.05, Spread(0.0)) == 2
    assert mean_power(1, PILOT, 0.5) == 0
    assert mean_power(30, PILOT, -0.1) == 0


def test_what_cannot_be_planned_is_an_error() -> None:
    with pytest.raises(ValueError, match="effect above 0"):
        cases_needed(0.0, PILOT)
    for power, alpha in ((1.0, 0.05), (1.5, 0.05), (0.02, 0.05), (0.8, 0.0), (0.8, 1.0)):
        with pytest.raises(ValueError, match="power and alpha"):
            cases_needed(0.1, PILOT, power=power, alpha=alpha)
        with pytest.raises(ValueError, match="power and alpha"):
            smallest_detectable(20, PILOT, power=power, alpha=alpha)
    assert smallest_detectable(20, PILOT, power=0.03) > 0
    with pytest.raises(ValueError, match="two cases"):
        smallest_detectable(1, PILOT)
    with pytest.raises(ValueError, match="one repeat"):
        PILOT.at(0)
