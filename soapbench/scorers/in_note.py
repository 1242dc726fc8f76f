"""What a case makes of a value of an outcome measure, by the words around it in its note."""

import re
from collections.abc import Iterator, Sequence

from soapbench.cases import Case
from soapbench.reading import Value
from soapbench.scorers.bounds import decides, is_bound, is_limit, of_bound
from soapbench.scorers.changes import (
    by_clause,
    is_from_another,
    is_miscounted,
    is_since_visit,
    is_turned,
)
from soapbench.scorers.known import (
    OPPOSED,
    STATED,
    Judged,
    Known,
    contradicted,
    details,
    is_untested,
    pairs,
    same,
)
from soapbench.scorers.thresholds import borrowed, published
from soapbench.scorers.valued import is_cost, is_slowed, is_step, of_value
from soapbench.scorers.visits import (
    IN_VISIT,
    is_dated,
    is_today,
    of_other_visit,
    of_third_visit,
    places_of,
    values_on,
    visits_told,
)

__all__ = ["of_value_in"]

_MOTION = re.compile(
    r"\b(?:flexion|extension|dorsiflexion|plantarflexion|abduction|adduction|rotation|DF|PF|ER|IR|flex|ext)\b",
    re.IGNORECASE,
)
_ONWARD = re.compile(r"\s?(?:s|sec|°|%|m|cm|points?)? ?to ")
"""What follows the first of two values of a move."""
_PARTED = re.compile(r"[,;]| and ")
_PARTED_BEHIND = re.compile(r"[,;(]| and ")
_MOVES = re.compile(
    r"\b(?:gains?|changes?|improvements?|losses|declines?|gaps?|asymmetr\w+|differences?)\b[^:.;\d]{0,40}:",
    re.IGNORECASE,
)
"""What heads a list of how far measures went: "Gains since evaluation: TUG 1.6 s, ABC 7%"."""
_GAP = re.compile(
    r"\b(?:gap|deficit|difference|discrepancy|asymmetry)\b[^.;\d]{0,60}$", re.IGNORECASE
)
"""What leads to how far two values are apart: "the gap between passive and active is 47°"."""


def of_value_in(note: str, value: Value, case: Case, given: Sequence[Known]) -> Judged | None:
    """Return what the case makes of a value of a note.

    None where it is a cut-off that is published for other people than the case's: neither borne
    out nor made up.
    """
    around = note[slice(*value.about)]
    norms = published(value.measure, case, around) if value.when == "norm" else ()
    clause = [v for v in values_on(case.visit, note) if v.about == value.about]
    detail = details(note[slice(*_own_part(value, note))])
    judged = of_value(
        value,
        detail,
        given,
        [t.value for t in norms],
        [v.value for v in clause if v.measure == value.measure and v.when in ("goal", "norm")],
        beside=_beside(value, note),
        bounded=is_bound(value, note),
        rowed="|" in around,
    )
    if _is_of_another_time(judged.why, value, note, case, given):
        return STATED
    if judged == STATED and of_other_visit(value, note, case):
        return contradicted("wrong_time")
    if judged.outcome == "unsupported" and decides(value, note):
        return STATED if is_limit(value, case) else None  # a therapist's own rule needs no case
    if value.when == "norm" and judged.outcome == "unsupported":
        own = borrowed(value.measure, value.value, norms)
        return None if own else of_bound(value, note, case, given) or judged
    if value.when == "change" and is_miscounted(value, note, given):
        return contradicted("wrong_change")
    if value.when == "change" and is_turned(value, note, given):
        return contradicted("wrong_direction")
    if _is_difference(judged.why, value, note, given):
        return Judged("inferred", "difference")
    if judged.why == "wrong_goal" and _all_met(value.measure, case):
        return Judged("unsupported", "not_in_case")  # a goal beyond those that are met
    if (
        judged.why == "not_in_case"
        and _partner_says_otherwise(value, clause, case)
        and not _is_of_another_time("wrong_value", value, note, case, given)
    ):
        return contradicted("wrong_value")
    taken = value.when in ("now", "baseline", "change") and judged.why == "not_in_case"
    if taken and is_untested(value.measure, detail, case):
        return contradicted("not_taken")
    return judged


def _partner_says_otherwise(value: Value, clause: Sequence[Value], case: Case) -> bool:
    """Return whether the value of the other visit beside one says of which measure both are.

    Of several of one name, as with a walker and with a cane, the one that had the other value then.
    """
    pair = [v for v in clause if v.measure == value.measure and v.when in ("now", "baseline")]
    if len(pair) != 2 or {v.when for v in pair} != {"now", "baseline"} or value not in pair:
        return False
    (other,) = (v for v in pair if v.when != value.when)
    mine = [
        (m.value, m.baseline) if value.when == "now" else (m.baseline, m.value)
        for m in case.measures
        if m.name == value.measure
    ]
    own = [here for here, there in mine if there is not None and same(there, other.value)]
    return len(own) == 1 and own[0] is not None and not same(own[0], value.value)


def _is_difference(why: str, value: Value, note: str, given: Sequence[Known]) -> bool:
    """Return whether what is no value of its measure is how far two things are apart."""
    if why in (*_MISTAKEN, "not_in_case") and is_step(value, given) and _is_move(value, note):
        return True
    made_up = why == "not_in_case" and value.when == "change"
    if why not in (*_MISTAKEN, "wrong_change") and not made_up:
        return False
    both = [v for v in by_clause(note)[value.about] if v.when in ("baseline", "now")]
    if is_slowed([v for v in both if v.measure == value.measure], given):
        return _COSTS.search(note[slice(*value.about)]) is not None
    costs = is_cost(value, given) and _COSTS.search(note[slice(*value.about)]) is not None
    return costs or is_from_another(value, note, given)


def _is_of_another_time(
    why: str, value: Value, note: str, case: Case, given: Sequence[Known]
) -> bool:
    """Return whether a value that is not the case's of its time may be one of another.

    Of a visit in between, of a goal before it was revised, or of a moment in the visit.
    """
    around = note[slice(*value.about)]
    if why == "wrong_value":
        return (
            of_third_visit(value, note, case)
            or _is_other_rating(value, around, case)
            or (_is_revised(value, note) and any(places_of(value, case)))
        )
    if why == "wrong_goal":
        return _is_revised(value, note) and any(places_of(value, case))
    if why == "wrong_change":
        return is_since_visit(value, note, case, given)
    if why == "not_in_case":
        return _IF.search(around) is not None and _is_other_rating(value, around, case)
    if why != "wrong_time":
        return False
    if value.measure == "pain" and value.when == "baseline" and not is_dated(value, note):
        return True  # perhaps before the session
    if value.measure == "pain" and IN_VISIT.search(around):
        return True
    if _is_told_beside(value, note, case, given) or _is_aimed(value, note, given):
        return True
    return _is_revised(value, note) or _is_between(value, note, case, given)


def _is_told_beside(value: Value, note: str, case: Case, given: Sequence[Known]) -> bool:
    """Return whether an earlier value, which no word calls today's, stands beside today's own."""
    if value.when != "now" or is_today(value, note):
        return False
    own = [now.value for was, now in pairs(value.measure, given) if same(was.value, value.value)]
    rowed = "|" in note[slice(*value.about)]
    return any(
        v.measure == value.measure
        and v.when == "now"
        and any(same(v.value, n) for n in own)
        and (not rowed or v.about == value.about)
        for v in values_on(case.visit, note)
    )


_ANEW = re.compile(
    r"[^.;\n]{0,40}?(?:\(|\b)(?:instead of|formerly|previously|rather than)\b", re.IGNORECASE
)
"""What stands behind a goal's new number, before its old one."""


def _is_aimed(value: Value, note: str, given: Sequence[Known]) -> bool:
    """Return whether a value is what a goal was set to anew: "now 18 s instead of 15"."""
    return _ANEW.match(note, value.end) is not None and any(
        k.when == "goal" and k.measure == value.measure and same(k.value, value.value)
        for k in given
    )


def _is_between(value: Value, note: str, case: Case, given: Sequence[Known]) -> bool:
    """Return whether a value is of a visit in between, where no fact says of which."""
    sheet = [k for k in given if k.on_sheet and k.measure == value.measure]
    if any(same(k.value, value.value) for k in sheet):
        return False
    dated = value.when == "baseline" and bool(visits_told(value, note) - {1})
    return dated or of_third_visit(value, note, case)


def _is_revised(value: Value, note: str) -> bool:
    """Return whether a value is one that a goal had before, or has since."""
    start, end = value.about
    today = _NOW.search(note, max(start, value.start - _LEAD), value.start)
    return today is None and _REVISED.search(note, start, end) is not None


_NOW = re.compile(r"\b(?:now|today|currently)\b")
_LEAD = 12
_REVISED = re.compile(
    r"\b(?:revised|originally|(?:changed|lowered|raised|eased|cut) (?:from|to))\b", re.IGNORECASE
)
"""Words for a goal's number, and the one it had before."""
_IF = re.compile(r"\b(?:if|unless|provided|as long as)\b", re.IGNORECASE)
_SORE = re.compile(
    r"\bP!|\b(?:pain|PLP|RLP|LBP|NPRS|VAS|ache[ds]?|aching|sore\w*|hurts?|burn\w*|throb\w*|headaches?|"
    r"hip|knee|ankle|foot|heel|shoulder|back|neck)\b",
    re.IGNORECASE,
)
_ILL = re.compile(r"\b(?:dizz\w*|nausea|vertigo)\b", re.IGNORECASE)
"""What is rated as pain is, and read as such."""
_RATED = re.compile(
    r"(?<![\w./])(?<!\bof )(?<![x×] )(\d{1,2})(?:\s?/\s?10\b|\sout of (?:10|ten)\b|"
    r"(?=\s?(?:→|->|>|[,;.)]\s|$)|\s(?:after|before|with|on|at|when|again)\b))",
    re.IGNORECASE,
)
_REST = r"\b(?:rest(?:ing)?|sitting|seated|lying|night|sleep)\b"
_RESTING = re.compile(_REST, re.IGNORECASE)
_NONE_RESTING = re.compile(
    rf"\b(?:no|none|nothing|zero|0(?:/10)?)\b[^.;\d]{{0,30}}{_REST}|"
    rf"{_REST}[^.;\d]{{0,20}}\b(?:no|none|nothing|zero|0)\b",
    re.IGNORECASE,
)
"""What says that nothing hurts without a load."""
_SENTENCE = re.compile(r"[.;]\s")


def _is_other_rating(value: Value, around: str, case: Case) -> bool:
    """Return whether a case rates pain so too, if without a scale: "Pain 3 after the walk"."""
    if value.measure != "pain":
        return False
    if value.value == 0 and _RESTING.search(around):
        return any(_NONE_RESTING.search(text) for text in case.inputs.values())
    sentences = (part for text in case.inputs.values() for part in _sentences(text))
    what = _ILL if _ILL.search(around) else _SORE
    sore = ((part, match.end()) for part in sentences if (match := what.search(part)))
    return any(
        float(rated[1]) == value.value for part, at in sore for rated in _RATED.finditer(part, at)
    )


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, of an item below another with that one before."""
    above = ""
    for line in text.split("\n"):
        below = line.startswith((" ", "\t"))
        above = above if below else line
        for sentence in _SENTENCE.split(line):
            yield f"{above} {sentence}" if below else sentence


_COSTS = re.compile(
    r"\b(?:cost\w*|gap|difference|dual|task|longer|slower|more|adds?|adding)\b", re.IGNORECASE
)
"""What tells by how much a second task slows somebody."""
_MISTAKEN = ("wrong_value", "wrong_time", "impossible")
"""What the size of a move seems to be where it is taken for a value."""


def _own_part(value: Value, note: str) -> tuple[int, int]:
    """Return the part of its clause that belongs to a value: its goal, motion or muscle of many."""
    start, end = value.about
    if value.when == "goal":  # a list of goals names several motions; each has its own part
        marks = [at for at in (note.find(mark, value.end, end) for mark in ",;") if at >= 0]
        start = max(start, *(note.rfind(mark, start, value.start) for mark in ",;"))
        end = min([end, *marks])
    if value.measure == "rom" and (motions := list(_MOTION.finditer(note, start, value.start))):
        return motions[-1].start(), max(value.end, end if len(motions) == 1 else 0)
    if value.measure in ("rom", "mmt"):  # of a list of motions or muscles, its own
        listed = max(start, *(note.rfind(mark, start, value.start) for mark in ",;"))
        start = listed if details(note[listed : value.end]) else start
    return start, end


def _beside(value: Value, note: str) -> frozenset[str]:
    """Return the motions and conditions named right before a value, or else right behind it."""
    start, end = value.about
    if "|" in note[start:end]:
        return details(note[start:end])
    others = by_clause(note)[value.about]
    before = max((v.end for v in others if v.end <= value.start), default=start)
    several = _SEVERAL_IN_BRACKETS.search(note, before, end)
    if several and several.start() < value.start:
        before = several.start()  # "81° active, 118° passive (initial 58° and 92°)"
    after = min((v.start for v in others if v.start >= value.end), default=end)
    own = details(_PARTED.split(note[before : value.end])[-1])
    if any(name in OPPOSED for name in own):
        return own
    return own | details(_PARTED_BEHIND.split(note[value.end : after])[0])


_SEVERAL_IN_BRACKETS = re.compile(
    r"\([^()\d]{0,30}\d+(?:\.\d+)?[^()\d]{0,4}(?:,|/|\band\b) ?\d[^()]{0,20}\)"
)
"""Values in brackets that are of those before them in their order."""


def _is_move(value: Value, note: str) -> bool:
    """Return whether a value may be how far its measure went."""
    if _ONWARD.match(note, value.end) or _MOVES.search(note, value.about[0], value.start):
        return True
    if _GAP.search(note, value.about[0], value.start):
        return True
    # It goes on a list of moves: "FGA is up 3 points, tandem 5 s".
    return any(v.when == "change" and v.end < value.start for v in by_clause(note)[value.about])


def _all_met(measure: str, case: Case) -> bool:
    """Return whether a case's goals for a measure are all met."""
    status = [goal.status for goal in case.goals if goal.measure == measure]
    return bool(status) and set(status) == {"met"}
