"""How often a note says that the home program is done, or is to be done."""

import re
from collections.abc import Iterator

from soapbench.reading.counts import NUMERALS, counted
from soapbench.reading.parts import Claim, Clause

__all__ = ["HOME_SIGNS", "home_in"]

HOME_SIGNS = ("day", "daily", "night", "morning", "evening", "week", "wk", "/7", "of 7", "of seven")
"""Letters without which nothing is said of how often."""
_N = rf"(?P<n>\d{{1,2}}|{NUMERALS}|fourteen|once|twice|thrice)"
_OFTEN = r"(?:once|twice|thrice)"
_HOME = re.compile(
    r"\b(?:HEP|home(?!\s?(?:health|safety))|homework|on (?:her|his|their) own|between (?:visits|sessions))\b",
    re.IGNORECASE,
)
_DAYS = re.compile(
    rf"(?<![-–\d.])\b(?:{_N}\s?(?:days?|times?|x|×)\s?(?:/|a|per|each|every|in (?:a|the|any))?\s?(?:wk|week)(?:ly)?|"
    rf"{_N.replace('n>', 'part>')}\s(?:days?\s)?(?:out\s)?of\s(?:the\s)?(?:(?:last|past)\s)?(?P<of>7|seven|14|fourteen)|"
    rf"{_N.replace('n>', 'seventh>')}\s?/\s?7(?!\d)|"
    rf"{_N.replace('n>', 'lately>')}\sdays?\s(?:last|this|(?:in|over)\sthe(?:\s(?:last|past))?|in\sa)\s(?:week|wk)|"
    rf"(?P<word>{_OFTEN})\s(?:(?:in|over|a|per|last|this|the|past)\s)*(?:weekly|week|wk)|"
    r"(?P<seven>(?<!times )(?<!twice )(?<!x )(?<!x/)daily(?=\W*(?:$|[.,;:)\]]|(?:and|with|at|for|in|on|x|by|per|before|after|as|so|last|this|HEP|home)\b))|every(?: single)? day|each day|nightly|all seven days|(?:not|never)(?: a| one| a single)? days?(?: was| were)? (?:missed|skipped)|no days? (?:missed|skipped)|(?:not|n't|never)(?: once)? missed (?:a|any|one)(?: single)? (?:day|session))|"
    r"(?P<half>every other day|every second day|alternate days|alternating days|every 2 days))\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"(?<![-–\d.])\b(?:{_N}\s?(?:x|×|times?|rounds?|bouts?)\s?(?:(?:/|a|per|each)\s?day|daily)|"
    rf"(?P<word>{_OFTEN})\s(?:(?:a|per|each)\s)?(?:day|daily)|"
    r"(?P<once>once (?:each|every) (?:morning|evening|night)|(?:mornings?|evenings?) only)|(?P<twice>(?:mornings? and (?:nights?|evenings?)|AM and PM)))\b",
    re.IGNORECASE,
)
_FOR_WEEKS = re.compile(
    r",?\s?(?:for|x|×)\s?(?:another )?\d{1,2}\s(?:more )?(?:weeks?|wks?)\b", re.IGNORECASE
)
"""What makes it how often treatment goes on, unless the home program is named near before."""
_SKIPPED = re.compile(
    r"\b(?:skipp\w+|miss(?:ed|es|ing)|left out|omitt\w+)\s(?:\w+\s){0,3}$", re.IGNORECASE
)
"""What makes the days those on which it was not done."""
_NEAR = 40
_BACK = 80
"""Words that say what is done so often stand within so many characters before it."""
_OTHER = re.compile(
    r"\b(?:visits?|clinic|PT|therapy|medic\w*|meclizine|pills?|fell|falls?|drives?|drove|worked|walked|"
    r"before|prior|previously|until|instead of|rather than|from|was|if|becom\w+)\b(?:(?!home|HEP)[^.;]){0,30}$",
    re.IGNORECASE,
)
"""What is done so often is another matter, or was another time."""


def home_in(words: str, label: str, clause: Clause) -> Iterator[Claim]:
    """Yield on how many days a week, and how many times a day, the home program is done.

    Args:
        words: The clause.
        label: What it is listed under, and what stands before it in its sentence.
        clause: Where it stands.
    """
    if clause.flags & {"echo", "blank"} or not (_HOME.search(words) or _HOME.search(label)):
        return
    times = [
        match
        for match in _TIMES.finditer(words)
        if not _OTHER.search(words[: match.start()][-_BACK:])
    ]
    for match in times:
        number = 2.0 if match["twice"] else counted(match["n"] or match["word"] or "once")
        span = (clause.start + match.start(), clause.start + match.end())
        yield Claim("home_times", *span, number, about=(clause.start, clause.end))
    taken = {at for match in times for at in range(*match.span())}
    for match in _DAYS.finditer(words):
        if _FOR_WEEKS.match(words, match.end()) and not _HOME.search(
            words, max(0, match.start() - _NEAR), match.start()
        ):
            continue
        if match.start() not in taken and not _OTHER.search(words[: match.start()][-_BACK:]):
            span = (clause.start + match.start(), clause.start + match.end())
            number = _a_week(match)
            if _SKIPPED.search(words, 0, match.start()):
                number = 7 - number
            yield Claim("home_days", *span, number, about=(clause.start, clause.end))


def _a_week(match: re.Match[str]) -> float:
    if match["seven"] or match["half"]:
        return 7.0 if match["seven"] else 3.5
    if match["part"]:
        return counted(match["part"]) * 7 / counted(match["of"])
    told = next(match[name] for name in ("n", "seventh", "lately", "word") if match[name])
    return counted(told)
