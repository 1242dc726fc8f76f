import dataclasses
import random

import numpy as np
import pandas as pd
import pytest

from soapbench import corrected_mean, read_labels, write_packet
from soapbench.review.correction import _corrected
from tests.reviewing import ELEMENTS, NEW, OLD, label_file, run_of, truth


def labelled(tmp_path, make_case, count: int, of: int, answer=None):
    """Return the labels of some cases of a run, and the run."""
    run, cases = run_of(make_case, of)
    packet = write_packet(
        run, cases[:count], tmp_path / "p.html", templates=(OLD, NEW), rubric="soap_note",
        questions=ELEMENTS, seed=1,
    )  # fmt: skip
    return read_labels([label_file(tmp_path, packet, "AB", answer or truth(run))], packet, run), run


def share(run, template: str) -> pd.Series:
    notes = run.completions[run.completions["template"] == template]
    held = [sum(f"has {e}." in text for e in ELEMENTS) / len(ELEMENTS) for text in notes["text"]]
    return pd.Series(held, index=notes["case_id"])


def test_it_is_the_unlabelled_mean_and_the_mean_difference_of_the_labelled(
    tmp_path, make_case
) -> None:
    labels, run = labelled(tmp_path, make_case, 10, 40)
    table = corrected_mean(labels, run, scorer="contrary")
    for template in (OLD, NEW):
        true = share(run, template)
        mine, rest = true[[f"c-{i}" for i in range(10)]], true[[f"c-{i}" for i in range(10, 40)]]
        row = table.loc[template]
        assert (row["cases"], row["labelled"]) == (30, 10)
        # The contrary scorer gives one minus the truth.
        expected = (1 - rest).mean() + (mine - (1 - mine)).mean()
        assert row["corrected"] == pytest.approx(min(1, max(0, expected)))
        assert row["scorer"] == pytest.approx(1 - true.mean())
        assert row["labels"] == pytest.approx(mine.mean())
        assert row["low"] <= row["corrected"] <= row["high"]


def test_a_good_scorer_over_many_cases_narrows_the_interval_and_a_blind_one_does_not(
    tmp_path, make_case
) -> None:
    labels, run = labelled(tmp_path, make_case, 40, 200)
    good, blind = (corrected_mean(labels, run, ["O-BAL"], scorer=s) for s in ("right", "blind"))
    width = {name: t["high"] - t["low"] for name, t in (("good", good), ("blind", blind))}
    alone = good["labels high"] - good["labels low"]
    assert (width["good"] < 0.8 * alone).all()
    assert good["remark"].str.endswith("narrower than the labels alone").all()
    assert (width["blind"] >= 0.99 * alone).all()
    assert (good["corrected"] - good["scorer"]).abs().max() < 0.05
    assert blind["corrected"].between(blind["labels low"], blind["labels high"]).all()
    assert blind["remark"].str.contains("below the scorer").all()


@pytest.mark.parametrize(
    ("count", "of", "remark"),
    [
        (5, 20, "5 labelled cases are too few; label at least 6"),
        (12, 12, "every case is labelled: the mean of the labels"),
    ],
)
def test_it_says_when_it_cannot_or_need_not(tmp_path, make_case, count, of, remark) -> None:
    table = corrected_mean(*labelled(tmp_path, make_case, count, of), scorer="right")
    assert table["remark"].tolist() == [remark, remark]
    if count < 6:
        assert table[["corrected", "low", "high"]].isna().all(axis=None)
    else:
        assert table["corrected"].tolist() == table["labels"].tolist()


def test_labels_of_other_elements_are_no_overlap(tmp_path, make_case) -> None:
    labels, run = labelled(
        tmp_path, make_case, 8, 20, lambda case, template, element: "cannot tell"
    )
    table = corrected_mean(labels, run, scorer="right")
    assert table["remark"].tolist() == ["none of its notes is labelled"] * 2
    assert table["corrected"].isna().all()
    with pytest.raises(ValueError, match="elements are some of the packet's"):
        corrected_mean(labels, run, ["S-PAIN"], scorer="right")
    with pytest.raises(ValueError, match="no scorer 'nobody'"):
        corrected_mean(labels, run, scorer="nobody")


def test_one_element_is_corrected_by_itself(tmp_path, make_case) -> None:
    labels, run = labelled(tmp_path, make_case, 8, 24)
    one = corrected_mean(labels, run, ["O-BAL"], scorer="right")
    notes = run.completions
    for template in (OLD, NEW):
        mine = notes[(notes["template"] == template)].set_index("case_id")["text"]
        rest = mine[[f"c-{i}" for i in range(8, 24)]].str.contains("has O-BAL.", regex=False)
        assert one.loc[template, "corrected"] == pytest.approx(rest.mean())


def test_what_does_not_apply_is_left_out_of_every_mean(tmp_path, make_case) -> None:
    labels, run = labelled(tmp_path, make_case, 8, 24)
    status = run.checks["status"].where(run.checks["label"] != "O-BAL", "not_applicable")
    without = dataclasses.replace(run, checks=run.checks.assign(status=status))
    status = labels.checks["status"].where(labels.checks["element"] != "O-BAL", "not_applicable")
    labels = dataclasses.replace(labels, checks=labels.checks.assign(status=status))
    table = corrected_mean(labels, without, scorer="right")
    others = corrected_mean(labels, run, [e for e in ELEMENTS if e != "O-BAL"], scorer="right")
    assert table["corrected"].tolist() == pytest.approx(others["corrected"].tolist())


def test_repeats_are_averaged_inside_a_case(tmp_path, make_case) -> None:
    labels, run = labelled(tmp_path, make_case, 8, 24)
    # A second repeat that the scorer sees the other way round: each unlabelled case is worth half.
    again = run.checks.assign(repeat=1)
    status = again["status"].map({"met": "missing", "missing": "met"})
    twice = dataclasses.replace(
        run, checks=pd.concat([run.checks, again.assign(status=status)], ignore_index=True)
    )
    table = corrected_mean(labels, twice, scorer="right")
    assert table["corrected"].tolist() == pytest.approx([0.5, 0.5])


def test_the_corrected_mean_is_right_whatever_the_scorer_s_errors() -> None:
    # A truth of 0.6, and a scorer that overlooks a third of it and sees a tenth that is not there:
    # by itself it would say 0.44.
    chance = random.Random(2)
    hits, means = 0, []
    for _ in range(150):
        rows = []
        for _ in range(60):
            true = [chance.random() < 0.6 for _ in range(4)]
            said = [chance.random() > (1 / 3 if t else 0.9) for t in true]
            rows.append((np.mean(true), np.mean(said)))
        frame = pd.DataFrame(rows, columns=["label", "score"])
        found = _corrected(frame[:16], frame["score"][16:], alpha=0.05, seed=0)
        means.append(found["corrected"])
        hits += found["low"] <= 0.6 <= found["high"]
    assert np.mean(means) == pytest.approx(0.6, abs=0.02)
    assert hits >= 0.93 * 150


def test_an_interval_beyond_what_a_share_can_be_is_cut_to_it() -> None:
    mine = pd.DataFrame({"label": [1.0] * 8, "score": [0.6] * 8})
    row = _corrected(mine, pd.Series([0.8] * 30), 0.05, 0)
    assert row["low"] <= row["corrected"] <= row["high"] <= 1
