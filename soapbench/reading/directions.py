"""Which way a note says a measure went, where the words stand beside the measure's name."""

import re
from collections.abc import Iterator, Sequence

from soapbench.reading.compared import compared_in
from soapbench.reading.parts import Claim, ClaimKind, Clause, Value
from soapbench.reading.senses import named_plainly, senses_in

__all__ = ["directions_in", "list_ends"]

_WAYS: dict[ClaimKind, str] = {
    "up": r"risen|rose|rises|rising|increased?|increasing|grew|grown|(?:went|gone|come|came|crept|edged|inched|ticked|moved) up(?:ward)?|is up|are up|up(?= since (?!visit \d))|"
    r"up by|higher|longer|greater|climbed|climbing|climbs|mounted|doubled|lengthened|widened",
    "down": r"fallen|fell|falling|dropped|dropping|decreased?|decreasing|(?:went|gone|come|came|crept|edged|moved) down(?:ward)?|is down|"
    r"down(?= since (?!visit \d))|are down|down by|lower|shorter|reduced|reduction|shrunk|shrank|halved|sunk|dipped|shortened|narrowed",
    "better": r"improv(?:ed|ing|es|ement)|(?<!or )(?<!lower is )(?<!higher is )(?<!less is )(?<!fewer is )better|gains?|gained|progress(?:ed|ing)|faster|quicker|(?<!goal is )(?<!goal was )eased|sped up|strengthened|moved ahead|picked up",
    "worse": r"worse(?:ned|ning|ns)?|declin(?:e[sd]?|ing)|regress(?:ed|ing|ion)|deteriorat\w+|slower|slowed|gone back|slipped|slid|weakened|lost ground",
    "same": r"unchanged|no (?:real |measurable |significant )?change|not (?:changed|moved)|the same|stable|plateaued|level+ed off|flattened(?: out)?|stalled|"
    r"held (?:steady|up|its own)|(?:been |well )(?:maintained|preserved|kept)|steady(?! (?:\w+ )?(?:gains?|improve\w*|progress\w*|increase|decline))|no (?:\w+ )?(?:improvement|gain|progress)(?! (?:documented|recorded|reported|stated|given|noted))",
}
_QUALITIES: dict[ClaimKind, re.Pattern[str]] = {
    way: re.compile(rf"\b(?:{_WAYS[way]})\b", re.IGNORECASE) for way in ("better", "worse")
}
_WORDS = "|".join(f"(?P<{way}>{words})" for way, words in _WAYS.items())
_BETWEEN = (
    r"(?:\s*\([^()\n]{0,30}\))?(?:[\s*_]+(?:score|scores|time|test|distance|has|have|all|both|is|are|was|also|shows?|"
    r"showed|kept|been|become|got|gotten|grown|an?|now|modest|slight(?:ly)?|clear(?:ly)?|small|further|significant(?:ly)?|"
    r"steadily|markedly|again|scale|in|the|of|left|right|L|R|her|his|knee|hip|ankle|shoulder|leg|foot|arm|strength|count|result|range|motion|error|eyes|closed|open|on|foam|firm|floor|EC|EO))*[\s*_:]+"
)
_AFTER = re.compile(
    rf"{_BETWEEN}(?:{_WORDS})\b(?!\s+(?:of|than|side|leg|limb|goal))", re.IGNORECASE
)
_BEFORE = re.compile(
    r"\b(?:(?P<up>increased?|increasing|rise)|(?P<down>decreased?|decreasing|drop|reduction)|"
    r"(?P<better>improv(?:ed|ing|ement)|gains?|progress)|(?P<worse>declin(?:ed?|ing)|worsen(?:ed|ing))|"
    r"(?P<same>unchanged|no change|no (?:\w+ )?(?:improvement|gain)))"
    r"(?:\s+(?:in|on|the|her|his|both|L|R|left|right|active|passive))*\s+$",
    re.IGNORECASE,
)
"""Before a name stand only words for a change: reduced weight bearing may always have been so."""
_ANYWHERE = frozenset(["pain", "jps"])
"""Measures whose words are about them anywhere in a clause; others' only right beside a way."""
_LIST = re.compile(
    r"(?:\s\([^()\n]{0,30}\))?(?:,\s(?:and\s)?|\sand\s|\s&\s)(?:the\s)?", re.IGNORECASE
)
_TURN = re.compile(
    r"\b(?:while|(?<=, )and|but|although|though|whereas|despite|yet|except)\b",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(r"\b(?:except|apart from|other than)\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\bexceptions? to (?:\w+ ){0,3}$", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"\s(?:[\w-]+\s){0,3}?than\s(?:(?:the|her|his|on|with|without|when)\s){0,2}"
    r"(?:plain|single|ordinary|other|left|right|un(?:affected|involved)|alone|cane|walker|rollator)\b",
    re.IGNORECASE,
)
"""What a measure is held against that is no earlier time: its plain form, a side, an aid."""
_DENIED = re.compile(r"\b(?:no|not|n't|never|neither|without)\W+(?:\w+\W+)?$", re.IGNORECASE)
_NEITHER = re.compile(r"\b(?:neither|none of|not all|no change in)\b", re.IGNORECASE)
_BACK_THEN = re.compile(r"\b(?:before|prior to|until|when|if|as)\b[^,.;]{0,25}$", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|once|unless|until)\b", re.IGNORECASE)
_HERE = re.compile(
    r"\W*(?:\w+\W+){0,3}(?:session|set|trials?|minutes?|rest|treatment|bouts?|practice)\b",
    re.IGNORECASE,
)
"""Within a visit things go up and down that stay as they were from visit to visit."""


_IN_SESSION = re.compile(r"\b(?:within|in)[- ](?:the |this |a )?(?:session|visit)\b", re.IGNORECASE)


def directions_in(words: str, clause: Clause, inside: Sequence[Value]) -> Iterator[Claim]:
    """Yield which way the measures of a clause are said to have gone."""
    named = _named(words, clause)
    found = []
    for (start, _, measure), end in zip(named, list_ends(words, named), strict=True):
        match = _AFTER.match(words, end) or _last(words, start)
        if match is None or _HERE.match(words, match.end()) or _BACK_THEN.search(words, 0, start):
            continue
        if _NEITHER.search(words, 0, start) or _IN_SESSION.search(words):
            continue
        way = next(kind for kind in _WAYS if match[kind])
        if measure == "pain" and match[way].lower() == "eased":
            continue  # within a visit, as a rule
        if way != "same" and _DENIED.search(words, 0, match.start(way)):
            continue
        found.append(_claim(way, measure, match.span(way), clause))
    own = {q.measure for q in clause.quantities if q.measure}
    measures = own | {measure for _, _, measure in named if measure in _ANYWHERE}
    yield from found or _alone(words, clause, inside, measures)
    if not found:
        yield from compared_in(words, clause, inside, measures)


def _named(words: str, clause: Clause) -> list[tuple[int, int, str]]:
    told = [
        (q.start - clause.start, q.end - clause.start, q.measure)
        for q in clause.quantities
        if q.measure
    ]
    told += senses_in(words)
    told = told or named_plainly(words)
    return [name for name in told if not _SET_APART.search(words, 0, name[0])]


_SET_APART = re.compile(
    r"\b(?:in contrast (?:to|with)|unlike|as opposed to)\s(?:(?:the|her|his|plain|single)\s){0,2}$",
    re.IGNORECASE,
)
"""What another measure is held against: "in contrast to the plain TUG"."""


def list_ends(words: str, named: Sequence[tuple[int, int, str]]) -> list[int]:
    """Return for each measure where the list ends that it stands in: "FGA, DGI and ABC"."""
    ends = [end for _, end, _ in named]
    for i in range(len(named) - 2, -1, -1):
        if _LIST.fullmatch(words, named[i][1], named[i + 1][0]):
            ends[i] = ends[i + 1]
    return ends


def _last(words: str, start: int) -> re.Match[str] | None:
    return _BEFORE.search(words, max(0, start - 50), start)


def _alone(words: str, clause: Clause, inside: Sequence[Value], named: set[str]) -> Iterator[Claim]:
    """Yield the one way of a clause about one measure, wherever in it the word stands."""
    measures = named | {v.measure for v in inside if v.when in ("now", "baseline")}
    if len(measures) != 1:
        return
    found = [(way, match) for way, told in _QUALITIES.items() if (match := told.search(words))]
    if len(found) == 1 and not _TURN.search(words):
        way, match = found[0]
        before = words[: match.start()]
        if _LEFT_OUT.search(words, match.end()) or _EXCEPT.search(before):
            return
        if _OF_ANOTHER.match(words, match.end()):
            return
        if "negated" not in clause.flags and not (_IF.search(before) or _BACK_THEN.search(before)):
            yield _claim(way, measures.pop(), match.span(), clause)


def _claim(way: ClaimKind, measure: str, span: tuple[int, int], clause: Clause) -> Claim:
    return Claim(
        way,
        clause.start + span[0],
        clause.start + span[1],
        measure=measure,
        about=(clause.start, clause.end),
    )
