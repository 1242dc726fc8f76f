"""Whether what a note says is true to its case: stated there, inferred from it, or made up.

Looked at is what the reading can name: values of outcome measures and pain with their time and
side, changes and goals given in numbers, which goals are met or reached by a value beside them,
which way measures went, the cut-offs and smallest changes they are held against, shares of counts,
falls and how badly they hurt, how often and how long treatment is to go on, how often a home
program is done, numbers of tests of which the case says nothing; what is said of the patient on the
whole, such as progress, a plateau, pain or a weak side; what a note mentions besides, numbers and
words such as sides, levels of assistance and surfaces, by the words around; and facts in words that
are told with another word in the place of one, or denied. What a note says in other words of its
own is not checked.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from soapbench.cases import Case
from soapbench.reading import Claim, Mention, Value, claims, impressions, read, typed
from soapbench.scorers.aims import of_standing
from soapbench.scorers.barred import of_impression
from soapbench.scorers.base import Check, Score
from soapbench.scorers.between_sides import of_sides
from soapbench.scorers.changes import turned_pairs
from soapbench.scorers.claimed import of_claim
from soapbench.scorers.events import of_events
from soapbench.scorers.helped import of_hands, of_steady_help, of_steps, of_unknown_help
from soapbench.scorers.in_note import of_value_in
from soapbench.scorers.known import STATED, Judged, Known, Outcome, contradicted, known
from soapbench.scorers.mentioned import of_mentions
from soapbench.scorers.mirrored import mirrored
from soapbench.scorers.other_units import of_other_units
from soapbench.scorers.reached import of_reach
from soapbench.scorers.restated import of_restated
from soapbench.scorers.retold import retold
from soapbench.scorers.shares import of_shares
from soapbench.scorers.swapped import moved, swapped
from soapbench.scorers.untaken import of_other_tests
from soapbench.scorers.visits import values_on

__all__ = ["Outcome", "grounding", "truthfulness"]

_FATAL = frozenset(
    f"grounding/{why}"
    for why in (
        "wrong_value",
        "wrong_unit",
        "wrong_side",
        "wrong_time",
        "wrong_condition",
        "impossible",
    )
)
"""What about a critical fact makes a note worthless; an aim that is not the case's does not, nor
does a way that its numbers are said to have gone."""
_COUNTED = ("count", "number")
"""Kinds that end in the beginning of a word of the note, which no check may hold."""
_AGAINST = ("beyond_error", "within_error", "above_cutoff", "below_cutoff")
"""Claims whose threshold is judged with them, and not once more as a number."""
_TURNED = "grounding/wrong_direction"
_WAYS = frozenset(["grounding/direction", _TURNED])
_CHANGES = frozenset(["grounding/published", "grounding/wrong_change"])
"""Rules by which a way of going, or a change that counts, was judged for a measure by name."""
_LABELS = {
    "left_side": "side",
    "right_side": "side",
    "some_goals_met": "goals_met",
    "per_week": "frequency",
    "as_often": "frequency",
    "more_often": "frequency",
    "less_often": "frequency",
    "home_days": "frequency",
    "home_times": "frequency",
    "weeks": "duration",
    "sessions": "duration",
    "fell_ago": "falls",
    "hurt": "injury",
    "goal_met": "goal",
    "goal_open": "goal",
    "aim": "goal",
    "due": "goal",
    "due_week": "goal",
}


def grounding(case: Case, note: str) -> Score:
    """Return the share of a note's claims that its case states or that follow from it.

    One check per claim, labelled by its measure or kind, with the outcome as status and, in the
    rule, why: ``wrong_value``, ``wrong_unit``, ``wrong_side``, ``wrong_time`` (an earlier value
    told as today's or the other way round), ``wrong_condition`` (eyes open for closed),
    ``swapped`` (two numbers at each other's place), ``wrong_change``, ``wrong_direction``,
    ``wrong_goal``, ``wrong_status``, ``wrong_detail`` (a fact in words with another word in the
    place of one), ``denied`` (a fact said not to be so), ``impossible``, ``must_not_claim``,
    ``not_taken``, ``not_in_case``. What is said in general words counts only where the same words
    are not judged by what they name. A value that contradicts what the case marks critical makes
    the score 0. A note without claims scores 1.
    """
    note, given = typed(note), known(case)
    checks = _turned(_once(_exact(case, note, given)), note)
    general = list(_general(case, note, given))
    checks += [check for check in general if not _told_exactly(check, checks)]
    checks += [check for check in _otherwise(case, note) if not _beside(check, checks)]
    checks.sort(key=lambda check: (check.span or (0, 0), check.label))
    if _fatal(case, checks):
        return Score(0.0, tuple(checks))
    true = sum(check.status in ("stated", "inferred") for check in checks)
    return Score(true / len(checks) if checks else 1.0, tuple(checks))


def _once(checks: Iterable[Check]) -> list[Check]:
    """Return each check once, of several at a place of a swap only those that contradict."""
    found = list(dict.fromkeys(checks))
    bad = {c.span[0] for c in found if c.span and c.rule == "grounding/swapped"}
    return [
        c for c in found if c.span is None or c.span[0] not in bad or c.status == "contradicted"
    ]


def _turned(checks: Sequence[Check], note: str) -> list[Check]:
    """Return the checks, with a change as told of a right size the wrong way contradicted.

    That is where the same clause turns its measure's direction round, or swaps both its values.
    """
    starts = [clause.start for clause in read(note).clauses]
    rules = defaultdict[tuple[str, int], list[str]](list)
    for check in checks:
        if check.span:
            rules[check.label, bisect_right(starts, check.span[0])].append(check.rule)
    found = []
    for check in checks:
        if check.span and check.rule == "grounding/difference":
            beside = rules[check.label, bisect_right(starts, check.span[0])]
            swapped = beside.count("grounding/wrong_time") > 1 and "grounding" not in beside
            if swapped or _TURNED in beside:
                check = Check(check.label, "contradicted", check.span, _TURNED)
        found.append(check)
    return found


def _exact(case: Case, note: str, given: Sequence[Known]) -> Iterator[Check]:
    """Yield a check for each claim of a number, or of words that belong to one thing."""
    held: set[int] = set()
    due: set[int] = set()
    for claim in claims(note):
        told = of_claim(claim, case, note, given)
        if told is not None:
            if claim.kind in _AGAINST:
                held.update(range(claim.start, claim.end))
            if claim.kind == "due" and told == STATED:
                due.update(range(claim.start, claim.end))
            yield _check(claim.measure or _LABELS.get(claim.kind, claim.kind), claim, told)
        if span := of_standing(claim, case, note):
            yield Check("goal", "contradicted", span, "grounding/wrong_value")
    for value in values_on(case.visit, note):
        told = None if value.start in held else of_value_in(note, value, case, given)
        if told is not None:
            yield _check(value.measure, value, told)
    for mention, told in of_mentions(case, note):
        if mention.start in due:
            continue  # judged with its goal
        counted = mention.kind.startswith(_COUNTED)
        yield _check(mention.kind.partition(" ")[0] if counted else mention.kind, mention, told)
    for mention in swapped(case, note):
        yield _check(mention.kind.partition(" ")[0], mention, contradicted("swapped"))
    for mention in mirrored(case, note):
        yield _check(mention.kind.partition(" ")[0], mention, contradicted("swapped"))
    for sides, told in of_sides(note, given):
        yield Check("side", told.outcome, (sides.start, sides.end), _rule(told))
    for event, told in of_events(case, note):
        yield Check(event.kind, told.outcome, (event.start, event.end), _rule(told))
    for mention in chain(*(of(case, note) for of in (of_steps, of_steady_help, of_unknown_help))):
        yield _check("assist", mention, contradicted("wrong_value"))
    for span in of_hands(case, note):
        yield Check("assist", "contradicted", span, "grounding/wrong_value")
    for mention in moved(case, note):
        yield _check(mention.kind.partition(" ")[0], mention, contradicted("wrong_value"))
    for measure, start, end in turned_pairs(case.visit, note):
        yield Check(measure, "contradicted", (start, end), _TURNED)
    for measure, start, end in of_other_units(case, note):
        yield Check(measure, "contradicted", (start, end), "grounding/wrong_unit")
    for start, end in of_shares(note):
        yield Check("share", "contradicted", (start, end), "grounding/wrong_value")
    for measure, start, end in of_reach(note, given):
        yield Check(measure, "contradicted", (start, end), "grounding/wrong_status")
    for start, end, told in of_other_tests(case, note):
        yield Check("other test", told.outcome, (start, end), _rule(told))


def _general(case: Case, note: str, given: Sequence[Known]) -> Iterator[Check]:
    """Yield a check for each claim about the patient on the whole."""
    for claim in impressions(note):
        told = of_impression(claim, case, note, given)
        if told is not None:
            yield _check(_LABELS.get(claim.kind, claim.kind), claim, told)


def _told_exactly(general: Check, checks: Iterable[Check]) -> bool:
    """Return whether the same words were judged by what they name: then that stands."""
    assert general.span is not None
    start, end = general.span
    exact = _CHANGES if general.label == "real_change" else _WAYS
    return any(
        c.span is not None
        and c.span[0] < end
        and start < c.span[1]
        and (c.rule in exact or c.label == general.label)
        for c in checks
    )


def _otherwise(case: Case, note: str) -> Iterator[Check]:
    """Yield a check for each word by which a fact or a goal is told otherwise."""
    for each in retold(case, note):
        why = "denied" if each.kind == "denied" else "wrong_detail"
        yield Check(each.kind, "contradicted", (each.start, each.end), f"grounding/{why}")
    for why, start, end in of_restated(case, note):
        yield Check("goal", "contradicted", (start, end), f"grounding/{why}")


_SIDE_REACH = 60


def _beside(check: Check, checks: Iterable[Check]) -> bool:
    """Return whether what stands in the place of a check is contradicted by another.

    A side, at some distance too: it may be judged where its value stands.
    """
    assert check.span is not None
    reach = _SIDE_REACH if check.label == "side" else 0
    start, end = check.span[0] - reach, check.span[1] + reach
    return any(
        c.status == "contradicted" and c.span and c.span[0] < end and start < c.span[1]
        for c in checks
    )


def truthfulness(case: Case, note: str) -> Score:
    """Return 0 for a note that contradicts what its case marks critical, else 1.

    That is a measure's value, or its unit, side, time or condition, and falls, also where the case
    has none to tell.

    The checks are those contradictions, as `grounding` has them. With margin 0 in `compare` or in
    a gate, a version is worse as soon as it contradicts one case that the other tells truly.
    """
    fatal = _fatal(case, grounding(case, note).checks)
    return Score(float(not fatal), tuple(fatal))


def _fatal(case: Case, checks: Iterable[Check]) -> list[Check]:
    """Return the checks that make a note worthless."""
    critical = {m.name for m in case.measures if m.importance == "critical"} | {"falls"}
    barred = ("falls", "grounding/must_not_claim")
    return [
        check
        for check in checks
        if (check.label in critical and check.rule in _FATAL) or (check.label, check.rule) == barred
    ]


def _check(label: str, told: Value | Claim | Mention, judged: Judged) -> Check:
    return Check(label, judged.outcome, (told.start, told.end), _rule(judged))


def _rule(judged: Judged) -> str:
    return f"grounding/{judged.why}" if judged.why else "grounding"
