"""How notes put treatment time and billed units: the patterns of `treatment`."""

import re
from typing import Literal

from soapbench.reading.counts import FROM_TEN

__all__ = [
    "AFTER",
    "AGAIN",
    "ALONE",
    "BARE",
    "BESIDE",
    "BESIDE_TIMED",
    "BILLED",
    "BOUND",
    "CELL",
    "CELL_NUMBER",
    "COUNT",
    "DONE_BEFORE",
    "DOSE",
    "EACH",
    "FEW_UNITS",
    "FIRST",
    "FULL_HOUR",
    "HOURS",
    "IN_ALL",
    "JOINED",
    "LABEL",
    "LAST",
    "LEADING_UNITS",
    "LEADS",
    "LONG",
    "MIN",
    "MOST",
    "NAMED",
    "NAMES",
    "NEAR",
    "NOT_NOW",
    "NO_LABEL",
    "OF_SOME",
    "OF_SUM",
    "OF_UNITS",
    "ORDERED",
    "PATTERNS",
    "PLANNED",
    "ROW",
    "SAID",
    "SIGN",
    "SUMMED",
    "TIMED",
    "TIMED_SIGN",
    "TOKEN",
]

MIN = r"(?:min(?:ute)?s?\b|')"
SPELT = rf"(?:{FROM_TEN}|eight|nine)"
COUNT = rf"(?:\d{{1,3}}|{SPELT})"
HOURS = {"half": 30, "quarter": 15, "hour": 60}
"""Minutes of parts of an hour, by the group that finds them."""
NUMBER = (
    rf"(?<![\w./])(\d{{1,3}}|{SPELT}(?=[ -]{MIN}|\s*(?:$|[,.;])))"
    rf"(?![\w.]*\d|\s?\+\s?\d|,\s\d{{1,3}}(?:,\s\d{{1,3}})*,?\sand\s\d|\s?/\s?(?!9[57]\d{{3}})\d(?!\d*\s?(?:total|{MIN}))|\s*(?:%|x\b|×)|\s?-?(?:hours?|hrs?|units?)\b|[- ]?min\w*[- ]walk)"
)
"""Minutes, and no part of a score, a share or a dose; in words only where they are said to be."""
GAP = (
    r"(?:[\s:=*_|./<–-]|\(min(?:utes?)?\)|\b(?:is|was|were|of|for|the|this|today|visit|session|code|codes|treatment|"
    r"minutes?|mins?|min|time|total|spent|came|to|skilled|direct)\b){0,40}?"
)
"""What may stand between the words for a time and its minutes."""
IN_SUM = r"(?:total|in all|all told|altogether)\b"
SPELLED: dict[Literal["timed", "total"], list[str]] = {
    "timed": [
        rf"(?<!\d )(?<!min )(?<!minutes )\b(?:(?:total[ -])?(?:direct )?timed|time-based)(?:[ -](?:codes?|CPT|services?|procedures?))?"
        rf"(?:[ -](?:treatment|tx|total))?(?:[ -](?:time|minutes|mins?|min))?\b{GAP}{NUMBER}",
        rf"\bTC[MT]\b{GAP}{NUMBER}",
        rf"\btimed\b[^\d\n]{{0,20}}(?:\d{{1,3}}\s?(?:{MIN}\s?)?\+\s?)+\d{{1,3}}\s?(?:{MIN}\s?)?=\s?{NUMBER}",
        r"\btimed\s?/\s?total\b[^\d\n]{0,16}(\d{1,3})\s?/\s?\d+",
        rf"\b{NUMBER}\s*(?:{MIN}\s*)?(?:(?:of (?:them|which|these|those)|were|was|of) ){{0,2}}"
        r"(?:direct )?timed\b(?!\s(?:codes?\s)?units?)",
        rf"\b({FROM_TEN}) timed\b(?!\s(?:codes?\s)?units?)",
        rf"\b{NUMBER}\s*(?:{MIN}\s*)?[,;(–-]{{0,2}}\s?all (?:of (?:it|them|which|these) )?(?:(?:was|were) )?timed\b",
    ],
    "total": [
        rf"\btotal (?:treatment|tx|session|visit|therapy)(?:[ -](?:time|minutes|mins?|min))?\b{GAP}{NUMBER}",
        rf"(?<!timed )(?<!timed-code )(?<!timed code )\b(?:treatment|tx|session|visit|encounter) (?:time|minutes|length|total)\b"
        rf"{GAP}{NUMBER}",
        rf"(?<!timed )(?<!timed-code )(?<!\d )(?<!/)(?<![a-z] / )\btot(?:al)?(?! timed)(?:[ -](?:time|minutes|mins?|min))?[\s*_]*(?:[:=–-]|was|came to)?[\s*_]*{NUMBER}\s*(?!min\w*\W{{1,2}}(?:(?<!\()timed|timed(?!:?\s?\d)))(?:m|$|[.,;|'/)]|(?<=  )[a-z])",
        rf"\b{NUMBER}\s*{MIN}\s*(?:in )?total\b(?!\W+\d| (?:timed|treatment))",
        rf"\b{NUMBER}\s*{MIN} (?:of|as) (?:(?:skilled|total|physical) )*(?:treatment|therapy|care)[^.;\n]{{0,12}}\b{IN_SUM}",
        rf"\b{NUMBER}\s*{MIN} (?:\w+ )?as total treatment time\b",
        rf"\b{NUMBER}\s*{MIN},? of which \d+ (?:{MIN} )?(?:\w+ )?timed\b",
        rf"\bof the {NUMBER} {MIN}[^.;\d\n]{{0,30}}, {COUNT} (?:\w+ ){{0,3}}timed\b",
        rf"\b(?:visit|session)(?: itself)? lasted {NUMBER}",
        rf"\btimed\b[^.;\n]{{0,25}}?[\s/,]{NUMBER}\s*(?:{MIN}\s*)?{IN_SUM}"
        r"(?!\s?(?:tx|treatment|time|minutes|min|session|visit|[:=])|\s*\d)",
        rf"\btimed\b\D{{0,12}}\d+[^.;\n]{{0,20}}?\btotal\s+{NUMBER}",
        rf"\bof {NUMBER}\s*(?:total|{MIN}\s*(?:total|in all))",
        rf"\b(?:session|visit|appointment)(?: (?:time|length|lasted|took|ran|was|of))?:? {NUMBER}\s*{MIN}",
        rf"\b(?:treatment|therapy) (?:lasted|took|ran) {NUMBER}\s*{MIN}",
        rf"\btreatment time in total,? {NUMBER}",
        rf"\b{NUMBER}\s*total\s{MIN}",
        r"\btimed\s?/\s?total\b[^\d\n]{0,16}\d{1,3}\s?/\s?(\d{1,3})",
        rf"\btotal time (?:in|of|for) (?:treatment|therapy|session|visit)\W{{1,3}}(?:was )?{NUMBER}",
        rf"\b(?:seen|treated) for {NUMBER}\s*{MIN}",
    ],
}
PATTERNS = {
    kind: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    for kind, patterns in SPELLED.items()
}
_TIMED = (
    rf"(?:\b(?:timed|TT)\b(?:[\s:*_|-]|\b(?:total|treatment|time|min(?:utes?)?|came|to|was|were)\b){{0,12}}(?P<a>{COUNT})"
    rf"|\b(?P<b>{COUNT})\s?{MIN}?\s?timed\b)"
)
_LINKS = r"(?:[\s,;:|*_(.–-]|'|\b(?:the|a|and|was|came|to|were|lasted|min(?:utes?)?|mins|codes?|treatment|clinic|home|time|itself|out)\b){0,12}"
_LINK = r"(?:/|\b(?:of|within|in|visit|session|whole|overall|tot(?:al)?|all)\b)"
_WHOLE = r"(?:overall|tot(?:al)?|in (?:all|clinic|total)|altogether|with (?:the )?rests?|visit|session)\b"
_NO_TIME = (
    r"(?:steps?|trials?|reps?|laps?|feet|ft|m|meters?|metres?|s|sec\w*|visits?|sets?|points?)\b"
)
BESIDE_TIMED = re.compile(
    rf"{_TIMED}(?:{_LINKS}(?:{_LINK}{_LINKS}){{1,3}}(?P<c>{COUNT})(?![\w./]*\d|\s?(?:%|x\b|×|units?\b|u\b|{_NO_TIME}))"
    rf"|{_LINKS}(?P<d>{COUNT})\s?{MIN}?\s?{_WHOLE})",
    re.IGNORECASE,
)
"""All minutes right beside the timed ones: "38 timed of 41", "Timed 36', in home 49'"."""
TIMED = re.compile(r"\btimed\b", re.IGNORECASE)
TIMED_SIGN = re.compile(r"\d\D{0,8}timed|timed\D{0,20}\d", re.IGNORECASE)
"""Without it, a heading tells no minutes: "Treatment (47 timed / 55 total)"."""
FULL_HOUR = re.compile(
    rf"\b(?:an|one|1|(?:a )?full) (?:hour|hr) (?:of (?:treatment|therapy|care)|{IN_SUM})|"
    rf"\b(?:total|treatment time)[^.;\d\n]{{0,40}}\b(?:one|1) (?:hour|hr)(?:,? (?:and )?(?P<more>\d{{1,2}}) ?{MIN})?\b",
    re.IGNORECASE,
)
NAMES = {
    "97112": r"nmre?|neuro(?:muscular)?[ -]?re-?ed(?:ucation)?",
    "97110": r"therapeutic exercises?|there?[ -]?ex|te",
    "97530": r"therapeutic activit(?:y|ies)|there?[ -]?acts?|ta",
    "97140": r"manual (?:therapy|tx)|manual(?=\s?:?\s?x? ?\d)|man tx|mt",
    "97116": r"gait tr(?:ainin)?g|gait(?=\s?:?\s?x? ?\d| billed| for)|gt",
}
"""What services are called where their codes are not told."""
TOKEN = re.compile(
    r"(?P<code>(?<!\d)9[57]\d{3}(?!\d))(?:[-, ]{1,2}(?:59|95|G[PO]|KX|C[QO]|X[EPSU])\b)*|"
    + "|".join(rf"(?P<c{code}>\b(?:{names})\b)" for code, names in NAMES.items())
    + rf"|(?<![\w./])(?<!\d[–-])(?P<minutes>{COUNT})[ -]?(?:{MIN}(?! ?ea(?:ch)?\b| (?:lecture|class|shift|drive|commute|meeting|bus|car|ride|service)s?\b)|m\b(?=\s?(?:\(u?\d|/\s?\d ?u)))|"
    rf"(?<!timed )(?<!code )(?<!treatment )(?<!total )(?<!session )\bmin(?:ute)?s?[*_]*\s?[:=]?\s?(?P<of_minutes>\d{{1,3}})\b(?!\s?(?:units?|u)\b)|"
    r"\b(?:(?P<half>half an hour|a half hour)|(?P<quarter>a quarter of an hour))\b|"
    r"(?<![\d.])(?<!\d/)(?P<units>\d|\b(?:one|two|three|four|five|an?(?: single)?(?= units? of)))\s?(?:single |billable )?(?:units?|un?)\b(?!, \w+ of (?:them|which)| (?:total|in total|in all|altogether|combined|used|approved))|"
    r"\b(?:units?[*_]*\s?[:=]?|(?:billed|charged?)\s?[:=])\s?(?P<of_units>\d)(?![\d/+]|\s?(?:and|\+|:|min|,\s?\d|[x×]\s?9[57]))|"
    r"(?:(?<=units )|(?<=: )|(?<=, )|(?<=and )|(?<=\+ ))(?P<listed>[1-6]|one|two|three|four)(?!\sof (?:them|which|these|those)\b)(?=\s(?:of\s)?(?:97\d{3}|[nmt]|gait|gt))|"
    r"\(u\s?(?P<u>\d)\)|(?<![\w./])(?P<so_many>[1-6])\s?[x×]\s?(?=9[57]\d{3})|\bqty\W{0,2}(?P<qty>\d)\b",
    re.IGNORECASE,
)
"""A service by its code or name, or a number of minutes or units."""
BESIDE = re.compile(
    r"[\s*_:]*(?:[x×]\s?(?P<times>[1-6])(?=\s*(?:$|[^\w\s]|(?:units?|u|and)\b|[ (]*\d\d ?(?:m|'))|\s+(?!x\b|×)[a-z9(])|"
    r"\(\s?[x×]?\s?(?P<open>[1-5])\s?\)|\[(?P<box>\d)\]|(?:[:=,–]|\s-\s|-)\s?(?P<after>\d)(?=\s*(?:$|[,;|.]|\s-\s|-\s))|"
    r"[\s,:–-]{1,3}(?P<word>(?:once|twice|thrice)(?!\s(?:a|per|each|every|weekly|daily|this|in)\b)|"
    r"(?:one|two|three|four)(?=\s?(?:$|[,.;)\n])|\sand\s9)))(?!\d)(?!\s*(?:min|'|×|/(?!\s?(?:\d+ ?min|9[57]\d{3}))|\.\d|sets?\b|reps?\b|visits?\b|wks?\b|weeks?\b))",
    re.IGNORECASE,
)
"""Units right beside a service: "x 2", "(2)", ": 2", "twice"."""
ALONE = re.compile(r"\s(?P<alone>[1-6])(?=\s*(?:$|[,;.]))", re.MULTILINE)
"""Units in a list of them: "Units: NMR 2, TE 1"."""
AFTER = re.compile(
    r"\s{0,3}(?:\(\s?[x×]?\s?(?P<open>\d)\s?\)|\[(?P<box>\d)\]|[x×]\s?(?P<times>\d)(?=\s*(?:$|[),.;|/]|\s9[57]\d{3}))|"
    r"=\s?(?P<after>\d)(?= *(?:$|[),.;|\n])))",
    re.IGNORECASE,
)
"""Units right after minutes: "38 min (3)", "26 min x2"."""
OF_ALL = re.compile(
    r"\b(?:total|timed|TT|TC[MT])\b(?:[ \t:=*_-]|\b(?:codes?|treatment|time|min(?:ute)?s?|units?|billed|charged|of)\b){0,8}$",
    re.IGNORECASE,
)
"""What stands before minutes or units of all services."""
ADDED = re.compile(
    rf"(?<![\d.])\d{{1,3}}(?: ?{MIN})?(?:\s?\+\s?\d{{1,3}}(?!\d)(?: ?{MIN})?)+", re.IGNORECASE
)
"""Minutes of one service that add up: "14 + 14 min"."""
SUMMED = re.compile(
    rf"(?<![\d.])\d{{1,3}}(?: ?{MIN})?(?:[^\d+=\n]{{0,30}}\+\s?(?:[A-Za-z]{{1,12}}\s){{0,2}}\d{{1,3}}(?![\d.])(?: ?{MIN})?)+"
    r"[^\d+=\n]{0,30}=\s?(?P<sum>\d{1,3})(?![\d.])",
    re.IGNORECASE,
)
"""Minutes of one service that add up to a sum that is told: "13' shifting + 12' taps = 25'"."""
DOSE = re.compile(r"(?<!\d)\d{1,2}\s?[x×]\s?$")
"""What stands before minutes that are a dose: "4 x 2 min"."""
OF_SUM = re.compile(r"=\s?\d+\s?(?:units?\s?|u\s?)?\($", re.IGNORECASE)
"""What stands before minutes of several services, behind the sum of their units."""
TOTAL_BEHIND = re.compile(r"\s*(?:in )?total\b", re.IGNORECASE)
BOUND = re.compile(r"(?:\b(?:under|less than|below|short of)\s|<\s?)$", re.IGNORECASE)
"""What makes minutes ones that were not reached."""
LEADING_UNITS = re.compile(
    r"\W*(?:billed (?:as )?)?([1-6]|one|two|three|four)\s?(?:units?|u)\b", re.IGNORECASE
)
"""Units with which a clause begins."""
BARE = re.compile(
    r"(?:\s?[:=–,(x×/]\s?|\s-\s|\s|-)(?P<bare>\d\d)(?!\.?\d)(?=\s*(?:$|[,;.|/)(+]|=|and\b|9[57]\d{3}))",
    re.IGNORECASE,
)
"""Minutes right beside a service where the clause says "min" once for all."""
SAID = re.compile(r"\bmin(?:ute)?s?\b|\btimed\b|\d\s?u\b|\bunits?\b", re.IGNORECASE)
"""What a clause that tells of minutes says once."""
NAMED = re.compile(
    r"(?:[\W_]|\b(?:neuromuscular|neuro|re-?education|re-?ed|NMR|therapeutic|exercises?|activit(?:y|ies)|"
    r"gait|training|manual|therapy|evaluation|eval|PT|subtotal|total|time|techniques?|duration|one-on-one|only|code|x|for|was|were|of|"
    r"ran|took|billed|as|delivered|given|provided|performed|lasting|and|units?|two|three|one|four|x ?\d|\d ?u|\d(?!\d)|\d{1,2}:?\d\d ?(?:-|–|to) ?\d{1,2}:?\d\d)\b)*",
    re.IGNORECASE,
)
"""What may stand between a service and its minutes in all: its name and units, not what was done."""
LEADS = re.compile(
    r"\s?(?:(?:of|for|in|on|under|(?:went|go|goes) to|(?:were |was )?spent on)\s)?(?:(?:skilled|direct|the|CPT)\s)*\(?",
    re.IGNORECASE,
)
"""Between minutes or units and the service after them that they belong to."""
AGAIN = re.compile(r"[\s(:,)–-]*")
"""Between a code and its service's name, in either order."""
JOINED = re.compile(r"\s*(?:,|;|\+|/|&|and|,\s?and)\s*", re.IGNORECASE)
"""Between services that are told together."""
FIRST = re.compile(r"(?:^|[\n.;•])\W*(?:\d+[.)]\s*)?$")
"""What stands before a service that a line or sentence begins with."""
DONE_BEFORE = re.compile(r"[,;(–-]\s*$")
"""What stands before the minutes of a whole intervention, behind its doses."""
FEW = r"(?:an?|one|two|three|four|five|\d)"
IN_ALL = re.compile(
    rf"(?:\b(?:charged?|billed?|bill|put(?:ting)? through|submitted|coded)\s(?P<n>{FEW})\s(?:single\s)?units?\b|"
    rf"\b(?P<m>{FEW})\s(?:single\s)?units?\s(?:(?:was|were|is|are)\s)?(?:charged|billed|submitted|in all|altogether|(?:in )?total))"
    r"(?!\s(?:of|for)\b)",
    re.IGNORECASE,
)
"""Units without a code."""
UNITS_IN_ALL = re.compile(
    r"\b(?:total(?: (?:timed|billed|billable))* units?(?: billed| charged)?\s?[:=]?\s?|"
    r"(?<=[.;\n] )units(?: billed| charged)?\s?[:=]\s?(?=\d\s*(?:[.;]|$))|"
    r"total\s?[:=]?\s?(?=\d\s?units?\b)|units?\b[^.;\n]{0,60}\b97\d{3}[^.;\n]{0,60}\btotal\s?[:=]\s?)"
    r"([1-9])(?![\d.]\d|\s?(?:min|'))",
    re.IGNORECASE,
)
"""Units of all codes that a word before them tells."""
EACH = re.compile(rf"\b({FEW})\s?(?:units?|u)\s(?:apiece|each|of each|per code)\b", re.IGNORECASE)
"""As many units of each code."""
OF_SOME = re.compile(r"\sof\s(?P<codes>97\d{3}(?:(?:,|\s?/|,?\sand|,?\s&)\s?97\d{3})*)\b")
"""Behind it, the codes of which alone."""
LAST = re.compile(rf"[,;(–-]\s*(?P<minutes>\d{{1,3}})\s*{MIN}[\s.)]*$", re.IGNORECASE)
"""Minutes that an item of a list ends with."""
ORDERED = re.compile(
    r"\b(?:units?|billed|charged)(?: as| in (?:the|that|this) (?:same )?order(?: above)?)?\s?[:=]?\s?[1-6](?:\s?(?:\+|/|,|and|&)\s?[0-6]){1,4}\b(?!\s?(?:min|x|of\b|/))|"
    r"\b[1-6] ?u(?:nits?)?(?:\s?[+/,]\s?[0-6] ?u(?:nits?)?){1,4}\b|\b[1-6](?:\s?\+\s?[0-6]){1,4} (?:units?|u)\b|"
    r"\b(?:one|two|three|four) units?(?:(?:,|,? and) (?:one|two|three|four)(?: units?)?){1,4}\b(?! (?:of|for)\b)",
    re.IGNORECASE,
)
"""Units of several services, in their order: "Units 2 + 1"."""
FEW_UNITS = re.compile(r"[0-6]|\b(?:one|two|three|four)\b", re.IGNORECASE)
ROW = re.compile(r"^[^\n]*(?:[|\t]| {3}|\.{3})[^\n]*$", re.MULTILINE)
"""A line that may be a row of cells: marks, tabs, wide gaps or dots stand between them."""
CELL = re.compile(r"(?:(?!\||\t| {2}|\.{3}|\n).)+")
NO_LABEL = re.compile(r"\s*\|\s*\|")
"""The first cell of a row, where it is empty."""
LABEL = re.compile(r"[a-z :*]{1,20}[:=][\s*]*", re.IGNORECASE)
"""What a cell may begin with: "Code:", "Min:"."""
CELL_NUMBER = re.compile(rf"(?:{LABEL.pattern})?(\d{{1,3}})\s?(?:{MIN}|units?|u|m)?", re.IGNORECASE)
OF_UNITS = re.compile(r"\b(?:units?|billed|charge[sd]?)\b", re.IGNORECASE)
"""What a list of units begins with."""
LONG = 10
"""Minutes of which there are as many are no dose of an exercise."""
NEAR = 40
"""Letters before a number of a list, among which it is said that the list is of units."""
MOST = 6
"""A code's units in a cell are no more; what is more is its minutes."""
SIGN = re.compile(
    r"9[57]\d{3}|\btime|\btt\b|total|min|length|\bTC[MT]\b|unit|hour|\d ?u\b|\bvisit|session|\d'|"
    r"(?:nmre?|\bt[ea]|\bmt|\bgt|ex|act|ed|manual|gait)\W{1,3}x? ?\d",
    re.IGNORECASE,
)
"""Without one of these, no pattern above matches."""
BILLED = re.compile(
    r"\b(?:billed|billing|charged?|charges|cpt|timed|\d ?u|units?)\b", re.IGNORECASE
)
PLANNED = re.compile(
    r"\b(?:next|each|per|every|weekly|visits?|wks?|weeks?|sessions?|continue|cont|will|request\w*|authori\w*|"
    r"plan(?:ned)?|freq\w*|goal)\b",
    re.IGNORECASE,
)
"""What a plan says that a bill below it does not."""
NOT_NOW = re.compile(
    r"\b(?:(?:next|last|previous|prior) (?:visit|session|time|week)|goals?\b|recommend\w*|units?/visit|per (?:visit|day)|"
    r"scheduled|authori\w*|approved|precert\w*|denied|up to|HEP|a day|daily)\b|/day\b",
    re.IGNORECASE,
)
"""What tells of another day, or of what is aimed at."""
