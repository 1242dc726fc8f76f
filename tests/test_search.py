import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapbench.rubrics.search import Line, Search

CUES = {
    "loss of balance": 0b1,
    "improv*": 0b10,
    "*tion": 0b100,
    "gait re-ed*": 0b1000,
    "re:\\bberg\\b.{0,9}\\d": 0b10000,
    "weight shifting": 0b100000,
}
SEARCH = Search(6, CUES, ["weight shifting"])


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        ("a loss of balance", 0b1),
        ("loss \t of-balance", 0b1),
        ("loss of loss of balance", 0b1),
        ("improving", 0b10),
        ("at station 3", 0b100),
        ("gait re-education", 0b1100),
        ("gait re ed, improved", 0b1010),
        ("berg: 44", 0b10000),
        ("weight shiftng", 0b100000),
        # another word, another order, a mark in between, or nothing left of the phrase
        ("losses of balance", 0),
        ("balance of loss", 0),
        ("loss, of balance", 0),
        ("loss of", 0),
        ("unimproved", 0),
        ("stationary", 0),
        ("gait ed", 0),
        ("berg 4/5 foot", 0b10000),
        ("berger 44", 0),
        ("44 on the berg", 0),
        ("wait shifts", 0),
        ("", 0),
    ],
)
def test_the_groups_that_stand_in_a_line(words: str, groups: int) -> None:
    assert SEARCH.groups(Line(words, denies=False)) == groups


def test_a_near_match_does_not_cross_a_denial() -> None:
    assert SEARCH.groups(Line("no weight shiftng", denies=True)) == 0


@pytest.mark.parametrize("group", range(6))
def test_what_does_not_lead_to_a_group_does_not_hold_it(group: int) -> None:
    wanted = SEARCH.wanted([group])
    for cue in ("a loss of balance", "improving", "station", "gait re-ed", "berg 1", "shifts"):
        line = Line(cue, denies=False)
        assert SEARCH.leads(line) & wanted.signs or not SEARCH.groups(line) & wanted.groups


@given(
    st.lists(st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=3), max_size=6),
    st.text(alphabet="ab/ -", max_size=30),
)
def test_phrases_are_found_where_their_words_follow_each_other(
    phrases: list[list[str]], words: str
) -> None:
    sought = {" ".join(phrase): 0 for phrase in phrases}
    bits = {phrase: 1 << i for i, phrase in enumerate(sought)}
    there = sum(
        bit
        for phrase, bit in bits.items()
        if re.search(rf"\b{re.escape(phrase).replace(chr(92) + ' ', '[ -]+')}\b", words)
    )
    assert Search(len(bits), bits).groups(Line(words, denies=False)) == there
