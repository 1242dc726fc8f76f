"""Facts in words that a note retells with another word in the place of one, or denies.

"A neighbor helped her up" has nearly all words of "the nurse helped her up". A clause that has
enough of one fact's words retells that fact. Where it then has a word that shuts out the fact's
own, such as another room or motion, and the fact's own nowhere, it tells the fact otherwise.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from soapbench.cases import Case
from soapbench.reading import Clause, read
from soapbench.scorers.alternatives import Alternative, alternatives_in
from soapbench.scorers.gist import gist, placed_gist
from soapbench.scorers.known import same
from soapbench.scorers.visits import values_on
from soapbench.scorers.words import weight

__all__ = ["Otherwise", "retold"]

_ENOUGH, _MINE, _LEAST = 0.4, 0.25, 2
"""A clause retells a fact where it has so much of the fact's words, by weight, so much of its own
words are the fact's, and so many words are the same."""
_LATER = ("plan", "goals")
"""What a clause about later may retell."""
_DENIABLE = frozenset(
    ["diagnosis", "deficit", "response", "posture", "gait", "potential", "complexity"]
)
"""Kinds of facts that say what is there; others may be told as what somebody cannot do."""
_DENIAL = re.compile(
    r"(?<![\w(-])(?<!but )(?:no|not|never|without(?! vision)|denie[sd]|denying|none of|nothing|"
    r"\w+n['’]t|cannot)\s"
    r"(?!(?:address|treat|target|explain|replace|resolve|correct|retrain|train)\w*\b|"
    r"(?:timely|full|adequate|enough|sufficient|proper|good|normal|appropriate|consistent)\b)",
    re.IGNORECASE,
)
"""A denial, but of what would help, and of how well something goes."""
_AIMED = re.compile(
    r"\b(?:directed|aimed|aims?|working|training) (?:at|to|toward)\b|\bso that\b|\bin order to\b",
    re.IGNORECASE,
)
"""Behind such words a denial is of what is hoped for."""
_NEGATIVE = re.compile(
    r"\b(?:no|not|never|without|denie[sd]|none|cannot|zero|0|unable|\w+n['’]t|neg(?:ative)?|nor|nothing|nobody|"
    r"refus\w*|quit|stop\w*|avoid\w*|los(?:e|es|s|t)|fail\w*|lack\w*|absent|free|only|until|beyond|"
    r"instead|rather|except|unless|hold|kept|remov\w*|limit\w*|pending|dark|withh\w*|dull\w*|"
    r"diminish\w*|impair\w*|reduc\w*|decreas\w*|weak\w*|numb\w*|stiff\w*|spared|missing|out|away|"
    r"less|than|near\w*)\b|[(\[][-–][)\]]|Ø",
    re.IGNORECASE,
)
"""What makes a fact one that may be told with a denial."""
_BREAK = re.compile(
    r"[,;:|(]|\b(?:but|and|or|then|while|when|with|new|more|further)\b", re.IGNORECASE
)
"""What a denial does not reach beyond."""
_GOVERNED = 3
"""So many telling words behind a denial are denied."""
_INSTEAD = re.compile(
    r"\b(?:no|not|without|unless|than|instead of|rather than|from|was|were|to)\s"
    r"(?:(?:the|an?|his|her|on|in|at|with|\w+ly)\s)?$|(?:\d|ten|ty|teen|twelve)[ -]$",
    re.IGNORECASE,
)
"""Before a word of a kind: it is held against another, or is a length in feet."""
_LEAD = 16
_NUMBERED = re.compile(r"[\s:=]{1,2}(\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Otherwise:
    """What a clause tells otherwise than a fact of the case, and where."""

    kind: str
    """What is told otherwise, such as ``room``; or ``denied``."""
    fact: str
    """The place of the fact on the sheet, such as ``facts.3``."""
    start: int
    end: int


@dataclass(frozen=True)
class _Fact:
    label: str
    about: str
    """The kind of a fact in words, such as ``posture``; else what part of the sheet it is in; empty
    for pain that is not the only one rated so, whose words are not judged."""
    words: str
    gist: frozenset[str]
    whole: float
    """How much all its words weigh."""
    numbers: frozenset[str]
    """What a clause must have to be about the fact: a measure's value, the minutes of treatment."""


def retold(case: Case, note: str) -> tuple[Otherwise, ...]:
    """Return what a note tells otherwise where it retells facts of its case, in its order."""
    return tuple(dict.fromkeys((*_retold(tuple(_facts(case)), note), *_valued(case, note))))


@lru_cache(maxsize=512)
def _retold(facts: Sequence[_Fact], note: str) -> tuple[Otherwise, ...]:
    return tuple(each for clause in read(note).clauses for each in _otherwise(facts, clause, note))


def _otherwise(facts: Sequence[_Fact], clause: Clause, note: str) -> Iterator[Otherwise]:
    if not clause.flags.isdisjoint(["echo", "blank", "not_done"]):
        return
    said = note[clause.start : clause.end]
    fact = _fact_of(facts, gist(said))
    if (
        fact is None
        or not fact.about
        or (_is_later(clause) and fact.about not in (*_LATER, "home_program"))
    ):
        return
    if not fact.numbers <= gist(said):
        return
    for other in _exchanged(fact.words, said):
        if not any(_is_led_alike(other, said, each.words) for each in facts):
            start, end = clause.start + other.start, clause.start + other.end
            yield Otherwise(other.kind, fact.label, start, end)
    if fact.about in _DENIABLE and (denied := _denied(fact, said)):
        yield Otherwise("denied", fact.label, *(clause.start + place for place in denied))


def _is_led_alike(other: Alternative, said: str, fact: str) -> bool:
    """Return whether a fact has a side behind the word it stands behind: "trunk shifted L"."""
    if other.kind != "side" or not (lead := _led_by(said, other.start)):
        return False
    alike = (a for a in alternatives_in(fact) if (a.kind, a.meaning) == (other.kind, other.meaning))
    return any(lead == _led_by(fact, a.start) for a in alike)


def _led_by(words: str, at: int) -> frozenset[str]:
    """Return the gist of the word right before a place."""
    return gist(words[max(0, at - _LEAD) : at].rpartition(" ")[0].rpartition(" ")[2])


def _is_later(clause: Clause) -> bool:
    return clause.section == "P" or not clause.flags.isdisjoint(["goal", "future"])


def _fact_of(facts: Sequence[_Fact], said: frozenset[str]) -> _Fact | None:
    """Return the fact that a clause retells, if any: the one with most of both in common."""
    best, most = None, 0.0
    for fact in facts:
        common = fact.gist & said
        if len(common) < _LEAST:
            continue
        held = sum(map(weight, common))
        if held >= _ENOUGH * fact.whole and held * held / fact.whole > most:
            best, most = fact, held * held / fact.whole
    mine = sum(map(weight, said))
    held = sum(map(weight, best.gist & said)) if best else 0.0
    return best if best and held >= _MINE * mine else None


def _exchanged(fact: str, said: str) -> Iterator[Alternative]:
    """Yield the words of a clause that shut out the fact's own, which it has nowhere."""
    own, told = alternatives_in(fact), alternatives_in(said)
    for kind in dict.fromkeys(a.kind for a in told if a.plain):
        if not any(a.kind == kind and a.plain for a in own):
            continue
        mine = {a.meaning for a in own if a.kind == kind}
        theirs = [a for a in told if a.kind == kind]
        if mine.isdisjoint(a.meaning for a in theirs):
            other = next(a for a in theirs if a.plain)
            instead = _INSTEAD.search(said[max(0, other.start - _LEAD) : other.start])
            if not instead and not _is_of_other_number(other, fact, said):
                yield other


def _is_of_other_number(side: Alternative, fact: str, said: str) -> bool:
    """Return whether a side has a number of its own that the fact has not: "58 cm (R 65 cm)"."""
    number = _NUMBERED.match(said, side.end) if side.kind == "side" else None
    return number is not None and number[1] not in gist(fact)


_OF_MEASURES = frozenset(
    ["joint", "motion", "motive", "eyes", "aid", "use of hands", "second task", "pace", "position",
     "surface"]
)  # fmt: skip
"""What may tell a measure from another of its name."""


_OF_PAIN = frozenset(["joint", "position", "time of day", "side"])


def _valued(case: Case, note: str) -> Iterator[Otherwise]:
    """Yield the words that shut out those of the measure, or pain, whose value a clause gives."""
    spans = {c.start: c.end for c in read(note).clauses if not _is_later(c)}
    told: dict[int, set[tuple[str, float]]] = defaultdict(set)
    for value in values_on(case.visit, note):
        if value.about[0] in spans and value.when == "now":
            told[value.about[0]].add((value.measure, abs(value.value)))
    for start, given in told.items():
        if len(given) > 1:
            continue
        ((name, number),) = given
        found = _of_value(case, name, number)
        if found is None:
            continue
        label, words = found
        kinds = _OF_PAIN if name == "pain" else _OF_MEASURES
        for other in _exchanged(words, note[start : spans[start]]):
            if other.kind in kinds:
                yield Otherwise(other.kind, label, start + other.start, start + other.end)


def _of_value(case: Case, name: str, number: float) -> tuple[str, str] | None:
    """Return the place and words of the one measure, or pain, that has a value today."""
    if name == "pain":
        pain = case.pain
        told = pain is not None and pain.value == number and _is_rated_once(case)
        return ("pain", pain.words) if pain is not None and told else None
    mine = [
        (f"measures.{i}", m.words)
        for i, m in enumerate(case.measures)
        if m.name == name and same(abs(m.value), number)
    ]
    return mine[0] if len(mine) == 1 else None


def _denied(fact: _Fact, said: str) -> tuple[int, int] | None:
    """Return where a clause denies what a fact says is there."""
    if _NEGATIVE.search(fact.words):
        return None
    starts, words = placed_gist(said)
    aimed = _AIMED.search(said)
    for denial in _DENIAL.finditer(said, 0, aimed.start() if aimed else len(said)):
        end = _BREAK.search(said, denial.end())
        reach = end.start() if end else len(said)
        first = bisect_left(starts, denial.end())
        behind = range(first, min(bisect_left(starts, reach), first + _GOVERNED))
        if any(words[i] in fact.gist for i in behind):
            return denial.start(), denial.end() - 1
    return None


def _facts(case: Case) -> Iterator[_Fact]:
    for i, fact in enumerate(case.facts):
        yield _fact(f"facts.{i}", fact.kind, fact.words)
    for i, done in enumerate(case.interventions):
        yield _fact(f"interventions.{i}", "interventions", done.words, done.minutes)
    for i, goal in enumerate(case.goals):
        yield _fact(f"goals.{i}", "goals", goal.words)
    for i, measure in enumerate(case.measures):
        yield _fact(f"measures.{i}", "measures", measure.words, measure.value)
    for name in ("falls", "pain", "plan"):
        told = getattr(case, name)
        if told is not None:
            several = name == "pain" and not _is_rated_once(case)
            yield _fact(name, "" if several else name, told.words)


def _is_rated_once(case: Case) -> bool:
    """Return whether nothing else in a case is rated as its pain is, such as another joint."""
    assert case.pain is not None
    rated = re.compile(rf"(?<![\d.]){case.pain.value:g} ?(?:/|out of |of )(?:10|ten)\b")
    return sum(len(rated.findall(text)) for text in case.inputs.values()) == 1


@lru_cache(maxsize=4096)
def _fact(label: str, about: str, words: str, number: float | None = None) -> _Fact:
    said = gist(words)
    numbers = frozenset[str]() if number is None else gist(f"{number:g}")
    return _Fact(label, about, words, said, sum(map(weight, said)), numbers & said)
