"""The names clinicians give outcome measures, each told in the manners that are usual."""

import pytest

from soapbench import grounding, load_cases
from soapbench.reading import claims, values

NAMES = {
    "bbs": "Berg; BBS; Berg Balance Scale; Berg score; Berg balance test",
    "tug": "TUG; Timed Up and Go; Timed Up & Go; TUG with cane; Plain TUG; Get up and go time",
    "tug_cog": "Cognitive TUG; TUG-cog; Dual-task TUG; TUG with counting; "
    "TUG counting back by threes",
    "mini_bestest": "Mini-BESTest; MiniBEST; Mini-BEST",
    "mctsib": "mCTSIB foam EC; Foam, EC; Foam pad eyes closed; Foam stance EC; EC on foam; "
    "Eyes-closed stance on foam; Feet together on foam, eyes closed",
    "sls": "L SLS; Single-leg stance left; Unilateral stance L; Left leg stance; L SLB; "
    "Stance on left leg; Left-leg balance; Unipedal stance, left; One-legged standing, left",
    "tandem_stance": "Tandem stance; Sharpened Romberg; Heel-to-toe stance",
    "functional_reach": "Functional reach; FRT; Seated forward reach",
    "abc": "ABC; ABC Scale; Activities-specific Balance Confidence; Balance confidence",
    "fes_i": "FES-I; FES-International; Falls Efficacy Scale-International; FESI",
    "five_sts": "5xSTS; FTSTS; 5TSTS; Five times sit to stand; Five chair rises; "
    "Chair rises x 5; Sit to stand x5",
    "chair_stand": "30-s chair stand; 30CST; Chair stands in 30 s; "
    "Sit-to-stands in 30 seconds; 30STS",
    "gait_speed": "Gait speed; 10MWT; Gait velocity; 10-meter walk; SSWS; Ambulation speed",
    "six_mwt": "6MWT; 6 MWT; 6MWD; Six-minute walk; 6-min walk distance",
    "weight_bearing": "Weight on left leg; Left leg loading; L leg load; Left-leg weight share; "
    "Loading of the left leg; Weight through left leg; LLE WB",
    "cait": "CAIT L; Cumberland Ankle Instability Tool L; Cumberland score L",
    "faam_adl": "FAAM-ADL; Foot and Ankle Ability Measure ADL",
    "rom": "L knee flexion; Left shoulder external rotation; Cervical rotation left",
}
TOLD = {
    "bbs": (41, 36, "/56"), "tug": (14.8, 17.9, " s"), "tug_cog": (19.8, 22.9, " s"),
    "mini_bestest": (17, 13, "/28"), "mctsib": (11.6, 6.8, " s"), "sls": (7.9, 3.8, " s"),
    "tandem_stance": (17.5, 11.2, " s"), "functional_reach": (9.5, 7.5, " in"),
    "abc": (71, 54, "%"), "fes_i": (36, 41, "/64"), "five_sts": (17.4, 22.8, " s"),
    "chair_stand": (9, 6, ""), "gait_speed": (0.82, 0.64, " m/s"), "six_mwt": (318, 215, " m"),
    "weight_bearing": (44, 36, "%"), "cait": (18, 13, "/30"), "faam_adl": (86, 79, "%"),
    "rom": (88, 75, "°"),
}  # fmt: skip
MANNERS = [
    "{name}: {now}{unit}",
    "{name} {now}{unit} (was {then}{unit})",
    "{name} {then}{unit} -> {now}{unit}",
    "{name} has improved from {then} to {now}{unit}.",
    "{name} is now {now}{unit}, up from {then} at the first visit.",
    "Today's {name} measured {now}{unit}, compared with {then}{unit} at start of care.",
]


@pytest.mark.parametrize(
    ("measure", "name"), [(m, name) for m, names in NAMES.items() for name in names.split("; ")]
)
def test_a_measure_is_read_by_every_usual_name_in_every_usual_manner(
    measure: str, name: str
) -> None:
    now, then, unit = TOLD[measure]
    missed = []
    for manner in MANNERS:
        line = manner.format(name=name, now=now, then=then, unit=unit)
        due = {(measure, float(now), "now")}
        if "{then}" in manner:
            due.add((measure, float(then), "baseline"))
        if not due <= {(v.measure, v.value, v.when) for v in values(line)}:
            missed.append(manner)
    assert not missed


@pytest.mark.parametrize(
    ("line", "finds"),
    [
        ("TUG was 14.8 seconds today; it was 17.9 seconds at evaluation.",
         {(14.8, "now"), (17.9, "baseline")}),
        ("Berg is 38/56 points, was 31.", {(38, "now"), (31, "baseline")}),
        ("With counting by threes added, the Timed Up and Go came in at 23.8 s", {(23.8, "now")}),
        # near misses
        ("Foam standing with eyes closed (six times 25 seconds)", set()),
        ("Eyes-closed standing on foam, six trials of 15 seconds", set()),
        ("Left leg loading 4 x 8 on two scales", set()),
        ("Chair rises x 5, 3 sets", set()),
        ("Counting was hard.", set()),
    ],
)  # fmt: skip
def test_what_is_a_value_and_what_an_exercise(line: str, finds: set[tuple[float, str]]) -> None:
    assert {(v.value, v.when) for v in values(line)} == finds


def test_a_second_task_may_be_told_before_the_test() -> None:
    line = "With counting by threes added, the Timed Up and Go came in at 23.8 s"
    assert [(v.measure, v.value) for v in values(line)] == [("tug_cog", 23.8)]


@pytest.mark.parametrize(
    ("line", "ways"),
    [
        ("Flexion of the left knee has increased since day one and is now 88 degrees.",
         {("up", "rom")}),
        ("LEFS up since evaluation, 24/80 at this visit.", {("up", "lefs")}),
        ("Chair rises x 5 got quicker since day one.", {("better", "five_sts")}),
        ("Position sense up since visit 6.", set()),
        ("LEFS due since evaluation.", set()),
    ],
)  # fmt: skip
def test_which_way_a_measure_went_is_read_behind_its_name(
    line: str, ways: set[tuple[str, str]]
) -> None:
    assert {(c.kind, c.measure) for c in claims(f"O: {line}")} == ways


CASE = next(case for case in load_cases("balance") if case.id == "older-adult-evaluation")


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("TUG {n} minutes", True),
        ("TUG: {n} min today", True),
        ("Timed Up and Go took {n} cm", True),
        ("TUG {n} seconds", False),
        ("TUG {n}", False),
        ("97112: stepping, TUG practice, {n} min", False),
        ("TUG practice 3 x {n} min", False),
        ("Waited {n} minutes in the hall", False),
        ("Goal: TUG {n} min", False),
        ("Timed up the ramp with the cane, left knee flexion {n}°", False),
        ("TUG: treated for {n} minutes in all, timed", False),
    ],
)
def test_a_measure_in_a_unit_of_something_else_is_contradicted(told: str, says: bool) -> None:
    tug = next(m for m in CASE.measures if m.name == "tug")
    note = f"O: {told.format(n=f'{tug.value:g}')}."
    rules = {c.rule for c in grounding(CASE, note).checks if c.status == "contradicted"}
    assert ("grounding/wrong_unit" in rules) is says


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("TUG 14.6 s today, 25.8 s at SOC", True),
        ("TUG 16.4 s today, 25.8 s at SOC", False),
        ("TUG 14.6 s today", False),
        ("TUG 14.6 s today, 30 s at SOC", False),
    ],
)
def test_the_value_of_the_other_visit_says_which_measure_is_meant(line: str, says: bool) -> None:
    tug = next(m for m in CASE.measures if m.name == "tug")
    both = [
        tug.model_copy(update={"value": now, "baseline": then, "words": words})
        for now, then, words in ((16.4, 25.8, "TUG, walker"), (19.0, 21.0, "TUG, cane"))
    ]
    inputs = dict.fromkeys(CASE.inputs, "")
    case = CASE.model_copy(update={"measures": both, "goals": [], "inputs": inputs})
    rules = [c.rule for c in grounding(case, f"O: {line}.").checks if c.status == "contradicted"]
    assert bool(rules) is says
