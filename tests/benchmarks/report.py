"""Print how large a report is and how fast it opens: ``python -m tests.benchmarks.report``."""

import dataclasses
import shutil
import tempfile
import time
from pathlib import Path

import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import sync_playwright

from soapbench import (
    Case,
    Evaluation,
    compare,
    evaluate,
    explorer,
    fact_recall,
    grounding,
    load_cases,
    load_templates,
    phi_absence,
    shipped,
    soap_completeness,
    write_page,
)


def main() -> None:
    """Print size and time of reports of 64 cases, 3 versions and 3 repeats, and of 1,000 notes."""
    cases = list(load_cases("balance"))
    scorers = {**soap_completeness, "phi_absence": phi_absence, "grounding": grounding,
               "fact_recall": fact_recall}  # fmt: skip
    soap = load_templates("soap_note")[1:]
    recording = shipped("datasets", "recordings", "soap_note.jsonl")
    run = evaluate(cases, soap, None, scorers, 3, recording)
    for times in (2, 4):
        many, told = repeated(run, cases, times)
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            page = write(many, told, Path(folder))
            written = time.perf_counter() - start
            print(
                f"{len(many.completions)} notes of {len(told)} cases: written in {written:.1f} s, "
                f"{page.stat().st_size / 1e6:.1f} MB, opens in {opened(page):.2f} s"
            )


def repeated(run: Evaluation, cases: list[Case], times: int) -> tuple[Evaluation, list[Case]]:
    """Return an evaluation of so many times the cases, under more names."""
    told = [c.model_copy(update={"id": f"{c.id}-{i}"}) for c in cases for i in range(times)]
    frames = {
        name: pd.concat(
            [
                frame.assign(case_id=frame["case_id"] + f"-{i}")
                for i in range(times)
                for frame in [getattr(run, name)]
            ]
        )
        for name in ("completions", "scores", "checks")
    }
    return dataclasses.replace(run, **frames), told


def write(run: Evaluation, cases: list[Case], folder: Path) -> Path:
    """Return a page with a comparison and an explorer of the run."""
    compared = compare(run, "soap_note@v2", "soap_note@v3")
    data = explorer(run, cases, [compared])._repr_mimebundle_()
    cell = new_code_cell("x", execution_count=1)
    cell.outputs = [new_output("execute_result", data, execution_count=1)]
    notebook = folder / "study.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# A study\n\n## Notes"), cell]), notebook)
    return write_page(notebook, folder / "study.html")


def opened(page: Path) -> float:
    """Return the seconds until a browser shows the page's table of notes, the best of three."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        seconds = []
        for _ in range(3):
            tab = browser.new_page()
            start = time.perf_counter()
            tab.goto(page.as_uri())
            tab.wait_for_selector(".matrix")
            seconds.append(time.perf_counter() - start)
        browser.close()
    return min(seconds)


if __name__ == "__main__":
    main()
