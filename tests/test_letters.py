import pytest
import re2

from soapbench import load_rubric
from soapbench.rubrics.letters import marked, needed

RUBRICS = [load_rubric(name) for name in ("soap_note", "medical_necessity")]


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        (r"\bgoals? met\b", [{"\0goal\0met\0", "\0goals\0met\0"}]),
        (r"\bg\b.{3}(?:berg|tug)", [{"berg", "tug"}, {"\0g\0"}]),
        (r"re-?ed", [{"re\0ed", "reed"}]),
        (r"re[\s-]+ed", [{"re\0ed"}]),
        (r"^goals?:", [{"\1goal\0", "\1goals\0"}]),
        (r"^\W*(?:home )?ed\b", [{"\1ed\0", "\1home\0"}]),
        # what may stand behind another word, or begins with a mark, or on any line
        (r"^.*\bted\b", [{"\0ted\0"}]),
        (r"(?:^|\W)tug", [{"tug"}]),
        (r"^\(tug", [{"(\0tug"}]),
        (r"^\W*tug", [{"\1tug"}]),
        (r"(?m)^tug", []),
        # nothing, or nothing rare, is needed
        (r"\w+", []),
        (r"(?:berg)?", []),
        (r"berg|\w", []),
        (r"[^b]{0,3}[a-z]", []),
    ],
)
def test_the_letters_a_pattern_needs(pattern: str, sets: list[set[str]]) -> None:
    assert needed(pattern) == sets


@pytest.mark.parametrize("rubric", RUBRICS, ids=lambda rubric: rubric.name)
def test_a_pattern_of_a_rubric_matches_no_example_without_its_letters(rubric) -> None:
    cues = {cue for e in rubric.elements for group in e.groups for cue in group}
    patterns = [re2.compile(cue[3:]) for cue in sorted(cues) if cue.startswith("re:")]
    examples = [text.lower() for e in rubric.elements for text in (*e.examples, *e.near_misses)]
    for pattern in patterns[::9]:
        sets = needed(pattern.pattern)
        for example in examples:
            if pattern.search(example):
                line = marked(example)
                assert all(any(letters in line for letters in each) for each in sets)
