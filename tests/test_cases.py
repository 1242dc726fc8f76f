import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from soapbench import Case, DataError, load_cases
from soapbench.cases import CaseSet

SECRET = "Zebulon Quartermaine"


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in rows))
    return path


def fields(case: Case, **changes: Any) -> dict[str, Any]:
    return {**case.model_dump(mode="json"), **changes}


def test_a_case_file_gives_its_cases_in_order_found_by_id(tmp_path: Path, case: Case) -> None:
    path = write(tmp_path / "c.jsonl", fields(case, id="b-1"), fields(case, id="a-1"))
    cases = load_cases(path)
    assert [c.id for c in cases] == ["b-1", "a-1"]
    assert cases["a-1"] is cases[1]
    assert len(cases[:1]) == 1
    assert list(cases.frame().index) == ["a-1", "b-1"]
    with pytest.raises(KeyError, match="no case 'c-1'"):
        cases["c-1"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"colour": SECRET}, "colour: is no field known here; check its spelling"),
        ({"population": SECRET}, "population: Input should be"),
        ({"visit": 0}, "visit: Input should be greater than or equal to 1"),
        (
            {"id": "Has Spaces"},
            "id: may hold small letters and digits, with single hyphens between",
        ),
        ({"inputs": {"clinical_findings": ""}}, "at least 1 character"),
        (
            {"facts": [{"kind": "status", "words": SECRET}]},
            "facts.0.words: its words stand in none",
        ),
        ({"falls": {"value": 0, "words": SECRET}}, "falls.words"),
        ({"pain": {"value": 11, "words": "Pain 2/10"}}, "pain.value: Input should be less than"),
        ({"canaries": [{"kind": "MRN", "text": SECRET}]}, "canaries.0.text"),
        ({"canaries": [{"kind": "SHOE_SIZE", "text": "eval"}]}, "canaries.0.kind"),
        ({"look_alikes": [SECRET]}, "look_alikes.0"),
    ],
)
def test_a_bad_field_is_named_with_file_and_line_and_never_quoted(
    tmp_path: Path, case: Case, change: dict[str, Any], says: str
) -> None:
    path = write(tmp_path / "c.jsonl", fields(case), fields(case, **{"id": "other-1", **change}))
    with pytest.raises(DataError) as raised:
        load_cases(path)
    assert str(raised.value).startswith("c.jsonl:2: ")
    assert says in str(raised.value)
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "change",
    [
        {"facts": [{"kind": "status", "words": "Pain 2/10"}]},
        {"pain": {"value": 2, "words": "Pain 2/10"}},
        {"look_alikes": ["41/56"]},
        {"side": None},
    ],
)
def test_a_near_miss_of_a_bad_field_loads(
    tmp_path: Path, case: Case, change: dict[str, Any]
) -> None:
    assert len(load_cases(write(tmp_path / "c.jsonl", fields(case, **change)))) == 1


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["{not json"], "c.jsonl:1: not JSON at column 2"),
        (["[1, 2]"], "c.jsonl:1: "),
        (["[" * 100_000], "c.jsonl:1: nested too deep"),
        (["", f'{{"visit": {"9" * 5_000}}}'], "c.jsonl:2: nested too deep, or holds too long"),
        ([], "c.jsonl: holds no case"),
    ],
)
def test_a_file_that_is_no_case_file_says_so(tmp_path: Path, rows: list[str], says: str) -> None:
    with pytest.raises(DataError) as raised:
        load_cases(write(tmp_path / "c.jsonl", *rows))
    assert says in str(raised.value)


def test_an_id_used_twice_names_both_lines(tmp_path: Path, case: Case) -> None:
    path = write(tmp_path / "c.jsonl", fields(case), "", fields(case))
    with pytest.raises(DataError, match=r"c\.jsonl:3: case id 'stroke-01' .* line 1"):
        load_cases(path)


def test_a_line_separator_inside_a_text_does_not_end_the_line(
    tmp_path: Path, make_case: Callable[..., Case]
) -> None:
    case = make_case(inputs={"clinical_findings": "one\u2028two\x0bthree"})
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(fields(case), ensure_ascii=False) + "\n", encoding="utf-8")
    assert load_cases(path)[0].inputs == case.inputs


def test_the_mark_that_an_editor_puts_before_the_first_line_does_no_harm(
    tmp_path: Path, case: Case
) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(fields(case)) + "\n", encoding="utf-8-sig")
    assert load_cases(path)[0] == case


def test_a_missing_file_lists_what_is_shipped() -> None:
    with pytest.raises(DataError, match="balance"):
        load_cases("ballance")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes('{"id": "caf\u00e9"}\n'.encode("latin-1"))
    with pytest.raises(DataError, match=r"c\.jsonl: not UTF-8"):
        load_cases(path)


def test_html_of_a_case_shows_its_text_as_text(make_case: Callable[..., Case]) -> None:
    shown = make_case(inputs={"clinical_findings": "<script>x</script>"})._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_the_table_of_cases_shows_the_minutes_under_timed_codes(
    make_case: Callable[..., Case],
) -> None:
    words = "38 min timed, 45 min in all."
    case = make_case(
        inputs={**make_case().inputs, "visit_facts": words},
        minutes={"timed": 38, "total": 45, "words": words},
    )
    assert CaseSet((case,)).frame().loc[case.id, "timed minutes"] == 38


def test_a_field_given_twice_is_named_by_its_line(tmp_path: Path, case: Case) -> None:
    path = tmp_path / "mine.jsonl"
    line = case.model_dump_json()
    path.write_text(f'{line[:-1]}, "measures": []}}\n')
    with pytest.raises(DataError, match=r"mine.jsonl:1: gives a field twice"):
        load_cases(path)


def test_no_cases_are_shown_as_none() -> None:
    none = CaseSet(())
    assert none.frame().empty
    assert "0 cases" in none._repr_html_()
