"""What a case gives, against which a note is held, and the four outcomes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from soapbench.cases import Case
from soapbench.reading import read, side_of, values

__all__ = [
    "OPPOSED",
    "STATED",
    "Judged",
    "Known",
    "Outcome",
    "contradicted",
    "details",
    "is_untested",
    "known",
    "moves",
    "opposed",
    "pairs",
    "rounded",
    "same",
]

Outcome = Literal["stated", "inferred", "unsupported", "contradicted"]
"""The case says so; it follows from it; the case has nothing of it; the case says otherwise."""


@dataclass(frozen=True)
class Judged:
    """An outcome, and why where it needs a reason."""

    outcome: Outcome
    why: str = ""


STATED = Judged("stated")


def contradicted(why: str) -> Judged:
    """Return that the case says otherwise."""
    return Judged("contradicted", why)


@dataclass(frozen=True)
class Known:
    """A value the case gives: from its fact sheet, or read in its inputs."""

    measure: str
    value: float
    when: str
    side: str | None
    detail: frozenset[str]
    on_sheet: bool = True


def known(case: Case) -> tuple[Known, ...]:
    """Return the values of measures and pain that a case gives, the sheet's after the inputs'."""
    pain = case.pain.words if case.pain else ""
    found = list(_read(tuple(case.inputs.values()), pain))
    for m in case.measures:
        detail = details(f"{m.detail or ''} {m.words}")
        found += [Known(m.name, m.value, "now", m.side, detail)]
        if m.baseline is not None:
            found += [Known(m.name, m.baseline, "baseline", m.side, detail)]
    if case.pain is not None:
        found += [Known("pain", case.pain.value, "now", None, frozenset())]
        if case.pain.baseline is not None:
            found += [Known("pain", case.pain.baseline, "baseline", None, frozenset())]
    for goal in case.goals:
        if goal.measure and goal.target is not None:
            found += [
                Known(goal.measure, goal.target, "goal", side_of(goal.words), details(goal.words))
            ]
    return tuple(found)


@lru_cache(maxsize=256)
def _read(texts: tuple[str, ...], pain: str) -> tuple[Known, ...]:
    """Return the values of texts, but for those of pain in the words that the sheet has them from.

    Pain is rated more than once in a visit, so what is read elsewhere counts beside the sheet's.
    """
    found: list[Known] = []
    for text in texts:
        start = text.find(pain)
        own = range(start, start + len(pain)) if start >= 0 else range(0)
        found += [
            Known(v.measure, v.value, v.when, v.side, details(text[slice(*v.about)]), False)
            for v in values(text)
            if v.measure != "pain" or v.start not in own
        ]
    return tuple(found)


_DETAIL = re.compile(
    r"\b(?:ext(?:ension|ensors?|end\w*)?|abd(?:uct\w*)?|add(?:uct\w*)?|rot(?:at\w*)?|[ap]rom|active(?:ly)?|passive(?:ly)?|inv(?:er\w+)?|"
    r"ev(?:er[st]\w+)?|df|pf|er|ir|ec|eo|cond\w* \d|(?:flex|dorsi|plantar|eyes closed|eyes open|"
    r"firm|foam|forward|anterior|posteromedial|posterolateral|quad|ham|glut|tib|external|internal|"
    r"cervical)\w*|(?:knee|ankle|hip|shoulder|neck|trunk)s?)\b",
    re.IGNORECASE,
)
_SHORT = {
    "dorsi": "df", "plantar": "pf", "eyes closed": "ec", "eyes open": "eo", "external": "er",
    "internal": "ir", "ext": "ext", "flex": "flex", "abd": "abd", "add": "add", "inv": "inv",
    "ev": "ev", "rot": "rot", "cervical": "neck",
    "active": "act", "arom": "act", "passive": "pas", "prom": "pas",
}  # fmt: skip
_BARE = re.compile(
    r"\b(?:(?:without|no) (?:an? |any |her |his |the )?(?:assistive )?"
    r"(?:device|AD|cane|walker|rollator|crutch(?:es)?|poles?)|unaided)\b",
    re.IGNORECASE,
)
_AIDED = re.compile(
    r"\b(?:with|using|w/) (?:an? |her |his |the )?(?:[\w-]+ ){0,2}"
    r"(?P<aid>cane|walker|rollator|crutch(?:es)?|poles?)\b",
    re.IGNORECASE,
)
_OPPOSITE = (
    ("ec", "eo"), ("firm", "foam"), ("aided", "bare"),
    ("flex", "ext"), ("df", "pf"), ("er", "ir"), ("abd", "add"), ("inv", "ev"),
    ("act", "pas"),
)  # fmt: skip
_ONE_OF = (
    frozenset(f"cond{number}" for number in range(10)),
    frozenset(["knee", "ankl", "hip", "shou", "neck", "trun"]),
    frozenset(["cane", "walker", "crutches", "poles"]),
)
"""Conditions by number, joints, and walking aids: one of them is no other."""
_ANY = frozenset().union(*_ONE_OF, *_OPPOSITE)
_MOTIONS = frozenset("flex ext df pf er ir abd add inv ev rot".split())
OPPOSED = frozenset(f"cond{number}" for number in range(10)).union(*_OPPOSITE)
"""Conditions and motions of which only one can be meant."""


_AIDS = {"walk": "walker", "roll": "walker", "crut": "crutches", "pole": "poles"}
_CONDITIONS = {
    "cond1": ("firm", "eo"), "cond2": ("firm", "ec"),
    "cond3": ("foam", "eo"), "cond4": ("foam", "ec"),
}  # fmt: skip
"""What is stood on, and how, in each condition of the mCTSIB."""


@lru_cache(maxsize=4096)
def details(words: str) -> frozenset[str]:
    """Return the motions, muscles and conditions named, each by the beginning of its word."""
    found = set(map(_shortened, (match.group().lower() for match in _DETAIL.finditer(words))))
    found.update(*(_CONDITIONS[name] for name in found & _CONDITIONS.keys()))
    if _BARE.search(words):
        found.add("bare")
    for aided in _AIDED.finditer(words):
        found |= {"aided", _AIDS.get(aided["aid"].lower()[:4], "cane")}
    return frozenset(found)


def _shortened(word: str) -> str:
    """Return the beginning of a word, or what it is short for; of a condition, with its number."""
    if word[-1].isdigit():
        return word[:4] + word[-1]
    return next((short for long, short in _SHORT.items() if word.startswith(long)), word[:4])


def opposed(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether one names the opposite of what the other does, as eyes open and closed."""
    one, other = one & _ANY, other & _ANY
    if one <= other or other <= one:
        return False
    for group in _ONE_OF:
        if one & group and other & group and group.isdisjoint(one & other):
            return True
    return any(
        (a in one and b in other and b not in one and a not in other)
        or (b in one and a in other and a not in one and b not in other)
        for a, b in _OPPOSITE
    )


def is_untested(measure_id: str, detail: frozenset[str], case: Case) -> bool:
    """Return whether a case says that a measure was not taken; of motions, that named."""
    undone = _undone(tuple(case.inputs.values()))
    if measure_id == "rom" and any(detail & _MOTIONS & named for _, named in undone):
        return True
    return any(measure_id in named for named, _ in undone)


@lru_cache(maxsize=256)
def _undone(texts: tuple[str, ...]) -> tuple[tuple[frozenset[str | None], frozenset[str]], ...]:
    """Return what each clause names that says something was not done: measures, and details."""
    return tuple(
        (frozenset(q.measure for q in clause.quantities), details(text[clause.start : clause.end]))
        for text in texts
        for clause in read(text).clauses
        if "not_done" in clause.flags
    )


def moves(measure_id: str | None, words: str, known: Sequence[Known]) -> list[tuple[float, float]]:
    """Return the first and the later values of a measure; of several, those the words mean."""
    meant = pairs(measure_id, known)
    if len(meant) > 1:
        named, side = details(words), side_of(words)
        meant = [p for p in meant if side in (None, "bilateral", p[1].side)] or meant
        most = max(len(p[1].detail & named) for p in meant)
        meant = [p for p in meant if len(p[1].detail & named) == most]
    return [(before.value, now.value) for before, now in meant]


def pairs(measure_id: str | None, known: Sequence[Known]) -> list[tuple[Known, Known]]:
    """Return the first values of a measure on the sheet, each with today's of the same thing."""
    mine = [k for k in known if k.measure == measure_id and k.on_sheet]
    return [
        (before, now)
        for before in mine
        for now in mine
        if before.when == "baseline"
        and now.when == "now"
        and (before.side, before.detail) == (now.side, now.detail)
    ]


def same(one: float, other: float) -> bool:
    """Return whether two numbers differ by no more than rounding in their sums makes."""
    return abs(one - other) < 1e-9


def rounded(value: float, told: float) -> bool:
    """Return whether a whole number is a value without its decimals, half a unit either way."""
    return told.is_integer() and abs(value - told) <= _HALF


_HALF = 0.5
