import numpy as np
import pandas as pd
import pytest

from soapbench import (
    Evaluation,
    compare,
    compare_all,
    compare_ladder,
    compare_models,
    load_templates,
)
from soapbench.family import Family
from tests.test_comparison import SPREAD, run_of

RANDOM = np.random.default_rng(2)


@pytest.fixture
def versions() -> Evaluation:
    """Four versions: one gain, one that changes nothing, one that falls back."""
    noise = [RANDOM.normal(0, 0.02, 32) for _ in range(4)]
    levels = dict(zip(("v1", "v2", "v3", "v4"), (0.0, 0.2, 0.2, 0.1), strict=True))
    return run_of(
        {
            f"soap_note@{version}": [[v] for v in SPREAD + level + noise[i]]
            for i, (version, level) in enumerate(levels.items())
        }
    )


def test_a_ladder_compares_each_version_with_its_parent(versions: Evaluation) -> None:
    ladder = compare_ladder(versions, load_templates("soap_note"))
    assert [(c.baseline, c.candidate) for c in ladder] == [
        ("soap_note@v1", "soap_note@v2"),
        ("soap_note@v2", "soap_note@v3"),
        ("soap_note@v3", "soap_note@v4"),
    ]
    assert ladder.frame()["verdict"].tolist() == ["better", "no worse", "worse"]
    assert ladder.flips == ["s"]


def test_all_against_one_leaves_out_only_that_one(versions: Evaluation) -> None:
    family = compare_all(versions, "soap_note@v1")
    assert family.frame()["candidate"].tolist() == ["soap_note@v2", "soap_note@v3", "soap_note@v4"]
    assert set(family.frame()["verdict"]) == {"better"}
    assert len(family[1:]) == 2
    assert compare_all(versions, "soap_note@v4", ["soap_note@v3"])[0].verdict == "better"


def test_what_comparisons_leave_to_be_said_is_said_once_or_with_whose_it_is() -> None:
    clean, leaks = [[1.0]] * 12, [[1.0]] * 11 + [[0.0]]
    run = run_of({"a": clean, "b": clean, "c": clean, "d": leaks})
    counted = "s has margin 0"
    family = compare_all(run, "a", ["b", "c"], margins={"s": 0})
    assert repr(family).lower().count(counted) == 1
    assert f"b: {counted}" not in repr(family).lower()
    # near miss: not all say it
    family = compare_all(run, "a", ["b", "d"], margins={"s": 0})
    assert f"b: {counted}" in repr(family).lower()
    assert f"d: {counted}" not in repr(family).lower()
    with pytest.raises(ValueError, match="nothing to compare"):
        compare_all(run, "a", candidates=[])


def test_the_correction_runs_over_the_whole_family(versions: Evaluation) -> None:
    one = compare(versions, "soap_note@v1", "soap_note@v2").table.loc["s"]
    family = compare_all(versions, "soap_note@v1")[0].table.loc["s"]
    assert one["corrected"] == one["p"] == family["p"]
    assert family["corrected"] == pytest.approx(3 * one["p"])


def test_a_verdict_that_flips_from_model_to_model_is_named() -> None:
    runs = []
    for model, step in (("large", 0.2), ("small", -0.2)):
        run = run_of({"a": [[v] for v in SPREAD], "b": [[v + step] for v in SPREAD]})
        runs.append((run.completions.assign(model=model), run.scores.assign(model=model)))
    checks = pd.DataFrame(columns=["case_id", "template", "model", "repeat", "scorer", "label"])
    both = Evaluation(*(pd.concat(frames) for frames in zip(*runs, strict=True)), checks, {})
    family = compare_models(both, "a", "b")
    assert family.frame().set_index("model")["verdict"].to_dict() == {
        "large": "better",
        "small": "worse",
    }
    assert family.flips == ["s"]
    assert "s flips" in repr(family)
    assert "s flips" in family._repr_html_()
    # near miss: the same verdict everywhere is no flip
    assert compare_models(both, "a", "b", ["large"]).flips == []


def test_versions_without_their_parent_make_no_ladder(versions: Evaluation) -> None:
    with pytest.raises(ValueError, match="has its parent beside it"):
        compare_ladder(versions, load_templates("soap_note")[:1])


def test_a_family_is_shown_the_same_every_time(versions: Evaluation) -> None:
    one, two = (compare_all(versions, "soap_note@v1") for _ in range(2))
    assert repr(one) == repr(two)
    assert "model" not in one.shown()


def test_no_comparison_is_shown_as_none() -> None:
    none = Family(())
    assert none.frame().empty
    assert "baseline" in repr(none)
