from collections.abc import Iterator
from pathlib import Path

import pytest

from soapbench import Case, DataError, load_rubric
from soapbench.rubrics import Element
from soapbench.scorers import Completeness

HEADINGS = {
    "ADM": "",
    "S": "Subjective:\n",
    "O": "Objective:\n",
    "A": "Assessment:\n",
    "P": "Plan:\n",
}
HEADINGS["N"] = ""


def rows(field: str) -> Iterator[tuple[str, str, int]]:
    for rubric in ("soap_note", "medical_necessity"):
        for element in load_rubric(rubric).elements:
            for i in range(len(getattr(element, field))):
                yield rubric, element.id, i


def status(rubric: str | Path, element: Element, text: str, case: Case) -> str:
    note = f"{HEADINGS[element.section]}- {text}\n"
    checks = Completeness(str(rubric), "payer")(case, note).checks
    return next(c.status for c in checks if c.label == element.id)


# Test ids are positions: a name of a test never quotes a note.
@pytest.mark.parametrize(("rubric", "element_id", "i"), list(rows("examples")))
def test_an_example_meets_its_element(rubric: str, element_id: str, i: int, case: Case) -> None:
    element = load_rubric(rubric)[element_id]
    assert status(rubric, element, element.examples[i], case) == "met"


@pytest.mark.parametrize(("rubric", "element_id", "i"), list(rows("near_misses")))
def test_a_near_miss_does_not(rubric: str, element_id: str, i: int, case: Case) -> None:
    element = load_rubric(rubric)[element_id]
    assert status(rubric, element, element.near_misses[i], case) != "met"


OWN = """
title = "<script>x</script>"
[MY-AGE]
title = "age of the shoe"
section = "S"
core = true
article = "omitted"
source = "a rubric of one's own"
all = [["shoe*"], ["@number"]]
"""


def test_a_rubric_of_ones_own_is_read_and_its_title_shown_as_text(
    tmp_path: Path, case: Case
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN)
    rubric = load_rubric(path)
    assert status(path, rubric["MY-AGE"], "Shoes are 3 years old", case) == "met"
    assert status(path, rubric["MY-AGE"], "Shoes are old", case) == "missing"
    assert "<script>" not in rubric._repr_html_()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("core = true", "core = 7"), "own.toml: [MY-AGE] core"),
        (("@number", "@numbr"), "no cue '@numbr'"),
        (("all = [", "alle = ["), "alle: Extra inputs"),
        (("[MY-AGE]", "[MY-AGE"), "own.toml: not TOML"),
    ],
)
def test_a_rubric_that_does_not_load_names_file_element_and_field(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace(*change))
    with pytest.raises(DataError) as raised:
        load_rubric(path)
    assert says in str(raised.value)
