"""What a note claims besides values: falls, plateaus, goals reached, directions, how often."""

import re
from collections.abc import Iterator

from soapbench.reading.directions import directions_in
from soapbench.reading.falls import falls_in
from soapbench.reading.goals import goals_in
from soapbench.reading.parts import Claim, Clause, Reading
from soapbench.reading.values import Value

__all__ = ["claims_in"]

_COUNTS = {
    "once": 1, "twice": 2, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "eight": 8, "ten": 10, "twelve": 12,
}  # fmt: skip
_PLATEAU = re.compile(
    r"\b(?:has|have|is|are|progress)\s+(?:\w+\s+)?(?:plateaued|at a plateau|in a plateau)|"
    r"\bplateau (?:in|of|since)\b",
    re.IGNORECASE,
)
_BEYOND_ERROR = re.compile(
    r"\b(?:exceed(?:s|ed|ing)?|beyond|above|(?:greater|more|larger) than|surpass(?:es|ed|ing)?)\s+"
    r"(?:(?:the|its|a|published)\s+)*(?:\d[\d.]*[-\s]?(?:points?|pts?|s|sec\w*)?\s+)?"
    r"(?:MDC|MCID|MIC\b|minimal(?:ly)?\s+(?:detectable|(?:clinically )?important))",
    re.IGNORECASE,
)
_PER_WEEK = re.compile(
    r"\b(?:(?P<number>\d)(?:\s*[-–]\s*(?P<most>\d))?\s*(?:x|×|times|visits?|sessions?)\s*(?:/|per|a|each)?\s*"
    r"(?:wk|week)(?:ly)?|"
    r"(?P<word>once|twice|(?:one|two|three|four|five)(?=\s+(?:times|visits?|sessions?)))\s+"
    r"(?:times\s+|visits?\s+|sessions?\s+)?(?:a|per|each|every)?\s*(?:week|weekly))\b",
    re.IGNORECASE,
)
_MANY = rf"(?P<number>\d{{1,2}}|{'|'.join(_COUNTS)})"
_WEEKS = re.compile(
    r"(?:\b(?:for|x|×|over)\s*|\bduration\W{1,5}|(?:wk|week|weekly|wkly)[\s,;]+(?:x\s*)?)"
    rf"(?:another |the next )?{_MANY}(?:\s*[-–]\s*(?P<most>\d{{1,2}}))?\s*(?:more |additional )?(?:wks?|weeks?)\b",
    re.IGNORECASE,
)
_GOAL_SIGNS = ("met", "achiev", "reach", "attain", "accomplish", "ongoing", "progress", "not there")
"""Letters without which nothing is said of a goal's status."""
_HOPED = re.compile(
    r"\b(?:benefits?|expected|anticipated|sought|hoped|aim(?:s|ed|ing)?|so that|in order to|"
    r"potential (?:for|to)|working toward)\b",
    re.IGNORECASE,
)
"""Behind such a word stands what is wanted, not what is."""
_GOES_ON = re.compile(
    r"\b(?:continu\w+|requested|plan(?:ned)?|frequency|reasonable and necessary)\b", re.IGNORECASE
)
"""What tells of a plan where no heading does."""
_HOME = re.compile(r"\b(?:HEP|home)\b", re.IGNORECASE)
_CARE = re.compile(
    r"\b(?:duration|continu\w+|plan of care|POC|PT|therapy|frequency)\b", re.IGNORECASE
)
_IF = re.compile(r"\b(?:if|once|when|until|after|no|without)\b", re.IGNORECASE)


def claims_in(reading: Reading, values: tuple[Value, ...]) -> tuple[Claim, ...]:
    """Return the claims of a reading, in the note's order."""
    found: list[Claim] = []
    for clause in reading.clauses:
        words = reading.text[clause.start : clause.end]
        low = words.lower()
        inside = [v for v in values if clause.start <= v.start < clause.end]
        plans = clause.section == "P" or (clause.section == "ADM" and bool(_GOES_ON.search(words)))
        if plans:
            line = reading.text[reading.text.rfind("\n", 0, clause.start) + 1 : clause.end]
            found += _how_often(words, line, clause)
        if clause.section != "P" and not clause.flags & {"future", "norm", "echo", "blank"}:
            told = list(_told(words, low, clause, inside))
            hoped = _HOPED.search(words) if told else None
            until = clause.start + hoped.start() if hoped else clause.end
            found += [claim for claim in told if claim.start < until]
        if "norm" in clause.flags or "mic" in low or "minimal" in low:
            found += _beyond_error(words, clause, inside)
        if any(sign in low for sign in _GOAL_SIGNS):
            found += goals_in(words, clause, inside)
    return tuple(sorted(found, key=lambda c: (c.start, c.kind)))


def _told(words: str, low: str, clause: Clause, inside: list[Value]) -> Iterator[Claim]:
    if "goal" not in clause.flags:
        if "fall" in low or "fell" in low:
            yield from falls_in(words, clause)
        plateau = _PLATEAU.search(words) if "plateau" in low else None
        if plateau and "negated" not in clause.flags:
            yield Claim("plateau", clause.start + plateau.start(), clause.start + plateau.end())
    yield from directions_in(words, clause, inside)


def _beyond_error(words: str, clause: Clause, inside: list[Value]) -> Iterator[Claim]:
    """Yield whether the one measure of a clause is said to have moved beyond its error."""
    match = _BEYOND_ERROR.search(words)
    if match is None or clause.flags & {"future", "negated", "goal", "echo"}:
        return
    named = {q.measure for q in clause.quantities if q.measure}
    measures = named | {v.measure for v in inside if v.when in ("now", "baseline")}
    if len(measures) == 1:
        span = (clause.start + match.start(), clause.start + match.end())
        yield Claim("beyond_error", *span, measure=measures.pop())


def _how_often(words: str, line: str, clause: Clause) -> Iterator[Claim]:
    """Yield how often and how long treatment goes on; a home program is another matter."""
    if _HOME.search(line) or "echo" in clause.flags:
        return
    often = list(_PER_WEEK.finditer(words))
    for match in often:
        if re.search(r"\b(?:was|were|from|previously)\W+$", words[: match.start()], re.IGNORECASE):
            continue
        span = (clause.start + match.start(), clause.start + match.end())
        most = float(match["most"]) if match["most"] else None
        yield Claim("per_week", *span, _counted(match["number"] or match["word"]), most)
    for match in _WEEKS.finditer(words):
        if often or (_CARE.search(words) and not _IF.search(words, 0, match.start())):
            span = (clause.start + match.start("number"), clause.start + match.end())
            most = float(match["most"]) if match["most"] else None
            yield Claim("weeks", *span, _counted(match["number"]), most)


def _counted(words: str) -> float:
    return float(_COUNTS.get(words.lower()) or words)
