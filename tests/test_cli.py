import shutil
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
