import dataclasses
import json
from pathlib import Path

import pytest

from soapbench import Recording, RecordingError, evaluate, load_cases, load_templates, shipped
from soapbench.cases import CaseSet
from soapbench.tries import looks_file, record_look
from tests.conftest import parrot

NOTE = shipped("datasets", "recordings", "soap_note.jsonl")


def test_a_split_is_seeded_whole_and_spread_over_populations() -> None:
    cases = load_cases("balance")
    work, held = cases.split(seed=1)
    assert (len(work), len(held)) == (22, 10)
    assert not work.held_back
    assert held.held_back
    assert sorted(c.id for c in (*work, *held)) == sorted(c.id for c in cases)
    assert [c.id for c in held] == [c.id for c in cases.split(seed=1)[1]]
    assert [c.id for c in held] != [c.id for c in cases.split(seed=2)[1]]
    assert len({c.population for c in held}) == 10
    assert held[:3].held_back


@pytest.mark.parametrize("share", [0.0, 1.0, 0.01, -0.2, 2.0])
def test_a_share_that_leaves_a_part_empty_is_an_error(share: float) -> None:
    with pytest.raises(ValueError, match="leaves a part empty"):
        load_cases("balance").split(seed=1, held_back=share)


def test_tries_count_every_text_that_was_sent_on_these_cases(tmp_path: Path) -> None:
    cases, soap = load_cases("balance"), load_templates("soap_note")
    recording = tmp_path / "r.jsonl"
    run = evaluate(cases[:2], soap[:1], parrot, {}, 1, recording)
    assert run.manifest["tries"] == {"soap_note": 1}
    # The same label with another text is another try; so is another version.
    edited = dataclasses.replace(soap[0], text=soap[0].text + "\nBe brief.")
    assert evaluate(cases[:2], [edited], parrot, {}, 1, recording).manifest["tries"] == {
        "soap_note": 2
    }
    again = evaluate(cases[:2], soap[:2], parrot, {}, 2, recording)
    assert again.manifest["tries"] == {"soap_note": 3}
    # near misses: other cases, and repeats, are no further tries
    assert evaluate(cases[2:4], soap[:1], parrot, {}, 2, recording).manifest["tries"] == {
        "soap_note": 1
    }


def test_versions_of_a_committed_recording_are_counted() -> None:
    run = evaluate(load_cases("balance")[:3], load_templates("soap_note")[:1], None, {}, 1, NOTE)
    assert run.manifest["tries"] == {"soap_note": 4}
    assert run.manifest["looks"] is None


def test_looking_at_cases_held_back_is_recorded_once_per_version(tmp_path: Path) -> None:
    held, soap = (
        load_cases("balance")[:4].split(seed=3, held_back=0.5)[1],
        load_templates("soap_note"),
    )
    recording = tmp_path / "r.jsonl"

    def looks(*versions: str) -> int:
        templates = [soap[v] for v in versions]
        return int(evaluate(held, templates, parrot, {}, 1, recording).manifest["looks"])

    assert [looks("v1"), looks("v1"), looks("v2"), looks("v1", "v2")] == [1, 1, 2, 3]
    lines = looks_file(Recording(recording)).read_text().splitlines()
    assert [sorted(json.loads(line)["templates"]) for line in lines] == [
        ["soap_note@v1"],
        ["soap_note@v2"],
        ["soap_note@v1", "soap_note@v2"],
    ]
    assert json.loads(lines[0])["cases"] == sorted(case.id for case in held)
    # looks at other cases are no looks at these
    others = load_cases("balance")[4:8].split(seed=3, held_back=0.5)[1]
    run = evaluate(others, [soap["v1"]], parrot, {}, 1, recording)
    assert run.manifest["looks"] == 1


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("r.jsonl", "r.looks.jsonl"),
        ("r.1.jsonl", "r.1.looks.jsonl"),
        ("r.1", "r.1.looks.jsonl"),
        ("r.2", "r.2.looks.jsonl"),
        ("r", "r.looks.jsonl"),
    ],
)
def test_every_recording_has_looks_of_its_own(tmp_path: Path, name: str, beside: str) -> None:
    assert looks_file(Recording(tmp_path / name)) == tmp_path / beside


def test_cases_held_back_need_a_recording() -> None:
    held = CaseSet(load_cases("balance").cases[:2], held_back=True)
    with pytest.raises(ValueError, match="give a recording"):
        evaluate(held, load_templates("soap_note")[:1], parrot, {}, 1)


@pytest.mark.parametrize(
    ("line", "says"),
    [('{"cases": []}', "not a look"), ("[3]", "not a look"), ("{cases", "not JSON at column")],
)
def test_a_spoilt_record_of_looks_is_an_error_that_names_the_line(
    tmp_path: Path, line: str, says: str
) -> None:
    held = CaseSet(load_cases("balance").cases[:2], held_back=True)
    (tmp_path / "r.looks.jsonl").write_text(f"\n{line}\n")
    with pytest.raises(RecordingError, match=rf"r\.looks\.jsonl:2: {says}"):
        evaluate(held, load_templates("soap_note")[:1], parrot, {}, 1, tmp_path / "r.jsonl")


def test_a_look_begins_its_own_line_where_the_last_one_was_not_ended(tmp_path, case) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    record_look(recording, [case], {"soap_note@v1": "a"})
    path = looks_file(recording)
    path.write_text(path.read_text().rstrip("\n"))
    assert record_look(recording, [case], {"soap_note@v2": "b"}) == 2
    assert record_look(recording, [case], {"soap_note@v3": "c"}) == 3
    assert len(path.read_text().splitlines()) == 3
