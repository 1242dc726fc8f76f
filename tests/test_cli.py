import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from soapbench import shipped
from soapbench.cli import main


def first_case(**changes: str) -> str:
    """Return the line of a shipped case with some of its inputs added to."""
    text = shipped("datasets", "cases", "balance.jsonl").read_text()
    case = json.loads(text.splitlines()[0])
    for slot, words in changes.items():
        case["inputs"][slot] += words
    return json.dumps(case)


def test_a_case_file_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(shipped("datasets", "cases", "balance.jsonl"))
    assert main(["cases", path]) == 0
    assert capsys.readouterr().out == "32 cases, 0 problems\n"
    assert main(["cases", "canaries"]) == 0
    assert capsys.readouterr().out == "14 cases, 0 problems\n"


def test_an_identifier_that_no_case_declares_is_a_problem_and_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "c.jsonl"
    words = " Patient John Whitmore, DOB 3/14/1950."
    path.write_text(first_case(clinical_findings=words))
    assert main(["cases", str(path)]) == 1
    said = capsys.readouterr().out
    assert ": inputs.clinical_findings holds what looks like DATE, NAME_PATIENT: put a" in said
    assert said.endswith("\n1 case, 1 problem\n")
    assert "Whitmore" not in said
    assert main(["cases", str(path), "--allow", "DATE", "NAME_PATIENT"]) == 0
    case = json.loads(first_case())
    case["other_words"] = {"visit_facts": f"Seen.{words}"}
    case["plan"]["next_step"] = "recheck on 3/14/2025"
    path.write_text(json.dumps(case))
    assert main(["cases", str(path)]) == 1
    said = capsys.readouterr().out
    assert "other_words.visit_facts holds what looks like DATE, NAME_PATIENT" in said
    assert "plan.next_step holds what looks like DATE" in said
    # a placeholder, a planted identifier, and numbers that look like a date
    canaries = [{"kind": "DATE", "text": "3/14/2025"}]
    case = json.loads(first_case(clinical_findings=" [Patient Name], 3/14/2025, MMT 4/5."))
    path.write_text(json.dumps({**case, "canaries": canaries}))
    assert main(["cases", str(path)]) == 0
    assert main(["cases", str(path), "--allow", "SHOE_SIZE"]) == 3


def test_a_problem_in_a_case_file_is_exit_code_one(tmp_path: Path, capsys) -> None:
    text = shipped("datasets", "cases", "balance.jsonl").read_text()
    path = tmp_path / "c.jsonl"
    path.write_text(
        text.splitlines()[0].replace('"trajectory": "improving"', '"trajectory": "mixed"')
    )
    assert main(["cases", str(path)]) == 1
    assert "mixed needs one measure up and one down" in capsys.readouterr().out


def test_an_error_is_one_line_and_exit_code_three(tmp_path: Path, capsys) -> None:
    (tmp_path / "c.jsonl").write_text("{")
    assert main(["cases", str(tmp_path / "c.jsonl")]) == 3
    assert capsys.readouterr().err.startswith("soapbench: c.jsonl:1: not JSON")


def test_a_committed_notebook_becomes_a_page(tmp_path: Path, capsys) -> None:
    notebook = shipped("notebooks", "03_comparing_versions.ipynb")
    shutil.copyfile(notebook, tmp_path / notebook.name)
    page = tmp_path / "page.html"
    assert main(["report", str(tmp_path / notebook.name), str(page)]) == 0
    text = page.read_text()
    assert "Which version of the prompt is better?" in text
    assert "medical_necessity@v2 against medical_necessity@v1" in text
    assert 'alt="Difference per score' in text
    assert "load_cases" not in text


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", "5", "", '{"a":\n', '{"nbformat": 99}', "[" * 100_000,
     '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 5}'],
    ids=["object", "list", "number", "empty", "cut off", "version", "deep", "cells"],
)  # fmt: skip
def test_a_file_that_is_no_notebook_is_told_by_name(tmp_path: Path, capsys, text: str) -> None:
    (tmp_path / "e.json").write_text(text)
    for command in (["report", str(tmp_path / "e.json"), "o.html"], ["notebooks", "e.json"]):
        command[1] = str(tmp_path / "e.json")
        assert main(command) == 3
        said = capsys.readouterr().err
        assert said == "soapbench: e.json: no notebook; give an .ipynb file\n"


@pytest.mark.parametrize("line", ["check --bogus", "cheque", "check --config", "packet a b", ""])
def test_a_command_that_is_none_is_never_taken_for_a_check_that_decided_nothing(
    capsys, line: str
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(line.split())
    assert raised.value.code == 3
    assert capsys.readouterr().err.startswith("usage: soapbench")


def test_help_is_no_error(capsys) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["check", "--help"])
    assert raised.value.code == 0


@pytest.mark.parametrize("module", ["soapbench", "soapbench.cli"])
def test_each_way_to_call_it_does_the_work(module: str) -> None:
    command = [sys.executable, "-m", module, "check", "--config", "none.toml"]
    run = subprocess.run(command, capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr == "soapbench: none.toml: no such file; name one with --config\n"


def test_shipped_things_are_known_by_name_wherever_a_name_is_offered(capsys) -> None:
    assert main(["rubric", "medical_necessity"]) == 0
    assert capsys.readouterr().out.endswith("near misses, 0 wrong\n")
    assert main(["learn", "soap_note"]) == 3
    assert capsys.readouterr().err == "soapbench: soap_note: no such rubric; give a TOML file\n"
    assert main(["rubric", "soap_notes"]) == 3
    assert "or one of ['medical_necessity', 'soap_note']" in capsys.readouterr().err


def test_a_rubric_without_examples_has_nothing_wrong(tmp_path: Path, capsys) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[D-WHY]\ntitle = "t"\nsection = "A"\ncore = true\narticle = "asked"\nsource = "s"\n'
        'all = [["goals met"]]\n'
    )
    assert main(["rubric", str(path)]) == 0
    assert capsys.readouterr().out == "0 examples and 0 near misses, 0 wrong\n"


def test_what_a_rubric_gets_wrong_is_quoted_with_what_was_meant(tmp_path: Path, capsys) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[D-WHY]\ntitle = "t"\nsection = "A"\ncore = true\narticle = "asked"\nsource = "s"\n'
        'all = [["goals met"]]\nexamples = ["Goals met", "Bye"]\nnear_misses = ["Goals met."]\n'
    )
    assert main(["rubric", str(path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        '[D-WHY] example 2 "Bye": found missing, should be met',
        '[D-WHY] near miss 1 "Goals met.": found met, should not be met',
        "2 examples and 1 near miss, 2 wrong",
    ]


RECORDING = str(shipped("datasets", "recordings", "soap_note.jsonl"))
PACKET = shipped("datasets", "labelled", "packets")


def test_a_packet_is_written_with_its_key_and_the_same_seed_gives_the_same(
    tmp_path: Path, capsys
) -> None:
    pages = []
    for name in ("a", "b"):
        page = tmp_path / f"{name}.html"
        options = ["--recording", RECORDING, "--count", "2", "--seed", "3"]
        assert main(["packet", "soap_note", "v2", "v3", str(page), *options]) == 0
        assert "2 cases, soap_note@v2 and soap_note@v3" in capsys.readouterr().out
        assert page.with_suffix(".key.json").exists()
        pages.append(page.read_bytes())
    assert pages[0] == pages[1]
    assert b"soap_note@" not in pages[0]


def test_a_version_that_is_not_there_is_exit_code_three(tmp_path: Path, capsys) -> None:
    page = str(tmp_path / "p.html")
    assert main(["packet", "soap_note", "v2", "v9", page, "--recording", RECORDING]) == 3
    assert capsys.readouterr().err == (
        "soapbench: no version 'v9' of soap_note; it has ['v1', 'v2', 'v3', 'v4']\n"
    )


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--count", "99"], "--count 99: there are 32 cases; ask for fewer"),
        (["--count", "0"], "cases: name at least one"),
        (["--count", "-1"], "cases: name at least one"),
        (["--recording", "none.jsonl"], "none.jsonl: no such file; check the name and the folder"),
    ],
)
def test_a_packet_that_cannot_be_made_as_asked_is_not_made(
    tmp_path: Path, capsys, options: list[str], says: str
) -> None:
    page = tmp_path / "p.html"
    command = ["packet", "soap_note", "v2", "v3", str(page), "--recording", RECORDING]
    assert main([*command, *options]) == 3
    assert capsys.readouterr().err.startswith(f"soapbench: {says}")
    assert list(tmp_path.iterdir()) == []


def test_a_packet_whose_page_cannot_be_written_leaves_no_key(tmp_path: Path, capsys) -> None:
    page = tmp_path / "p.html"
    page.mkdir()
    command = ["packet", "soap_note", "v2", "v3", str(page), "--recording", RECORDING]
    assert main([*command, "--count", "2"]) == 3
    assert capsys.readouterr().err == f"soapbench: {page}: a folder; give a file\n"
    assert list(tmp_path.iterdir()) == [page]


def test_a_cell_that_fails_is_told_and_not_what_it_held(tmp_path: Path, capsys) -> None:
    notebook, secret = tmp_path / "n.ipynb", "Ms. Example fell"
    cells = [
        nbformat.v4.new_code_cell("1"),
        nbformat.v4.new_code_cell(f"raise ValueError('{secret}')"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    before = notebook.read_bytes()
    assert main(["notebooks", str(notebook)]) == 3
    said = capsys.readouterr()
    assert said.err == (
        "soapbench: n.ipynb: code cell 2 failed: ValueError; run it in JupyterLab to see\n"
    )
    assert secret not in said.out
    assert notebook.read_bytes() == before
    kernel = {"kernelspec": {"name": "none-such", "display_name": "x", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), notebook)
    assert main(["notebooks", str(notebook)]) == 3
    assert capsys.readouterr().err == "soapbench: n.ipynb: no kernel 'none-such' is installed\n"


def test_every_line_that_is_no_case_is_named_at_once(tmp_path: Path, capsys) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": "a"}\n\n{"id": "B"}\n')
    assert main(["cases", str(path)]) == 3
    first, second = capsys.readouterr().err.splitlines()
    assert "c.jsonl:1: " in first
    assert second.startswith("c.jsonl:3: id: ")


def test_a_folder_is_no_rubric(tmp_path: Path, capsys) -> None:
    for command in ("rubric", "learn"):
        assert main([command, str(tmp_path)]) == 3
        assert capsys.readouterr().err == f"soapbench: {tmp_path}: a folder; give a file\n"


def test_what_is_read_is_not_written_over(tmp_path: Path, capsys) -> None:
    notes, notebook = tmp_path / "notes.jsonl", tmp_path / "n.ipynb"
    shutil.copyfile(RECORDING, notes)
    shutil.copyfile(shipped("notebooks", "05_adding_your_own.ipynb"), notebook)
    before = notes.read_bytes(), notebook.read_bytes()
    packet = ["packet", "soap_note", "v2", "v3", str(notes), "--recording", str(notes)]
    for command in (packet, ["report", str(notebook), str(tmp_path / "." / "n.ipynb")]):
        assert main(command) == 3
        assert "would be written over; name another output" in capsys.readouterr().err
    assert (notes.read_bytes(), notebook.read_bytes()) == before


def test_labels_come_back_with_their_key(tmp_path: Path, capsys) -> None:
    key, labels = (PACKET / f"soap_note_v1_v3.{kind}.json" for kind in ("key", "labels"))
    assert main(["labels", str(key), str(labels)]) == 0
    assert "1 reviewer, 8 cases, 136 of 136 answers" in capsys.readouterr().out
    assert main(["labels", str(labels), str(labels)]) == 3
    assert "no key of a packet" in capsys.readouterr().err


def test_with_the_notes_labels_say_which_rules_to_trust(capsys) -> None:
    key, labels = (str(PACKET / f"soap_note_v1_v3.{kind}.json") for kind in ("key", "labels"))
    assert main(["labels", key, labels]) == 0
    assert "too few labels to tell" not in capsys.readouterr().out
    assert main(["labels", key, labels, "--recording", RECORDING]) == 0
    said = capsys.readouterr().out
    assert "too few labels to tell  scorer and reviewers agree on" in said
    for options, says in (
        (["--cases", "canaries"], "name the packet's own with --cases"),
        (["--prompt", "medical_necessity"], "no version 'soap_note@v1' of medical_necessity"),
        (["--prompt", "soap"], "soap: no such file or folder"),
    ):
        assert main(["labels", key, labels, "--recording", RECORDING, *options]) == 3
        assert says in capsys.readouterr().err


@pytest.mark.parametrize("count", [1, 30])
def test_output_that_nobody_reads_any_more_is_no_error(count: int) -> None:
    code = "import sys; from soapbench.cli import main; sys.stdin.read(); sys.exit(main())"
    command = [sys.executable, "-c", code, "recording", "info", *[RECORDING] * count]
    run = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdin is not None
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.close()
    run.stdin.close()
    said = run.stderr.read()
    run.stderr.close()
    assert (run.wait(60), said) == (141, b"")


def test_words_that_only_look_like_an_identifier_are_no_problem_by_themselves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # alone, and not where they stand, these three numbers could be a date
    written_out = json.loads(first_case(clinical_findings=" Heel raises, sets 3 x 12/15/10 reps."))
    written_out["look_alikes"] = ["12/15/10"]
    (tmp_path / "c.jsonl").write_text(json.dumps(written_out))
    assert main(["cases", str(tmp_path / "c.jsonl")]) == 0
    assert capsys.readouterr().out == "1 case, 0 problems\n"


def test_a_page_is_redacted_where_that_is_asked_for(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("x", execution_count=1)
    data = {"text/html": "<table><tr><td>Mrs. Alvarez</td></tr></table>"}
    cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
    notebook, page = tmp_path / "n.ipynb", tmp_path / "p.html"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), notebook)
    assert main(["report", str(notebook), str(page)]) == 0
    assert "Alvarez" in page.read_text()
    assert main(["report", str(notebook), str(page), "--redact"]) == 0
    assert "Alvarez" not in page.read_text()
    assert "[NAME_PATIENT]" in page.read_text()
