import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from soapbench import Evaluation, agreement, compare, proportion_difference, regressions


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
    # 28 cases without an event still allow a rate above 10 %
    assert verdict(ones[:29], ones[:29], margin=0) == "no worse"
    assert verdict(ones[:28], ones[:28], margin=0) == "not enough cases"
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


def test_the_same_input_gives_the_same_bytes() -> None:
    rng = np.random.default_rng(1)
    after = SPREAD + rng.normal(0.03, 0.1, 32)
    run = run_of({"a": [[v] for v in SPREAD], "b": [[v] for v in after]})
    one, two = compare(run, "a", "b", seed=3), compare(run, "a", "b", seed=3)
    assert one.table.to_csv() == two.table.to_csv()
    assert repr(one) == repr(two)
    assert one.table.loc["s", "low"] != compare(run, "a", "b", seed=4).table.loc["s", "low"]


def test_an_answer_without_a_note_counts_as_zero_and_is_reported() -> None:
    run = run_of({"a": [[0.8, 0.8]] * 8, "b": [[0.8, float("nan")]] * 8})
    result = compare(run, "a", "b")
    assert result.table.loc["s", "candidate"] == pytest.approx(0.4)
    assert any("0 of a and 8 of b; each is counted as 0" in r for r in result.remarks)
    assert "counted as 0" in result._repr_html_()


def test_a_case_without_any_note_keeps_its_pair() -> None:
    run = run_of({"a": [[0.8]] * 8, "b": [[0.8]] * 7 + [[float("nan")]]})
    result = compare(run, "a", "b")
    assert result.cases == 8
    assert result.table.loc["s", "worse"] == 1


def test_a_refusal_leaks_nothing_and_is_no_better_for_it() -> None:
    run = run_of({"a": [[1.0]] * 8, "b": [[float("nan")]] * 8}, scorer="phi_absence")
    table = compare(run, "a", "b").table
    assert table.loc["phi_absence", ["better", "worse", "same"]].tolist() == [0, 0, 8]


def test_a_case_counts_as_leaking_when_any_repeat_leaks() -> None:
    before, after = [[1.0, 1.0, 1.0]] * 9, [[1.0, 1.0, 1.0]] * 8 + [[1.0, 0.0, 1.0]]
    table = compare(run_of({"a": before, "b": after}, scorer="phi_absence"), "a", "b").table
    assert table.loc["phi_absence", "candidate"] == pytest.approx(8 / 9)
    assert table.loc["phi_absence", "method"] == "Newcombe and exact McNemar"
    # near miss: a case that leaked before and leaks more often now is no new leak
    before, after = [[1.0] * 3] * 30 + [[1.0, 0.0, 1.0]], [[1.0] * 3] * 30 + [[0.0] * 3]
    run = run_of({"a": before, "b": after}, scorer="phi_absence")
    assert compare(run, "a", "b").verdict == "no worse"


def test_all_or_nothing_scores_are_compared_as_proportions() -> None:
    run = run_of({"a": [[1.0]] * 20 + [[0.0]] * 20, "b": [[1.0]] * 34 + [[0.0]] * 6})
    row = compare(run, "a", "b").table.loc["s"]
    ones = np.ones(20)
    after = np.repeat([1.0, 0.0], [34, 6])
    expected = proportion_difference(np.concatenate([ones, ones * 0]), after)
    assert (row["low"], row["high"], row["p"]) == (expected.low, expected.high, expected.p)
    assert row["verdict"] == "better"


def test_holm_takes_back_a_better_that_stands_alone_but_never_a_worse() -> None:
    rng = np.random.default_rng(1)
    gain = SPREAD + 0.035 + rng.normal(0, 0.08, 32)
    noise = {f"n{i}": SPREAD + rng.normal(0, 0.03, 32) for i in range(9)}
    runs = {"s": gain, **noise}
    alone = compare(several(runs), "a", "b", primary=["s"])
    together = compare(several(runs), "a", "b")
    assert alone.table.loc["s", "verdict"] == "better"
    assert together.table.loc["s", "verdict"] == "no worse"
    assert any("on its own" in remark for remark in together.remarks)
    mirrored = compare(several(runs), "b", "a")
    assert mirrored.table.loc["s", "verdict"] == "worse"


@pytest.mark.parametrize("change", [1.0, -1.0])
def test_three_cases_that_all_turn_are_too_few_and_not_an_error(change: float) -> None:
    before = [[max(0.0, -change)]] * 3
    after = [[max(0.0, change)]] * 3
    result = compare(run_of({"a": before, "b": after}), "a", "b")
    assert result.verdict == "not enough cases"
    told = "s: about 3 more cases like these would probably tell. Fewer than 6 cases never do."
    assert told in result.remarks


@pytest.mark.parametrize(("loss", "small"), [(0.01, True), (0.049, False), (0.2, False)])
def test_a_loss_inside_the_margin_is_worse_and_told_to_be_small(loss: float, small: bool) -> None:
    after = SPREAD - loss + np.linspace(-0.005, 0.005, 32)
    result = compare(run_of({"a": [[v] for v in SPREAD], "b": [[v] for v in after]}), "a", "b")
    assert result.verdict == "worse"
    assert any("by less than its margin of 0.05" in r for r in result.remarks) == small


def test_a_score_that_is_not_primary_cannot_decide_better_but_can_decide_worse() -> None:
    rng = np.random.default_rng(1)
    runs = {"s": SPREAD + rng.normal(0, 0.01, 32), "t": SPREAD + 0.3}
    assert compare(several(runs), "a", "b", primary=["s"]).verdict == "no worse"
    assert compare(several(runs), "a", "b", primary=["t"]).verdict == "better"
    assert compare(several(runs), "b", "a", primary=["s"]).verdict == "worse"


def several(after: dict[str, np.ndarray]) -> Evaluation:
    """An evaluation with several scorers, ``a`` at SPREAD and ``b`` as given."""
    runs = [
        run_of({"a": [[v] for v in SPREAD], "b": [[v] for v in values]}, scorer)
        for scorer, values in after.items()
    ]
    return Evaluation(runs[0].completions, pd.concat([r.scores for r in runs]), runs[0].checks, {})


def test_not_enough_cases_says_how_many_more_and_that_many_tell() -> None:
    rng = np.random.default_rng(2)
    after = SPREAD[:12] + rng.normal(0, 0.12, 12)
    run = run_of({"a": [[v] for v in SPREAD[:12]], "b": [[v] for v in after]})
    result = compare(run, "a", "b")
    more = int(result.table.loc["s", "more"])
    assert result.verdict == "not enough cases"
    assert any(f"about {more} more cases" in remark for remark in result.remarks)
    # The same difference and spread on that many more cases.
    n = 12 + more
    changes = (after - SPREAD[:12] - (after - SPREAD[:12]).mean())[np.arange(n) % 12]
    changes = changes + (after - SPREAD[:12]).mean()
    wide = run_of({"a": [[0.5]] * n, "b": [[0.5 + c] for c in changes]})
    assert compare(wide, "a", "b").verdict != "not enough cases"
    assert compare(wide, "a", "b").table["more"].isna().all()


def test_clusters_widen_the_interval_and_must_name_every_case() -> None:
    rng = np.random.default_rng(1)
    shift = np.repeat(rng.normal(0, 0.1, 8), 4)
    run = run_of({"a": [[v] for v in SPREAD], "b": [[v] for v in SPREAD + shift]})
    clusters = {f"c{i:03}": f"population {i // 4}" for i in range(32)}
    plain, clustered = compare(run, "a", "b"), compare(run, "a", "b", clusters=clusters)
    width = [c.table.loc["s", "high"] - c.table.loc["s", "low"] for c in (plain, clustered)]
    assert width[1] > width[0]
    with pytest.raises(ValueError, match=r"do not name the cases \['c031'\] \(1 in all\)"):
        compare(run, "a", "b", clusters=dict(list(clusters.items())[:-1]))


def test_elements_are_compared_one_by_one() -> None:
    statuses = {"a": ["met"] * 20, "b": ["missing"] * 20}
    checks = pd.DataFrame(
        [
            {"case_id": f"c{i:03}", "template": t, "model": "m", "repeat": 0, "scorer": "s",
             "label": label, "status": status if label == "E1" else "met"}
            for t, column in statuses.items()
            for i, status in enumerate(column)
            for label in ("E1", "E2")
        ]
    )  # fmt: skip
    run = run_of({"a": [[1.0]] * 20, "b": [[0.5]] * 20})
    run = dataclasses.replace(run, checks=checks)
    table = compare(run, "a", "b", elements="s").table
    assert table.loc["E1", ["difference", "verdict"]].tolist() == [-1.0, "worse"]
    assert table.loc["E2", "worse"] == 0
    with pytest.raises(ValueError, match="'t' has no elements"):
        compare(run, "a", "b", elements="t")
    twice = dataclasses.replace(run, checks=pd.concat([checks, checks]))
    with pytest.raises(ValueError, match="'s' has no elements"):
        compare(twice, "a", "b", elements="s")


def test_the_spread_of_a_pilot_tells_cases_from_repeats() -> None:
    cases, repeats = 400, 4
    rng = np.random.default_rng(1)
    effect = rng.normal(0, 0.10, (cases, 1))
    before = 0.5 + rng.normal(0, 0.08, (cases, repeats))
    after = 0.5 + effect + rng.normal(0, 0.08, (cases, repeats))
    spread = compare(run_of({"a": before.tolist(), "b": after.tolist()}), "a", "b").spread("s")
    assert spread.between == pytest.approx(0.10, abs=0.015)
    assert spread.inside == pytest.approx(0.08, abs=0.01)


def test_a_case_is_the_mean_of_its_repeats_not_their_median() -> None:
    run = run_of({"a": [[0.0, 0.0, 0.9]] * 8, "b": [[0.3, 0.3, 0.3]] * 8})
    table = compare(run, "a", "b").table
    assert table.loc["s", ["baseline", "difference"]].tolist() == pytest.approx([0.3, 0.0])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"finish_reason": "length"}, "Cut off at the length limit: 0 of 8 answers of a and 8"),
        ({"fingerprint": "fp_2"}, "fingerprint is not the same for a and b"),
        ({"created": "2026-03-01T00:00:00Z"}, "59 days apart in age"),
    ],
)
def test_arms_that_differ_in_more_than_the_template_are_warned_about(change, says: str) -> None:
    run = run_of({"a": [[0.5]] * 8, "b": [[0.5]] * 8})
    same = run.completions.assign(fingerprint="fp_1", created="2026-01-01T00:00:00Z")
    alike = dataclasses.replace(run, completions=same)
    assert not any(says in remark for remark in compare(alike, "a", "b").remarks)
    other = same.copy()
    for column, value in change.items():
        other.loc[other["template"] == "b", column] = value
    remarks = compare(dataclasses.replace(run, completions=other), "a", "b").remarks
    assert any(says in remark for remark in remarks)


@pytest.mark.parametrize("later", ["a", "b"])
@pytest.mark.parametrize(("minutes", "told"), [(20, False), (36 * 60, True)])
def test_answers_of_one_day_are_of_one_age_whichever_came_first(
    later: str, minutes: int, told: bool
) -> None:
    run = run_of({"a": [[0.5]] * 8, "b": [[0.5]] * 8})
    first = pd.Timestamp("2026-01-01T00:00:00Z")
    answers = run.completions.assign(created=first.isoformat())
    then = (first + pd.Timedelta(minutes=minutes)).isoformat(timespec="microseconds")
    answers.loc[answers["template"] == later, "created"] = then
    remarks = compare(dataclasses.replace(run, completions=answers), "a", "b").remarks
    assert any("1 day apart in age" in remark for remark in remarks) == told


def test_a_worse_element_is_corrected_for_all_of_them_whatever_is_primary() -> None:
    rng = np.random.default_rng(11)
    labels, cases = [f"E{i:02}" for i in range(40)], [f"c{i}" for i in range(32)]
    rows = [
        {
            "case_id": case, "template": template, "model": "m", "repeat": 0,
            "scorer": "payer_completeness", "label": label,
            "status": "met" if rng.random() < 0.5 else "missing",
        }
        for template in ("a", "b") for case in cases for label in labels
    ]  # fmt: skip
    run = run_of({"a": [[0.5]] * 32, "b": [[0.5]] * 32})
    run = dataclasses.replace(
        run,
        completions=run.completions.assign(case_id=cases * 2),
        checks=pd.DataFrame(rows),
    )
    alone, named = (
        compare(run, "a", "b", elements="payer_completeness", primary=primary).table
        for primary in (None, ["E00"])
    )
    assert (alone["high"] < 0).any()  # by itself some element looks worse
    assert "worse" not in set(alone["verdict"]) | set(named["verdict"])


def test_two_prompts_of_one_version_keep_their_columns() -> None:
    table = compare(run_of({"p@v1": [[0.2]] * 8, "q@v1": [[0.4]] * 8}), "p@v1", "q@v1").shown()
    assert table.loc["s", ["p@v1", "q@v1"]].tolist() == ["0.20", "0.40"]


def test_what_is_shown_is_not_rounded_to_something_else() -> None:
    run = several({"s": SPREAD - 0.0001, "other": SPREAD})
    told = compare(run, "a", "b", {"s": 0.004}, primary=["other"]).shown()
    assert told.loc["s", "margin"] == "0.004"
    assert told.loc["s", "p (Holm)"].endswith(" alone")
    assert not told.loc["other", "p (Holm)"].endswith(" alone")


def test_cases_that_are_all_alike_tell_no_more_than_one() -> None:
    run = run_of({"a": [[0.3]] * 32, "b": [[0.5]] * 32})
    cases = run.completions["case_id"].unique()
    one = compare(run, "a", "b", clusters=dict.fromkeys(cases, "x")).table.loc["s"]
    assert (one["low"], one["high"], one["verdict"]) == (-1, 1, "not enough cases")
    four = {case: str(i % 4) for i, case in enumerate(cases)}
    few = compare(run, "a", "b", clusters=four).table.loc["s"]
    all_ = compare(run, "a", "b").table.loc["s"]
    assert few["low"] < all_["low"] < all_["high"] < few["high"]


def test_events_that_none_of_few_clusters_had_are_not_ruled_out() -> None:
    run = run_of({"a": [[1.0]] * 32, "b": [[1.0]] * 32}, "phi_absence")
    cases = run.completions["case_id"].unique()
    alike = {case: str(i % 4) for i, case in enumerate(cases)}
    assert compare(run, "a", "b").verdict == "no worse"
    told = compare(run, "a", "b", clusters=alike)
    assert told.verdict == "not enough cases"
    assert any("none of 4 clusters got worse" in remark for remark in told.remarks)


def test_a_candidate_that_refuses_every_case_is_no_worse_than_nobody_knows() -> None:
    run = run_of({"a": [[1.0]] * 32, "b": [[math.nan]] * 28 + [[1.0]] * 4}, "phi_absence")
    told = compare(run, "a", "b")
    assert told.verdict == "not enough cases"
    assert told.table.loc["phi_absence", "more"] == 25
    assert any("none of 4 cases with a note got worse" in remark for remark in told.remarks)
    none = run_of({"a": [[1.0]] * 32, "b": [[math.nan]] * 32}, "phi_absence")
    assert compare(none, "a", "b").verdict == "not enough cases"


def test_means_count_an_answer_without_a_note_as_zero() -> None:
    run = run_of({"a": [[0.8]] * 4, "b": [[0.8]] * 4})
    lost = run.completions["case_id"].isin(["c000"]) & (run.completions["template"] == "b")
    assert lost.sum() == 1
    answers = run.completions.assign(
        finish_reason=run.completions["finish_reason"].where(~lost, "refusal")
    )
    scores = run.scores[~((run.scores["case_id"] == "c000") & (run.scores["template"] == "b"))]
    run = dataclasses.replace(run, completions=answers, scores=scores)
    assert run.means()["s"].to_dict() == pytest.approx({"a": 0.8, "b": 0.6})


def test_unequal_repeats_and_cases_of_one_arm_are_said() -> None:
    run = run_of({"a": [[0.5] * 3] * 9, "b": [[0.5] * 2] * 8})
    remarks = compare(run, "a", "b").remarks
    assert "Repeats differ: 3 of a, 2 of b." in remarks
    assert "Left out: 1 case that only one of the two answered." in remarks


def test_tries_and_looks_are_said_in_the_comparison() -> None:
    run = run_of({"p@v1": [[0.5]] * 8, "p@v2": [[0.5]] * 8})
    many = dataclasses.replace(run, manifest={"tries": {"p": 7}, "looks": 2})
    remarks = compare(many, "p@v1", "p@v2").remarks
    assert any(r.startswith("7 versions of this prompt were tried") for r in remarks)
    assert any("looked at 2 times" in r for r in remarks)
    few = dataclasses.replace(run, manifest={"tries": {"p": 2}, "looks": None})
    assert not any("tried" in r for r in compare(few, "p@v1", "p@v2").remarks)


def test_what_is_not_in_the_evaluation_is_named() -> None:
    run = run_of({"a": [[0.1]] * 3, "b": [[0.2]] * 3})
    with pytest.raises(ValueError, match=r"no template 'c' .* \['a', 'b'\]"):
        compare(run, "a", "c")
    with pytest.raises(ValueError, match=r"name one model .* \['m'\]"):
        compare(run, "a", "b", model="other")
    with pytest.raises(ValueError, match=r"no scorer 't' .* \['s'\]"):
        compare(run, "a", "b", {"t": 0.1})
    with pytest.raises(ValueError, match=r"no scorer 't' .* \['s'\]"):
        compare(run, "a", "b", primary=["t"])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"candidate": "a"}, "both 'a'"),
        ({"margins": {"s": -0.1}}, "margins of"),
        ({"margins": {"s": 1}}, "margins of"),
        ({"alpha": 2}, "alpha 2"),
        ({"alpha": 0.001}, "alpha 0.001"),
        ({"primary": "s"}, "primary is a list"),
        ({"primary": []}, "primary is a list"),
    ],
    ids=range(7),
)
def test_what_is_out_of_range_is_named(wrong: dict[str, object], says: str) -> None:
    run = run_of({"a": [[0.1]] * 3, "b": [[0.2]] * 3})
    with pytest.raises(ValueError, match=says):
        compare(run, **{"baseline": "a", "candidate": "b", **wrong})


def test_means_keep_models_apart() -> None:
    run = run_of({"a": [[0.1]] * 3, "b": [[0.2]] * 3})
    other = run_of({"a": [[0.5]] * 3})
    both = dataclasses.replace(
        run,
        completions=pd.concat([run.completions, other.completions.assign(model="n")]),
        scores=pd.concat([run.scores, other.scores.assign(model="n")]),
    )
    assert run.means().loc["a", "s"] == pytest.approx(0.1)
    assert both.means().loc[("a", "n"), "s"] == pytest.approx(0.5)
    assert both.means().loc[("a", "m"), "s"] == pytest.approx(0.1)


def test_an_element_that_is_worse_by_itself_alone_is_said() -> None:
    drop = [[1.0]] * 10 + [[0.0]] * 6
    rows = [
        {"case_id": f"c{i:03}", "template": t, "model": "m", "repeat": 0, "scorer": "s",
         "label": f"E{n}",
         "status": "missing" if (t, n) == ("b", 0) and not drop[i][0] else "met"}
        for t in ("a", "b") for i in range(16) for n in range(20)
    ]  # fmt: skip
    run = run_of({"a": [[1.0]] * 16, "b": [[0.5]] * 16})
    run = dataclasses.replace(run, checks=pd.DataFrame(rows))
    compared = compare(run, "a", "b", elements="s")
    assert compared.table.loc["E0", ["verdict", "worse"]].tolist() == ["not enough cases", 6]
    assert pd.isna(compared.table.loc["E0", "more"])
    assert any(r.startswith("Worse by themselves") and "E0" in r for r in compared.remarks)


def test_regressions_list_the_largest_drop_first() -> None:
    run = run_of({"a": [[0.5], [0.5], [0.5]], "b": [[0.4], [0.9], [0.1]]})
    drops = regressions(compare(run, "a", "b"))
    assert drops["case_id"].tolist() == ["c002", "c000"]


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


def test_a_mean_counts_each_case_once_however_many_notes_it_has() -> None:
    run = run_of({"a": [[1.0] * 4, [0.0]]})
    assert run.means().loc["a", "s"] == pytest.approx(0.5)


def test_an_element_that_is_not_decided_says_so_in_the_table_alone() -> None:
    checks = pd.DataFrame(
        [
            {"case_id": f"c{i:03}", "template": t, "model": "m", "repeat": 0, "scorer": "s",
             "label": "E1", "status": "met" if i % 2 else "missing"}
            for t in ("a", "b") for i in range(8)
        ]
    )  # fmt: skip
    run = dataclasses.replace(run_of({"a": [[1.0]] * 8, "b": [[1.0]] * 8}), checks=checks)
    compared = compare(run, "a", "b", elements="s")
    assert compared.table.loc["E1", "verdict"] == "not enough cases"
    assert compared.remarks == ()
    # near miss: a score of its own has a remark
    assert any("would probably tell" in remark for remark in compare(run, "a", "b").remarks)


def test_the_p_value_that_is_shown_is_the_corrected_one() -> None:
    run = several(dict.fromkeys("st", SPREAD + np.linspace(-0.05, 0.07, 32)))
    both, one = compare(run, "a", "b"), compare(run, "a", "b", primary=["s"])
    assert both.table["corrected"].gt(both.table["p"]).all()
    assert both.shown()["p (Holm)"].tolist() == [f"{p:.3f}" for p in both.table["corrected"]]
    # near miss: a score that is not primary is not corrected
    assert one.shown().loc["t", "p (Holm)"] == f"{one.table.loc['t', 'p']:.3f} alone"


@pytest.mark.parametrize(("cases", "says"), [(6, "better"), (5, "not enough cases")])
def test_six_cases_that_agree_are_enough_and_five_are_not(cases: int, says: str) -> None:
    before = SPREAD[:cases]
    assert verdict(list(before), list(before + np.linspace(0.28, 0.32, cases))) == says


def test_where_events_are_counted_the_cases_that_are_missing_are_told() -> None:
    for cases, more in ((20, 9), (28, 1)):
        run = run_of({"a": [[1.0]] * cases, "b": [[1.0]] * cases})
        compared = compare(run, "a", "b", {"s": 0})
        assert compared.table.loc["s", "more"] == more
        assert any(f"about {more} more case" in remark for remark in compared.remarks)


def test_a_case_with_one_note_says_nothing_of_agreement() -> None:
    row = agreement(agreeing(["met", "missing"], ["met"], ["met"]), "s").loc[("a", "E")]
    assert row[["agreement", "unanimous", "cases"]].tolist() == [0.5, 0, 1]


def test_the_largest_drop_stands_first_whichever_score_it_is_of() -> None:
    drops = regressions(compare(several({"s": SPREAD - 0.1, "t": SPREAD - 0.3}), "a", "b"))
    assert drops["scorer"].tolist() == ["t"] * 32 + ["s"] * 32
