"""Which outcome measure a number is a value of that no name stands beside: by its unit and words."""

import re

from soapbench.reading.degrees import MOTION, by_degrees
from soapbench.reading.numbers import Number
from soapbench.reading.visits import FIRST_VISIT

__all__ = ["RATED_OF", "by_unit"]

_CHAIR_STAND = re.compile(
    r"\s(?:(?:chair|full|complete)\s)*stands?\s(?:in|over|within) (?:30|thirty) s", re.IGNORECASE
)
_OF_WEIGHT = re.compile(
    r"\sof (?:(?:her|his|their|the|total) )?(?:body ?)?weight (?:is |rests? |goes )?(?:on|through|onto)\b",
    re.IGNORECASE,
)
_BEARS = re.compile(
    r"\b(?:leg|side|foot|limb)\s(?:takes?|bears?|carries|accepts?)\s(?:about |only |roughly )?$",
    re.IGNORECASE,
)
_BORNE = re.compile(
    r"\b(?:R|L|right|left|involved|prosthetic)(?:[- ]sided?)? (?:limb )?load(?:ing)?\b[^.;%\d]{0,40}$|"
    r"\b(?:weight|wt|load) (?:is |was )?(?:borne |bearing )?(?:on|through|onto|over) (?:the )?(?:R|L|right|left|involved|prosthetic)\b[^.;%]{0,40}$",
    re.IGNORECASE,
)
_SHARE_BEHIND = re.compile(
    r"\s(?:better|more|less|of (?!(?:body ?)?weight|her|his|total))", re.IGNORECASE
)
_REACH = re.compile(
    r"\b(?:(?P<star>ant(?:erior)?|postero\w+)\s)?reach (?:(?:forward|fwd|backward|to the|to|R|L|right|left)\s?){0,3}"
    r"(?:is |was |of |now |at |: |(?P<moved>(?:has |have )?(?:grown|gained|increased|improved) (?:by )?))?$",
    re.IGNORECASE,
)
_MUSCLE = re.compile(
    r"\b(?:quad(?:riceps)?s?|hamstrings?|hams|glut\w*|tib\w*|gastroc\w*|(?:e|in)vert[oe]rs?|psoas|deltoid|serratus|"
    r"(?:infra|supra)spinatus|trap(?:ezius)?|rotators?|(?:ab|ad)ductors?|(?:plantar|dorsi)?flexors?|extensors?)"
    r"(?: (?:anterior|posterior|medius|maximus|major|minor))?\s?(?:is |are |at |now |:|=)?\s?(?:\d[+-]?/5[\s,(;]*(?:now|was|from|to|→|eval|IE)\W*)?$",
    re.IGNORECASE,
)
"""A muscle whose strength is graded right behind it."""
_STRENGTH = re.compile(r"\b(?:MMT|strength|grade|weak(?:ness)?|manual muscle)\b", re.IGNORECASE)
_PAIN = re.compile(
    r"\b(?:pain(?:ful)?|pn|LBP|headaches?|HA|ache[ds]?|aching|achy|sore(?:ness)?|burn(?:s|ing)?|hurts?|throb\w*|tender(?:ness)?|"
    r"NPRS|NRS|VAS|dizziness|nausea)\b",
    re.IGNORECASE,
)
_HURTS = re.compile(
    r"\b(?:shoulder|shldr|knee|hip|back|neck|foot|feet|ankle|toes?|heel|calf)\b"
    r"(?:[^.;\d|]{1,25}|[^.;\d|]{0,25}\d{1,2}/10\b[^.;]{0,30}\b(?:was|from) )$",
    re.IGNORECASE,
)
"""A part of the body that is rated by itself, as in "L shoulder 3/10 on reaching, was 5/10"."""
_BARE = (
    r"(?<!limit )(?<!limiting )(?<!limits )(?<!\ba )(?<!max )(?<!if )(?<!until )\b(?:(?:NPRS|NRS|VAS)(?: (?:pain|score))?|pain(?: (?:level|score|rating|intensity))?"
    r"(?:,? \(?(?:NPRS|NRS|VAS)\)?)?)\s?(?:is |was |of |rated |at |now |:|=)?\s?"
)
_RATED_BARE = re.compile(
    rf"{_BARE}(?:\d{{1,2}}\s?(?:→|->|to)\s?|"
    r"(?P<then>\d{1,2}\b[^.;\d]{0,30}[,(]\s?)(?P<dated>was |from )?)?$",
    re.IGNORECASE,
)
"""What stands before a rating of pain without its scale, or before the second of two."""
_RATING_ENDS = re.compile(
    r"\s?(?:$|[,;.)(→]|->|to \d|(?:with|on|at|when|after|before|today|now|from|by|in the)\b)", re.I
)
_DATED = re.compile(rf"\s(?:at|on)\s(?:the )?{FIRST_VISIT}", re.IGNORECASE)
_MOVES = re.compile(
    r"\b(?:(?i:(?:dorsi|plantar)?flexion|flex|ext(?:ension)?|elev(?:ation)?|abd(?:uction)?)|ER|IR|DF|PF|"
    r"(?:ext(?:ernal)?|int(?:ernal)?) rot(?:ation)?|[AP]ROM)\b"
    r"(?:[\s,:=;/(+]+(?:(?:L|R|left|right|kn(?:ee)?|shoulder|hip|ankle|last|PN|at|side|seated|supine|prone|active|passive|[AP]?ROM|flex|ext|elev|"
    r"was|is|now|today|from|to|up|down|still|the|a|initial(?:ly)?|IE|SOC|eval|v\d+)\b|-?\d{1,3}(?!\d)))*[\s,:=(]+[-−]?$"
)
"""A motion, and what may stand between it and its degrees, which no sign says are degrees."""
_NO_MOTION = re.compile(
    r"/\s?5\b|\b(?:MMT|strength|grade|weak\w*|error|sens\w*|lb|reps?|sets?|hold\w*|JP[SE]|goal|TKE|min|minutes?)\b|\d ?[x×]|\b[x×] ?\d|\d'|\d-\d",
    re.IGNORECASE,
)
_DEGREES = (6, 180)
"""A bare number below is a grade of strength, one above no motion."""
_LACKS = -45
"""No extension lacks more."""
_BEST_GRADE = 5
RATED_OF = 10
_COUNTED_OF = re.compile(r"\b(?:monofilament|filament|MF|sites|correct|success\w*|trials)\b", re.I)
"""What makes a part of ten a count of trials or places."""
_RATED_THEN = re.compile(
    r"\b\w+(?:\s?/\s?10\b| out of (?:10|ten)\b)[^.;\d]{0,60}?(?:\bwas|\bhad been|\bfrom|\((?:IE|SOC|eval|was)?|\b(?:IE|SOC))\s?"
    r"(?:an? )?$",
    re.IGNORECASE,
)
"""What stands before an earlier rating without its scale, behind one that has it."""
_TRIALS = re.compile(r"\s(?:trials?|tries|reps?|times|steps|attempts|cycles|passes|correct\w*)\b")
_WALKS = re.compile(
    r"\b(?:gait|walk(?:s|ed|ing)?|ambulat\w+)\b"
    r"(?:(?!\b(?:fast\w*|quick\w*|brisk\w*|max\w*|top|treadmill|belt)\b)[^.;\d]){0,30}(?:\d\.\d+ ?(?:m/s)? ?(?:→|->|to) ?)?$",
    re.IGNORECASE,
)
"""Words before metres a second by which they are the usual speed of gait."""
_OF_CONDITION = re.compile(r"\bcond(?:ition)?\s?[1-4]\b[^\d;.]{0,30}$", re.IGNORECASE)


def by_unit(number: Number, words: str, label: str, *, in_table: bool) -> str | None:
    """Return the measure that a number's unit and the words around it tell of, if any."""
    before = words[: number.start]
    reached = number.unit in ("in", "cm") and _REACH.search(before)
    if reached:
        return "y_balance" if reached["star"] else None if reached["moved"] else "functional_reach"
    if number.unit == "s" and _OF_CONDITION.search(before):
        return "mctsib"
    if number.unit in ("stands", "") and _CHAIR_STAND.match(words, number.end):
        return "chair_stand"
    if number.unit == "%" and _is_weight_borne(number, words):
        return "weight_bearing"
    if number.unit == "m/s" and (in_table or _WALKS.search(before)):
        return "gait_speed"
    if number.unit == "°" and (measure := by_degrees(number, words)):
        return measure
    if not number.unit and number.of is None and _is_motion(number, words):
        return "rom"
    return _graded(number, words, label, in_table=in_table)


def _is_motion(number: Number, words: str) -> bool:
    """Return whether a bare number behind a motion is its degrees, and no grade of strength."""
    ranged = words[number.stop :].startswith(" to ")  # "-2 to 116"
    lacks = _LACKS < number.value < 0 and not ranged
    return (
        (lacks or _DEGREES[0] <= number.value <= _DEGREES[1])
        and not _NO_MOTION.search(words)
        and _MOVES.search(words[: number.start]) is not None
    )


def _is_weight_borne(number: Number, words: str) -> bool:
    """Return whether percent are what a limb takes of the weight."""
    before = words[: number.start]
    borne = _BORNE.search(before) and not _SHARE_BEHIND.match(words, number.stop)
    return bool(borne or _OF_WEIGHT.match(words, number.stop) or _BEARS.search(before))


def _graded(number: Number, words: str, label: str, *, in_table: bool) -> str | None:
    """Return strength or pain where a number is a grade of one or a rating of the other."""
    around, muscle = f"{label} {words}", _MUSCLE.search(words[: number.start])
    if in_table and not number.unit and number.of is None and number.value <= _BEST_GRADE:
        return "mmt" if muscle else None
    if number.of == _BEST_GRADE and (_STRENGTH.search(around) or MOTION.search(words) or muscle):
        return "mmt"
    if not number.unit and number.of is None and _is_bare_rating(number, words):
        return "pain"
    if number.of == RATED_OF and (_PAIN.search(around) or _is_rated(number, words)):
        return "pain"
    return None


def _is_bare_rating(number: Number, words: str) -> bool:
    """Return whether a number without a scale is a rating of pain by the words around it."""
    before = words[: number.start]
    rated = _RATED_BARE.search(before)
    if rated is None and _RATED_THEN.search(before) and number.value <= RATED_OF:
        return (
            _PAIN.search(before) is not None and _RATING_ENDS.match(words, number.stop) is not None
        )
    if rated is None or number.value > RATED_OF or not number.value.is_integer():
        return False
    if rated["then"] and not (rated["dated"] or _DATED.match(words, number.stop)):
        return False  # "3, 4, 3" within a visit
    return _RATING_ENDS.match(words, number.stop) is not None


def _is_rated(number: Number, words: str) -> bool:
    """Return whether a number out of ten stands right behind a part of the body, and counts nothing."""
    whole = not number.unit and "/" in words[number.start : number.stop]
    hurts = whole and _HURTS.search(words[: number.start]) and not _COUNTED_OF.search(words)
    return bool(hurts) and not _TRIALS.match(words, number.stop)
