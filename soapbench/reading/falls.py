"""Falls that a note tells of: none, so many, or some; since when, and how often nearly."""

import re
from collections.abc import Iterator

from soapbench.reading.counts import NUMERALS, counted
from soapbench.reading.parts import Claim, Clause

__all__ = ["FALL_SIGNS", "falls_in", "hurt_in"]

FALL_SIGNS = (
    "fall", "fell", "tumbl", "spill", "floor", "ground", "tile", " down", "down ", "landed", "slid ",
    "her feet", "his feet", "their feet", "upright",
)  # fmt: skip
"""Letters without which nothing is said of falls."""
_MANY = rf"(?:{NUMERALS}|once|twice|a couple of|thrice|(?:a )?single|another|\d)"
_NOT_NEAR = r"(?<!near )(?<!near-)"
_NO_EVENT = (
    r"(?![- ](?:risk|efficacy|precaution|prevention|hazard|recovery|history|back|into|in the fall))"
)
_A_FALL = rf"{_NOT_NEAR}(?:falls?|tumbles?|spills?)\b{_NO_EVENT}"
_WHICH = r"(?:w/?c\s+)?(?:(?:any|single|new|recent|reported|known|a|actual|history of|LOBs?,?|losses of balance|near[- ]falls?|near misses|trips,?|slips,?|stumbles,?|injur\w+|or|and|/)\s+)*"
_AS_LABEL = rf"{_NOT_NEAR}\bfalls?\b{_NO_EVENT}(?:[^.;:|\n\d]|\d{{1,2}}(?= (?:months?|weeks?|days?|mos?|wks?)\b)|(?<=\b[Vv])\d{{1,2}}\b){{0,30}}\s?(?:[:|=–-]|\.{{2,}})\W*"
_NONE = re.compile(
    rf"(?:\(-\)|\b(?:nil|no|denies|denied|denying|without|zero|0|Ø|free of|negative for|not had|n't had))\s+{_WHICH}{_A_FALL}|\bfall[- ]free\b|"
    r"\b(?:denies|denied|denying)\s+(?:having\s+|ha[sd]\s+)?(?:fallen|falling)\b|"
    rf"{_AS_LABEL}(?:none|no|nil|denie[sd]|zero|0)\b(?!\s?[%/])|\bfalls?\s*[x×]\s?0\b|(?:\bnot|n't)\s(?:(?:been|had|taken|suffered|so much as)\s)?(?:a|one)\s(?:single\s)?{_A_FALL}|"
    rf"\b(?:nobody|no one)\s(?:\w+\s)?{_WHICH}{_A_FALL}|"
    r"\b(?:not|n't|never)\s+(?:actually\s+)?(?:fallen|fell)\b|\byet to (?:fall\b(?! (?:below|short))|take a (?:fall|tumble|spill))|\bnot (?:once |yet )?(?:taken|had) a (?:fall|tumble|spill)\b|"
    r"\b(?:kept|stayed|keeps|staying|remained|managed to stay) (?:off the (?:floor|ground)|on (?:her|his|their) feet|upright (?:the whole time|throughout|since|at all times))\b|\bwithout (?:a|one|any|a single) (?:falls?|tumbles?|spills?)\b|\bfalls? (?:were |was )?(?:denied|negative)\b",
    re.IGNORECASE,
)
_DID_NOT = re.compile(r"\b(?:did not|didn't|has not had to) fall\b", re.IGNORECASE)
_PERIOD = re.compile(
    r"\bsince\b|\bduring (?:those|the|this) (?:days?|weeks?|period|episode|time)\b|"
    r"\b(?:this|the|in the|over the) (?:past|last|reporting|whole|entire)\b|\bthis (?:week|month|period|episode)\b",
    re.IGNORECASE,
)
_SURFACE = r"(?:floor|ground|tiles?|grass|lawn|carpet|pavement|sidewalk|concrete|linoleum|deck)"
_STEPS = r"(?:(?:the|a|one|\d+|to|an?|her|his|\w+)\s){0,3}(?:stairs?|steps?|ramp|hill|curbs?|flight|hall\w*|aisle|level|points?|seconds?)\b"
_COUNTED = re.compile(
    rf"(?<![\w.])(?P<before>{_MANY})\s+(?:(?!(?:of|to|from|for|per|and|or|in|on|at|by|with|near|no|the|then|points?|weeks?|days?|months?|times?|visits?|risk|of|more than|would|may|might|can|could|should|will)\b)[a-z]+\s+){{0,2}}?{_A_FALL}|"
    rf"{_AS_LABEL}[x×]?\s?(?P<after>{_MANY})\b(?!\s?(?:[%/]|days?|weeks?|months?|near))|"
    rf"(?<!near-)\b(?:falls?|fell)\s*[x×]\s*(?P<times>\d)|\bfell\s(?P<many>\d)\s?[x×](?!\w)|"
    rf"\b(?:fell|fallen|falling|did fall|went down(?!\s(?!on\s){_STEPS}))\b(?!\s(?:by|from|to|short|below|under|within)\b)(?:\s(?!and\b|but\b|or\b|then\b|stumbl|near)[\w'’-]+){{0,7}}?\s"
    rf"(?P<often>once(?!\s(?:she|he|they|the|her|his|it|up)\b)|twice|thrice|{_MANY}(?=\s+(?:times?|occasions)))\b(?!\s+(?:a|per|each)\b)",
    re.IGNORECASE,
)
_PLACES = (
    r"(?:on|onto|at|last|since|yesterday|this|while|during|when|getting|stepping|going|coming|down|off|"
    r"over|outside|out of|to the (?:floor|ground)|again|backwards?|forwards?|in (?:the|an?|her|his)|"
    r"\w+ (?:days?|weeks?) ago)"
)
_WHO = r"(?:she|he|they|pt|patient|client|resident)"
_SOME = re.compile(
    rf"(?:^[\W\d]*|\b(?:{_WHO}|and|who|then|tripped,?|states|reports)\s+)"
    rf"fell\s+{_PLACES}\b|"
    rf"(?<!\bit )\b(?:has|have|had|reports having) fallen\s+{_PLACES}\b|"
    rf"\b(?:had|sustained|suffered|experienced|took|reports?|reported|after|following|since|(?<!never )(?<!not )with)\s+"
    rf"(?:a|another|the|her|his)\s+(?:\w+\s)?{_A_FALL}(?! (?:expected|likely|(?:in|of)\s(?!the|an?\b|her|his)))|"
    rf"\b(?:a|her|his|another|the)\s+(?:recent|latest|new)\s+{_A_FALL}(?! in\s(?!the|an?\b|her|his))|"
    rf"\b(?:several|multiple|repeated|frequent|some)\s+{_A_FALL}(?=[^.;]{{0,30}}\b(?:since|past|last|this)\b)|"
    rf"(?<!in )(?<!of )\bthe fall (?:shows?|showed|confirms?|suggests?|happened|occurred|itself|took place|on (?:the|her|his|a)|at|down|off|outside|over)\b|"
    rf"(?<!risk of )(?<!chance of )(?<!event of )\ba fall\s+{_PLACES}\b",
    re.IGNORECASE,
)
_WENT_DOWN = re.compile(
    rf"\b(?:tripped|trips|slipped|stumbled|lost (?:her|his|their) (?:balance|footing)|buckled|gave way|"
    rf"caught (?:her|his|[LR]|the) (?:\w+ )?(?:toe|foot))\b(?P<between>[^.;]{{0,60}}?)"
    r"\b(?:fell\b(?! (?:short|from|to|by|in|back)\b)|went down|hit the (?:floor|ground)|landed (?:on|in)|to the (?:floor|ground)|ended up on the)|"
    rf"\b{_WHO} went down (?:on (?:both|her|his|one|the (?:ground|floor|grass|stairs|ice))|hard|in the|while|when)\b|"
    rf"\b(?:found|discovered|ended(?: up)?|landed|wound up)\s(?:(?:{_WHO}|her|him|herself|himself|the|lying|down)\s)*on (?:the|a|his|her)\s(?:\w+\s)?{_SURFACE}\b|"
    rf"\bhit the {_SURFACE}\b|\b(?:took|taken|takes|had|has had) a (?:spill|tumble)\b|\bdown (?:she|he|they) went\b|"
    rf"\b(?:did go|(?:{_WHO}|has|have) (?:gone|went)) down\b(?!\s{_STEPS})|"
    rf"\bput (?:him|her|them|pt|(?:the )?patient) (?:down\b(?! (?:for|to|as))|on the {_SURFACE})|"
    r"\bslid (?:out of|off|from) (?:(?:the|her|his|a) )?(?:w/?c|wheelchair|chair|bed|cushion|commode|seat)\b",
    re.IGNORECASE,
)
"""A fall told without the word, or by what led to it."""
_NOT_SO = re.compile(
    r"\b(?:no|not|n't|never|without|almost|nearly|would|could|before|afraid|fear\w*|if|risk)\b|n't\b",
    re.IGNORECASE,
)
_NEAR = re.compile(
    rf"\b(?:(?P<none>no|denies(?: any)?|without|zero|0)|(?P<count>{_MANY}))\s+(?:(?:new|reported)\s+)?near[- ]falls?\b|"
    r"(?:^|[.;:,]\s*)near[- ]fall\b",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"\W*(?:or \w+\W+)?(?:(?:during|in|with|throughout|while)\s+(?:(?:today's|the|this|any|all)\s+)?"
    r"(?:session|treatment|visit|therapy|training|exercises?|testing|activit|gait|tasks?|clinic|gym)\b|today\b)",
    re.IGNORECASE,
)
"""Falls under a therapist's eyes are another matter than those a patient reports."""
_EARLIER = re.compile(
    r"\b(?:before|prior to|preceding|until|led to|leading to)\s+(?:(?:the|her|his|this|current|initial|starting|start of|"
    r"beginning|coming to)\s+)*(?:surgery|episode|care|therapy|PT|eval\w*|onset|admission|accident|"
    r"injury|referral|stroke|rehab\w*|hospital\w*|care)\b|\bbefore (?:this|last) (?:year|yr|winter|spring|summer|fall|autumn|month)\b|\byears? ago\b|\b(?:tore|tearing|ruptur\w+|fractur(?:ed|ing)|mechanism|MOI)\b|\b(?:in|of) (?:19|20)\d\d\b",
    re.IGNORECASE,
)
"""What makes a fall one of before the care told of."""
_OTHERS = re.compile(
    r"\b(?:husband|wife|spouse|mother|father|mom|dad|son|daughter|sister|brother|friend|neighbou?r|roommate)"
    r"(?:'s|’s)?(?:\s(?:also|recently|just))?(?:\s(?:who|has|had|then|slipped and|tripped and))?\s?(?:a|two|recent|own)?\s?$",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"\b(?:goals?|LTG|STG|target|prevent|avoid|reduce|risk (?:of|for)(?=\W*$))\b", re.IGNORECASE
)
_STANDS = re.compile(
    r"[^.;:(]{0,24}[:(–-]\s?\W{0,3}(?:(?:not |partly )?met|unmet|ongoing|open|achieved|new|revised)\b",
    re.IGNORECASE,
)
"""What stands behind a goal, as in "30 fall-free days: not met"."""
_MAYBE = re.compile(
    r"\b(?:(?:drop|step|go|move) back|regress|hold|stop|will|would|could|may|might|should|if|in case of)\b[^,;]{0,40}$",
    re.I,
)
_MEASURED = re.compile(
    r"\b(?:balance|endurance|confidence|strength|speed|scores?|scale|test|index|motion|range|tolerance|times?|"
    r"pain|function|performance|stability|stance|reach|control|cadence|distance|rating|level|measures?|"
    r"results?|values?|numbers?|dizziness|symptoms?|errors?|mobility|accuracy|flexion|extension|abduction|rotation)"
    r"\s(?:also |both |all )?$",
    re.IGNORECASE,
)
"""Subjects that fall as numbers do."""
_SOME_DAYS = rf"(?P<many>\d{{1,2}}|{NUMERALS}|a)"
_WITHIN = re.compile(
    rf"\b(?:past|last|previous|prior)\s+(?:{_SOME_DAYS}\s+)?(?P<unit>days?|weeks?|wks?|months?|mos?|years?)\b",
    re.IGNORECASE,
)
_AGO = re.compile(rf"\b{_SOME_DAYS}\s+(?P<unit>days?|weeks?|wks?|months?)\s+ago\b", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def falls_in(words: str, clause: Clause) -> Iterator[Claim]:
    """Yield the one thing a clause says about falls; nothing where it says two.

    Near-falls, and how long ago a fall was, are claims of their own. `Claim.of` holds within how many
    days falls were counted, where words say.
    """
    near = _NEAR.search(words)
    if near:
        told = 0.0 if near["none"] else counted(near["count"] or "one")
        yield Claim("near_falls", clause.start + near.start(), clause.start + near.end(), told)
    none, some = _NONE.search(words), _COUNTED.search(words)
    if some and any(
        n.start() < some.end() and some.start() < n.end() for n in _NONE.finditer(words)
    ):
        some = None
    some = some or _SOME.search(words) or _went_down(words)
    if none is None and some is None and _PERIOD.search(words):
        none = _DID_NOT.search(words)
    if bool(none) == bool(some):
        return
    match = none or some
    assert match is not None
    before = words[: match.start()]
    if _HERE.match(words, match.end()) or _EARLIER.search(words) or _OTHERS.search(before):
        return
    named = any(
        q.measure and q.end == clause.start + len(before.rstrip()) for q in clause.quantities
    )
    sinks = some and re.match(r"(?:has |have |had )?f[ae]ll", some.group(), re.IGNORECASE)
    if sinks and (named or _MEASURED.search(before)):
        return  # "balance has fallen since evaluation"
    if _AIM.search(before[-60:]) or _MAYBE.search(before) or _STANDS.match(words, match.end()):
        return
    start, end = clause.start + match.start(), clause.start + match.end()
    within, ago = _only(_WITHIN, words), _only(_AGO, words)
    number = 0 if none else _count(match) or _how_often(words, match)
    yield Claim("falls", start, end, number, within and _days(within))
    if ago and some:
        yield Claim("fell_ago", clause.start + ago.start(), clause.start + ago.end(), _days(ago))


_UNHURT = re.compile(
    r"\b(?:no (?:injur\w+|fractures?|harm\b)|without (?:an? )?injur\w+|unhurt|uninjured|unharmed|not (?:hurt|injured)|"
    r"x-?rays? (?:(?:was|were|is|came back) )?(?:negative|clear))\b",
    re.IGNORECASE,
)
_BRUISED = re.compile(r"\b(?:bruis\w+|skinned|scrap(?:ed?|es)|graz(?:ed?|es))\b", re.IGNORECASE)
_INJURED = re.compile(
    r"\b(?:sprain(?:ed|s)?|fractur(?:ed?|es)|brok(?:e|en)\s(?:her|his|a|the)|hairline|stitches|lacerat\w+|concuss\w+|"
    r"(?:knock|blow|bump) to the head|(?:hit|struck|banged) (?:her|his|the) head|dislocat\w+)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:no|not|without|never|denies)\s(?:\w+\s){0,2}$", re.IGNORECASE)


def hurt_in(words: str, clause: Clause) -> Iterator[Claim]:
    """Yield how badly a fall hurt, of which a clause or the one before it tells."""
    told = [(number, p.search(words)) for number, p in ((2, _INJURED), (1, _BRUISED), (0, _UNHURT))]
    for number, match in told:
        if match and not (number and _NO.search(words, 0, match.start())):
            yield Claim("hurt", clause.start + match.start(), clause.start + match.end(), number)
            return


def _went_down(words: str) -> re.Match[str] | None:
    """Return where a fall is told by its course, and not as what was nearly one."""
    match = _WENT_DOWN.search(words)
    if match is None or _NOT_SO.search(words, max(0, match.start() - 40), match.end()):
        return None
    return match


_OFTEN = re.compile(
    rf"\s(?:[\w'’-]+\s){{0,3}}?(?:(?P<once>once|a single time)|(?P<often>twice|thrice|{_MANY}(?= times)))\b(?!\s(?:a|per|the)\b)",
    re.IGNORECASE,
)


def _how_often(words: str, match: re.Match[str]) -> float | None:
    """Return how often somebody went down, where that follows at once."""
    if match.re is not _WENT_DOWN:
        return None
    told = _OFTEN.match(words, match.end())
    return (1.0 if told["once"] else counted(told["often"])) if told else None


def _count(match: re.Match[str]) -> float | None:
    told = (word for name, word in match.groupdict().items() if word and name != "between")
    word = next(told, None)
    return counted(word) if word else None


def _only(pattern: re.Pattern[str], words: str) -> re.Match[str] | None:
    """Return the one place where a pattern matches; None where it matches twice."""
    told = list(pattern.finditer(words))
    return told[0] if len(told) == 1 else None


def _days(told: re.Match[str]) -> float:
    many = (told["many"] or "a").lower()
    return counted(many) * _DAYS[told["unit"][0].lower()]
