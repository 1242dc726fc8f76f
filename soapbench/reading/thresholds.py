"""What a note holds a measure against: a cut-off, or the smallest change that counts."""

import re
from collections.abc import Iterator, Sequence

from soapbench.reading.directions import list_ends
from soapbench.reading.parts import Claim, ClaimKind, Clause, Value
from soapbench.reading.visits import FIRST_VISIT

__all__ = ["THRESHOLD_SIGNS", "thresholds_in"]

THRESHOLD_SIGNS = (
    "mdc",
    "mcid",
    "mic",
    "minim",
    "error",
    "cut",
    "threshold",
    "real change",
    " mark",
    "usual",
    "norm",
    "needed",
    "require",
    "takes",
    " asks",
    "communit",
    "err by",
)
"""Letters without which nothing is held against a threshold."""
_UNIT = r"(?:points?\b|pts?\b|seconds?\b|secs?\b|s\b|m/s|met(?:er|re)s?\b|m\b|cm\b|%|°|degrees?\b)"
_SOME = r"(?:the|its|their|a|an|any|published|usual|common(?:ly)?|quoted|cited|accepted|reported|known|used|established)"
_ERROR = (
    r"(?:MDC(?:9[05])?|MCID|MIC|minimal(?:ly)?\s+(?:detectable|(?:clinically )?important)"
    r"(?:\s+(?:change|difference))?|(?:measurement|test(?:ing)?) error|"
    r"(?:tests?|scale|measure|instrument)(?:['’]s|s['’]|['’])?(?: own)? (?:measurement )?error|"
    r"error of (?:(?:the|its|this) )?(?:tests?|measurement|measure|scale)|what (?:the|a) test can err(?: by)?|"
    r"(?:a )?real change (?:takes|needs|asks for|requires))\b"
)
_FEW = r"(?:about|approximately|roughly|around|~|≈)?\s*"
_MOVED = re.compile(
    r"\b(?:(?P<within>within|below|under|short of|(?:less|smaller) than|"
    r"(?:not|n't|fail(?:s|ed) to|too small to)\s+(?:yet\s+|been\s+)?"
    r"(?:exceed(?:ed)?|reach(?:ed)?|me?et|surpass(?:ed)?|pass(?:ed)?|achieved?))|"
    r"(?P<beyond>exceed(?:s|ed|ing)?|beyond|above|over|(?:greater|more|larger) than|surpass(?:es|ed|ing)?|"
    r"reach(?:es|ed)|me?ets?|pass(?:es|ed)|past|clear(?:s|ed|ing)?|outside))\s+"
    rf"(?:{_SOME}\s+)*(?:{_FEW}(?P<first>\d+(?:\.\d+)?)[-\s]?(?:{_UNIT}[-\s]*)?(?:of\s+)?)?(?:{_SOME}\s+)*{_ERROR}"
    rf"(?:\s*(?:of|\(|=|is)\s*{_FEW}(?P<last>\d+(?:\.\d+)?)(?![\d.]*\d))?",
    re.IGNORECASE,
)
_WORDS = r"(?:[a-z-]+\s+)"
_ASKED = (
    r"(?:that \w+(?: \w+)? (?:takes|needs|asks(?: for)?|requires)\b|"
    r"(?:usually|commonly|often|generally|typically) (?:asked|needed|required|wanted|taken|quoted|expected)\b|"
    r"(?:needed|required|expected|asked|wanted) (?:for|to|of|by)\b|"
    r"for (?:(?:safe|full|limited) )?(?:community|household|return)\b)"
)
"""Words behind a number by which it is asked of people in general."""
_CUT = re.compile(
    r"(?:\b(?:(?P<below>below|under|(?:less|lower|faster|shorter) than)|"
    r"(?P<above>above|over|past|beyond|exceed(?:s|ed|ing)?|clear(?:s|ed|ing)?|pass(?:es|ed)|(?:greater|higher|more|longer|slower) than))\b|(?P<less><)|(?P<more>>))\s*"
    rf"{_WORDS}{{0,5}}?(?:(?P<first>\d+(?:\.\d+)?)(?:\s?/\s?\d+)?[-\s]?(?:{_UNIT})?[-\s]*)?{_WORDS}{{0,4}}?"
    rf"(?:(?:cut-?\s?(?:offs?|points?)|cut(?=\s?\(|\W*$)|thresholds?|(?<!to )marks?|norms?)(?:\s(?:score|value|point)s?)?\b|(?<=[\d%s°] ){_ASKED})"
    rf"(?:\s{_WORDS}{{0,6}}?(?:of|at)\s(?P<last>\d+(?:\.\d+)?)(?![\d.]*\d)|\s?\((?P<open>\d+(?:\.\d+)?)[^()\n]{{0,12}}\))?",
    re.IGNORECASE,
)
_NUMBERS = ("first", "last", "open")
_OF_CHANGE: tuple[ClaimKind, ClaimKind] = ("beyond_error", "within_error")
_OF_VALUE: tuple[ClaimKind, ClaimKind] = ("above_cutoff", "below_cutoff")
_CHANGE = re.compile(
    r"\b(?:chang\w*|gain\w*|improvement|increase|decrease|reduction|drop|rise|difference|asymmetry)\b[^,;]{0,40}$",
    re.IGNORECASE,
)
"""What makes a threshold one of change, not of today's value."""
_IN_PACE = re.compile(r"(?:slower|faster)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|n't|no longer|never)\W+(?:\w+\W+)?$", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:no(?! longer)|none|neither|nor|whether|if|once|until|needed|required|sure|enough)\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:has|have|is|are) now (?:\w+ ){0,2}$", re.IGNORECASE)
_THEN = re.compile(
    rf"\b(?:was|were|had|from(?! \d[\d.]*\S{{0,4}} to\b)|initially|previous(?:ly)?|at (?:the )?{FIRST_VISIT})\b",
    re.IGNORECASE,
)


_REFERS = re.compile(
    r"\W*(?:and |so )?(?:that|this|which|the|those|these)\s(?:is\b|was\b|(?:\d[\w.-]* )?"
    r"(?:drop|gain|rise|change|shift|improvement|difference|increase|decrease|reduction|loss|climb))",
    re.IGNORECASE,
)
"""What speaks of a measure that the clause before has named."""


def thresholds_in(
    words: str, clause: Clause, inside: Sequence[Value], named: str | None = None
) -> Iterator[Claim]:
    """Yield what the one measure of a clause, or of its part, is held against.

    Args:
        words: The clause.
        clause: Where it stands.
        inside: Its values.
        named: The one measure of the clause before, of which it may go on to speak.
    """
    if clause.flags & {"future", "goal", "echo"}:
        return
    before = named if _REFERS.match(words) else None
    for match in _MOVED.finditer(words):
        if not _NONE.search(words, 0, match.start()):
            beyond = bool(match["beyond"]) != bool(_NOT.search(words, 0, match.start()))
            kind: ClaimKind = "beyond_error" if beyond else "within_error"
            yield from _claim(kind, match, words, clause, inside, before)
    for match in _CUT.finditer(words):
        now = _SINCE.search(words, 0, match.start())  # "was reduced and has now cleared"
        lead = words[now.end() if now else 0 : match.start()]
        if not _NONE.search(lead) and not _THEN.search(lead):
            above = bool(match["above"] or match["more"]) != bool(_NOT.search(lead))
            if _IN_PACE.match(match.group()) and "m/s" in match.group():
                above = not above  # "slower than 1.0 m/s" is below it
            kinds = _OF_CHANGE if _CHANGE.search(lead) else _OF_VALUE
            kind = kinds[0] if above else kinds[1]
            yield from _claim(kind, match, words, clause, inside, before)


def _claim(
    kind: ClaimKind,
    match: re.Match[str],
    words: str,
    clause: Clause,
    inside: Sequence[Value],
    before: str | None,
) -> Iterator[Claim]:
    number = next((n for name, n in match.groupdict().items() if n and name in _NUMBERS), None)
    span = (clause.start + match.start(), clause.start + match.end())
    about = (clause.start, clause.end)
    measure = _measure(match, words, clause, inside) or before
    if number and not measure:
        yield Claim(kind, *span, float(number), about=about)
    for name in [measure] if measure else [] if number else _list(match, words, clause):
        yield Claim(kind, *span, float(number) if number else None, measure=name, about=about)


def _list(match: re.Match[str], words: str, clause: Clause) -> list[str]:
    """Return the measures of a clause that are told of together, before what they are held against."""
    start = clause.start
    named = [(q.start - start, q.end - start, q.measure) for q in clause.quantities if q.measure]
    ends = list_ends(words, named)
    together = bool(ends) and len(set(ends)) == 1 and ends[0] <= match.start()
    return [measure for _, _, measure in named] if together else []


def _measure(
    match: re.Match[str], words: str, clause: Clause, inside: Sequence[Value]
) -> str | None:
    """Return the one measure of the clause, else of the part between two marks; None of several."""
    marks = [at for at in (words.rfind(mark, 0, match.start()) for mark in ",;:(") if at >= 0]
    for left, right in ((0, len(words)), (max(marks, default=0), match.end())):
        start, end = clause.start + left, clause.start + right
        named = {q.measure for q in clause.quantities if q.measure and start <= q.start < end}
        told = {
            v.measure
            for v in inside
            if v.when in ("now", "baseline", "change") and start <= v.start < end
        }
        if len(named | told) == 1:
            return (named | told).pop()
    return None
