import datetime
from pathlib import Path

import pytest

from soapbench import Case, DataError, PromptTemplate, diff, load_templates

GOOD = """
title = "T"
purpose = "P"
rubric = "soap_note"
[slots]
clinical_findings = "what was found"
[versions.v1]
date = 2026-01-01
slots = ["clinical_findings"]
why = "first"
"""


def prompt(folder: Path, toml: str = GOOD, **versions: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "prompt.toml").write_text(toml)
    for name, text in (versions or {"v1": "Write: $clinical_findings"}).items():
        (folder / f"{name}.md").write_text(text)
    return folder


def test_the_bytes_of_the_file_are_what_is_sent(tmp_path: Path, case: Case) -> None:
    text = "Line one: $clinical_findings\r\n\n  Costs $$5. [Patient Name] {x} %s\n"
    loaded = load_templates(prompt(tmp_path / "p", v1=text))["v1"]
    assert loaded.text == text.replace("\r\n", "\r\n")
    sent = loaded.render(case)
    assert sent == text.replace("$clinical_findings", case.inputs["clinical_findings"]).replace(
        "$$", "$"
    )


def test_a_slot_text_with_dollar_signs_is_not_filled_again(tmp_path: Path, make_case) -> None:
    case = make_case(inputs={"clinical_findings": "$visit_facts ${x} $5"})
    assert (
        load_templates(prompt(tmp_path / "p"))["v1"].render(case) == "Write: $visit_facts ${x} $5"
    )


@pytest.mark.parametrize(
    ("toml", "versions", "says"),
    [
        (GOOD, {"v1": "Write: $clinical_finding"}, "p/v1.md: unknown slots ['clinical_finding']"),
        (GOOD, {"v1": "Write nothing"}, "p/v1.md: unused slots ['clinical_findings']"),
        (GOOD, {"v1": "Pay $ 5: $clinical_findings"}, "p/v1.md: a '$' stands alone"),
        (GOOD, {"v2": "x"}, "p: ['v2'] not listed under [versions]"),
        (GOOD.replace('slots = ["clin', 'slots = ["other", "clin'), {}, "no such slots: ['other']"),
        (
            GOOD.replace("[versions.v1]", 'extra = "e"\n[versions.v1]'),
            {},
            "no version uses the slots",
        ),
        (GOOD.replace("why =", 'parent = "v0"\nwhy ='), {}, "no parent 'v0'"),
        (GOOD.replace('why = "first"', ""), {}, "versions.v1.why: is missing"),
        (GOOD.replace("title =", "titel ="), {}, "titel: is no field known here"),
        ("title = ", {}, "p/prompt.toml: not TOML"),
    ],
)
def test_a_prompt_that_does_not_hold_together_names_file_and_reason(
    tmp_path: Path, toml: str, versions: dict[str, str], says: str
) -> None:
    with pytest.raises(DataError) as raised:
        load_templates(prompt(tmp_path / "p", toml, **versions))
    assert says in str(raised.value)


@pytest.mark.parametrize("name", ["prompt.toml", "v1.md"])
def test_a_file_in_another_encoding_is_named(tmp_path: Path, name: str) -> None:
    file = prompt(tmp_path / "p") / name
    file.write_bytes(file.read_bytes() + b"# caf\xe9\n")
    with pytest.raises(DataError, match=rf"p/{name}: not UTF-8 at byte \d+; save it as UTF-8"):
        load_templates(tmp_path / "p")


def test_a_mark_of_the_encoding_before_the_table_does_no_harm(tmp_path: Path) -> None:
    folder = prompt(tmp_path / "p", f"\ufeff{GOOD}")
    text = load_templates(folder)[0].text
    (folder / "v1.md").write_text(f"\ufeff{text}", encoding="utf-8")
    assert load_templates(folder).title == "T"
    assert load_templates(folder)[0].text == text


@pytest.mark.parametrize("name", ["prompt.toml", "v1.md"])
def test_a_file_of_a_prompt_is_told_from_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=r": a file; give the folder that holds prompt\.toml"):
        load_templates(prompt(tmp_path / "p") / name)


def test_a_version_without_its_file_is_named(tmp_path: Path) -> None:
    folder = prompt(tmp_path / "p")
    (folder / "v1.md").unlink()
    with pytest.raises(DataError, match=r"p/v1\.md: missing"):
        load_templates(folder)


def test_a_case_without_an_input_for_a_slot_is_named(tmp_path: Path, make_case) -> None:
    template = load_templates(prompt(tmp_path / "p"))["v1"]
    with pytest.raises(DataError, match=r"case 'stroke-01' has no input for .*clinical_findings"):
        template.render(make_case(inputs={"visit_facts": "x"}))


def test_versions_are_found_by_name_and_by_label() -> None:
    soap = load_templates("soap_note")
    assert soap["v2"] is soap["soap_note@v2"] is soap[1]
    with pytest.raises(KeyError, match="v9"):
        soap["v9"]


def test_one_byte_more_is_another_template(tmp_path: Path) -> None:
    one = load_templates(prompt(tmp_path / "p", v1="Write: $clinical_findings"))["v1"]
    two = load_templates(prompt(tmp_path / "p", v1="Write: $clinical_findings "))["v1"]
    assert one.sha256 != two.sha256


def test_a_diff_shows_lines_with_their_sign_and_as_text() -> None:
    soap = load_templates("soap_note")
    change = diff(soap["v2"], soap["v3"])
    added = [line for line in change.lines if line.startswith("+") and "timed-code" in line]
    assert len(added) == 1
    assert not [line for line in change.lines[2:] if line.startswith("-")]
    assert "&quot;Date of service: [DATE]&quot;" in change._repr_html_()
    assert diff(soap["v1"], soap["v1"]).lines == ()


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("$a\nb\n", "$a\r\nb\n", ["-$a", "+$a␍", " b"]),
        ("$a\nb\n", "$a\nb", [" $a", "-b", "+b (no line end)"]),
        ("$a\u200e\n", "$a\u200f\n", ["-$a\ufffd", "+$a\ufffd"]),
        ("$a\u2028b\n", "$a\nb\n", ["-$a\u2028b", "+$a", "+b"]),
        ("$a\n\n", "$a\n", [" $a", "-"]),
        # what is the same in both is no change
        ("$a\r\nb", "$a\r\nb", []),
    ],
)
def test_a_diff_shows_every_byte_that_changed(
    tmp_path: Path, before: str, after: str, lines: list[str]
) -> None:
    one, other = (
        PromptTemplate("p", "v1", text, frozenset("a"), None, datetime.date(2026, 1, 1), "")
        for text in (before, after)
    )
    assert list(diff(one, other).lines[3:]) == lines


def test_a_prompt_in_the_folder_one_stands_in_has_that_folders_name(tmp_path, monkeypatch) -> None:
    folder = prompt(tmp_path / "mine", v1="Findings: $clinical_findings")
    monkeypatch.chdir(folder)
    assert load_templates(".")[0].label == load_templates("../mine")[0].label == "mine@v1"
    (folder / "sub").mkdir()
    monkeypatch.chdir(folder / "sub")
    assert load_templates("..")[0].label == "mine@v1"
