import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapbench.reading import values


def found(line: str) -> set[tuple[str, float, str]]:
    return {(v.measure, v.value, v.when) for v in values(f"Objective:\n{line}\n")}


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("BBS 41/56 (34/56 at eval)", {("bbs", 41, "now"), ("bbs", 34, "baseline")}),
        ("Berg improved from 34/56 to 41/56.", {("bbs", 34, "baseline"), ("bbs", 41, "now")}),
        ("TUG 18.6 → 14.2 s", {("tug", 18.6, "baseline"), ("tug", 14.2, "now")}),
        ("FGA 12 to 15/30", {("fga", 12, "baseline"), ("fga", 15, "now")}),
        ("TUG-cog 17.9 s (21.4 s at eval)",
         {("tug_cog", 17.9, "now"), ("tug_cog", 21.4, "baseline")}),
        ("ABC (56%, now 58%)", {("abc", 56, "baseline"), ("abc", 58, "now")}),
        ("DHI: 28/100 (first visit 38/100; −10)",
         {("dhi", 28, "now"), ("dhi", 38, "baseline")}),
        ("41/56 on the Berg", {("bbs", 41, "now")}),
        ("DGI 16/24, below the 19/24 cut-off", {("dgi", 16, "now"), ("dgi", 19, "norm")}),
        ("SLS 4.8 s against 16.5 s", {("sls", 4.8, "now"), ("sls", 16.5, "other")}),
        ("LTG: BBS 48/56 in 6 weeks", {("bbs", 48, "goal")}),
        ("FGA is up 3 points.", {("fga", 3, "change")}),
        ("R ankle dorsiflexion 8° (5° at IE)", {("rom", 8, "now"), ("rom", 5, "baseline")}),
        ("JPS error fell from 8.2° to 4.6°, active flexion rose from 104° to 138°",
         {("jps", 8.2, "baseline"), ("jps", 4.6, "now"),
          ("rom", 104, "baseline"), ("rom", 138, "now")}),
        ("Quad MMT 4+/5", {("mmt", 4.5, "now")}),
        ("Knee pain 3/10, down from 6/10 at eval", {("pain", 3, "now"), ("pain", 6, "baseline")}),
        ("| Measure | Eval | Today | Change |\n|---|---|---|---|\n| BBS | 34/56 | 41/56 | +7 |",
         {("bbs", 34, "baseline"), ("bbs", 41, "now"), ("bbs", 7, "change")}),
        ("| Test | Visit 1 | Visit 10 |\n|---|---|---|\n| 30-s Chair Stand | 9 | 11 |",
         {("chair_stand", 9, "baseline"), ("chair_stand", 11, "now")}),
        # numbers that are values of nothing named
        ("Squat hold at 30° of flexion, 3 x 45 s", set()),
        ("Retest Berg at visit 8.", set()),
        ("DGI unchanged since visit 5.", set()),
        ("TUG with rolling walker, 2 trials, 5 cues", set()),
        ("Blood pressure 128/74, age 72", set()),
        ("BBS: [not provided]/56", set()),
        # a value before its measure's name, written out, in a list, in another order of columns
        ("A 44 on the Berg today, up from 34.", {("bbs", 44, "now"), ("bbs", 34, "baseline")}),
        ("It took her 17.6 seconds for the TUG.", {("tug", 17.6, "now")}),
        ("18.4 s TUG", {("tug", 18.4, "now")}),
        ("Walked 318 m (6MWT)", {("six_mwt", 318, "now")}),
        ("Berg: forty-four of fifty-six", {("bbs", 44, "now")}),
        ("ABC confidence rated by him at sixty-five percent", {("abc", 65, "now")}),
        ("She managed eight stands in thirty seconds.", {("chair_stand", 8, "now")}),
        ("Put 47% of her weight on the left.", {("weight_bearing", 47, "now")}),
        ("TUG, TUG-cog: 13.2 s, 19.3 s", {("tug", 13.2, "now"), ("tug_cog", 19.3, "now")}),
        ("Gait speed .68 meters per second", {("gait_speed", 0.68, "now")}),
        ("| | BBS | TUG |\n|---|---|---|\n| Eval | 34 | 24.8 |\n| Today | 44 | 19.4 |",
         {("bbs", 34, "baseline"), ("tug", 24.8, "baseline"),
          ("bbs", 44, "now"), ("tug", 19.4, "now")}),
        ("LTG IKDC 90 in 12 weeks", {("ikdc", 90, "goal")}),
        ("Rested 60 s after the TUG.", set()),
        ("30 s tandem stance, 4 sets", set()),
        ("A 1-point DGI gain and 2% on the ABC are small.", {("dgi", 1, "change")}),
        ("Item 44 was left open before the Berg.", set()),
        ("She rested twenty minutes before the Berg.", set()),
        ("Ten stands with cues, then the Berg.", set()),
        ("Only 4° of extension is lacking.", set()),
        ("TUG, TUG-cog: 13.2 s", {("tug_cog", 13.2, "now")}),
        ("Walks at 0.94 m/s with the cane.", {("gait_speed", 0.94, "now")}),
        ("Gait 0.70 m/s today", {("gait_speed", 0.70, "now")}),
        ("Gait on the treadmill, 0.9 m/s for 10 min", set()),
        ("Walking fast 1.3 m/s", set()),
    ],
    ids=range(48),
)  # fmt: skip
def test_values_are_read_with_their_time(line: str, holds: set) -> None:
    assert found(line) == holds


@pytest.mark.parametrize(
    ("line", "sides"),
    [
        ("SLS R 4.1 s, L 11.6 s", {4.1: "right", 11.6: "left"}),
        ("L knee flexion 120°, R 135°", {120: "left", 135: "right"}),
        ("| ROM | R | L |\n|---|---|---|\n| Ankle dorsiflexion | 4° | 9° |",
         {4: "right", 9: "left"}),
        ("SLS 9 s", {9: None}),
    ],
    ids=range(4),
)  # fmt: skip
def test_values_are_read_with_their_side(line: str, sides: dict) -> None:
    assert {v.value: v.side for v in values(f"Objective:\n{line}\n")} == sides


@given(st.text(alphabet="BBSTUG 0123456789/°s%|()→-.,fromateval\n", max_size=200))
def test_any_text_is_read_and_spans_begin_with_the_number(text: str) -> None:
    for value in values(text):
        assert text[value.start : value.end][:1].isdigit()
        assert value.about[0] <= value.start < value.end <= value.about[1]


def test_a_long_hostile_line_is_read_in_time() -> None:
    assert len(values("Objective:\n" + "BBS 41/56 from " * 30)) == 30
    assert values("Objective:\n" + "BBS 41/56 from " * 2000) == ()
