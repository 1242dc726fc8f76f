import numpy as np
import pandas as pd
import pytest

from soapbench import Evaluation, agreement, compare, regressions, zero_event_bound


def run_of(values: dict[str, list[list[float]]], scorer: str = "s") -> Evaluation:
    """An evaluation with ``values[template][case][repeat]``; NaN is an answer without a note."""
    rows = [
        {"case_id": f"c{i:03}", "template": template, "model": "m", "repeat": r, "value": value}
        for template, cases in values.items()
        for i, repeats in enumerate(cases)
        for r, value in enumerate(repeats)
    ]
    frame = pd.DataFrame(rows)
    keys = ["case_id", "template", "model", "repeat"]
    reasons = np.where(frame["value"].isna(), "refusal", "stop")
    return Evaluation(
        completions=frame[keys].assign(text="", finish_reason=reasons),
        scores=frame.dropna().assign(scorer=scorer)[[*keys, "scorer", "value"]],
        checks=pd.DataFrame(columns=[*keys, "scorer", "label", "status"]),
        manifest={},
    )


def verdict(before: list[float], after: list[float], margin: float = 0.05) -> str:
    run = run_of({"a": [[v] for v in before], "b": [[v] for v in after]})
    return str(compare(run, "a", "b", {"s": margin}).table.loc["s", "verdict"])


RANDOM = np.random.default_rng(1)
SPREAD = RANDOM.uniform(0.3, 0.6, 32)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (SPREAD, SPREAD + 0.2 + RANDOM.normal(0, 0.05, 32), "better"),
        (SPREAD, SPREAD - 0.2 + RANDOM.normal(0, 0.05, 32), "worse"),
        (SPREAD, SPREAD + RANDOM.normal(0, 0.02, 32), "no worse"),
        (SPREAD, SPREAD + RANDOM.normal(0, 0.25, 32), "not enough cases"),
        # near misses: one case, or a few that agree, prove nothing
        (SPREAD[:1], SPREAD[:1] + 0.3, "not enough cases"),
        (SPREAD[:5], SPREAD[:5] + RANDOM.normal(0.3, 0.01, 5), "not enough cases"),
        # twelve equal pairs show no spread, and still allow an unseen bad case
        (np.full(12, 0.5), np.full(12, 0.5), "not enough cases"),
        (np.full(400, 0.5), np.full(400, 0.5), "no worse"),
    ],
)
def test_a_verdict_follows_from_interval_margin_and_cases(before, after, says: str) -> None:
    assert verdict(list(before), list(after)) == says


def test_a_score_with_margin_zero_is_worse_as_soon_as_one_case_is() -> None:
    ones = [1.0] * 32
    assert verdict(ones, [*ones[:-1], 0.0], margin=0) == "worse"
    assert verdict(ones, ones, margin=0) == "no worse"
    run = run_of({"a": [[1.0]] * 9, "b": [[1.0]] * 8 + [[0.0]]}, scorer="phi_absence")
    assert compare(run, "a", "b").verdict == "worse"


def test_repeats_are_averaged_inside_a_case_before_cases_are() -> None:
    # One case with many good repeats must not outvote nine cases that got worse.
    before = [[0.5] * 2 for _ in range(10)]
    after = [[1.0] * 40, *[[0.4] * 2 for _ in range(9)]]
    table = compare(run_of({"a": before, "b": after}), "a", "b").table
    assert table.loc["s", "difference"] == pytest.approx((0.5 - 9 * 0.1) / 10)
    assert table.loc["s", ["better", "worse", "same"]].tolist() == [1, 9, 0]
    pooled = np.mean([v for case in after for v in case]) - 0.5
    assert pooled > 0 > table.loc["s", "difference"]


def test_the_interval_is_scipys_and_the_same_every_time() -> None:
    from scipy.stats import bootstrap

    before, after = SPREAD, SPREAD + RANDOM.normal(0.03, 0.1, 32)
    run = run_of({"a": [[v] for v in before], "b": [[v] for v in after]})
    one, two = compare(run, "a", "b", seed=3), compare(run, "a", "b", seed=3)
    assert one.table.equals(two.table)
    differences = (after - before).round(12)
    expected = bootstrap(
        (differences,), np.mean, method="BCa", rng=np.random.default_rng(3)
    ).confidence_interval
    row = one.table.loc["s"]
    assert (row["low"], row["high"]) == pytest.approx(tuple(expected), abs=1e-9)


def test_an_answer_without_a_note_counts_as_zero_and_is_reported() -> None:
    run = run_of({"a": [[0.8, 0.8]] * 8, "b": [[0.8, float("nan")]] * 8})
    result = compare(run, "a", "b")
    assert result.table.loc["s", "candidate"] == pytest.approx(0.4)
    assert result.unanswered == {"a": 0, "b": 8}
    assert "counted as 0" in result._repr_html_()


def test_what_is_not_in_the_evaluation_is_named() -> None:
    run = run_of({"a": [[0.1]] * 3, "b": [[0.2]] * 3})
    with pytest.raises(ValueError, match=r"no template 'c' .* \['a', 'b'\]"):
        compare(run, "a", "c")
    with pytest.raises(ValueError, match=r"name one model .* \['m'\]"):
        compare(run, "a", "b", model="other")


def test_regressions_list_the_largest_drop_first() -> None:
    run = run_of({"a": [[0.5], [0.5], [0.5]], "b": [[0.4], [0.9], [0.1]]})
    drops = regressions(compare(run, "a", "b"))
    assert drops["case_id"].tolist() == ["c002", "c000"]


@pytest.mark.parametrize(("cases", "bound"), [(20, 0.139), (300, 0.010), (1, 0.95)])
def test_seeing_no_event_still_allows_a_rate(cases: int, bound: float) -> None:
    assert zero_event_bound(cases) == pytest.approx(bound, abs=5e-4)


@pytest.mark.parametrize(("cases", "confidence"), [(0, 0.95), (-3, 0.95), (10, 1.0), (10, 0.0)])
def test_a_bound_on_nothing_is_an_error(cases: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="at least one case"):
        zero_event_bound(cases, confidence)


def agreeing(*statuses: list[str]) -> Evaluation:
    rows = [
        {
            "case_id": f"c{i}",
            "template": "a",
            "model": "m",
            "repeat": r,
            "scorer": "s",
            "label": "E",
            "status": status,
        }
        for i, repeats in enumerate(statuses)
        for r, status in enumerate(repeats)
    ]
    empty = pd.DataFrame()
    return Evaluation(empty, empty, pd.DataFrame(rows), {})


@pytest.mark.parametrize(
    ("statuses", "agreement_", "unanimous"),
    [
        ([["met", "met", "met"]], 1.0, 1.0),
        ([["met", "met", "missing"]], 2 / 3, 0.0),
        ([["met", "partial", "missing"]], 1 / 3, 0.0),
        ([["met"] * 3, ["missing", "missing", "met"]], 5 / 6, 0.5),
    ],
)
def test_agreement_is_the_share_of_the_commonest_status(statuses, agreement_, unanimous) -> None:
    row = agreement(agreeing(*statuses), "s").loc[("a", "E")]
    assert row["agreement"] == pytest.approx(agreement_)
    assert row["unanimous"] == unanimous


def test_agreement_needs_repeats_and_a_known_scorer() -> None:
    with pytest.raises(ValueError, match="at least two repeats"):
        agreement(agreeing(["met"]), "s")
    with pytest.raises(ValueError, match=r"no checks of scorer 't' .* \['s'\]"):
        agreement(agreeing(["met", "met"]), "t")
