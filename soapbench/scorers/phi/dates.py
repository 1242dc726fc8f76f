"""Dates finer than a year, and ages over 89."""

import re
from collections.abc import Iterator

from soapbench.scorers.phi.spans import PhiSpan, Rule, Text

__all__ = ["find_dates"]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_FULL_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = rf"{_DAY}(?:st|nd|rd|th)"
_YEAR = r"(?:(?:19|20)\d{2}|['’]\d{2})"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
# What follows a number where it is a count or a dose and no day.
_COUNT = (
    r"(?!\s*(?:x|×|reps?|sets?|times|sec|s\b|min|trials?|steps?|laps?|ft|feet|m\b|lb|kg|%|/|of\b|out\b|"
    r"points?|tasks?|yds?|yards?|shuttles?|attempts?|occasions?|visits?|sessions?|repetitions?|degrees|°|-?\s?(?:weeks?|days?|months?)\b))"
)
_MD = rf"(?:0?[1-9]|1[0-2])[/-]{_DAY}(?![\d/-]|\.\d)"
_DATE_CUE = (
    r"\b(?:on|since|dated?|DOS|DOI|DOE|DOB|seen|visited|born|admitted|discharged|surgery|injured|f/u|follow-?up|"
    r"fell|until|effective|due|scheduled|evaluated|started|signed|certified|onset|appointment|appt|d/c|s/p|due back|returns?|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b"
    r"\.?(?:\s+(?:on|date|was|is|of|for|dated|the))*\s*[:=]?\s*"
)

_CUED_DATES = frozenset(
    {
        "compact",
        "month",
        "month range",
        "weekday date",
        "ordinal",
        "month day cued",
    }
)
"""Rules whose group is the date; in the others the whole match is."""
_MONTH_WORDS = frozenset(
    "jan january feb february mar march apr april may jun june jul july aug august sep sept "
    "september oct october nov november dec december".split()
)
_DATE_NEEDS = {
    "compact": frozenset({"dob", "dos", "doi", "date"}),
    "weekday ordinal": frozenset(f"{d}day" for d in "mon tues wednes thurs fri satur sun".split()),
    "weekday date": frozenset(f"{d}day" for d in "mon tues wednes thurs fri satur sun".split()),
    "ordinal": frozenset({"st", "nd", "rd", "th"}),
    "month day cued": frozenset(
        "on since date dated dos doi doe dob seen visited born admitted discharged surgery injured "
        "due return returns mon tue tues wed thu thur thurs fri sat sun fell until effective due scheduled evaluated started signed certified onset appointment "
        "appt d s f follow followup".split()
    ),
    "day month year words": frozenset({"month"}),
    "numeric": frozenset({"#date"}),
    "year first": frozenset({"#date"}),
    "month year numeric": frozenset({"#slashyear"}),
}

_DATES: tuple[Rule, ...] = tuple(
    Rule(
        "DATE",
        rule,
        re.compile(pattern),
        _DATE_NEEDS.get(rule, _MONTH_WORDS),
        group=1 if rule in _CUED_DATES else 0,
        before=re.compile(rf"(?i:{_DATE_CUE})$") if rule == "month day cued" else None,
    )
    for rule, pattern in (
        (
            "numeric",
            r"(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|[12]\d|3[01])\1(?:(?:19|20)\d{2}|\d{2})(?![\d/]|[.-]\d|\s*(?:yd|yard|shuttle|rep|ft|m\b|sec|s\b|min|x\b|lb))",
        ),
        (
            "year first",
            r"(?<![\d/.-])(?:19|20)\d{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)",
        ),
        (
            "compact",
            r"(?i:\b(?:DOB|DOS|DOI|date)\b\s*[:#]?\s*)((?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))\b",
        ),
        ("day month compact", rf"\b{_DAY}[-/ ]?(?i:{_MONTH})[-/ ,]*{_YEAR}\b"),
        (
            "month day year",
            rf"\b(?i:{_MONTH})\s+(?:the\s+)?{_DAY}(?:st|nd|rd|th)?\s*,?\s+{_YEAR}\b",
        ),
        (
            "month day",
            rf"\b{_MONTH}\s+(?:the\s+)?(?:{_ORDINAL}|{_DAY})\b(?:,?\s+{_YEAR}\b)?{_COUNT}",
        ),
        ("month day", rf"\b(?i:{_FULL_MONTH})\s+(?:the\s+)?{_ORDINAL}\b(?:,?\s+{_YEAR}\b)?"),
        (
            "day month",
            rf"\b(?:the\s+)?{_ORDINAL}(?:\s+day)?\s+(?:of\s+)?(?i:{_MONTH})(?:,?\s+{_YEAR})?(?!\w)",
        ),
        ("day month", rf"(?<![\d/.-]){_DAY}\s+(?:of\s+)?{_FULL_MONTH}(?:,?\s+{_YEAR})?\b"),
        ("day month", rf"(?<![\d/.-]){_DAY}-(?:{_MONTH})(?:-\d{{2,4}})?(?!\w)"),
        ("month year", rf"\b(?i:{_FULL_MONTH})\s*,?\s+(?:of\s+)?{_YEAR}(?![\d-])"),
        ("month year", rf"\b{_MONTH}\s+(?:of\s+)?{_YEAR}(?![\d-])"),
        ("month year numeric", r"(?<![\d/.-])(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}(?![\d/])"),
        (
            "month",
            rf"\b(?i:since|in|last|until|till|by|during|early|late|mid|this|next|from|through|of|before|after|around)[\s-]+(?:early |late |mid[- ]?)?({_FULL_MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?!\w)(?!\s+(?:in place|drill|step|exercis|and\s+\w+ in place))",
        ),
        (
            "month",
            rf"\b({_FULL_MONTH})(?:'s)?\s+(?:surgery|fall|visit|evaluation|injury|stroke|hospitali[sz]ation|admission|accident|appointment)\b",
        ),
        ("month range", rf"\b({_MONTH}\s+(?:to|through|until|and|-|–)\s+{_MONTH})(?!\w)"),
        (
            "weekday ordinal",
            rf"\b(?:(?:last|this|next|on)\s+)?{_WEEKDAY},?\s+(?:the\s+)?{_ORDINAL}\b",
        ),
        ("weekday date", rf"\b{_WEEKDAY},?\s+({_MD})"),
        (
            "ordinal",
            rf"(?i:\b(?:on|since|until)\s+the\s+)({_ORDINAL})\b(?!\s+(?:visit|session|step|trial|rep|attempt|floor|percentile|set|week|day|vertebra|treatment|toe|finger|rib|ray|stair|minute|lap|cranial|nerve|metatarsal|digit|edition|grade))",
        ),
        (
            "month day cued",
            rf"(?<![\d/.-])({_MD}){_COUNT}(?!\s+(?!(?:and|at|by|with|to|after|before|when|due|during|the|she|he|pt|for|as|was|is|because|per|via|but|he|they)\b)[a-z])(?!\s*(?i:pain|strength|MMT|in\b|with|on\b|at rest|grade|hip|knee|ankle|quad|R\b|L\b|right|left|cues|BBS|VAS|NPRS|NRS|scale|throughout|rating|level|bilat|for\s+(?:pain|strength)))",
        ),
        ("day month year words", rf"\b(?i:the\s+)?{_ORDINAL}\s+of\s+(?:last|this|next)\s+month\b"),
    )
)

_TENS = "ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_OLD = rf"(?:9\d|1[01]\d|{_TENS}(?:[- ](?:{_ONES}))?|one hundred(?:[- ](?:and[- ])?(?:{_ONES}|ten|eleven|twelve))?|a hundred(?: and (?:{_ONES}))?)"
_AGES: tuple[Rule, ...] = tuple(
    Rule("AGE_OVER_89", "age", re.compile(pattern, re.IGNORECASE), frozenset(needs.split()))
    for needs, pattern in (
        (
            "year years yr yrs",
            rf"(?<![\w./-])({_OLD}[\s-]*(?:years?|yrs?\.?)[\s-]*(?:old|of age|young))\b",
        ),
        (
            "yo y yr yrs yro",
            rf"(?<![\w./-])({_OLD}\s*-?\s*(?:y/?\s?o|y\.\s?o\.?|yr\.?s?/?o))(?=[FM]?\b|\W|$)",
        ),
        (
            "age aged turn turns turned turning",
            rf"\b(?:aged?|age is|age of|turn(?:s|ed|ing)|age:)\s*:?\s*({_OLD})\b(?!\s*(?:or older|and older|or over|\+|and over|degrees|%|°|/|min|sec|s\b|ft|m\b|reps|bpm|rpm|lb|kg|or above))",
        ),
        (
            "f m",
            r"(?<![\w./-])((?:9\d|1[01]\d)\s?[MF])\b(?!\s*\d)(?=[\s,;]+(?:with|who|s/p|w/|presents|referred|PMH))",
        ),
        ("nineties s", r"\b(in (?:his|her|their) (?:mid-?|early |late )?(?:nineties|90s))\b"),
        (
            "is now turned",
            r"\b(?:who is|she is|he is|is now|patient is|mother is|father is)\s+(9\d|1[01]\d)(?=\s*[,.;)]|\s+and\b|\s+now\b|$)",
        ),
        (
            "nonagenarian centenarian supercentenarian",
            r"\b(nonagenarian|centenarian|supercentenarian)\b",
        ),
        (
            "birthday",
            rf"\b({_OLD}(?:st|nd|rd|th) birthday|ninetieth birthday|(?:ninety[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth) birthday|hundredth birthday)\b",
        ),
    )
)


def find_dates(text: Text) -> Iterator[PhiSpan]:
    """Yield dates finer than a year, and ages over 89."""
    for rule in (*_DATES, *_AGES):
        yield from rule.spans(text)
