"""The notebooks as files; that they run is nbval's business."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from soapbench import shipped

NOTEBOOKS = sorted(shipped("notebooks").glob("[0-9]*.ipynb"))


def cells(path: Path, kind: str) -> list[dict]:
    return [c for c in json.loads(path.read_text())["cells"] if c["cell_type"] == kind]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_one_clean_run_of_short_cells(path: Path) -> None:
    code = cells(path, "code")
    assert [c["execution_count"] for c in code] == list(range(1, len(code) + 1))
    for cell in code:
        assert len("".join(cell["source"]).splitlines()) <= 20
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr"
    assert sum("parameters" in c["metadata"].get("tags", []) for c in code) == 1
    assert any("assert " in "".join(c["source"]) for c in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_it_does_not_show_and_shows_nothing_unstable(path: Path) -> None:
    prose = "\n".join("".join(c["source"]) for c in cells(path, "markdown"))
    assert prose.startswith("# ")
    assert "\n> " in prose.split("##")[0]
    assert "## What this does not show" in prose
    shown = json.dumps([o for c in cells(path, "code") for o in c["outputs"] if "data" in o])
    assert not re.search(r"object at 0x|/(?:home|tmp|work|root|Users)/", shown)


def test_links_between_notebooks_lead_somewhere() -> None:
    for path in NOTEBOOKS:
        prose = "\n".join("".join(c["source"]) for c in cells(path, "markdown"))
        for target in re.findall(r"\]\(([^)#:]+)\)", prose):
            assert (path.parent / target).exists(), (path.name, target)


BREAK = """
import soapbench, soapbench.scorers
from soapbench.scorers import Score
broken = lambda case, note: Score(1.0)
soapbench.phi_absence = soapbench.scorers.phi_absence = broken
"""


@pytest.mark.parametrize(("breaking", "passes"), [("", True), (BREAK, False)])
def test_a_scorer_that_is_broken_on_purpose_fails_the_notebooks(
    tmp_path: Path, breaking: str, passes: bool
) -> None:
    shutil.copyfile(shipped("notebooks", "02_reading_a_score.ipynb"), tmp_path / "n.ipynb")
    # The kernel imports it at start, before the notebook's own first import.
    (tmp_path / "sitecustomize.py").write_text(breaking)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "n.ipynb"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (ran.returncode == 0) is passes, ran.stdout[-2000:]
    if not passes:
        assert re.search(r"\d+ failed", ran.stdout)


def test_a_notebook_runs_encrypted_and_without_a_word_of_jupyters(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("20 + 22")])
    nbformat.write(notebook, tmp_path / "n.ipynb")
    ran = subprocess.run(
        [sys.executable, "-m", "soapbench.cli", "notebooks", "n.ipynb"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stdout.strip(), ran.stderr) == (0, "n.ipynb", "")
    executed = nbformat.read(tmp_path / "n.ipynb", as_version=4)
    assert executed.cells[0].outputs[0].data["text/plain"] == "42"
