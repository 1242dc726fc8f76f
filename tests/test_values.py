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
        ("TUG: Baseline: 24.8 s, Now: 19.4 s", {("tug", 24.8, "baseline"), ("tug", 19.4, "now")}),
        ("BBS 41/56 compared to 34/56 at eval", {("bbs", 41, "now"), ("bbs", 34, "baseline")}),
        ("BBS: initial 36/56, current 42/56", {("bbs", 36, "baseline"), ("bbs", 42, "now")}),
        ("6MWT: 1,050 ft", {("six_mwt", 320.04, "now")}),
        ("6MWT 1050 ft (320 m)", {("six_mwt", 320.04, "now")}),
        ("Expected to improve TUG to 12 s", {("tug", 12, "goal")}),
        ("Reaching to targets x 10. TUG 14.2 s.", {("tug", 14.2, "now")}),
        ("Knee flexion 118°, extension lacking 5°", {("rom", 118, "now")}),
        ("Walking fast 1.3 m/s", set()),
        ("TUG **14.2 s**, at start of care **18.1 s**",
         {("tug", 14.2, "now"), ("tug", 18.1, "baseline")}),
        ("TUG 14.2 s   SOC 18.1 s", {("tug", 14.2, "now"), ("tug", 18.1, "baseline")}),
        ("TUG 18.1 s at start of care", {("tug", 18.1, "baseline")}),
    ],
    ids=range(59),
)  # fmt: skip
def test_values_are_read_with_their_time(line: str, holds: set) -> None:
    assert found(line) == holds


@pytest.mark.parametrize(
    ("lines", "holds"),
    [
        # units in titles and in brackets
        ("| Test | Eval | Today |\n|---|---|---|\n| Gait speed (m/s) | 0.54 | 0.71 |",
         {("gait_speed", 0.54, "baseline"), ("gait_speed", 0.71, "now")}),
        ("Gait speed (m/s): 0.71, was 0.54",
         {("gait_speed", 0.71, "now"), ("gait_speed", 0.54, "baseline")}),
        ("|Date|SLS EC (s)|IKDC|\n|---|---|---|\n|Eval|6.3|44|\n|Today|14.2|61|",
         {("sls", 6.3, "baseline"), ("ikdc", 44, "baseline"),
          ("sls", 14.2, "now"), ("ikdc", 61, "now")}),
        # rows by visits: the last is today's
        ("| Visit | FES-I (/64) |\n|---|---|\n| Visit 11 | 39 |\n| Visit 20 | 30 |",
         {("fes_i", 39, "baseline"), ("fes_i", 30, "now")}),
        # gaps and dots in place of bars
        ("                    BEFORE   NOW\nFGA (/30) ........   21       28",
         {("fga", 21, "baseline"), ("fga", 28, "now")}),
        ("Measure.......SOC.......Now\nBBS (/56).....37........36",
         {("bbs", 37, "baseline"), ("bbs", 36, "now")}),
        # a legend gives the order
        ("Scores (eval, now): Berg 45, 46.", {("bbs", 45, "baseline"), ("bbs", 46, "now")}),
        ("Scores (today | visit 11):\n- 5xSTS: 17.6 s | 22.9 s",
         {("five_sts", 17.6, "now"), ("five_sts", 22.9, "baseline")}),
        # earlier values beside a value, with its unit or in a clause of their own
        ("TUG 18.3 s, eval 14.6.", {("tug", 18.3, "now"), ("tug", 14.6, "baseline")}),
        ("6MWT 248 m (301).", {("six_mwt", 248, "now"), ("six_mwt", 301, "baseline")}),
        ("FGA 23/30; first visit 20/30", {("fga", 23, "now"), ("fga", 20, "baseline")}),
        ("BBS has fallen since evaluation [BBS 40/56; was 44/56].",
         {("bbs", 40, "now"), ("bbs", 44, "baseline")}),
        # before the name
        ("4.6 seconds of eyes-closed single-leg stance", {("sls", 4.6, "now")}),
        ("46/56 Berg and 15/24 DGI today", {("bbs", 46, "now"), ("dgi", 15, "now")}),
        # how far, not where
        ("DGI 13/24, 6 points to gain", {("dgi", 13, "now"), ("dgi", 6, "change")}),
        ("The TUG change is under the roughly 2-second MDC.", {("tug", 2, "norm")}),
        # before and after
        ("| Measure | Pre | Post |\n|---|---|---|\n| FGA | 15/30 | 21/30 |",
         {("fga", 15, "baseline"), ("fga", 21, "now")}),
        ("| Test | Right | Left | Initial R | Initial L |\n|---|---|---|---|---|\n"
         "| SLS (s) | 8 | 12 | 4 | 10 |",
         {("sls", 8, "now"), ("sls", 12, "now"), ("sls", 4, "baseline"), ("sls", 10, "baseline")}),
        ("| Measure | Today | Goal |\n|---|---|---|\n| TUG | 14.2 s | ≤ 12 s |",
         {("tug", 14.2, "now"), ("tug", 12, "goal")}),
        # what is not ticked
        ("Pain [ ] 0/10 [x] 4/10.", {("pain", 4, "now")}),
        # near misses
        ("Tests: gait 4 x 30 ft; balance, 3 sets", set()),
        ("| 97112 | 12 | Single-leg stance on tilt board, 6 x 45 s |", set()),
        ("Foam, EO (mCTSIB 3)", set()),
        ("Quad lag 3° on straight-leg raise", set()),
        ("TUG-cog, counting back by 3s", set()),
        ("Rhythmic stabilization, supine, R 90° flexion", set()),
        ("mCTSIB condition 4: 21 s of 30 s", {("mctsib", 21, "now")}),
        ("Balance exercise, 12.\n\n3 of 4 trials", set()),
    ],
    ids=range(28),
)  # fmt: skip
def test_values_are_read_in_the_layouts_of_many_clinics(lines: str, holds: set) -> None:
    assert found(lines) == holds


@pytest.mark.parametrize(
    ("lines", "holds"),
    [
        # arrows of any kind, titles without bars or far to the right
        ("BBS 34 >> 41 (OF 56).", {("bbs", 34, "baseline"), ("bbs", 41, "now")}),
        ("Knee | Flex AROM, ° | SLS, s\nEarlier | 101 (v7) | 9.8 (v7)\nToday | 114 | 5.4",
         {("rom", 101, "baseline"), ("sls", 9.8, "baseline"), ("rom", 114, "now"),
          ("sls", 5.4, "now")}),
        ("            | Eval | Today\nTUG s       | 14.8 | 13.2",
         {("tug", 14.8, "baseline"), ("tug", 13.2, "now")}),
        ("Pain, reaching /10 | 5 | 2\n", set()),
        ("| | Eval | Today |\n|---|---|---|\n| Night pain /10 | 6 | 4 |",
         {("pain", 6, "baseline"), ("pain", 4, "now")}),
        # brackets that hold a change, an earlier value or the value itself
        ("FGA 15/30 [+3]", {("fga", 15, "now"), ("fga", 3, "change")}),
        ("Berg: 38/56 [start of care 39/56]", {("bbs", 38, "now"), ("bbs", 39, "baseline")}),
        ("Balance errs in tandem [mBESS 16 errors].", {("mbess", 16, "now")}),
        ("near where they began (ABC 58%; 56%)", {("abc", 58, "now"), ("abc", 56, "baseline")}),
        ("Berg [__/56]", set()),
        # a value of another day goes on about the measure, of another side too
        ("DHI is 28/100; that was 38/100.", {("dhi", 28, "now"), ("dhi", 38, "baseline")}),
        ("Gait speed 0.74 m/s, visit 11 0.55 m/s",
         {("gait_speed", 0.74, "now"), ("gait_speed", 0.55, "baseline")}),
        ("TUG 13.2 s [14.8 s]", {("tug", 13.2, "now"), ("tug", 14.8, "baseline")}),
        ("YBT L 58.4 cm; R 65.1 cm", {("y_balance", 58.4, "now"), ("y_balance", 65.1, "now")}),
        ("6MWT 248 m vs. 301 m", {("six_mwt", 248, "now"), ("six_mwt", 301, "other")}),
        # how far it moved, with no unit of its own
        ("JPS error 5.4°, down 2.4", {("jps", 5.4, "now"), ("jps", 2.4, "change")}),
        ("mBESS 11 errors, 6 fewer", {("mbess", 11, "now"), ("mbess", 6, "change")}),
        ("CAIT rose 7 points and FAAM-ADL 15 points",
         {("cait", 7, "change"), ("faam_adl", 15, "change")}),
        # by unit and words
        ("mCTSIB EC: firm 16.5 s, foam 4.2 s", {("mctsib", 16.5, "now"), ("mctsib", 4.2, "now")}),
        ("Condition 3 is held for 20 s", {("mctsib", 20, "now")}),
        ("L quad 4/5", {("mmt", 4, "now")}),
        ("Reach to R 4.8 in", {("functional_reach", 4.8, "now")}),
        # what made care needed is of its start; a goal's number is no score
        ("Why care was needed: unsteady, with FGA 21/30 and DHI 44/100",
         {("fga", 21, "baseline"), ("dhi", 44, "baseline")}),
        ("Reason for referral: FGA 21/30", {("fga", 21, "baseline")}),
        ("| Goal | Now | Target |\n|---|---|---|\n| LTG 2: PSFS | 3.5/10 | 7/10 |",
         {("psfs", 3.5, "now"), ("psfs", 7, "goal")}),
        # near misses
        ("Assistance was needed for item 3. FGA 21/30", {("fga", 21, "now")}),
        ("Why care is needed: FGA 21/30", {("fga", 21, "now")}),
        ("LTG 65% on the ABC", {("abc", 65, "goal")}),
        ("JPS error, 30° flexion: 4.1°", {("jps", 4.1, "now")}),
        ("TUG 21.6 s and 3 falls in 6 months", {("tug", 21.6, "now")}),
        ("She cannot hold condition 4 for the full 30 s", {("mctsib", 30, "norm")}),
        ("7 of 12 landings; the left leg 3/5 trials", set()),
    ],
    ids=range(32),
)  # fmt: skip
def test_values_are_read_as_a_note_goes_on_about_them(lines: str, holds: set) -> None:
    assert found(lines) == holds


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
