import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from soapbench import shipped
from soapbench.cli import main


def test_a_case_file_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", str(shipped("datasets", "cases", "balance.jsonl"))]) == 0
    assert capsys.readouterr().out == "32 cases, 0 problems\n"


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
