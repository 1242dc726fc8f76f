"""What a case makes of goals: which a note sets, how they stand, and when they are due."""

import re
from functools import lru_cache

from soapbench.cases import Case, Goal
from soapbench.reading import Claim, Mention, mentions, numbered, read, values
from soapbench.reference import measures
from soapbench.scorers.known import STATED, Judged, contradicted
from soapbench.scorers.words import shared, tokens, weight

__all__ = ["of_aim", "of_due", "of_goal", "of_goals", "of_standing"]

_SAME_GOAL = 0.6
"""So much of a goal's words in one clause make it that goal."""
_SAME_WORDS, _IN_COMMON, _CLOSE = 0.5, 3, 0.1
"""Or so much of what it says besides its time and numbers, if that is some words, and more than of
any other goal by so much."""
_STANDING = frozenset("ongo new revi unme".split())
"""How words begin that say how a goal stands."""
_LITTLE, _ENOUGH = 0.25, 1.75
"""An aim that shares no more than this with any goal is another one, where it says enough."""
_KNOWN = 0.9
"""An aim that shares so much with one clause of a case may be the patient's own."""
_OF_ANY_GOAL = frozenset(
    "goal targ aim week visi mont pati able will shou impr incr decr demo safe inde achi reac main "
    "perf comp shor long term with duri leas retu seco minu degr inch feet one two thre four "
    "five".split()
)
"""How words begin that say nothing of which goal is meant."""


def of_goal(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether the goal that is meant, by its number or its words, stands as it is told."""
    mine = [g for g in case.goals if claim.number is not None and g.target == claim.number]
    mine = [g for g in mine if g.measure == claim.measure]
    if not mine and claim.about is not None:
        told = note[slice(*claim.about)]
        mine = (
            _of_number(case, note[claim.about[0] : claim.start])
            or _labelled(case, told)
            or _meant(case, told, note[claim.about[0] : claim.end])
        )
        mine = mine or _numbered(case, note[claim.about[0] : claim.start])
        mine = mine or _alone_at(case, note[claim.about[0] : claim.start])
        mine = mine or _of_term(case, note[claim.about[0] : claim.start])
    if not mine and claim.number is None and claim.measure:
        mine = [g for g in case.goals if g.measure == claim.measure]
    if not mine and claim.number is None and claim.about is not None:
        mine = _named(case, note[slice(*claim.about)])
    if len(mine) != 1:
        return None
    if (mine[0].status == "met") == (claim.kind == "goal_met"):
        return STATED
    return contradicted("wrong_status")


_NAMES = (
    re.compile(r"\b(?:goal|target|aim)\s(?:of|for|on|to)\s([^.,;:]{3,70})", re.IGNORECASE),
    re.compile(
        r"(?:^\W*|\b(?:the|her|his|their)\s)((?:[\w/°%'’-]+\s){1,4}?)(?:goal|target|aim)\b",
        re.IGNORECASE,
    ),
)
"""What a goal is called by: "the goal for dorsiflexion", "the walking goal"."""


def _named(case: Case, told: str) -> list[Goal]:
    """Return the goal that alone has the most of what some words call a goal by."""
    called = next((match for name in _NAMES if (match := name.search(told))), None)
    if called is None:
        return []
    name = called[1]
    words = _words(_roots(name)) - _STANDING
    named = {q.measure for clause in read(name).clauses for q in clause.quantities}
    fits = [len(words & _called(goal)) + 2 * (goal.measure in named) for goal in case.goals]
    best = max(fits, default=0)
    return [g for g, fit in zip(case.goals, fits, strict=True) if fit == best] if best else []


def _called(goal: Goal) -> frozenset[str]:
    """Return how the words of a goal, and of its measure's name, begin."""
    measure = measures().get(goal.measure or "")
    return _words(_roots(f"{goal.words} {measure.title if measure else ''}"))


_FAR = 200
"""So far behind its status a goal's number of today may stand."""
_REVISED = re.compile(r"\b(?:revised|extended|moved|pushed|now (?:in )?\d{1,2})\b", re.IGNORECASE)
_NOW = re.compile(r"\b(?:now|today|currently)\b", re.IGNORECASE)


def of_standing(claim: Claim, case: Case, note: str) -> tuple[int, int] | None:
    """Return where a goal is told to stand today, behind its status, if the case has it elsewhere.

    As in "ongoing, now 8 min" of a goal that the case gives as "ongoing, now 5 min".
    """
    if claim.kind not in ("goal_met", "goal_open") or claim.about is None:
        return None
    mine = _meant(case, note[slice(*claim.about)], note[claim.about[0] : claim.end])
    line = note[claim.end : claim.end + _FAR].partition("\n")[0]
    told = _today(line)
    given = _today(mine[0].words) if len(mine) == 1 else None
    if told is None or given is None or told.told == given.told:
        return None
    alike = (told.kind, told.of) == (given.kind, given.of)
    return (claim.end + told.start, claim.end + told.end) if alike else None


def _today(words: str) -> Mention | None:
    """Return the one number that some words give for today, right behind or before the word."""
    dated = [m.span() for m in _NOW.finditer(words)]
    near = [
        m
        for m in numbered(words)
        if isinstance(m.amount, float)
        and any(0 <= m.start - end <= 2 or 0 <= start - m.end <= _NEAR for start, end in dated)
    ]
    return near[0] if len(near) == 1 else None


_LABEL = re.compile(r"\W*(?:G|Goal|(?P<term>[SL])TG)\s?#?(?P<number>\d)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _labelled(case: Case, told: str) -> list[Goal]:
    """Return the goal of a case that has the label told, "G2" or "STG 2", and a number told."""
    label = _LABEL.match(told)
    if label is None:
        return []
    numbers = set(_NUMBER.findall(told, label.end()))
    return [
        goal
        for goal in case.goals
        if (own := _LABEL.match(goal.words))
        and own["number"] == label["number"]
        and (own["term"] or "").lower() == (label["term"] or "").lower()
        and numbers & set(_NUMBER.findall(goal.words, own.end()))
    ]


def _numbered(case: Case, told: str) -> list[Goal]:
    """Return the goals whose number some words tell, with a word of theirs."""
    numbers = {float(number) for number in _NUMBER.findall(told)}
    words = _words(_roots(told))
    return [
        goal
        for goal in case.goals
        if goal.target in numbers and words & (_words(_roots(goal.words)) - _STANDING)
    ]


_AIMED_AT = re.compile(
    r"\b(?:goal|target|[SL]TG)(?:\s(?:of|is|was)|:)?\s(?P<number>\d+(?:\.\d+)?)(?![\d.]*\d|\s?[:)])",
    re.IGNORECASE,
)


def _of_number(case: Case, told: str) -> list[Goal]:
    """Return the goal with the number that some words call one by: "target of 47", "STG 40%"."""
    named = _AIMED_AT.search(told)
    mine = [g for g in case.goals if named and g.target == float(named["number"])]
    return mine if len(mine) == 1 else []


def _of_term(case: Case, told: str) -> list[Goal]:
    """Return the one short-term, or long-term, goal of a case that nothing but its term names."""
    term = _BY_TERM.search(told)
    if term is None:
        return []
    sort = _SHORT if term[1].lower() == "s" else _LONG
    mine = [goal for goal in case.goals if sort.search(goal.words)]
    return mine if len(mine) == 1 else []


_BY_TERM = re.compile(
    r"(?:^\W*|[,;–—(]\s?)(?:(?:the|her|his|their|pt's|patient's)\s)?([SL])"
    r"(?:TG|(?:hort|ong)[- ]term goal)\b(?:[^\w,;]|\b(?:is|was|has|been|now)\b)*$",
    re.IGNORECASE,
)


def _alone_at(case: Case, told: str) -> list[Goal]:
    """Return the goal whose number some words tell with its scale, if no other has it."""
    mine = [g for g in case.goals if g.target is not None and f"{g.target:g}/" in told]
    return mine if len(mine) == 1 else []


_NEAR = 8
"""So far behind a number, its unit between, may stand that it is today's."""


def _meant(case: Case, told: str, until: str) -> list[Goal]:
    """Return the goals that a clause, or what it says until their status, shares most with."""
    words = _words(_roots(until))
    alike = []
    for goal in _of_term_told(case, until):
        own = _words(_roots(goal.words)) - _STANDING
        common = own & words
        if shared(tokens(goal.words), tokens(told)) >= _SAME_GOAL:
            alike.append((1.0, goal))
        elif len(common) >= _IN_COMMON and (share := shared(own, words)) >= _SAME_WORDS:
            alike.append((share, goal))
    best = max((share for share, _ in alike), default=0.0)
    return [goal for share, goal in alike if share > best - _CLOSE]


def _of_term_told(case: Case, told: str) -> list[Goal]:
    """Return the goals but those of the other term, where some words name one term alone."""
    short, long = (bool(sort.search(told)) for sort in (_SHORT, _LONG))
    if short == long:
        return list(case.goals)
    own, other = (_SHORT, _LONG) if short else (_LONG, _SHORT)
    return [g for g in case.goals if own.search(g.words) or not other.search(g.words)]


def of_aim(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether a goal set in words is one of the case's, with its numbers."""
    assert claim.about is not None
    told = _roots(note[slice(*claim.about)])
    words = note[slice(*claim.about)]
    if not case.goals or sum(map(weight, told)) < _ENOUGH or _TO_GO.match(words):
        return None
    if _LEFT.search(words) and _NUMBER.search(words):
        return None
    said = _words(told)
    mine = [(_words(_roots(g.words)), g.words) for g in case.goals]
    alike = [(max(shared(said, w), shared(w, said)), len(w & said), goal) for w, goal in mine]
    share, common, goal = max(alike)
    if share >= _SAME_GOAL:
        if common < 2:
            return None
        other = _other_number(claim.about, note, goal)
        return contradicted("wrong_goal") if other else STATED
    if max(shared(said, w) for w, _ in mine) > _LITTLE:
        return None
    known = max(shared(told, roots) for roots in _told_by(tuple(case.inputs.values())))
    return Judged("unsupported", "not_in_case") if known < _KNOWN else None


_TO_GO = re.compile(
    r"\W*(?:\d+(?:\.\d+)?(?:/\d+)?[,;(]\s?)?\d+(?:\.\d+)?(?: \w+)? "
    r"(?:short|shy|away|left|remain\w*|to go|(?:fewer|more|less) than (?:now|today))\b",
    re.IGNORECASE,
)
"""How far off a goal is, with its number or behind it: "24/30; 7 points short"."""
_LEFT = re.compile(
    r"\b(?:short by|to (?:find|gain|make up)|leaves?|beat by|needs (?=\d))\b", re.IGNORECASE
)
"""What tells how far off a goal is, or by how much it was passed."""


@lru_cache(maxsize=256)
def _told_by(texts: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """Return what each clause of a case's inputs says."""
    return tuple(_roots(t[c.start : c.end]) for t in texts for c in read(t).clauses)


def _words(roots: frozenset[str]) -> frozenset[str]:
    return frozenset(root for root in roots if not root[0].isdigit())


def _roots(words: str) -> frozenset[str]:
    """Return what words say, each by its first letters: driving is what drives."""
    return frozenset(token[:4] for token in tokens(words)) - _OF_ANY_GOAL


def _other_number(about: tuple[int, int], note: str, goal: str) -> bool:
    """Return whether words give another amount of something that a goal gives an amount of."""
    mine = [m for m in mentions(note) if about[0] <= m.start < about[1] and m.kind != "span"]
    given = _amounts(goal)
    kinds = {g[0] for g in given} & {m.kind for m in mine}
    return any(given.isdisjoint(m.told for m in mine if m.kind == kind) for kind in kinds)


@lru_cache(maxsize=512)
def _amounts(goal: str) -> frozenset[tuple[str, float | str, float | None]]:
    """Return the numbers of a goal with their kinds."""
    return frozenset(m.told for m in numbered(goal) if isinstance(m.amount, float))


def of_goals(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether as many of all goals, or of all of one term, are met as is claimed."""
    if term := _TERM.search(note, claim.start, claim.end):
        sort = _SHORT if term[1].lower().startswith("s") else _LONG
        mine = [goal for goal in case.goals if sort.search(goal.words)]
        if not mine:
            return None
        case = case.model_copy(update={"goals": mine})
    if not case.goals or (claim.of is not None and claim.of != len(case.goals)):
        barred = "goals_met" in case.must_not_claim and claim.number != 0
        return contradicted("must_not_claim") if barred else None
    met = sum(goal.status == "met" for goal in case.goals)
    if claim.kind == "some_goals_met":
        return Judged("inferred", "count") if met else contradicted("wrong_status")
    fits = met == (len(case.goals) if claim.number is None else claim.number)
    return Judged("inferred", "count") if fits else contradicted("wrong_status")


_TERM = re.compile(r"\b(short|long|[SL](?=TGs?\b))", re.IGNORECASE)
_SHORT, _LONG = (re.compile(rf"\b(?:{sort}\b|{sort[0]}TG)", re.I) for sort in ("short", "long"))
"""Words by which a goal is one of its term."""


def of_due(claim: Claim, case: Case, note: str) -> Judged | None:
    """Return whether a goal is due when it is told to be; None where no one goal is meant.

    Of a goal that was revised the earlier time may be told too, in a line with the new one.
    """
    assert claim.about is not None
    told = note[slice(*claim.about)]
    weeks = _weeks if claim.kind == "due_week" else _spans
    mine = _meant(case, told, told) or _aimed(case, told)
    times = [(weeks(goal.due or ""), weeks(goal.words)) for goal in mine]
    if not times or not all(now for now, _ in times):
        return None
    least, most = claim.number or 0, claim.of or 0
    line = note[note.rfind("\n", 0, claim.start) + 1 :].partition("\n")[0]
    beside = weeks(line)
    for now, before in times:
        if any(least <= weeks <= most for weeks in now):
            return STATED
        told_anew = now & beside or _REVISED.search(line)
        if any(least <= weeks <= most for weeks in before) and told_anew:
            return STATED
    return contradicted("wrong_goal")


def _aimed(case: Case, told: str) -> list[Goal]:
    """Return the goals whose measure and number some words name."""
    given = {(v.measure, v.value) for v in values(_ONTO_TIME.sub("", told))}
    return [goal for goal in case.goals if (goal.measure, goal.target) in given]


_ONTO_TIME = re.compile(r"[\s,(]+(?:in|within|by|at)\s*$")
"""Between a goal and its time: "Berg 43 in" is no length."""
_OF_CARE = re.compile(r"\b(?:wk|week)\s(\d{1,2})\b", re.IGNORECASE)


def _weeks(words: str) -> frozenset[float]:
    """Return the weeks of care that some words name, as "by week 12" does."""
    return frozenset(float(week) for week in _OF_CARE.findall(words))


@lru_cache(maxsize=512)
def _spans(words: str) -> frozenset[float]:
    """Return the weeks that some words tell."""
    return frozenset(float(m.amount) / 7 for m in numbered(words) if m.kind == "span")
