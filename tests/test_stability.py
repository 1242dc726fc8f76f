import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from soapbench import (
    Completion,
    Evaluation,
    Model,
    Request,
    agreement,
    evaluate,
    load_cases,
    load_templates,
    phrasing,
    soap_completeness,
    uniformity,
    value_agreement,
)
from soapbench.cases import CaseSet
from tests.conftest import parrot
from tests.test_comparison import agreeing


def written(*repeats: list[str]) -> Evaluation:
    """An evaluation of one template; ``repeats[case][repeat]`` is a note."""
    rows = [
        {"case_id": f"c{i}", "template": "p@v1", "model": "m", "repeat": r, "text": text,
         "finish_reason": "stop"}
        for i, notes in enumerate(repeats)
        for r, text in enumerate(notes)
    ]  # fmt: skip
    return Evaluation(pd.DataFrame(rows), pd.DataFrame(), pd.DataFrame(), {})


ONE = "Objective:\nBBS 41/56 (34/56 at eval). TUG 15.2 s.\n"


@pytest.mark.parametrize(
    ("other", "bbs", "tug"),
    [
        (ONE, 1.0, 1.0),
        # an earlier value, other words and another order are no other number
        ("Objective:\nTUG today 15.2 s.\nBerg 41/56.\n", 1.0, 1.0),
        (ONE.replace("41/56", "42/56"), 0.5, 1.0),
        # to leave a measure out is to say something else
        ("Objective:\nBBS 41/56.\n", 1.0, 0.5),
    ],
    ids=range(4),
)
def test_repeats_agree_when_they_give_the_same_numbers(other: str, bbs: float, tug: float) -> None:
    table = value_agreement(written([ONE, other]))
    assert table.loc[("p@v1", "bbs"), "agreement"] == bbs
    assert table.loc[("p@v1", "tug"), "agreement"] == tug
    assert table.loc[("p@v1", "bbs"), "unanimous"] == (bbs == 1)


def test_uniformity_looks_at_length_and_the_order_of_sections() -> None:
    long = "Subjective:\nWell.\nObjective:\nBBS 41/56.\n"
    turned = "Objective:\nBBS 41/56.\nSubjective:\nWell.\n"
    table = uniformity(written([long, long], [long, turned], [long, long + "Steady on foam.\n"]))
    row = table.loc["p@v1"]
    assert row["same order"] == pytest.approx(2 / 3)
    assert row["words"] == pytest.approx((5 + 5 + 6.5) / 3)
    assert 0 < row["spread"] < 0.2


def test_uniformity_leaves_out_a_case_with_one_note() -> None:
    turned = "Objective:\nBBS 41/56.\nSubjective:\nWell.\n"
    row = uniformity(written([ONE, turned], [ONE], [turned + turned])).loc["p@v1"]
    assert row["same order"] == 0
    assert row["words"] == (len(ONE.split()) + len(turned.split())) / 2


def test_stability_needs_repeats() -> None:
    for measure in (value_agreement, uniformity):
        with pytest.raises(ValueError, match="at least two repeats"):
            measure(written([ONE], [ONE]))


def test_a_case_told_in_other_words_keeps_what_makes_a_claim_true(make_case) -> None:
    other = {"clinical_findings": "Berg Balance Scale 41 of 56."}
    case = make_case(other_words=other)
    told = case.reworded()
    assert told.inputs == {**case.inputs, **other}
    assert (told.id, told.measures) == (case.id, case.measures)
    with pytest.raises(ValueError, match="no other_words"):
        make_case().reworded()
    with pytest.raises(ValueError, match=r"other_words: no inputs \['findings'\]; known are"):
        make_case(other_words={"findings": "Berg Balance Scale 41 of 56."})


def test_phrasing_compares_notes_of_the_same_facts_in_other_words() -> None:
    cases, soap = load_cases("balance")[:4], load_templates("soap_note")[:1]
    one = evaluate(cases, soap, parrot, soap_completeness, 2)
    again = evaluate(cases, soap, parrot, soap_completeness, 2)
    same = phrasing(one, again, "payer_completeness")
    assert same.loc["soap_note@v1", ["same", "within", "difference"]].tolist() == [1, 1, 0]

    def silent(request):
        answer = parrot(request)
        return type(answer)(answer.text.replace("BBS 41/56", "Balance fair"), "parrot")

    silent.name = "parrot"  # type: ignore[attr-defined]
    other = evaluate(cases, soap, silent, soap_completeness, 2)
    row = phrasing(one, other, "payer_completeness").loc["soap_note@v1"]
    assert row["same"] < 1 == row["within"]
    assert row["difference"] < 0
    elsewhere = evaluate(load_cases("balance")[4:6], soap, parrot, soap_completeness, 1)
    with pytest.raises(ValueError, match="the two evaluations are one"):
        phrasing(one, one, "payer_completeness")
    with pytest.raises(ValueError, match="share no case"):
        phrasing(one, elsewhere, "payer_completeness")


def test_phrasing_keeps_models_apart_and_compares_the_same_cases(tmp_path: Path) -> None:
    cases, soap = load_cases("balance")[:4], load_templates("soap_note")[:1]

    def terse(request: Request) -> Completion:
        # a case of its own, or a model, shows in what is left out
        long = len(request.messages[-1]["content"]) % 2
        return Completion("Plan: continue." if long else "Subjective: pain 2/10.", "terse")

    def run(some: CaseSet, *models: Model) -> Evaluation:
        recording = tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"
        for model in models:
            evaluate(some, soap, model, soap_completeness, 2, recording)
        return evaluate(some, soap, None, soap_completeness, 2, recording)

    both = [run(cases, parrot, terse) for _ in range(2)]
    row = phrasing(*both, "payer_completeness").loc["soap_note@v1"]
    assert row.tolist() == [1, 1, 0]
    for one, other in ((cases, cases[:1]), (cases[:1], cases)):
        row = phrasing(run(one, terse), run(other, terse), "payer_completeness").iloc[0]
        assert row.tolist() == [1, 1, 0]
    with pytest.raises(ValueError, match="no case, template and model"):
        phrasing(run(cases, parrot), run(cases, terse), "payer_completeness")


def test_a_repeat_is_held_against_others_and_not_against_itself() -> None:
    keys = {"case_id": "c0", "template": "a", "model": "m", "scorer": "s"}
    scores = pd.DataFrame([{**keys, "repeat": r, "value": 0.5} for r in (0, 1)])
    runs = [
        dataclasses.replace(agreeing(["met", "missing"]), scores=scores) for _ in ("one", "other")
    ]
    assert phrasing(*runs, "s").loc["a", ["same", "within", "difference"]].tolist() == [0.5, 0, 0]


def test_agreement_is_not_told_of_labels_that_recur_in_a_note() -> None:
    run = agreeing(["met", "met"])
    twice = dataclasses.replace(run, checks=pd.concat([run.checks, run.checks]))
    with pytest.raises(ValueError, match="several checks of one label"):
        agreement(twice, "s")
