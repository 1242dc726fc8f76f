import dataclasses

import numpy as np
import pytest

from soapbench import error_rates, simulation, verdict
from soapbench.estimates import Estimate
from soapbench.simulation import SHAPES

STUDIES = 1000
ERROR = 2 * np.sqrt(0.05 * 0.95 / STUDIES)
"""Two standard errors of a share of 0.05."""


@pytest.mark.slow
def test_verdicts_are_wrong_no_more_often_than_they_say() -> None:
    rates = error_rates((16, 32, 64, 128), studies=STUDIES)
    assert sorted(set(rates.index.get_level_values("differences"))) == sorted(SHAPES)
    scores = rates.drop(index="all or nothing", level="differences")
    assert scores["coverage"].between(0.93, 0.97).all()
    # Sixteen cases that change or not can show too few results for an interval to be exact.
    assert (rates["coverage"] >= 0.93).all()
    assert (rates["false better"] <= 0.05 + ERROR).all()
    assert (rates["false no worse"] <= 0.05 + ERROR).all()


@pytest.mark.parametrize("margin", [0.02, 0.1])
def test_a_drop_is_as_large_as_the_margin_in_every_shape(margin: float) -> None:
    for shape in SHAPES:
        before, after = simulation._study(shape, 200_000, -margin, np.random.default_rng(5))
        assert (after - before).mean() == pytest.approx(-margin, abs=0.004), shape


@pytest.mark.parametrize("margin", [0.0, -0.05, 0.11, 0.3])
def test_a_margin_that_some_shape_cannot_take_is_an_error(margin: float) -> None:
    with pytest.raises(ValueError, match="above 0 and at most"):
        error_rates([16], ["counts"], margin=margin, studies=2)


def test_the_simulation_is_seeded_and_sees_a_broken_interval(monkeypatch) -> None:
    one = error_rates([16], ["counts"], studies=60, seed=4)
    assert one.equals(error_rates([16], ["counts"], studies=60, seed=4))
    real = verdict.mean_difference

    def narrow(differences, *settings):
        found = real(differences, *settings)
        half = (found.high - found.low) / 6
        return dataclasses.replace(
            found, low=found.difference - half, high=found.difference + half, p=0.01
        )

    monkeypatch.setattr(verdict, "mean_difference", narrow)
    broken = error_rates([16], ["counts"], studies=60, seed=4)
    assert broken["coverage"].max() < 0.8
    assert broken["false better"].min() > 0.1


def test_a_drop_that_is_called_better_is_a_false_no_worse_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gain = Estimate(0.1, 0.05, 0.15, 0.001, "sure")
    monkeypatch.setattr(verdict, "mean_difference", lambda *_: gain)
    rates = error_rates([16], ["counts"], studies=5)
    assert rates["false better"].tolist() == rates["false no worse"].tolist() == [1.0]
