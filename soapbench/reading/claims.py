"""What a note claims besides values: falls, goals reached, directions, how often, and impressions."""

import re
from collections.abc import Iterator
from dataclasses import replace

from soapbench.reading.counts import NUMERALS, counted
from soapbench.reading.course import course_in
from soapbench.reading.directions import directions_in
from soapbench.reading.dues import dues_in
from soapbench.reading.falls import FALL_SIGNS, falls_in, hurt_in
from soapbench.reading.flags import FLAGS
from soapbench.reading.goals import aims_in, goals_in
from soapbench.reading.home import HOME_SIGNS, home_in
from soapbench.reading.parts import Claim, Clause, Flag, Reading, Value
from soapbench.reading.thresholds import THRESHOLD_SIGNS, thresholds_in
from soapbench.reading.troubles import troubles_in

__all__ = ["claims_in", "impressions_in"]

_MEETINGS = r"(?:visits?|sessions?|appointments?|treatments?)"
_PER_WEEK = re.compile(
    r"\b(?:(?P<number>\d)(?:\s*[-–]\s*(?P<most>\d))?\s*(?:x|×|times?|(?P<days>days?)|(?=\s(?:a|per)\s)|"
    rf"(?:PT\s|therapy\s|skilled\s)?{_MEETINGS})\s*(?:/|per|a|each|every)?\s*(?:wk|week)(?:ly)?|"
    rf"(?P<word>once|twice|thrice|(?:{NUMERALS})(?=\s+(?:times?|days?|(?:PT\s|therapy\s)?{_MEETINGS})))"
    rf"(?:\s+(?:to|or)\s+(?P<more>twice|{NUMERALS}))?\s+"
    rf"(?:times?\s+|(?P<dayz>days?)\s+|(?:PT\s|therapy\s)?{_MEETINGS}\s+)?(?:a|per|each|every)?\s*(?:week|weekly|wk))\b",
    re.IGNORECASE,
)
_SELDOM = re.compile(
    rf"\b(?:every other week|every (?:two|2) weeks|every second week|bi-?weekly)\b|"
    rf"\b(?P<daily>daily|every day)\s(?:(?:skilled|outpatient)\s)?(?:PT|therapy|{_MEETINGS})\b(?!\s(?:progress|note))|"
    rf"\b(?:PT|{_MEETINGS}|therapy)\s(?P<dayly>daily)\b|\b(?P<biw>BIW)\b|\b(?P<tiw>TIW)\b|"
    rf"\b(?P<weekly>(?<!twice )(?<!once )weekly)(?:\s(?:PT|therapy|{_MEETINGS})\b|(?=\s(?:x|×|for)\s?(?:(?:another|the next)\s)?(?:\d|{NUMERALS})))|"
    rf"\b(?:reduc\w+|decreas\w+|drops?|chang\w+)\s(?:(?:visits|therapy|PT|frequency|back|down)\s)*to\s(?P<weakly>weekly)\b",
    re.IGNORECASE,
)
"""How often in words that hold no number."""
_PER_MONTH = re.compile(
    rf"\b(?:(?P<number>\d|once|twice|a couple of|{NUMERALS})\s?(?:x|×|times?|{_MEETINGS})?)\s?(?:/|per|an?|each|every)\s?mo(?:nth)?\b|"
    r"\b(?P<monthly>monthly)\b(?=\s(?:visits?|sessions?|PT|therapy|follow))",
    re.IGNORECASE,
)
"""How often a month, told per week."""
_WEEKS_A_MONTH = 4.345
_OFTEN_SIGNS = ("wk", "week", "month", "visit", "session", "daily", "every day", "biw", "tiw")
"""Letters without which nothing is said of how often or how long treatment goes on."""
_SELDOM_SIGNS = ("week", "daily", "every day", "biw", "tiw")
_TIMES = {"daily": 7.0, "dayly": 7.0, "biw": 2.0, "tiw": 3.0, "weekly": 1.0, "weakly": 1.0}
_MANY = rf"(?P<number>\d{{1,2}}|once|twice|thrice|{NUMERALS}|a|another)"
_WEEKS = re.compile(
    r"(?:\b(?:for|x|over|through|another)\s*|×\s*|\bduration\W{1,5}|(?:wk|week|weekly|wkly)(?:\s\([^()\n]{0,20}\))?[\s,;|]+(?:[x×]\s*)?|"
    rf"(?P<of>\b)(?={_MANY.replace('number', 'ahead')}\s(?:more|additional|further)\s(?:weeks?|wks?|months?)\sof\s(?:PT|therapy|skilled|treatment|care)))"
    rf"(?:another |the next |the coming |about )?{_MANY}(?:\s*[-–]\s*(?P<most>\d{{1,2}}))?\s*(?:more |additional |further )?"
    r"(?:wks?|weeks?|(?P<months>months?))\b",
    re.IGNORECASE,
)
_BARE_WEEKS = re.compile(
    r"(?:wk|week|weekly|BIW|TIW)\s*[x×]\s*(?P<number>\d{1,2})(?P<most>)(?P<months>)\b"
    r"(?!\s*(?:[-–]|more\b|additional\b|further\b|wk|week|visit|session|month|day|min|rep|set|s\b|/))",
    re.IGNORECASE,
)
"""Weeks by their place alone, as in "2x/wk x 6"."""
_SESSIONS = re.compile(
    rf"(?:\b(?:for|x|×)\s*)?\b{_MANY}\s+(?:more|additional|further|remaining)\s+(?:(?:PT|therapy|skilled)\s)?{_MEETINGS}\b"
    r"(?!\s+(?:a\b|per|each|every|weekly|/))",
    re.IGNORECASE,
)
_FOR_WEEKS = re.compile(r",?\s(?:x|×|for)\s?(?:\w+\s){1,2}(?:weeks?|wks?)\b", re.IGNORECASE)
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
    r"(?:another|more|next|coming|further|additional)\s(?:\w+\s)?(?:weeks?|wks?|months?|visits?|sessions?)|"
    rf"(?:week|weekly|wk)(?:ly)?,?\s(?:x|×|for)\s(?:\w+\s)?(?:\d{{1,2}}|{NUMERALS})\s(?:weeks?|wks?))\b",
    re.IGNORECASE,
)
"""What tells of a plan where no heading does."""
_HOME = re.compile(r"\b(?:HEP|home|on (?:her|his|their) own|independently|log)\b", re.IGNORECASE)
_CARE = re.compile(
    r"\b(?:duration|continu\w+|plan of care|POC|PT|therapy|frequency|sessions?|visits?|treatment|attend|seen?)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had been|stop (?:coming|seeing \w+)|planned (?:as|at|for)|from|previously|initially|originally|formerly|rather than(?: the)?|instead of|attended|(?:has|had|have|having) (?:been )?"
    r"(?:seen|attend\w+|com\w+|had|receiv\w+|completed))\W+(?:(?:at|PT|only|therapy)\s)*$",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:daughter|son|wife|husband|spouse|sister|brother|nurse|aide|family|friend|phones?|calls?|"
    r"meclizine|medication|mg|gym|class|drills?|stretch\w*|walks?|squats?|swims?|yoga)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
"""Who comes so often is not the patient, or what is done so often is no visit."""
_EXERCISED = re.compile(r"\d\s?[x×]\s?\d+|\d\s?min\b|\bminutes\b|\breps?\b", re.IGNORECASE)
"""A dose: so often an exercise is done."""
_FROM = re.compile(r"\bfrom\s$", re.IGNORECASE)
_TO = re.compile(
    rf"\s(?:(?:(?:down|up|raised|increased|reduced|cut)\s)?to|→|-{{1,2}}>)\s(?P<number>\d(?=x)|(?:\d|{NUMERALS})\b)(?!\s\w*\s?(?:weeks?|wks?)\b)",
    re.IGNORECASE,
)
"""How often from now on, behind how often until now."""
_RAISED = re.compile(
    r"\b(?:increas|decreas|rais|up\b|down\b|advanc|chang|cut\b|reduc)\w*|[↑↓]", re.IGNORECASE
)
"""What makes the first of two rates the one until now."""
_NEXT = 12
_IF = re.compile(r"\b(?:if|once|when|until|after|no|without)\b", re.IGNORECASE)


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
            found += _how_often(words, _led_by(reading, clause) + words, clause)
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
    timed = any(sign in low for sign in _OFTEN_SIGNS)
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


def _how_often(words: str, line: str, clause: Clause) -> Iterator[Claim]:
    """Yield how often and how long treatment goes on; a home program is another matter."""
    if _HOME.search(line) or "echo" in clause.flags:
        return
    often = list(_rates(words, line, clause))
    yield from often
    if not often and not _CARE.search(words):
        return
    for match in (*_WEEKS.finditer(words), *_BARE_WEEKS.finditer(words)):
        if often or not _IF.search(words, 0, match.start()):
            yield _weeks(match, clause)
    for match in _SESSIONS.finditer(words):
        span = (clause.start + match.start("number"), clause.start + match.end())
        yield Claim("sessions", *span, counted(match["number"]))


def _rates(words: str, line: str, clause: Clause) -> Iterator[Claim]:
    """Yield how often a week treatment goes on, but for what was so before."""
    told = list(_PER_WEEK.finditer(words))
    for match in told:
        if _FROM.search(words, 0, match.start()) and (then := _TO.match(words, match.end())):
            span = (clause.start + then.start("number"), clause.start + then.end())
            yield Claim("per_week", *span, counted(then["number"]))
        elif _RAISED.search(words, 0, match.end() + _NEXT) and _TO.match(words, match.end()):
            continue  # "visits up, 1x/week to 2x/week"
        day = match["days"] or match["dayz"]
        of_care = _CARE.search(line) or _FOR_WEEKS.match(words, match.end())
        if day and (not of_care or _EXERCISED.search(words)):
            continue
        most = match["most"] or match["more"]
        number = counted(match["number"] or match["word"])
        if not _beside_care(words, match):
            span = (clause.start + match.start(), clause.start + match.end())
            yield Claim("per_week", *span, number, counted(most) if most else None)
    low = words.lower()
    for match in _PER_MONTH.finditer(words) if "mo" in low else ():
        if not _beside_care(words, match):
            span = (clause.start + match.start(), clause.start + match.end())
            number = counted(match["number"] or "one") / _WEEKS_A_MONTH
            yield Claim("per_week", *span, round(number, 1))
    if any(sign in low for sign in _SELDOM_SIGNS):
        for match in _SELDOM.finditer(words):
            if any(often.start() <= match.start() < often.end() for often in told):
                continue  # "three visits weekly"
            if not _beside_care(words, match) and (match.lastgroup or _CARE.search(words)):
                span = (clause.start + match.start(), clause.start + match.end())
                yield Claim("per_week", *span, _TIMES.get(match.lastgroup or "", 0.5))


_BACK = 80
"""Words that make a rate one of something else stand within so many characters before it."""


def _beside_care(words: str, match: re.Match[str]) -> bool:
    """Return whether words before a rate make it one of the past or of something else."""
    before = words[max(0, match.start() - _BACK) : match.start()]
    return bool(_PAST.search(before) or _OTHERS.search(before))


def _weeks(match: re.Match[str], clause: Clause) -> Claim:
    """Return for how many weeks; a month is four or five."""
    span = (clause.start + match.start("number"), clause.start + match.end())
    least = counted(match["number"])
    most = float(match["most"]) if match["most"] else None
    if match["months"]:
        least, most = 4 * least, 4.5 * (most or least)
    return Claim("weeks", *span, least, most)
