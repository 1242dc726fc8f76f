import dataclasses
import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soapbench import (
    DataError,
    Labels,
    Packet,
    evaluate,
    load_cases,
    load_packet,
    load_templates,
    read_labels,
    shipped,
    soap_completeness,
    write_packet,
)
from tests.reviewing import (
    ELEMENTS,
    NEW,
    OLD,
    coin_note,
    label_file,
    place_of,
    run_of,
    truth,
)


@pytest.fixture
def written(tmp_path: Path, make_case):
    """Return a function that writes a packet of so many cases: the run, and the packet."""

    def write(count: int = 3, note=None):
        run, cases = run_of(make_case, count, note)
        packet = write_packet(
            run, cases, tmp_path / "p.html", templates=(OLD, NEW), rubric="soap_note",
            questions=ELEMENTS, seed=1,
        )  # fmt: skip
        return run, packet

    return write


def for_new(shown) -> str:
    return place_of(shown, NEW)


def test_labels_of_several_reviewers_become_tidy_frames(written, tmp_path) -> None:
    run, packet = written(2)
    honest = truth(run)
    files = [
        label_file(tmp_path, packet, "AB", honest, for_new),
        label_file(tmp_path, packet, "CD", honest, lambda shown: "no difference"),
    ]
    labels = read_labels(files, tmp_path / "p.key.json", run)
    assert len(labels.answers) == 2 * 2 * 2 * len(ELEMENTS)
    for row in labels.answers.itertuples():
        assert row.answer == honest(row.case_id, row.template, row.element)
    assert labels.by_case["preferred"].tolist() == [NEW, NEW, "no difference", "no difference"]
    assert set(labels.checks["scorer"]) == {"right", "blind", "contrary"}
    with pytest.raises(dataclasses.FrozenInstanceError):
        labels.packet = packet


def test_half_filled_labels_are_kept_and_counted_as_such(written, tmp_path) -> None:
    run, packet = written(3)
    honest = truth(run)

    def only_first(case_id, template, element):
        return honest(case_id, template, element) if case_id == "c-0" else None

    files = [
        label_file(tmp_path, packet, "AB", only_first),
        label_file(tmp_path, packet, "CD", honest),
    ]
    labels = read_labels(files, packet, run)
    table = labels.reviewers()
    assert table["answered"].tolist() == [2 * len(ELEMENTS), 3 * 2 * len(ELEMENTS)]
    assert table["asked"].tolist() == [3 * (2 * len(ELEMENTS) + 1)] * 2
    assert labels.between_reviewers().loc[("AB", "CD", "all"), "labels"] == 2 * len(ELEMENTS)
    assert labels.sentence == f"Nobody has said yet which of {OLD} and {NEW} is better."
    assert "2 reviewers, 3 cases, 32 of 54 answers" in repr(labels)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"packet": "0123456789abcdef"},
            "labels of another packet than .*; read them with the key",
        ),
        ({"kind": "shopping list"}, "no label file, wrong at kind; give it as the packet's page"),
        ({"reviewer": ""}, "its reviewer has no name of letters and digits"),
        ({"reviewer": "=SUM(A1)"}, "its reviewer has no name"),
        ({"reviewer": "\x1b[31mAB"}, "its reviewer has no name"),
        ({"reviewer": "AB\u202e"}, "its reviewer has no name"),
        ({"reviewer": "x" * 41}, "its reviewer has no name"),
        ({"cases": [{"case": "c-0"}]}, "no label file, wrong at cases.0.preference"),
        ({"cases": []}, "no label file, wrong at cases; give it"),
        ({"more": 1}, "no label file; give it"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_name(written, tmp_path, changes, message) -> None:
    run, packet = written()
    good = label_file(tmp_path, packet, "good", truth(run))
    bad = label_file(tmp_path, packet, "bad", truth(run), **changes)
    with pytest.raises(DataError, match=rf"^labels-bad\.json: {message}"):
        read_labels([good, bad], packet, run)


def changed(path: Path, change) -> Path:
    file = json.loads(path.read_text())
    change(file["cases"])
    path.write_text(json.dumps(file))
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda cases: cases[0].update(case="c-9"), "the packet does not hold"),
        (lambda cases: cases.append(cases[0]), "or twice about one"),
        (lambda cases: cases[0]["elements"]["A"].update({"X": "has it"}), "does not hold"),
        (lambda cases: cases[0]["elements"]["A"].update({"O-BAL": "maybe"}), "cases.0.elements.A;"),
        (lambda cases: cases[0]["elements"].update({"C": {}}), "wrong at cases.0.elements"),
        (lambda cases: cases[0].update(preference="C"), "wrong at cases.0.preference"),
        (lambda cases: cases[0].update(seconds=-1), "wrong at cases.0.seconds"),
    ],
)
def test_answers_the_packet_does_not_ask_for_are_refused(
    written, tmp_path, change, message
) -> None:
    run, packet = written()
    path = changed(label_file(tmp_path, packet, "AB", truth(run)), change)
    with pytest.raises(DataError, match=message):
        read_labels([path], packet, run)


def test_two_files_of_one_reviewer_are_refused_and_none_too(written, tmp_path) -> None:
    run, packet = written()
    files = [label_file(tmp_path, packet, name, truth(run)) for name in ("AB", "ab")]
    with pytest.raises(DataError, match=r"labels-ab\.json: of the same reviewer as labels-AB"):
        read_labels(files, packet)
    with pytest.raises(ValueError, match="no label file given"):
        read_labels([], packet)


def test_an_evaluation_with_other_notes_is_refused(written, tmp_path, make_case) -> None:
    run, packet = written()
    path = label_file(tmp_path, packet, "AB", truth(run))
    other, _ = run_of(make_case, 3, lambda number, template: "Another note.")
    fewer, _ = run_of(make_case, 2)
    for wrong in (other, fewer):
        with pytest.raises(
            ValueError, match=r"the evaluation holds another note of .* on case 'c-"
        ):
            read_labels([path], packet, wrong)
    without = read_labels(path, packet)
    with pytest.raises(ValueError, match=r"no scorer 'right' .* labels need the evaluation"):
        without.trust("right")
    assert "verdict" not in repr(without)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
            ),
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_whatever_a_file_holds_the_error_is_one_line_of_our_own_words(tmp_path, data) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(data)
    packet = Packet(
        id="0" * 16, rubric="soap_note", elements=("O-BAL",), templates=(OLD, NEW), model="m",
        repeat=0, cases=(),
    )  # fmt: skip
    with pytest.raises(DataError) as raised:
        read_labels([path], packet)
    assert str(raised.value) == (
        "x.json: no label file; give it as the packet's page saved it"
    ) or str(raised.value).startswith("x.json: no label file, wrong at ")


@pytest.mark.parametrize(
    ("seconds", "fits"),
    [(0, True), (10**7, True), (10**7 + 1, False), (10**25, False), (-1, False)],
)
def test_a_time_that_nobody_took_is_refused(written, tmp_path, seconds: int, fits: bool) -> None:
    run, packet = written()
    path = label_file(tmp_path, packet, "AB", truth(run))
    changed(path, lambda cases: cases[0].update(seconds=seconds))
    if fits:
        assert "1 reviewer" in repr(read_labels([path], packet))
        return
    with pytest.raises(DataError, match=r"no label file, wrong at cases\.0\.seconds"):
        read_labels([path], packet)


def test_the_mark_of_an_editor_before_a_label_file_does_no_harm(written, tmp_path) -> None:
    run, packet = written()
    path = label_file(tmp_path, packet, "AB", truth(run))
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert "1 reviewer" in repr(read_labels([path], packet))


def test_deep_and_long_files_are_refused_or_read_and_never_crash(written, tmp_path) -> None:
    run, packet = written()
    (tmp_path / "deep.json").write_text("[" * 100_000)
    with pytest.raises(DataError, match=r"deep\.json: no label file"):
        read_labels([tmp_path / "deep.json"], packet)
    path = label_file(tmp_path, packet, "AB", truth(run))
    changed(path, lambda cases: cases[0].update(remark="=x\u202e<script>\x1b[31m" * 70_000))
    labels = read_labels([path], packet, run)
    for shown in (repr(labels), labels._repr_html_(), str(labels.reviewers())):
        assert "script" not in shown
        assert "\x1b" not in shown
    assert labels.by_case["remark"].str.len().max() > 1_000_000


def test_preference_is_by_case_keeps_ties_and_has_an_interval(written, tmp_path) -> None:
    run, packet = written(16)
    leanings = {
        "AB": lambda shown: (
            place_of(shown, NEW) if int(shown.case_id[2:]) < 12 else "no difference"
        ),
        "CD": lambda shown: place_of(shown, NEW if int(shown.case_id[2:]) < 14 else OLD),
    }
    files = [label_file(tmp_path, packet, name, truth(run), p) for name, p in leanings.items()]
    table = read_labels(files, packet, run).preference()
    assert table.loc["AB", ["cases", OLD, NEW, "no difference"]].tolist() == [16, 0, 12, 4]
    assert table.loc["AB", "difference"] == pytest.approx(12 / 16)
    assert table.loc["CD", "difference"] == pytest.approx(12 / 16)
    # Twelve cases of both, two of one with a tie of the other, two against with a tie.
    assert table.loc["all", ["cases", OLD, NEW, "no difference"]].tolist() == [16, 2, 14, 0]
    assert table.loc["all", "difference"] == pytest.approx((12 + 2 * 0.5 - 2 * 0.5) / 16)
    assert 0 < table.loc["all", "low"] < 0.75 < table.loc["all", "high"] <= 1
    assert read_labels(files, packet).sentence.startswith(f"{NEW} is preferred to {OLD}: +0.75 (")
    even = label_file(tmp_path, packet, "EF", truth(run), lambda shown: "A")
    assert read_labels([even], packet).sentence.startswith(f"Neither {OLD} nor {NEW} is clearly")


def unsure(run, name: str, rate: float):
    """Return the answers of an honest reviewer who errs at a rate."""
    honest, chance = truth(run), random.Random(name)

    def answer(case_id, template, element):
        said = honest(case_id, template, element)
        if chance.random() >= rate:
            return said
        return {"has it": "has it not", "has it not": "has it"}[said]

    return answer


def planted(written, tmp_path, odd_answer, odd_preference) -> Labels:
    run, packet = written(16)
    chance = random.Random(5)

    def by_coin(shown) -> str:
        return chance.choice(["A", "B", "no difference"])

    files = [
        label_file(tmp_path, packet, "AB", unsure(run, "AB", 0.05), by_coin),
        label_file(tmp_path, packet, "CD", unsure(run, "CD", 0.05), by_coin),
        label_file(
            tmp_path, packet, "Odd", odd_answer or unsure(run, "O", 0.05), odd_preference or by_coin
        ),
    ]
    return read_labels(files, packet, run)


@pytest.mark.parametrize(
    ("answer", "preference", "odd"),
    [
        (None, lambda shown: "A", "prefers the note shown first, 16 times of 16"),
        (None, lambda shown: "B", "prefers the note shown second, 16 times of 16"),
        (lambda *_: "has it", None, "answers “has it” 128 times of 128"),
        (lambda *_: "has it", None, "says “has it” more often than each of the others"),
        (lambda *_: "cannot tell", None, "answers “cannot tell” 128 times of 128"),
        (lambda *_: "has it not", None, "less often than each of the others"),
    ],
)
def test_a_biased_reviewer_is_found(written, tmp_path, answer, preference, odd) -> None:
    labels = planted(written, tmp_path, answer, preference)
    table = labels.reviewers()
    assert odd in table.loc["Odd", "odd"]
    assert table.loc[["AB", "CD"], "odd"].tolist() == ["", ""]
    assert any(remark.startswith("Odd: ") for remark in labels.remarks)
    assert odd in repr(labels)


def test_reviewers_who_are_not_biased_are_not_called_odd(written, tmp_path) -> None:
    # A version that is always preferred stands first in half of the cases.
    for preference in (None, for_new):
        labels = planted(written, tmp_path, None, preference)
        assert labels.reviewers()["odd"].tolist() == ["", "", ""]
        assert labels.remarks == []


def test_reviewers_agree_as_far_as_they_do(written, tmp_path) -> None:
    run, packet = written(16)
    contrary = unsure(run, "x", 1.0)
    files = [
        label_file(tmp_path, packet, "AB", truth(run), for_new),
        label_file(tmp_path, packet, "CD", truth(run), for_new),
        label_file(tmp_path, packet, "EF", contrary, lambda shown: place_of(shown, OLD)),
    ]
    table = read_labels(files, packet).between_reviewers()
    assert table.loc[("AB", "CD"), "same"].eq(1).all()
    assert table.loc[("AB", "CD"), "AC1"].eq(1).all()
    assert table.loc[("AB", "EF"), "same"].eq(0).all()
    assert (table.loc[("AB", "EF"), "AC1"] < -0.3).all()
    assert (table["AC1 low"] <= table["AC1"]).all()
    assert table.loc[("AB", "CD", "all"), "kappa low"] > 0.5
    assert table.loc[("AB", "CD", "O-BAL"), "labels"] == 32


@pytest.mark.parametrize(
    ("scorer", "verdict", "words"),
    [
        ("right", "trust", "scorer and reviewers agree on"),
        ("contrary", "do not trust", "scorer and reviewers agree on"),
        ("blind", "do not trust", "seen wrongly"),
    ],
)
def test_a_bad_scorer_is_found_and_a_good_one_trusted(
    written, tmp_path, scorer, verdict, words
) -> None:
    run, packet = written(32)
    files = [label_file(tmp_path, packet, n, unsure(run, n, 0.03)) for n in ("AB", "CD")]
    labels = read_labels(files, packet, run)
    table = labels.trust(scorer)
    assert table["verdict"].tolist() == [verdict] * len(ELEMENTS)
    assert table["reason"].str.contains(words).all()
    assert labels.trust(scorer).loc["O-BAL", "labels"] == 2 * 2 * 32


def test_a_scorer_blind_for_what_is_rare_is_not_trusted(written, tmp_path) -> None:
    # Nearly every note has the element: AC1 is high for a scorer that always says so.
    def note(number: int, template: str) -> str:
        held = ELEMENTS if number or template == OLD else ELEMENTS[1:]
        return f"Note {number}. " + " ".join(f"It has {e}." for e in held)

    run, packet = written(40, note)
    labels = read_labels([label_file(tmp_path, packet, "AB", truth(run))], packet, run)
    table = labels.trust("blind")
    assert table.loc["S-FALLS", "low"] > 0.61
    assert table.loc["S-FALLS", "verdict"] == "too few labels to tell"
    assert table.loc["S-FALLS", "reason"].endswith("1 lack it")
    assert table.loc["O-BAL", "verdict"] == "too few labels to tell"
    assert "found in all" in table.loc["O-BAL", "reason"]


def test_few_labels_tell_nothing_and_say_so(written, tmp_path) -> None:
    run, packet = written(4)
    files = [label_file(tmp_path, packet, "AB", truth(run))]
    labels = read_labels(files, packet, run)
    assert labels.trust("right")["verdict"].tolist() == ["too few labels to tell"] * len(ELEMENTS)
    open_file = label_file(tmp_path, packet, "CD", lambda *_: None)
    empty = read_labels([open_file], packet, run).trust("right")
    assert empty["labels"].tolist() == [0] * len(ELEMENTS)
    assert empty["reason"].str.startswith("nobody has answered").all()


def test_where_reviewers_differ_no_scorer_is_judged(written, tmp_path) -> None:
    run, packet = written(24)
    files = [
        label_file(tmp_path, packet, "AB", truth(run)),
        label_file(tmp_path, packet, "CD", unsure(run, "CD", 0.5)),
    ]
    table = read_labels(files, packet, run).trust("right")
    assert set(table["verdict"]) == {"reviewers differ"}
    assert table["reason"].str.contains("settle what counts").all()


def test_confusion_counts_what_each_says(written, tmp_path) -> None:
    run, packet = written(8)
    held = sum(
        f"has {e}." in coin_note(i, t) for i in range(8) for t in (OLD, NEW) for e in ELEMENTS
    )
    labels = read_labels([label_file(tmp_path, packet, "AB", truth(run))], packet, run)
    asked = 8 * 2 * len(ELEMENTS)
    counts = ["labels", "both", "reviewer only", "scorer only", "neither"]
    told = {
        s: labels.against_scorer(s).loc[("all", "all"), counts].tolist() for s in ("right", "blind")
    }
    assert told["right"] == [asked, held, 0, 0, asked - held]
    assert told["blind"] == [asked, held, 0, asked - held, 0]
    assert labels.against_scorer("right").loc[("AB", "all"), "kappa"] == pytest.approx(1)


def test_cannot_tell_and_what_does_not_apply_are_left_out(written, tmp_path) -> None:
    run, packet = written(4)
    labels = read_labels(
        [label_file(tmp_path, packet, "AB", lambda *_: "cannot tell")], packet, run
    )
    assert labels.against_scorer("right")["labels"].sum() == 0
    status = run.checks["status"].where(run.checks["label"] != "O-BAL", "not_applicable")
    status = status.where(run.checks["label"] != "O-CUE", "partial")
    status = status.where(run.checks["label"] != "P-GOAL", "unsupported")
    status = status.where(run.checks["label"] != "S-FALLS", "yes")
    run = dataclasses.replace(run, checks=run.checks.assign(status=status))
    labels = read_labels([label_file(tmp_path, packet, "CD", truth(run))], packet, run)
    table = labels.against_scorer("right").loc["all"]
    assert table["labels"].to_dict() == {
        "S-FALLS": 8, "O-BAL": 0, "O-CUE": 8, "P-GOAL": 0, "all": 16
    }  # fmt: skip
    assert table.loc["O-CUE", ["both", "scorer only"]].tolist() == [0, 0], "half is not met"
    assert table.loc["S-FALLS", ["both", "scorer only"]].sum() == 8, "a judge's yes is met"


PACKETS = shipped("datasets", "labelled", "packets")


@pytest.mark.parametrize("key", sorted(PACKETS.glob("*.key.json")), ids=lambda key: key.stem)
def test_committed_labels_belong_to_their_packet_and_to_the_recorded_notes(key: Path) -> None:
    packet = load_packet(key)
    prompt = load_templates(packet.rubric)
    run = evaluate(
        load_cases("balance"), [prompt[label] for label in packet.templates], None,
        soap_completeness, 3, shipped("datasets", "recordings", f"{packet.rubric}.jsonl"),
    )  # fmt: skip
    files = sorted(PACKETS.glob(key.name.replace(".key.json", ".labels*.json")))
    labels = read_labels(files, packet, run)
    assert labels.reviewers()["answered"].sum() == labels.reviewers()["asked"].sum()
    assert len(labels.trust()) == len(packet.elements)
    shown = labels.__repr__() + labels._repr_html_()
    assert not any(remark and remark in shown for remark in labels.by_case["remark"])


def test_among_several_reviewers_each_must_be_that_much_odder(written, tmp_path) -> None:
    run, packet = written(9)

    def first(shown) -> str:
        return "A" if shown.case_id != "c-0" else "B"

    mine = label_file(tmp_path, packet, "AB", truth(run), first)
    other = label_file(tmp_path, packet, "CD", truth(run), lambda shown: "no difference")
    # 8 of 9 is 0.04 by chance: less than one in twenty, and more than one in forty
    alone, both = read_labels([mine], packet), read_labels([mine, other], packet)
    assert alone.reviewers()["odd"].tolist() == ["prefers the note shown first, 8 times of 9"]
    assert both.reviewers()["odd"].tolist() == ["", ""]
