"""Dates finer than a year, and ages over 89."""

import re
from collections.abc import Iterator

from soapbench.reading.counts import ONES, TEENS, TENS
from soapbench.scorers.phi.spans import PhiSpan, Rule, Rules, Text

__all__ = ["find_dates"]

_MONTH_NAME = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_MONTH = rf"(?:{_MONTH_NAME}|{_MONTH_NAME.upper()})\b\.?"
_FULL_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = rf"{_DAY}(?i:st|nd|rd|th)"
_YEAR = r"(?:(?:19|20)\d{2}|['’]\d{2})"
_MONTH_LOWER = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar|apr(?:il)?|jun[e]?|jul[y]?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
"""Months nobody wrote with a capital; "may" and "march" are verbs too and need more."""
_WEEKDAY_SHORT = r"(?:mon|tues?|wed|weds|thurs?|thu|fri|sat|sun)(?:day|nesday|rsday|urday)?\b\.?"
# What follows a number where it is a count, a dose or a score and no day.
_COUNTED = (
    r"x|×|reps?|sets?|times|sec|secs|seconds?|s|mins?|minutes?|trials?|steps?|laps?|ft|feet|m|lb|lbs|kg|of(?! (?:last|this|next))|out|"
    r"points?|tasks?|yds?|yards?|shuttles?|attempts?|occasions?|visits?|sessions?|repetitions?|degrees|"
    r"items?|opportunities|passes|tests?|stairs|meters?|hours?|hrs?|bpm|mm|cm|in|inches|turns|bouts|rounds|"
    r"throughout|bilat|bilaterally|strength|pain|MMT|cues|grade|scale|rating|level|hip|knee|ankle|quads?|"
    r"grip|right|left|R|L|at rest|with|both|on|criteria|goals?|days|nights|weeks?|domains|limbs|conditions"
)
_UNITS = _COUNTED.replace("|with|both|on|criteria", "").replace("|visits?|", "|visits|")
_MONTH_COUNT = rf"(?!\s*(?:(?:{_UNITS})\b|%|/|°|-?\s?(?:weeks?|days?|months?)\b))"
_COUNT = rf"(?!\s*(?:(?:{_COUNTED})\b|%|/|°|-?\s?(?:weeks?|days?|months?)\b))"
_ORDINAL_NOUN = (
    r"(?=\s*(?:[,.;:)\]]|$)|[ \t]*\n|\s+(?:and(?!\s+(?:final|last|next)\b)|at|for|to|with|because|when|while|by|in|via|per|if|so|or|as|from|she|he|pt|"
    r"was|is|will|after|before|due|she|they|her|his|the|ok|w/)(?!\w))"
)
_MD = rf"(?:0?[1-9]|1[0-2])[/-]{_DAY}(?![\d/-]|\.\d)"
_NUMBER_WORD = (
    rf"(?:zero|oh|{'|'.join([*ONES, *TEENS, *TENS])}|"
    r"eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|first|second|third|fourth|fifth|"
    r"sixth|seventh|eighth|ninth|tenth|twentieth|thirtieth|thirty-first|hundred|thousand|and)"
)

_CUED_DATES = frozenset(
    {"compact", "month", "month range", "weekday date", "ordinal", "spoken", "spoken day"}
)
"""Rules whose group is the date; in the others the whole match is."""
_MONTH_WORDS = frozenset(
    "jan january feb february mar march apr april may jun june jul july aug august sep sept "
    "september oct october nov november dec december".split()
)
_WEEKDAY_WORDS = frozenset(
    "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday "
    "sun sunday".split()
)
_DATE_NEEDS = {
    "weekday ordinal": _WEEKDAY_WORDS,
    "weekday date": _WEEKDAY_WORDS,
    "ordinal": frozenset({"st", "nd", "rd", "th"}),
    "month day dotted": frozenset({"thru", "through", "until", "exp", "expires"}),
    "day month year words": frozenset({"month"}),
    "numeric": frozenset({"#date"}),
    "numeric range": frozenset({"#date"}),
    "year first": frozenset({"#date"}),
    "compact": frozenset({"#seven"}),
    "month year numeric": frozenset({"#slashyear"}),
    "spoken": frozenset({"birth", "dob"}),
    "spoken day": _MONTH_WORDS,
}
_DATES: tuple[Rule, ...] = tuple(
    Rule(
        "DATE",
        rule,
        re.compile(pattern),
        _DATE_NEEDS.get(rule, _MONTH_WORDS),
        group=1 if rule in _CUED_DATES else 0,
    )
    for rule, pattern in (
        (
            "numeric",
            r"(?<![\d/.-])(?:(?:0?[1-9]|1[0-2])([/.·-])(?:0?[1-9]|[12]\d|3[01])\1(?:(?:19|20)\d{2}|\d{2})|(?:1[3-9]|2\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\2(?:19|20)\d{2})(?![\d/]|[.-]\d|\s*(?:yd|yard|shuttle|rep|ft|m\b|sec|s\b|min|x\b|lb))",
        ),
        (
            "year first",
            r"(?<![\d/.-])(?:19|20)\d{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)",
        ),
        (
            "compact",
            r"(?<![\w.-])((?:19[2-9]|20[0-3])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?![\w-])",
        ),
        (
            "compact",
            r"(?<![\w.-])((?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19[2-9]|20[0-3])\d)(?![\w-])",
        ),
        ("month day year", rf"\b(?i:{_MONTH_NAME})\.?-\d{{1,2}}-(?:\d{{4}}|\d{{2}})\b"),
        ("day month compact", rf"\b{_DAY}[-/ ]?(?i:{_MONTH_NAME})\.?[-/ ,]*{_YEAR}\b"),
        ("day month compact", rf"\b{_DAY}-(?i:{_MONTH_NAME})-\d{{2}}\b"),
        ("day month compact", r"\b\d{1,2}(?:JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)\b"),
        ("day month compact", rf"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)-{_DAY}\b"),
        (
            "numeric range",
            r"(?<![\d/.-])\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})\s?[-–]\s?\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?![\d/])",
        ),
        ("month of a year", rf"\b(?i:{_MONTH_NAME})\.?\s+of\s+(?:last|this|next)\s+year\b"),
        (
            "month day year",
            rf"\b(?i:{_MONTH})\s+(?:the\s+)?{_DAY}(?:st|nd|rd|th)?\s*,?\s+{_YEAR}\b",
        ),
        (
            "month day",
            rf"\b(?:{_MONTH}|{_MONTH_LOWER}|may|march)\s+(?:the\s+)?(?:{_ORDINAL}|{_DAY})\b(?!/)(?:,?\s+{_YEAR}\b)?{_MONTH_COUNT}",
        ),
        ("month day", rf"\b(?i:{_FULL_MONTH})\s+(?:the\s+)?{_ORDINAL}\b(?:,?\s+{_YEAR}\b)?"),
        (
            "day month",
            rf"\b(?:the\s+)?{_ORDINAL}(?:\s+day)?\s+(?:of\s+)?(?i:{_MONTH})(?:,?\s+{_YEAR})?(?!\w)",
        ),
        ("day month", rf"(?<![\d/.-]){_DAY} (?:of )?{_FULL_MONTH}(?:,?\s+{_YEAR})?\b"),
        (
            "day month",
            rf"(?<![\d/.-])(?<!level )(?<!stage )(?<!phase )(?<!grade ){_DAY} "
            r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)\b",
        ),
        ("day month", rf"(?<![\d/.-]){_DAY}-(?:{_MONTH}|{_MONTH_LOWER})(?:-\d{{2,4}})?(?!\w)"),
        ("month year", rf"\b(?i:{_FULL_MONTH})\s*,?\s+(?:of\s+)?{_YEAR}(?![\d-])"),
        ("month year", rf"\b(?:{_MONTH}|{_MONTH_LOWER})\s+(?:of\s+)?{_YEAR}(?![\d-])"),
        ("month year numeric", r"(?<![\d/.-])(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}(?![\d/])"),
        (
            "month",
            rf"\b(?i:since|in|last|past|until|till|by|during|early|late|mid|this|next|from|through|thru|of|before|after|around)[\s-]+(?:early |late |mid[- ]?)?({_FULL_MONTH}|{_MONTH_LOWER}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?![\w-])(?!\s+(?:in place|drill|step|exercis|and\s+\w+ in place))",
        ),
        (
            "month",
            rf"\b({_FULL_MONTH})(?:'s)?\s+(?:surgery|fall|visit|evaluation|injury|stroke|hospitali[sz]ation|admission|accident|appointment|flare|report|note)\b",
        ),
        ("month range", rf"\b({_MONTH}\s+(?:to|through|until|and|-|–)\s+{_MONTH})(?!\w)"),
        (
            "weekday ordinal",
            rf"\b(?:(?:last|this|next|on)\s+)?(?i:{_WEEKDAY_SHORT}),?\s+(?:the\s+)?{_ORDINAL}\b",
        ),
        ("weekday date", rf"\b(?i:{_WEEKDAY_SHORT}),?\s+({_MD})(?!\s*(?:x|×|reps))"),
        (
            "ordinal",
            rf"(?i:\b(?:on|since|until|by|before|after|for|sched(?:uled)?|due|from|through|till|of)\s+(?:the\s+))({_ORDINAL})\b{_ORDINAL_NOUN}",
        ),
        (
            "ordinal",
            rf"\bthe\s+({_ORDINAL})\b(?=\s*[,.;)]|\s+(?:while|when|at|if|because|after|before|w/)\b)",
        ),
        ("ordinal", rf"(?i:(?:,|\(|sched(?:uled)?)\s*(?:the\s+))({_ORDINAL})\b(?=\s*[,.);\n])"),
        (
            "month day dotted",
            rf"(?i:\b(?:thru|through|until|exp(?:ires)?)\s+)(?:0?[1-9]|1[0-2])\.{_DAY}(?!\d|\.\d|[%°])(?!\s*(?:s|sec|in|cm|m|mm|points?|degrees|months?|weeks?|years?)\b)",
        ),
        ("day month year words", rf"\b(?i:the\s+)?{_ORDINAL}\s+of\s+(?:last|this|next)\s+month\b"),
        (
            "spoken",
            rf"(?i:\b(?:date of birth|DOB|born)\b\W{{0,3}}(?:is |on )?)((?i:{_NUMBER_WORD}(?:[\s-]+{_NUMBER_WORD}){{2,}}))",
        ),
        (
            "spoken day",
            rf"((?i:{_MONTH_NAME})\s+(?:the\s+)?(?i:{_NUMBER_WORD}(?:[\s-]+{_NUMBER_WORD})*))\b(?!\s+(?:times|reps|steps|of))(?<!\band)(?<!may one)",
        ),
    )
)

_ONES = "|".join(ONES)
_OLD = rf"(?:9\d|1[01]\d|ninety(?:[- ](?:{_ONES}))?|one hundred(?:[- ](?:and[- ])?(?:{_ONES}|ten|eleven|twelve))?|a hundred(?: and (?:{_ONES}))?)"
_AGES: tuple[Rule, ...] = tuple(
    Rule("AGE_OVER_89", "age", re.compile(pattern, re.IGNORECASE), frozenset(needs.split()))
    for needs, pattern in (
        (
            "year years yr yrs",
            rf"(?<![\w./-])({_OLD}[\s-]*(?:years?|yrs?\.?)[\s-]*(?:old|of age|young))\b",
        ),
        (
            "mr mrs ms miss",
            r"\b(?:mr|mrs|ms|miss)\.?\s[^\W\d_]+,\s(9\d|1[01]\d)(?=,)",
        ),
        (
            "yo y yr yrs yro yof yom",
            rf"(?<![\w./-])({_OLD}\s*-?\s*(?:y(?![\w/])|y/?\s?o|y\.\s?o\.?|yr\.?s?/?o))(?=[FM]?\b|\W|$)",
        ),
        (
            "age aged turn turns turned turning",
            rf"\b(?:aged?|age is|age of|turn(?:s|ed|ing)?|age:)\s*:?\s*({_OLD})\b(?!\s*(?:months?|weeks?|days?|hours?|or older|and older|or over|\+|and over|degrees|%|°|/|min|sec|s\b|ft|m\b|reps|bpm|rpm|lb|kg|or above))",
        ),
        (
            "f m",
            r"(?<![\w./-])(?<!temp )(?<!water )(?<!pool )(?<!at )(?<!to )((?:9\d|1[01]\d)(?:\s?/\s?|-)?[MF])(?=[\s,;.)]|$)(?!\s*\d)",
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


_RULES = Rules((*_DATES, *_AGES))


def find_dates(text: Text) -> Iterator[PhiSpan]:
    """Yield dates finer than a year, and ages over 89."""
    yield from _RULES.spans(text)
    if any("#pair" in words for _, _, words in text.lines):
        yield from _month_days(text)
        yield from _month_day(text.masked)


_SMALL = r"(?:\s+(?:back|on|date|was|is|of|for|dated|the|to|be|by|a|at))*"
_CUE = re.compile(
    r"(?i:\b(?:since|dated?|DOS|DOI|DOE|DOB|seen|visited|born|admitted|discharged|surgery|injured|f/u|"
    r"follow-?up|cx|IE|RE|SOC|POC|start of care|last visit|next visit|tomorrow|today|yesterday|dates of service|"
    r"until|till|thru|through|by|from|effective|due|sched(?:uled)?|evaluated|eval|started|"
    r"signed|certified|cert|recert|onset|appointment|appt|d/c|s/p|returns?|r/s|rebook(?:ed)?|"
    r"resched(?:uled)?|week of|wk of|period|valid to|next|last|out|sent|RTC|recheck|check|again|good to|target|phoned|adm|dc|video|clinic|slot|session of|retest|ending|moved to|billed|mailed|issued|approved|last saw (?:him|her|them)|faxed|received|rec'd|called|"
    r"expires?|exp|ends?|begins?|starting|starts|before|after|as of|"
    rf"{_WEEKDAY_SHORT})\b\.?{_SMALL}[\s*_|]*[:=,]?[\s*_|]*)\Z"
)
_ON = re.compile(r"(?i:\b(?:on|DOS|DOI|dated|date|since|seen)\s*:?\s*)\Z")
_EVENT = re.compile(
    r"(?i:\b(?:fell|fall|injur\w+|hurt|surgery|onset|MVA|stroke|CVA|hit|accident|repair|repaired|"
    r"reconstruction|ACLR|TKA|THA|ORIF|RCR|fusion|amputation|scope|concussion|sprain(?:ed)?|tore|seen|delivered|planned|given|injection|saw|got|reunion|game|wedding|party|flight|trip|meeting|mtg|"
    r"evaluated|admitted|discharged)\b[^.\n\d]{0,25}?\s(?:on\s+)?)(?<!from )\Z"
)
_TIME = re.compile(r"\s*,?\s*(?:@|at)?\s*\d{1,2}(?::\d{2}\s*(?:[ap]\.?m?\b)?|\s?[ap]m?\b)")
_PAIR = re.compile(rf"(?<![\d/.-])(?:0?[1-9]|1[0-2])[/-]({_DAY})(?![\d/-]|\.\d)")
_SECOND = re.compile(
    rf"\s*(?:-|–|to|thru|through|and|&)\s*(?:0?[1-9]|1[0-2])[/-]({_DAY})(?![\d/-]|\.\d)"
)
_SCORE_CHANGE = re.compile(r"\s*(?:to|→|->|-->|=>)\s*\d{1,3}/\d{1,3}")
_COUNTING = re.compile(_COUNT)
_NTH = re.compile(r"(?i:\b(?:visits?|sessions?|week|wk|day|level|stage|item|trial|step)\s)\Z")
_NO_NOUN = re.compile(rf"{_ORDINAL_NOUN}|\s+\w+ing\b|\s+of\s+(?:last|this)")
_SCALES = frozenset({4, 5, 10})
"""Denominators of strength and pain; there only "on" makes a date."""


_RANGE = re.compile(
    rf"(?<![\d/.-])(?:0?[1-9]|1[0-2])/({_DAY})\s?[-–]\s?(?:0?[1-9]|1[0-2])/({_DAY})(?![\d/-]|\.\d)"
)
_LIST = re.compile(
    rf"(?<![\d/.-])(?:0?[1-9]|1[0-2])/({_DAY})(?:(?:,|\s?&|\s?and)\s*(?:0?[1-9]|1[0-2])/{_DAY}){{2,}}(?![\d/-])"
)
_LINE_HEAD = re.compile(
    rf"(?m)^[\s*|-]{{0,4}}\[?((?:0?[1-9]|1[0-2])(?:/{_DAY}(?=\]|\s*[-–—:|])|-{_DAY}(?=\s[—–-]\s|,\s)))"
    r"(?!\s*[-–—:]\s*\d)"
)


def _month_days(text: Text) -> Iterator[PhiSpan]:
    """Yield ranges and lists of month and day: dates differ where scores of one scale do not."""
    masked, signs = text.masked, text.signs
    for match in _RANGE.finditer(masked) if "#range" in signs else ():
        if int(match[1]) != int(match[2]) and _COUNTING.match(masked, match.end()):
            yield PhiSpan(*match.span(), "DATE", "month day range")
    for match in _LIST.finditer(masked) if "#list" in signs else ():
        days = re.findall(r"/(\d+)", match.group())
        if len(set(days)) == len(days):
            yield PhiSpan(*match.span(), "DATE", "month day list")
    for match in _LINE_HEAD.finditer(masked) if "#head" in signs else ():
        bracketed = masked[match.start(1) - 1 : match.start(1)] == "["
        if bracketed or int(re.split("[/-]", match[1])[1]) not in _SCALES:
            yield PhiSpan(*match.span(1), "DATE", "month day at the head of a line")


def _month_day(text: str) -> Iterator[PhiSpan]:
    """Yield pairs of numbers that are month and day by what stands around them, not scores."""
    for match in _PAIR.finditer(text):
        start, end = match.span()
        second = _SECOND.match(text, end)
        # Two scores of one scale end in the same number; two dates do not.
        if second:
            if int(second[1]) != int(match[1]) and _COUNTING.match(text, second.end()):
                yield PhiSpan(start, second.end(), "DATE", "two dates")
            continue
        before = text[max(0, start - 60) : start]
        if _NTH.search(before):
            continue
        if int(match[1]) not in _SCALES and _TIME.match(text, end):
            yield PhiSpan(start, end, "DATE", "month day with time")
            continue
        if not _COUNTING.match(text, end) or _SCORE_CHANGE.match(text, end):
            continue
        if int(match[1]) in _SCALES:
            scored = re.search(rf"\d/{int(match[1])}\b", before)
            cued = not scored and _ON.search(before) and _NO_NOUN.match(text, end)
        else:
            cued = _ON.search(before) or _CUE.search(before) or _EVENT.search(before)
        if cued:
            yield PhiSpan(start, end, "DATE", "month day")
