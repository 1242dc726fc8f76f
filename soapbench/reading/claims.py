"""What a note claims besides values: falls, goals reached, directions, how often, and impressions."""

import re
from collections.abc import Iterator
from dataclasses import replace

from soapbench.reading.counts import NUMERALS
from soapbench.reading.course import course_in
from soapbench.reading.directions import directions_in
from soapbench.reading.dues import dues_in
from soapbench.reading.falls import FALL_SIGNS, falls_in, hurt_in
from soapbench.reading.flags import FLAGS
from soapbench.reading.goals import aims_in, goals_in
from soapbench.reading.home import HOME_SIGNS, home_in
from soapbench.reading.parts import Claim, Clause, Flag, Reading, Value
from soapbench.reading.rates import RATE_SIGNS, rates_in
from soapbench.reading.thresholds import THRESHOLD_SIGNS, thresholds_in
from soapbench.reading.troubles import troubles_in

__all__ = ["claims_in", "impressions_in"]

_NOT_NOW: frozenset[Flag] = frozenset(["future", "goal", "norm", "echo", "blank"])
"""How a clause is meant that says nothing of how a patient is now."""
_GOAL_SIGNS = (
    "met", "achiev", "reach", "attain", "accomplish", "ongoing", "progress", "not there", "not yet",
    "still", "open", "to go", "short", "shy", "ticked", "tick", "check", "cross", "closed", "close",
    "has this", "has that", "has it", "doing", "now within", "done", "elude", "got ", "bag", "behind",
    "nailed", "not quite",
)  # fmt: skip
"""Letters without which nothing is said of a goal's status."""
_HOPED = re.compile(
    r"\b(?:benefits?|expected|anticipated|sought|hoped|aim(?:s|ed|ing)?|so that|in order to|"
    r"potential (?:for|to)|working toward|(?:medical|immediate|same-day|urgent) (?:referral|attention|contact|review)|"
    r"red flags?|notify|watch for|seek care|in (?:the )?event of)\b",
    re.IGNORECASE,
)
"""Behind such a word stands what is wanted, not what is."""
_PARTED = re.compile(r"[,;]|\b(?:and|but|which|so)\b", re.IGNORECASE)


def _told_until(words: str, clause: Clause) -> int:
    """Return where in a clause what is ends, and what is wanted, planned or possible begins."""
    hoped = _HOPED.search(words)
    end = hoped.start() if hoped else len(words)
    planned = FLAGS["future"].search(words) if "future" in clause.flags else None
    if planned is None:
        return end
    return min(
        end, max((m.start() for m in _PARTED.finditer(words, 0, planned.start())), default=0)
    )


_FELL = re.compile(r"(?:did )?fell\b|did fall\b", re.IGNORECASE)
_LISTED_GOALS = re.compile(r"\b(?:goals?|LTGs?|STGs?)\b", re.IGNORECASE)
_MAY_PLAN = ("ADM", "A", "AP")
_GOES_ON = re.compile(
    r"\b(?:continu\w+|requested|plan(?:ned)?|frequency|reasonable and necessary|"
    r"visits (?:drop|rise|go|come|are (?:raised|reduced|cut|increased|decreased))\b|"
    r"(?:another|more|next|coming|further|additional)\s(?:\w+\s)?(?:weeks?|wks?|months?|visits?|sessions?)|"
    rf"(?:week|weekly|wk)(?:ly)?,?\s(?:x|×|for)\s(?:\w+\s)?(?:\d{{1,2}}|{NUMERALS})\s(?:weeks?|wks?))\b",
    re.IGNORECASE,
)
"""What tells of a plan where no heading does."""


def claims_in(reading: Reading, values: tuple[Value, ...]) -> tuple[Claim, ...]:
    """Return the claims of a reading, in the note's order."""
    found: list[Claim] = []
    last: set[str] = set()
    fell = False
    for clause in reading.clauses:
        words = reading.plain[clause.start : clause.end]
        low = words.lower()
        inside = [v for v in values if clause.start <= v.start < clause.end]
        named = next(iter(last)) if len(last) == 1 else None
        last = {q.measure for q in clause.quantities if q.measure} | {v.measure for v in inside}
        if (clause.section == "P" or clause.section in _MAY_PLAN) and _is_plan(clause, words, low):
            found += rates_in(words, _led_by(reading, clause) + words, clause)
        if clause.section != "P" and not clause.flags & {"echo", "blank"}:
            told = list(directions_in(words, clause, inside))
            if "norm" in clause.flags:  # "the gain exceeds the MDC" is judged by its threshold
                told = [claim for claim in told if claim.kind in ("up", "down")]
            until = clause.start + _told_until(words, clause) if told else 0
            found += [claim for claim in told if claim.start < until]
        if any(sign in low for sign in HOME_SIGNS):
            found += home_in(words, _led_by(reading, clause), clause)
        falls = []
        if clause.section != "P" and any(sign in low for sign in FALL_SIGNS):
            falls = list(_falls(reading, words, clause))
            found += falls
        fell, before = any(claim.kind == "falls" and claim.number != 0 for claim in falls), fell
        if fell or before:
            found += hurt_in(words, clause)
        if any(sign in low for sign in THRESHOLD_SIGNS) and clause.section != "P":
            found += thresholds_in(words, clause, inside, named)
        if any(sign in low for sign in _GOAL_SIGNS):
            found += goals_in(reading.plain, clause, inside)
    found += aims_in(reading, values)
    found += dues_in(reading)
    return tuple(sorted(found, key=lambda c: (c.start, c.kind)))


def impressions_in(reading: Reading, values: tuple[Value, ...]) -> tuple[Claim, ...]:
    """Return what a reading claims of its patient in general words, in the note's order."""
    found: list[Claim] = []
    for clause in reading.clauses:
        words = reading.plain[clause.start : clause.end]
        if clause.section == "P" or not _is_now(words, clause):
            continue
        told = [*course_in(words, clause), *troubles_in(words, clause)]
        hoped = _HOPED.search(words) if told else None
        until = clause.start + hoped.start() if hoped else clause.end
        found += [_beside(claim, clause, values) for claim in told if claim.start < until]
    return tuple(found)


def _is_now(words: str, clause: Clause) -> bool:
    """Return whether a clause tells of now; "progress toward goals" does, and of no goal."""
    meant = clause.flags & _NOT_NOW
    return not meant or (meant == {"goal"} and len(_GOALS.findall(_TOWARD.sub("", words))) == 0)


_GOALS = re.compile(r"\b(?:goals?|LTGs?|STGs?|targets?|targeted)\b", re.IGNORECASE)
_TOWARD = re.compile(
    r"\btowards? (?:(?:all|her|his|their|the|of|[a-z-]+ed|functional|long|short|term|mobility|therapy|PT|[\w-]+-term) ){0,4}"
    r"(?:goals?|LTGs?|STGs?)\b",
    re.IGNORECASE,
)


def _beside(claim: Claim, clause: Clause, values: tuple[Value, ...]) -> Claim:
    """Return a claim with the one measure of its clause, by which it can be judged more exactly."""
    named = {q.measure for q in clause.quantities if q.measure}
    named |= {v.measure for v in values if clause.start <= v.start < clause.end}
    return replace(claim, measure=named.pop()) if len(named) == 1 else claim


def _is_plan(clause: Clause, words: str, low: str) -> bool:
    """Return whether a clause may tell how often or how long treatment goes on."""
    timed = any(sign in low for sign in RATE_SIGNS)
    return timed and (clause.section == "P" or _GOES_ON.search(words) is not None)


def _falls(reading: Reading, words: str, clause: Clause) -> Iterator[Claim]:
    """Yield what a clause says of falls, but of those hoped for, listed as goals or left open."""
    under = reading.plain[slice(*clause.under)] if clause.under else ""
    if "echo" in clause.flags or _LISTED_GOALS.search(under):
        return
    hoped = _HOPED.search(words)
    until = clause.start + hoped.start() if hoped else clause.end
    for claim in falls_in(words, clause):
        told = claim.start < until or _FELL.match(reading.plain, claim.start)
        if told and not any(s < claim.end and claim.start < e for s, e in clause.blanks):
            yield claim


def _led_by(reading: Reading, clause: Clause) -> str:
    """Return what stands before a clause in its line and sentence, and the label of its list."""
    text, far = reading.plain, max(0, clause.start - _FAR)
    line = text[max(far, text.rfind("\n", far, clause.start) + 1) : clause.start + 1]
    label = reading.plain[slice(*clause.under)] if clause.under else ""
    return f"{label} {_SENTENCE.split(line)[-1][:-1]}"


_FAR = 400
"""Characters before a clause within which its sentence begins."""
_SENTENCE = re.compile(r"(?<=[a-z\d)][.?!])\s+(?=[A-Z\[])")
