import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from soapbench import Completion, Recording, compare, evaluate, load_cases, load_templates, shipped
from soapbench.cli import main
from soapbench.errors import DataError
from soapbench.gate import Judged, got_worse, load_gate, run_gate, write_junit, write_summary
from soapbench.page import visible
from tests.test_comparison import SPREAD, run_of

ROOT = Path(__file__).parent.parent
RECORDED = shipped("datasets", "recordings", "soap_note.jsonl")


def declare(folder: Path, *, inconclusive: str | None = None, **changes: object) -> Path:
    """Write a pyproject.toml with one comparison of the recorded notes."""
    fields: dict[str, object] = {
        "prompt": "soap_note",
        "baseline": "v1",
        "candidate": "v3",
        "cases": "balance",
        "recording": str(RECORDED),
        "margins": {"payer_completeness": 0.05, "phi_absence": 0},
        **changes,
    }
    lines = ["[tool.soapbench.gate]"]
    if inconclusive:
        lines.append(f'inconclusive = "{inconclusive}"')
    lines.append("[[tool.soapbench.gate.comparison]]")
    for name, value in fields.items():
        if isinstance(value, dict):
            value = "{ " + ", ".join(f"{k} = {v}" for k, v in value.items()) + " }"
        else:
            value = json.dumps(value)
        lines.append(f"{name} = {value}")
    path = folder / "pyproject.toml"
    path.write_text("\n".join(lines))
    return path


def made_worse(folder: Path, change: Callable[[str, str], str]) -> dict[str, object]:
    """Record a version whose notes are changed by case and text; return how a gate names it."""
    prompt = folder / "prompts" / "soap_note"
    shutil.copytree(shipped("prompts", "soap_note"), prompt)
    (prompt / "v5.md").write_text((prompt / "v3.md").read_text() + "\nLeave out the plan.\n")
    declared = (prompt / "prompt.toml").read_text()
    (prompt / "prompt.toml").write_text(
        declared + '\n[versions.v5]\nparent = "v3"\ndate = 2026-11-25\n'
        'slots = ["patient_name", "clinical_findings", "visit_facts"]\nwhy = "A worse version."\n'
    )
    recording = folder / "notes.jsonl"
    shutil.copyfile(RECORDED, recording)
    (setting,) = Recording(recording).settings()
    versions = load_templates(prompt)
    lines = Recording(recording).lines.values()
    notes = {
        row["case_id"]: row["text"]
        for row in lines
        if row["template"] == "soap_note@v3" and row["repeat"] == 0
    }
    cases = load_cases("balance")
    by_prompt = {versions["v5"].render(case): case.id for case in cases}

    def worse(request):
        case_id = by_prompt[request.messages[0]["content"]]
        return Completion(change(case_id, notes[case_id]), setting.model)

    # A function has no such field for mypy; a model is any function, and may have it.
    # A model is any function, and may have a setting.
    worse.setting = setting  # type: ignore[attr-defined]
    evaluate(cases, [versions["v5"]], worse, {}, 1, recording)
    return {"prompt": "prompts/soap_note", "baseline": "v3", "candidate": "v5",
            "recording": "notes.jsonl"}  # fmt: skip


def without_plan(folder: Path) -> dict[str, object]:
    return made_worse(folder, lambda _, note: note[: note.lower().rindex("plan")])


def test_the_projects_own_gate_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--config", str(ROOT / "pyproject.toml")]) == 0
    said = capsys.readouterr().out
    assert "soap_note@v4 against soap_note@v3 on 32 cases" in said
    assert "\npass. Overall: worse if any score is worse;" in said


def test_a_worse_version_fails_and_its_cases_are_named(tmp_path: Path, capsys) -> None:
    config = declare(tmp_path, **without_plan(tmp_path))
    junit, summary = tmp_path / "out" / "junit.xml", tmp_path / "out" / "summary.md"
    arguments = ["check", "--config", str(config), "--junit", str(junit), "--summary", str(summary)]
    assert main(arguments) == 1
    said = capsys.readouterr().out
    assert "payer completeness is worse on: " in said
    assert "and 22 more." in said
    assert "\nfail. Overall" in said
    suite = ElementTree.parse(junit).getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("2", "1", "0")
    (failure,) = suite.iter("failure")
    worst = load_cases("balance").frame().index
    assert any(case in str(failure.get("message")) for case in worst)
    assert "## soapbench: fail" in summary.read_text()
    assert "payer completeness is worse on: " in summary.read_text()


FALLS = {case.id: case.falls for case in load_cases("balance")}


@pytest.mark.parametrize(
    ("added", "code"),
    # near miss: what is true adds no contradiction
    [("- Had a fall at home last week.\n", 1), ("- No falls since last visit.\n", 0)],
)
def test_a_version_that_contradicts_a_critical_fact_of_one_case_fails(
    tmp_path: Path, capsys, added: str, code: int
) -> None:
    one = next(i for i, falls in FALLS.items() if falls is not None and falls.value == 0)

    def change(case_id: str, note: str) -> str:
        return f"{note}\n## Subjective\n{added}" if case_id == one else note

    config = declare(tmp_path, **made_worse(tmp_path, change), margins={"truthfulness": 0})
    assert main(["check", "--config", str(config)]) == code
    assert (f"truthfulness is worse on: {one}" in capsys.readouterr().out) is bool(code)


def test_a_version_whose_notes_are_copies_of_one_fails(tmp_path: Path, capsys) -> None:
    same: list[str] = []

    def change(case_id: str, note: str) -> str:
        same.append(note)
        return same[0]

    margins = {"originality": 0.1, "tailoring": 0.1}
    config = declare(tmp_path, **made_worse(tmp_path, change), margins=margins)
    assert main(["check", "--config", str(config)]) == 1
    said = capsys.readouterr().out
    for score in ("originality", "tailoring"):
        assert f"{score} is worse on: " in said


def test_a_declared_score_that_no_note_has_is_an_error(tmp_path: Path, capsys) -> None:
    # no sentence of six words is left, so that nothing can be original or copied
    change = made_worse(tmp_path, lambda _, note: "Plan: twice a week.\nGait: steady.")
    margins = {"originality": 0.1, "tailoring": 0.1}
    config = declare(tmp_path, **change, margins=margins)
    assert main(["check", "--config", str(config)]) == 3
    assert "no case has notes of both versions that ['originality'] can tell" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("model", "code", "says"),
    [
        ("another", 3, "answers missing in all"),
        (None, 3, "name one model of the recording; it holds ['another', 'large"),
    ],
)
def test_a_gate_that_names_its_model_needs_no_other(
    tmp_path: Path, capsys, model: str | None, code: int, says: str
) -> None:
    recording = tmp_path / "notes.jsonl"
    shutil.copyfile(RECORDED, recording)
    (setting,) = Recording(recording).settings()

    def another(request):
        return Completion("S: well.", "another")

    evaluate(load_cases("balance")[:2], load_templates("soap_note")[:1], another, {}, 1, recording)
    fields = {"recording": str(recording), "only": SIX, "margins": {"payer_completeness": 0.05}}
    mine = declare(tmp_path, **fields, model=setting.model)
    assert main(["check", "--config", str(mine)]) in (0, 2)
    capsys.readouterr()
    other = declare(tmp_path, **fields, **({"model": model} if model else {}))
    assert main(["check", "--config", str(other)]) == code
    assert says in capsys.readouterr().err


SIX = [case.id for case in load_cases("balance")[:6]]


@pytest.mark.parametrize(
    ("inconclusive", "code", "kind"),
    [(None, 2, "skipped"), ("fail", 1, "failure"), ("pass", 0, "")],
)
def test_six_cases_decide_nothing(tmp_path: Path, inconclusive, code: int, kind: str) -> None:
    config = declare(
        tmp_path,
        inconclusive=inconclusive,
        baseline="v3",
        candidate="v4",
        only=SIX,
        margins={"asked_completeness": 0.05},
    )
    junit = tmp_path / "junit.xml"
    assert main(["check", "--config", str(config), "--junit", str(junit)]) == code
    tests = ElementTree.parse(junit).getroot().iter("testcase")
    assert [child.tag for test in tests for child in test] == ([kind] if kind else [])


def test_six_cases_without_a_leak_do_not_pass_a_prompt(tmp_path: Path) -> None:
    config = declare(tmp_path, only=SIX, margins={"payer_completeness": 0.05, "phi_absence": 0})
    assert main(["check", "--config", str(config)]) == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"recording": "nowhere.jsonl"}, "nowhere.jsonl: no such recording"),
        ({"prompt": "nothing"}, "nothing: no such file or folder"),
        ({"candidate": "v9"}, "no version 'v9' of soap_note"),
        ({"cases": "nowhere.jsonl"}, "nowhere.jsonl: no such file"),
        ({"only": ["nobody"]}, "no cases ['nobody']"),
        ({"model": "another"}, "name one model of the recording"),
        ({"repeats": 9}, "no answer for repeat"),
        ({"margins": {"elegance": 0.1}}, "no such scores: ['elegance']"),
        ({"margins": {"phi_absence": -1}}, "margins.phi_absence"),
        ({"margins": {}}, "margins"),
        ({"primary": ["asked_completeness"]}, "primary scores without a margin"),
        ({"primary": []}, "primary"),
        ({"only": []}, "only"),
        ({"candidate": "v1"}, "baseline and candidate are both 'v1'"),
        ({"alpha": 2}, "alpha"),
        ({"speed": 1}, "speed"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_what_cannot_run_is_exit_code_3_and_one_clear_line(
    tmp_path: Path, capsys, changes: dict[str, object], says: str
) -> None:
    assert main(["check", "--config", str(declare(tmp_path, **changes))]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert says in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "no such file; name one with --config"),
        ("[project]\n", r"\[tool.soapbench.gate\]: missing"),
        ("[tool.soapbench.gate]\n", "comparison"),
        ("\ufeff[tool.soapbench.gate]\n", r"\[tool.soapbench.gate\]: missing"),  # and no bad TOML
        ("not toml", "not TOML"),
        ("[tool.soapbench.gate]\ncomparison = []\n", "two brackets"),
        ("[tool.soapbench.gate.comparison]\nprompt = 'p'\n", "two brackets"),
        ("[tool.soapbench.gate]\ninconclusive = 'maybe'\ncomparison = [3]\n", "inconclusive"),
    ],
)
def test_a_gate_that_is_not_declared_is_an_error(tmp_path: Path, text, says: str) -> None:
    path = tmp_path / "pyproject.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(DataError, match=says):
        load_gate(path)


def test_what_cannot_be_read_or_written_is_exit_code_3_too(tmp_path: Path, capsys) -> None:
    assert main(["check", "--config", str(tmp_path)]) == 3
    (tmp_path / "file").write_text("")
    config = str(declare(tmp_path, only=SIX, margins={"payer_completeness": 0.05}))
    assert main(["check", "--config", config, "--junit", str(tmp_path / "file" / "x.xml")]) == 3
    assert capsys.readouterr().err.count("\n") == 2
    # a variable that is not set asks for no file
    empty = ["--summary", "", "--junit", ""]
    assert main(["check", "--config", config, *empty]) == main(["check", "--config", config])


def test_a_failure_outweighs_what_is_not_decided() -> None:
    few = run_of({"a": [[0.5]] * 3, "b": [[0.5]] * 3})
    worse = run_of({"a": [[v] for v in SPREAD], "b": [[v - 0.2] for v in SPREAD]})
    both = (compare(few, "a", "b"), compare(worse, "a", "b"))
    assert [Judged((one,), "inconclusive").exit_code for one in both] == [2, 1]
    assert Judged(both, "inconclusive").outcome == "fail"
    assert Judged(both[:1], "pass").exit_code == 0


def test_a_summary_shows_marks_as_they_stand(tmp_path: Path) -> None:
    run = run_of({"a|b": [[v] for v in SPREAD], "<i>": [[v] for v in SPREAD]})
    path = write_summary(Judged((compare(run, "a|b", "<i>"),), "inconclusive"), tmp_path / "s.md")
    assert r"\<i\> against a\|b" in path.read_text()
    first = path.read_text()
    write_summary(Judged((compare(run, "a|b", "<i>"),), "inconclusive"), path)
    assert path.read_text() == first * 2  # a job's summary is added to, never replaced


@pytest.mark.parametrize("name", ["<i>&\"'", "a\x1b[31m", "]]>", "\u202eb", "\x00", "<!--"])
def test_junit_is_well_formed_whatever_a_version_is_called(tmp_path: Path, name: str) -> None:
    run = run_of({"a": [[v] for v in SPREAD], name: [[v - 0.2] for v in SPREAD]})
    path = write_junit(Judged((compare(run, "a", name),), "inconclusive"), tmp_path / "j.xml")
    suite = ElementTree.parse(path).getroot()[0]
    assert suite.get("name") == f"{visible(name)} against a"
    assert suite.find("testcase/failure") is not None


def test_of_the_cases_that_got_worse_the_largest_drop_is_named_first() -> None:
    drops = [0.1 + 0.01 * i for i in range(32)]
    run = run_of({"a": [[0.9]] * 32, "b": [[0.9 - drop] for drop in drops]})
    (line,) = got_worse(compare(run, "a", "b"))
    assert line.startswith("s is worse on: c031 (-0.41), c030 (-0.40), c029 (-0.39), ")
    assert line.endswith(" and 22 more.")


def test_the_confidence_that_a_gate_declares_is_the_one_it_judges_by(tmp_path: Path) -> None:
    for declared, alpha in (({}, 0.05), ({"alpha": 0.2}, 0.2)):
        margins = {"phi_absence": 0}
        config = declare(tmp_path, only=SIX, margins=margins, **declared)
        assert run_gate(load_gate(config), tmp_path).comparisons[0].alpha == alpha


def test_a_score_that_is_not_primary_and_undecided_fails_nothing(tmp_path: Path) -> None:
    gains = {"a": [[v] for v in SPREAD], "b": [[v + 0.2] for v in SPREAD]}
    run = run_of(gains, "payer_completeness")
    few = run_of({"a": [[0.2]] * 5, "b": [[0.9]] * 5}, "grounding")
    both = dataclasses.replace(run, scores=pd.concat([run.scores, few.scores]))
    comparison = compare(both, "a", "b", primary=["payer_completeness"])
    assert comparison.table.loc["grounding", "verdict"] == "not enough cases"
    judged = Judged((comparison,), "fail")
    assert judged.exit_code == 0
    suite = ElementTree.parse(write_junit(judged, tmp_path / "j.xml")).getroot()[0]
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")


@pytest.mark.parametrize("name", ["mine", "./mine", "mine.jsonl"])
def test_a_gate_is_the_same_wherever_one_stands(tmp_path: Path, monkeypatch, name: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(shipped("prompts", "soap_note"), elsewhere / "mine")
    shutil.copyfile(shipped("datasets", "cases", "balance.jsonl"), elsewhere / "mine.jsonl")
    monkeypatch.chdir(elsewhere)
    changed = {"prompt": name} if not name.endswith("l") else {"cases": name}
    gate = load_gate(declare(tmp_path, only=SIX, **changed))
    with pytest.raises(DataError, match="no such file"):
        run_gate(gate, tmp_path)
    assert run_gate(load_gate(declare(tmp_path, only=SIX)), tmp_path).comparisons


@pytest.mark.parametrize("option", ["--junit", "--summary"])
@pytest.mark.parametrize("file", ["notes.jsonl", "pyproject.toml", "other.jsonl"])
def test_a_gate_writes_over_nothing_it_reads_and_no_recording(
    tmp_path: Path, capsys, option: str, file: str
) -> None:
    for name in ("notes.jsonl", "other.jsonl"):
        shutil.copyfile(RECORDED, tmp_path / name)
    config = declare(tmp_path, recording="notes.jsonl", only=SIX)
    before = (tmp_path / file).read_bytes()
    assert main(["check", "--config", str(config), option, str(tmp_path / file)]) == 3
    assert "name another output" in capsys.readouterr().err
    assert (tmp_path / file).read_bytes() == before
