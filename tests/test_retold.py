"""Facts in words that a note tells with another word in the place of one, or denies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapbench import Case, fact_recall, grounding, load_cases
from soapbench.cases import Fact, Pain
from soapbench.reference import alternatives
from soapbench.scorers.alternatives import alternatives_in
from soapbench.scorers.gist import gist
from soapbench.scorers.retold import retold

CASE = next(case for case in load_cases("balance") if case.id == "older-adult-evaluation")


def of(kind: str, words: str) -> Case:
    """Return a case with one fact in words and nothing else that a line could retell."""
    fact = Fact(kind=kind, words=words, importance="major")
    return CASE.model_copy(
        update={
            "facts": [fact], "interventions": [], "goals": [], "measures": [], "falls": None,
            "pain": None, "plan": None,
        }
    )  # fmt: skip


STEADIED = ("event", "slid off the bed at night and the wife steadied the patient, no injury")
PLOF = ("prior_function", "walked to the market without a device and swam laps on Mondays")
GAIT = ("gait", "left toes catch at the carpet edge, trunk tipped forward from the hips")
HOME = ("home_program", "towel stance at the kitchen counter with eyes closed, 5 times a day")
SOLE = ("deficit", "light touch is dulled over the sole of the left foot")
SHOP = ("function", "shops by herself in the quiet morning hours")
POTENTIAL = ("potential", "good, motivated, daughter present in evenings")


@pytest.mark.parametrize(
    ("fact", "line", "finds"),
    [
        (STEADIED, "Slid off the bed at night, the nurse steadied patient, unhurt.", {"person"}),
        (STEADIED, "Slid off the bed at night; wife steadied the patient, no injury.", set()),
        (STEADIED, "Slid off the bed at night, steadied by spouse, no injury.", set()),
        (STEADIED, "Slid off the sofa at night and the wife steadied the patient.", {"furniture"}),
        (STEADIED, "Slid off the bed in the morning and the wife steadied the patient.",
         {"time of day"}),
        (PLOF, "PLOF: walked to the market with a cane and swam laps on Mondays.", {"aid"}),
        (PLOF, "PLOF: walked to the market unaided, swam laps on Mondays.", set()),
        (PLOF, "PLOF: walked to the market without any device, swam laps on Fridays.", {"weekday"}),
        (PLOF, "PLOF: walked to the market without device, played tennis Mondays.", {"pastime"}),
        (PLOF, "Walked to the market, no cane, and swam laps on Mondays.", set()),
        (GAIT, "Left toes catch at the carpet edge, trunk tipped backward from hips.", {"heading"}),
        (GAIT, "Left toes catch at the carpet edge, trunk tipped fwd from hips.", set()),
        (GAIT, "Left toes never catch at the carpet edge, trunk tipped forward.", {"denied"}),
        (GAIT, "No left toes catch at the carpet edge today", {"denied"}),
        (GAIT, "Left toes catch at the gravel edge, trunk tipped forward at hips.", {"surface"}),
        (HOME, "HEP: towel stance at the kitchen counter with eyes open, 5 times a day.", {"eyes"}),
        (HOME, "HEP: towel stance at the kitchen counter, eyes shut, 5 times a day.", set()),
        (HOME, "HEP: towel stance, EC, at the bathroom sink, 5 times a day.", set()),
        (SOLE, "Light touch intact over the sole of the left foot.", {"feeling"}),
        (SOLE, "Light touch diminished over the sole of the left foot.", set()),
        (SOLE, "Light touch is not intact over the sole of the left foot.", set()),
        (SHOP, "Shops in quiet morning hours with a companion.", {"company"}),
        (SHOP, "Shops on her own in the quiet morning hours.", set()),
        (SHOP, "Shops by herself in the quiet evening hours.", {"time of day"}),
        (POTENTIAL, "Good potential, not motivated, daughter present in evenings.", {"denied"}),
        (POTENTIAL, "Good potential, motivated, son present in evenings.", {"person"}),
        (POTENTIAL, "Good potential, motivated, family present in evenings.", set()),
    ],
)  # fmt: skip
def test_a_fact_retold_with_another_word_is_told_otherwise(
    fact: tuple[str, str], line: str, finds: set[str]
) -> None:
    assert {each.kind for each in retold(of(*fact), line)} == finds


@pytest.mark.parametrize(
    "line",
    [
        "The nurse called at night.",  # too little of the fact
        "Next visit: slide off the bed at night with the nurse beside.",  # of later
        "[Document who steadied the patient, e.g. the nurse, at night off the bed]",
        "The nurse, who never slept at night, wrote a long report on diet, bath, letters and beds, "
        "then on shoes, lamps, meals and the stairs, and slid it under the door of the office.",
    ],
)
def test_what_retells_no_fact_is_left(line: str) -> None:
    assert retold(of(*STEADIED), line) == ()


def test_a_word_by_which_a_fact_is_told_otherwise_is_contradicted_and_the_fact_half_carried() -> (
    None
):
    case = of(*STEADIED)
    true = "S: Slid off the bed at night, wife steadied the patient, no injury."
    false = true.replace("wife", "nurse")
    rules = [c.rule for c in grounding(case, false).checks if c.status == "contradicted"]
    assert rules == ["grounding/wrong_detail"]
    assert not [c for c in grounding(case, true).checks if c.status == "contradicted"]
    assert [c.status for c in fact_recall(case, true).checks if c.label == "facts.0"] == ["carried"]
    assert [c.status for c in fact_recall(case, false).checks if c.label == "facts.0"] == ["part"]


def test_treatment_and_measures_are_retold_only_with_their_own_number() -> None:
    case = next(case for case in load_cases("balance") if case.interventions)
    done = case.interventions[0]
    alone = of("posture", "stands").model_copy(
        update={"interventions": [done.model_copy(update={"words": f"foam stance with eyes closed, "
                                                          f"heel raises, {done.minutes} min"})]}
    )  # fmt: skip
    line = "O: Foam stance with eyes open, heel raises, {} min."
    assert [each.kind for each in retold(alone, line.format(done.minutes))] == ["eyes"]
    assert retold(alone, line.format(done.minutes + 1)) == ()


def test_pain_that_is_rated_so_once_is_told_by_its_words_and_rated_twice_is_not() -> None:
    pain = Pain(value=3, words="left hip 3/10 on stairs")
    line = "S: Left knee pain 3/10 today."
    for rated, finds in (("left hip 3/10", ["joint"]), ("left hip 3/10, left knee 3/10", [])):
        inputs = dict.fromkeys(CASE.inputs, "") | {"clinical_findings": rated}
        case = of("posture", "stands").model_copy(update={"pain": pain, "inputs": inputs})
        assert [each.kind for each in retold(case, line)] == finds


def test_words_of_one_stem_are_one() -> None:
    assert gist("drives, stepped, sitting") == gist("driving, steps, sits")


def test_a_longer_phrase_says_more_than_the_word_within() -> None:
    told = {words: [a.meaning for a in alternatives_in(words) if a.kind == "rails"]
            for words in ("no rail", "one rail", "rail")}  # fmt: skip
    assert told == {"no rail": ["none"], "one rail": ["one"], "rail": ["one"]}


def test_capitals_say_it_only_so() -> None:
    assert any(a.kind == "motion" for a in alternatives_in("ER to 40"))
    assert not any(a.kind == "motion" for a in alternatives_in("er to 40"))


def test_each_kind_has_several_meanings_and_no_word_says_two_of_them() -> None:
    for kind, meanings in alternatives().items():
        said = [word for words in meanings.values() for word in words["says"]]
        assert len(meanings) > 1, kind
        assert len(said) == len(set(said)), kind


@given(st.text(alphabet="no railkneehipER-'/ ", max_size=200))
def test_what_is_found_stands_where_it_says(text: str) -> None:
    for found in alternatives_in(text):
        assert 0 <= found.start < found.end <= len(text)
        assert not text[found.start].isspace()
