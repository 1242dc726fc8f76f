"""Which time a number speaks of: today, before, an aim, a norm, or how much it changed."""

import re
from collections.abc import Sequence
from typing import Literal

from soapbench.reading.numbers import PAIR, Number
from soapbench.reading.visits import FIRST_VISIT

__all__ = ["APART", "BEFORE", "When", "when_of"]

When = Literal["now", "baseline", "goal", "norm", "change", "other"]
"""Today's value, an earlier one, an aim, a general cut-off or error, the size of a change, or what
another is held against, which may be an earlier value or the other side's."""
BEFORE = re.compile(
    rf"\b(?:{FIRST_VISIT}|no longer(?: at| rated)?(?=\W*$)|formerly|previous(?:ly)?|prior|(?<=\()was|(?<=and )was|(?<=which )was|(?<=, )w(?:as|ere)|(?<=\| )was|(?<=it )was|"
    r"first (?:\w+-)?tested|(?<=[,;(] )first(?=\W*$)|ha(?:d|ving) been|started|last (?:visit|report|time|month)|v\d{1,2}(?=\W*$)|after(?=\s$)|"
    r"from(?=\W*$)|pre|earlier|then|before)\b|\bago\b|^\W*was\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\bsince (?:the |initial )*$", re.IGNORECASE)
"""What has changed since an evaluation is of today."""
_AFTER = re.compile(
    r"^[\s,)(*_]*(?:points? |s |seconds? )?(?:(?:that )?(?:she|he|they|we|pt) (?:\w+ ){1,3}?)?(?:(?:recorded|noted|measured|reported|rated|found|given) )?(?:at|@|on|in|as of|from)?\s*(?:the )?"
    rf"(?:{FIRST_VISIT}\b|(?<=the )beginning\b|last (?:visit|report|time)|visit \d{{1,2}}\b|previous\w*|prior|"
    rf"(?:\w+ )?(?:weeks?|months?|visits?) ago|before\b|then\b|was (?:her |his |the )?{FIRST_VISIT}\b)",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:now|today|current(?:ly)?|to(?=\W*$)|this visit|present|post)\b|→|->|=>", re.IGNORECASE
)
_GOAL = re.compile(
    r"\b(?:goals?|target|LTG|STG|aim|revised|will|(?:to|will|must|can|should) reach|(?<!with )(?<!on )(?<!when )reach(?:es|ing)(?! pain)|achieve|at least|in order to|(?<!now )(?<!today )needs?|until|once|if|when(?!\b[^.;]{0,40} (?:was|were|had) )|regain\w*|toward|sought|hoped for|aim(?:s|ed|ing)|expect(?:ed|s)? to|anticipat\w+)\b|≥|>=",
    re.IGNORECASE,
)
_GOAL_OF = re.compile(r"\b(?:goals?|targets?|[SL]TGs?) (?:of|is|was)\s$", re.IGNORECASE)
_NORM = re.compile(
    r"\b(?:norm(?:s|al|ative)?|cut-?offs?|threshold|age-matched|MDC\d*|MCID|minim\w+|measurement error|"
    r"fall[- ]risk (?:level|score|cut)|risk (?:level|band)|usual(?:ly)?(?! (?:walking |gait )?(?:pace|speed|walk))|below|above|under|over|less than|"
    r"more than|limit|criterion|expected|exceed\w*(?: the)?)\b|[<>≤]",
    re.IGNORECASE,
)
_LIMITED = re.compile(
    r"\b(?:limit(?:ed)?|restrict(?:ed|ion)?|capped|kept below) (?:to|at|of) $", re.IGNORECASE
)
"""What makes a number a bound set to somebody."""
_NOT_FULL = re.compile(
    r"\b(?:unable|inability|cannot|could not|can't|fail(?:s|ed)?|short of)\b[^.;]{0,50}\bfull $",
    re.IGNORECASE,
)
"""What makes a number the most there can be, and not reached."""
_NORM_NAMED = re.compile(
    r"\b(?:MDC\d*|MCIDs?|minimal(?:ly)? (?:clinically )?(?:important|detectable) (?:differences?|changes?))\b"
    r"[^.;\d]{0,25}(?:\d+(?:\.\d+)? (?:points? )?and )?$",
    re.IGNORECASE,
)
"""A name for what a change must reach, by which the number behind it is a norm."""
_EXCEEDED = re.compile(r"\bexceed\w* the (?:roughly |about )?$", re.IGNORECASE)
_NORM_AFTER = re.compile(
    r"\s(?:and|or) (?:up|over|above|under|below)\b|\s(?:m/s\s)?for (?:\w+ )?(?:community|household)\b|"
    r"[\s-]*(?:\w+[\s-]){0,2}(?:threshold|cut-?off|MDC|MCID|usually|norm|needed|required|generally|commonly|often|regarded|value often|criterion|max(?:imum)?|mark|associated|linked|level generally|(?:minimal|clinically) important|minimal(?:ly)? detectable)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:(?<!off )by|gain(?:ed|s)?(?: of)?|chang\w+(?: of)?|improve(?:d|ment) (?:by|of)|(?:in|de)crease(?:d)? (?:by|of)|"
    r"(?:difference|gap)(?: of)?|loss of|drop of|rise of|up by|down by|rose by|fell by|lost|dropped|risen|fallen|rose|fell|climbed|grown|grew|shrank|widened|narrowed|crept up|up|down|improved|increased|decreased)"
    r"(?: about| approximately| at least| some| another| only| just)?\s*$|Δ\s*$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    r"^[\s-]*(?:points?|pts?|s|sec\w*|degrees?|°|%)?[\s-]*(?:(?:were|was|have been|has been) (?=gained|regained|lost))?(?:point |second |degree |side[- ]to[- ]side |side )?"
    r"(?:gain|improvement|change|increase|decrease|drop|decline|asymmetry|deficit|better|worse|loss|difference|faster|quicker|slower|shorter|longer|bigger|wider|narrower|above|below|(?:under|over)(?= (?:v\d|visit|IE|SOC|eval))|higher|lower|smaller|larger|greater|farther|further|less|fewer|more|gained|regained|improved|lost|short|up|down|off|over(?! (?:another|the next)\b)|apart|away|closer|nearer|to go|left to go|remain(?:s|ing)?(?= to (?:reach|go))|needed to reach)\b|"
    r"^\s?(?:points?|s|°|%|cm|in)?\s?[<>]\s(?:the )?(?:R|L|right|left|other|sound|uninvolved)\b",
    re.IGNORECASE,
)
_CHANGED_BOTH = re.compile(
    r"\s?(?:s|sec\w*|points?|%|°|degrees?|m|cm)? (?:and|or) (?:about )?\d+(?:\.\d+)?\s?(?:s|points?|%|°)? "
    r"(?:better|worse|faster|slower|higher|lower|less|more|longer|shorter)\b",
    re.IGNORECASE,
)
"""What makes the first of two numbers a change too: "0.3 s and 1 point better"."""
APART = re.compile(r"\b(?:difference|asymmetry|differ\w*)\b", re.IGNORECASE)
_TODAY_AFTER = re.compile(
    r"[\s,*_]*(?:points?|s|sec\w*|%|°)?[\s,(*_]*(?:today|now|currently|this visit|at present|at discharge)\b"
    r"(?!\W{0,3}$|\s(?:above|below|over|under|past|beyond|within|outside)\b)",
    re.IGNORECASE,
)
_GOAL_AFTER = re.compile(
    r"[\s°%]{0,2}(?:s|sec\w*|points?|deg\w*|cm|m|m/s|ft)?\s?[:,(–—-]?\s?[*_]{0,2}(?:is |was )?"
    r"(?:(?:not |partly |partially )?met\b(?! (?:the|her|his|a|goals?|criteri)\b)|unmet\b|ongoing\b|revised\b)",
    re.IGNORECASE,
)
"""What stands behind a goal, as in "TUG 16 s not met"."""
_GOAL_NAMED = re.compile(
    r"-(?:sec\w*|points?|degrees?|percent|foot|met(?:er|re)) (?:[\w-]+ )?(?:goal|target)\b",
    re.IGNORECASE,
)
"""What names a goal by its number, as "the 16-second TUG goal" does."""
_OTHER_SIDE = re.compile(
    r"[^\w()]*\w*[^\w()]*(?:on|for|at) (?:the )?(?:R|L|right|left|other|uninvolved|sound|opposite)\b",
    re.IGNORECASE,
)
_DATED_BACK = re.compile(
    rf"\s?(?:leg|foot|arm|side|knee|hip|ankle|shoulder)?[\s,(]{{1,2}}(?:at|@|on)\s(?:the\s)?{FIRST_VISIT}\b"
    r"(?!\W{0,3}\d)",
    re.IGNORECASE,
)
"""What dates a value back behind its side."""
_PARTED = re.compile(r"[;|]|:(?!\W*$)|(?<!\bvs)\.\s|\)\s|,\s(?!from|up|down|was)")
_MOVED = re.compile(r"\b(?:up|down|by|gained|rose|risen|grew|fell|fallen|dropped|grown|lost)\s*$")
_TO = re.compile(r"(?:(?<!compared )\bto|(?<!,)\sthen|→|->|=>)\s*\W{0,3}$")
_HAD = re.compile(r"\bhad (?:\w+ ){1,3}to\s*$", re.IGNORECASE)
"""What makes a number one that was reached earlier: "had crept up to 33"."""
_FROM = re.compile(r"(?:\bfrom|←)\s+\W{0,3}$")
_AGAINST = re.compile(
    r"\b(?:versus|vs\.?|against|compared (?:with|to)|"
    r"(?:better|worse|higher|lower|faster|slower|longer|shorter|more|less|fewer) than (?:the|her|his)|"
    r"(?:twice|half|double) (?:of )?(?:the|her|his))\s+\W{0,3}$"
)
_OR_LESS = re.compile(r"\s*or (?:less|fewer|below|better|more|above|higher|lower|greater)\b")


def when_of(
    words: str,
    number: Number,
    default: When,
    previous: Number | None = None,
    following: Sequence[Number] = (),
) -> When | None:
    """Return which time a number speaks of, by the words between it and its neighbours.

    None where no word says; ``default`` is what numbers of the place are otherwise.
    """
    ranged = previous is not None and words[previous.stop : number.start] in ("-", "–")
    left = previous.stop if previous and not ranged else 0  # "start 9-72°"
    right = following[0].start if following else len(words)
    before, gap = words[left : number.start], words[number.stop : right]
    before = _PARTED.split(before)[-1][-60:]
    after = gap[:40]
    if _GOAL_NAMED.match(words, number.end):
        return "goal"
    if _is_part(words, number, following) or _is_more(words, number, before, previous):
        return "change"
    paired = following and PAIR.fullmatch(after.rstrip("+-−–"))
    if paired and not _MOVED.search(before) and not _is_arc(number, following[0]):
        return default if default == "goal" else "baseline"
    if _LIMITED.search(before):
        return "norm"
    if _HAD.search(before):
        return "baseline"
    if _TO.search(before):
        return "goal" if default == "goal" or _GOAL.search(before) else "now"
    if _NORM_NAMED.search(words, 0, number.start):
        return "norm"
    if _is_change(number, before, after) or _CHANGED_BOTH.match(words, number.end):
        return "change"
    sided = _OTHER_SIDE.match(after)
    if sided and _DATED_BACK.match(words, number.stop + sided.end()):
        return "baseline"  # "3.1 s on the L at eval"
    if _TODAY_AFTER.match(after) or sided:
        return "now"
    if _OR_LESS.match(after) or _GOAL_AFTER.match(after):
        return "goal"
    if _NOT_FULL.search(before):
        return "norm"
    if _GOAL_OF.search(before):
        return "goal"
    norm = _NORM.search(before)
    bound = norm is not None and default == "goal" and norm.group() in "<>≤"
    if (norm and not bound) or _NORM_AFTER.match(after):
        return "norm"
    if _is_dated(words, number, gap, following) or _FROM.search(before):
        return "baseline"
    if _AGAINST.search(before):
        return "other"
    if _GOAL.search(before):
        return "goal"
    before = before[max(0, before.rfind("(")) :]
    told = [m for m in BEFORE.finditer(before) if not _SINCE.search(before[: m.start()])]
    today = list(_NOW.finditer(before))
    if today and (not told or told[-1].start() < today[-1].start()):
        return "now"
    return "baseline" if told else None


def _is_arc(number: Number, following: Number) -> bool:
    """Return whether two angles are the ends of one motion, as in "-4 to 98 degrees"."""
    return following.unit == "°" and number.value <= 0 < following.value


def _is_part(words: str, number: Number, following: Sequence[Number]) -> bool:
    """Return whether a number is how much was gained: "a 7-point gain", "up 7 points to 41/56"."""
    hyphen = words[number.end : number.end + 1] == "-" and bool(number.unit)
    if hyphen and (
        _NORM_AFTER.match(words, number.stop) or _EXCEEDED.search(words[: number.start])
    ):
        return False
    scored = number.unit == "points" and number.of is None and bool(following)
    onto = scored and words[number.stop : following[0].start].strip() == "to"
    risen = onto and _FROM.search(words, 0, number.start) is None
    return hyphen or risen or (scored and following[0].of is not None)


def _is_more(words: str, number: Number, before: str, previous: Number | None) -> bool:
    """Return whether points behind a score are how far it is from another: "13/24, 6 points to go"."""
    points = number.unit == "points" and number.of is None
    scored = previous is not None and previous.of is not None
    beside = before[before.rfind("(") + 1 :]
    dated = BEFORE.search(beside) or _NOW.search(beside)
    return points and scored and not dated and not _NORM_AFTER.match(words[number.stop :][:40])


def _is_change(number: Number, before: str, after: str) -> bool:
    signed = number.signed and number.of is None and number.value >= 0
    signed = signed or (number.of is None and before.endswith(("↑", "↓")))
    said = _CHANGE.search(before.rstrip()) or (number.of is None and _CHANGE_AFTER.search(after))
    return signed or bool(said) or APART.search(before) is not None


_UNTAKEN = re.compile(r"\W{0,3}(?:was |were )?(?:not|never|untested|n/?a|NT|none)\b", re.IGNORECASE)


_LABELLED = re.compile(rf"[\s*_]*[(\[](?:at |on )?(?:the )?{FIRST_VISIT}[)\]]", re.IGNORECASE)
"""Brackets behind a number that hold nothing but its visit: "36 (SOC), 41 (today)"."""
_SET_OFF = re.compile(r"[*_]*\s?[,(]|\s{2,}")
"""What stands before words that belong to the number behind them."""


def _is_dated(words: str, number: Number, gap: str, following: Sequence[Number]) -> bool:
    """Return whether words right after a number date it back."""
    if _LABELLED.match(gap):
        return True
    late = _AFTER.match(gap[:40])
    if late is None or _UNTAKEN.match(words, number.stop + late.end()):
        return False
    # In brackets that hold a number of their own, or right before one, the words speak of that.
    if following and "(" in late.group() and ")" not in gap:
        return False
    joined = re.fullmatch(r"\W*(?:(?:was|of|at|is|[RL])\b\W*)?", gap[late.end() : 40])
    if following and _SET_OFF.match(late.group()) and joined:
        return False  # "83, previously 55", "0.94 m/s, eval was 0.92"
    open_ = re.match(r"[^)]*\[", words[number.stop + late.end() :])
    return open_ is None  # "(evaluation value [not provided])"
