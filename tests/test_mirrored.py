"""Two numbers at each other's place, one side called better, help a case has nowhere."""

import pytest

from soapbench import Case, grounding, load_cases, shipped
from soapbench.reading import mentions
from soapbench.scorers.between_sides import of_sides
from soapbench.scorers.known import Known
from soapbench.scorers.mirrored import mirrored

CASES = {case.id: case for case in load_cases(shipped("datasets", "labelled", "other_cases.jsonl"))}
WOOD, CHOIR = "older-adult-falls-woodpile-progress", "unilateral-vestibular-kerb-choir"


@pytest.fixture
def told():
    """Return a case that tells of its findings in some words."""

    def told(findings: str) -> Case:
        case = CASES["stroke-rehab-floor"]
        inputs = dict.fromkeys(case.inputs, "") | {"clinical_findings": findings}
        return case.model_copy(update={"inputs": inputs})

    return told


@pytest.mark.parametrize(
    ("findings", "line", "moved"),
    [
        ("Filament: R 6/10 sites, L 3/10 sites.", "Filament: R 3/10 sites, L 6/10 sites", 2),
        ("Filament: R 6/10 sites, L 3/10 sites.", "Filament: L 3/10 sites, R 6/10 sites", 0),
        ("Filament: R 6/10 sites, L 3/10 sites.", "Filament: R 3/10 sites, toes 6/10", 0),
        (
            "Filament: R 6/10 sites, L 3/10 sites. Slept 6/10 nights.",
            "Filament: R 3/10 sites, L 6/10 sites",
            2,
        ),
        (
            "Filament: R 6/10 sites, L 3/10 sites. Slept 6/10 nights. Walked 3/10 days.",
            "Filament: R 3/10 sites, L 6/10 sites",
            0,
        ),
        (
            "Filament: R 6/10 sites, L 3/10 sites. At first: R 3/10 sites, L 6/10 sites.",
            "Filament: R 3/10 sites, L 6/10 sites",
            0,
        ),
        (
            "Filament: R 6/10 sites, L 3/10 sites. At first: R 3/10 sites.",
            "Filament: R 3/10 sites, L 6/10 sites",
            0,
        ),
        (
            "Stood 11.5 s with eyes open, 1.5 s with eyes closed.",
            "Stood 1.5 s with eyes open and 11.5 s with eyes closed",
            2,
        ),
        (
            "Reach: active 40 cm, passive 52 cm.",
            "Reach: passive 40 cm, active 52 cm",
            2,
        ),
        ("SLS: R 2.6 s, L 3.1 s.", "SLS: R 3.1 s, L 2.6 s", 0),  # by its name a measure is judged
    ],
    ids=range(10),
)
def test_two_numbers_at_each_others_place_are_moved_and_one_is_not(
    told, findings: str, line: str, moved: int
) -> None:
    assert len(list(mirrored(told(findings), f"Objective:\n{line}\n"))) == moved


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("On one leg the left is the poorer of the two.", "inferred"),
        ("On one leg the right is the poorer of the two.", "contradicted"),
        ("On one leg she lasts longer on the right than on the left.", "inferred"),
        ("Strength: the left leg is the stronger one.", None),
    ],
    ids=range(4),
)
def test_sides_are_compared_under_one_condition(line: str, outcome: str | None) -> None:
    opened, closed = frozenset(["eyes open"]), frozenset(["eyes closed"])
    known = [
        Known("sls", 20.0, "now", "right", opened),
        Known("sls", 12.0, "now", "left", opened),
        Known("sls", 6.0, "now", "right", closed),
        Known("sls", 4.0, "now", "left", closed),
    ]
    judged = [told.outcome for _, told in of_sides(f"Objective:\n{line}\n", known)]
    assert judged == ([outcome] if outcome else [])


@pytest.mark.parametrize(
    ("case_id", "section", "line", "false"),
    [
        (WOOD, "Objective", "One stumble, min A to recover.", True),
        (WOOD, "Objective", "He did not need min A.", False),
        (CHOIR, "Assessment", "Walking is safe with supervision today.", True),
        (CHOIR, "Assessment", "Walking is safe with contact guard today.", False),
        (CHOIR, "Objective", "Walking is safe with supervision today.", False),
    ],
    ids=range(5),
)
def test_help_that_a_case_has_nowhere_is_false_where_hands_are_on_somebody(
    case_id: str, section: str, line: str, false: bool
) -> None:
    checks = grounding(CASES[case_id], f"{section}:\n{line}\n").checks
    assert ("contradicted" in {c.status for c in checks if c.label == "assist"}) is false


@pytest.mark.parametrize(
    ("line", "helped"), [("30 min a week", 0), ("3 x 10 min A", 1), ("min a for 2 reps", 1)]
)
def test_minutes_a_week_are_no_help(line: str, helped: int) -> None:
    told = mentions(f"Objective:\nSquats, {line}\n")
    assert sum(mention.kind == "assist" for mention in told) == helped
