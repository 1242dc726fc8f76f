"""How often and how long treatment goes on, by a reading."""

import re
from collections.abc import Iterator, Mapping

from soapbench.reading.counts import NUMERALS, counted
from soapbench.reading.parts import Claim, ClaimKind, Clause

__all__ = ["RATE_SIGNS", "rates_in", "rates_of"]

_MEETINGS = r"(?:visits?|sessions?|appointments?|treatments?)"
_PER_WEEK = re.compile(
    r"\b(?:(?P<number>\d)(?:\s*[-–]\s*(?P<most>\d))?\s*(?:x|×|times?|(?P<days>days?|d(?=\s?/\s?w))|(?=\s(?:a|per)\s)|"
    rf"(?:PT\s|therapy\s|skilled\s)?{_MEETINGS})\s*(?:/|per|a|each|every)?\s*(?:wk|week)(?:ly)?|"
    rf"(?P<word>once|twice|thrice|(?:{NUMERALS})(?=\s+(?:times?|days?|(?:PT\s|therapy\s)?{_MEETINGS}|(?:a|per|each)\s(?:week|wk))))"
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
RATE_SIGNS = ("wk", "week", "month", "visit", "session", "daily", "every day", "biw", "tiw")
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
_HOME = re.compile(
    r"\b(?:HEP|(?<!then )(?<!d/c )(?<!discharge )(?<!discharged )home|on (?:her|his|their) own|independently|log)\b",
    re.IGNORECASE,
)
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


def rates_in(words: str, line: str, clause: Clause) -> Iterator[Claim]:
    """Yield how often and how long treatment goes on; a home program is another matter."""
    if _HOME.search(line) or "echo" in clause.flags:
        return
    often = list(_rates(words, line, clause))
    yield from often
    yield from _courses(words, clause)
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
        if _FROM.search(words, max(0, match.start() - _NEXT), match.start()) and (
            then := _TO.match(words, match.end())
        ):
            span = (clause.start + then.start("number"), clause.start + then.end())
            yield Claim("per_week", *span, counted(then["number"]))
        elif _TO.match(words, match.end()) and _RAISED.search(words, 0, match.end() + _NEXT):
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
            if _INSTEAD_OF.search(words, 0, match.start()):
                continue
            if not _beside_care(words, match) and (match.lastgroup or _CARE.search(words)):
                span = (clause.start + match.start(), clause.start + match.end())
                yield Claim("per_week", *span, _TIMES.get(match.lastgroup or "", 0.5))


_INSTEAD_OF = re.compile(
    r"\b(?:in place of|instead of|rather than|up from)\s(?:the\s)?$", re.IGNORECASE
)
"""Before how often care went on until now."""
_ANY_RATE = re.compile(
    rf"\b(?P<rate>\d|once|twice|thrice|{NUMERALS})\s?(?:x|×|times?|days?|d|{_MEETINGS})?\s?(?:/|an?\b|per\b|each\b)\s?(?:week|wk)|"
    rf"\b(?:from|was|had been|until now|instead of)\s(?P<bare>\d|once|twice|{NUMERALS})(?=(?:x|×)?(?:\s(?:to|down|up)\b|\s?(?:→|->|[.,;)]|$)))",
    re.IGNORECASE,
)
"""How often a week, from now on or until now."""


def rates_of(words: str) -> tuple[float, ...]:
    """Return how often a week is told in words of a plan, of whatever time, each rate once."""
    found = (counted(match["rate"] or match["bare"]) for match in _ANY_RATE.finditer(words))
    return tuple(dict.fromkeys(found))


_SPELLED: Mapping[ClaimKind, str] = {
    "as_often": r"(?:same|unchanged) frequency|same (?:pace|rhythm|rate|schedule) (?:of visits|as (?:until|up to|so far|before|now))|"
    r"as often (?:\w+ ){0,3}?as (?:until|up to|so far|before|we (?:have|did))|frequency (?:is |stays |remains )?unchanged",
    "less_often": r"(?:visits?|sessions?|frequency|therapy)\b[^.;,\d]{0,20}\b(?:thinn\w+|spaced|taper\w*|fewer|less often|"
    r"drops?|reduc\w+|decreas\w+|cut)\b|(?:taper|reduc|decreas|thinn?|spac)\w*(?: out)? (?:the |her |his |PT |on )?"
    r"(?:visits?|frequency)",
    "more_often": r"(?:visits?|sessions?|frequency)\b[^.;,\d]{0,20}\b(?:raised|increas\w+|more often|stepped up|go up)\b|"
    r"(?:increas|rais)\w+ (?:the |her |his |PT )?(?:visits?|frequency)|more frequent visits",
}
_COURSES = {kind: re.compile(rf"\b(?:{said})", re.IGNORECASE) for kind, said in _SPELLED.items()}


def _courses(words: str, clause: Clause) -> Iterator[Claim]:
    """Yield whether treatment is to go on as often, less often or more often than until now."""
    for kind, pattern in _COURSES.items():
        match = pattern.search(words)
        if match and not _IF.search(words, 0, match.start()):
            yield Claim(kind, clause.start + match.start(), clause.start + match.end())


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
