import pandas as pd
import pytest

from soapbench import Evaluation, boilerplate, load_cases, originality, tailoring

PLAN = "Continue skilled therapy to restore safe walking on uneven ground at home."
OWN = {
    "a": "She stepped onto the foam pad without touching the rail in four trials.",
    "b": "His left foot catches the rug whenever he turns toward the kitchen window.",
    "c": "The shoulder blade wings during the last third of overhead reaching today.",
    "d": "Dizziness settled within ninety seconds after each set of head turns seated.",
}


def written(notes: dict[str, str], **more: str) -> Evaluation:
    rows = [
        {"case_id": case, "template": "p@v1", "model": "m", "repeat": 0, "text": text,
         "finish_reason": more.get(case, "stop")}
        for case, text in notes.items()
    ]  # fmt: skip
    return Evaluation(pd.DataFrame(rows), pd.DataFrame(), pd.DataFrame(), {})


def test_notes_of_their_own_words_are_original() -> None:
    table = originality(written(OWN))
    assert table["originality"].tolist() == [1, 1, 1, 1]
    assert table["nearest"].isna().all()


@pytest.mark.parametrize(
    ("sentence", "copied"),
    [
        (OWN["a"], True),
        # another number, a typing error, other signs: still a copy
        (OWN["a"].replace("four", "4"), True),
        ("She stepped onto the foam pad without touching the rail in three trials.", True),
        ("- *She* stepped onto the foam pad, without touching the rails in four trials;", True),
        # near misses: the same topic in other words, a fragment, a short line
        ("Stepping to foam was safe, the rail never used, during all of her trials.", False),
        ("She stepped onto the foam pad.", False),
        ("Foam pad, rail.", False),
    ],
    ids=["same", "digit", "number", "marks", "topic", "part", "short"],
)
def test_a_sentence_of_another_case_is_a_copy(sentence: str, copied: bool) -> None:
    row = originality(written({**OWN, "e": sentence})).xs("e").iloc[0]
    assert bool(row["copied"] > 0) is copied
    assert (row["nearest"] == "a") is copied


def test_repeats_of_one_case_may_be_alike() -> None:
    run = written(OWN)
    again = run.completions.assign(repeat=1)
    both = Evaluation(pd.concat([run.completions, again]), run.scores, run.checks, {})
    assert originality(both)["originality"].min() == 1


def test_what_most_cases_share_is_boilerplate_and_no_copy() -> None:
    run = written({case: f"{words}\n{PLAN}" for case, words in OWN.items()})
    assert originality(run)["copied"].max() == 0
    assert originality(run)["sentences"].tolist() == [1, 1, 1, 1]
    shown = boilerplate(run)
    assert shown["sentence"].tolist() == [PLAN]
    assert shown["cases"].tolist() == [1.0]
    # near miss: what only half of the cases share is no boilerplate
    some = written({c: f"{w}\n{PLAN}" if c in "ab" else w for c, w in OWN.items()})
    assert boilerplate(some).empty
    assert originality(some)["copied"].tolist() == [0.5, 0.5, 0, 0]


def test_notes_that_are_all_the_same_are_copies_whole() -> None:
    same = written(dict.fromkeys(OWN, f"{PLAN}\n{OWN['a']}"))
    assert originality(same)["originality"].tolist() == [0, 0, 0, 0]
    assert originality(same)["sentences"].tolist() == [2, 2, 2, 2]
    assert len(boilerplate(same)) == 2


@pytest.mark.parametrize(
    ("sharing", "copied", "common"),
    [
        # of two or three cases two are more than half, and no house style yet
        ("aa", [1, 1], 0),
        ("aab", [1, 1, 0], 0),
        ("aaab", [1, 1, 1, 0], 1),
    ],
)
def test_what_two_cases_share_is_a_copy(sharing: str, copied: list[int], common: int) -> None:
    run = written({f"c{i}": OWN[words] for i, words in enumerate(sharing)})
    assert originality(run)["copied"].tolist() == copied
    assert len(boilerplate(run)) == common


def test_a_note_without_a_whole_sentence_is_not_judged() -> None:
    row = originality(written({**OWN, "e": "Foam pad, rail."})).xs("e").iloc[0]
    assert row["sentences"] == 0
    assert row[["copied", "originality", "nearest"]].isna().all()


def test_an_answer_without_a_note_has_no_row() -> None:
    assert len(originality(written(OWN, a="refusal"))) == 3


def test_a_case_is_picked_out_by_its_rare_words() -> None:
    cases = load_cases("balance")[:6]
    own = {case.id: case.inputs["visit_facts"] for case in cases}
    assert tailoring(written(own), cases)["picked"].all()
    swapped = dict(zip(own, [*list(own.values())[1:], "Patient did well."], strict=True))
    table = tailoring(written(swapped), cases)
    assert not table["picked"].iloc[:5].any()
    assert table["rank"].between(1, 6).all()
    with pytest.raises(ValueError, match=r"do not hold \['x'\] \(1 in all\)"):
        tailoring(written({"x": "words"}), cases)
    with pytest.raises(ValueError, match="at least two"):
        tailoring(written({cases[0].id: "words"}), cases[:1])


@pytest.mark.parametrize("note", ["Xyzzy qwerty.", "", "Patient", "Berg 41"], ids=range(4))
def test_a_note_that_is_as_near_to_other_cases_picks_none(make_case, note: str) -> None:
    inputs = dict.fromkeys(make_case().inputs, "Patient Berg 41")
    facts = ("foam pad", "rail rug", "rail rug")
    cases = [
        make_case(id=f"c-{i}", inputs={**inputs, "visit_facts": words})
        for i, words in enumerate(facts)
    ]
    table = tailoring(written({"c-0": "On the foam pad.", "c-1": note, "c-2": note}), cases)
    assert table["picked"].tolist() == [True, False, False]
    assert table["rank"].tolist() == [1, 3, 3]
    alike = tailoring(written({c.id: note for c in cases[1:]}), cases[1:])
    assert alike["rank"].tolist() == [2, 2]


def test_copies_are_found_the_same_every_time() -> None:
    run = written({**OWN, "e": OWN["a"], "f": OWN["a"]})
    assert originality(run).equals(originality(run))


def test_the_commonest_sentence_stands_first() -> None:
    rarer = "Home exercises were shown again and repeated without any error today."
    notes = {
        case: "\n".join([words, PLAN, *([] if case == "d" else [rarer])])
        for case, words in OWN.items()
    }
    shown = boilerplate(written(notes))
    assert shown["sentence"].tolist() == [PLAN, rarer]
    assert shown["cases"].tolist() == [1.0, 0.75]
