"""When the goals that a note sets are due."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from soapbench.reading.counts import NUMERALS, counted
from soapbench.reading.parts import Claim, Clause, Reading

__all__ = ["dues_in"]

_SIGNS = ("wk", "week", "month")
"""Letters without which no goal is due in so many weeks."""
_MANY = rf"(?:\d{{1,2}}|{NUMERALS})"
_WEEKS = re.compile(
    rf"(?<![\w/.])(?P<least>{_MANY})(?:\s?(?:[-–]|to)\s?(?P<most>{_MANY}))?[\s-]?(?:more\s)?"
    r"(?:(?P<weeks>w(?:ee)?ks?)|months?)\b(?!['’])",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"(?:\b(?:last|past|previous|prior|first|every|each|per|next|another|after|since|from|was(?: due(?: at| in)?)?|were|originally|until|"
    r"than|over the|old|about|till|on hold|post-?op|POW|for(?: the| a)?|(?:tests?|testing|retest|recheck|reassess\w*|fall\w*|fell)\b[^.;]{0,20})|[x×])\W{0,2}$",
    re.IGNORECASE,
)
"""Words before so many weeks by which they are no time to come, or not this goal's any more."""
_AGO = re.compile(
    r"[\s,]*(?:ago|old|post|prior|earlier|since|into|after|out|following|of|s/p|duration|from|back|"
    r"past|apart|to go)\b",
    re.IGNORECASE,
)
_BY_WEEK = re.compile(
    r"\b(?:wk|week)\s(\d{1,2})\b(?!\s?(?:[-–]|to\b|of\b|post)\s?\w)", re.IGNORECASE
)
"""In which week of care."""
_PARTS = re.compile(r";|\n|\||\.\s")
"""What sets goals of one line apart."""
_TITLE = re.compile(
    r"\W*(?:(?:new|revised|updated|short|long|term|goals?|[SL]TGs?|in|by|within|at|due|time ?frame|#?\d)\b\W*)*",
    re.IGNORECASE,
)
"""What says no more than that a goal follows."""


def dues_in(reading: Reading) -> Iterator[Claim]:
    """Yield in how many weeks what may be a goal is due.

    `Claim.about` holds the words that may be a goal, before the weeks or, where none are, behind.
    """
    text = reading.plain
    low = text.lower()
    if not any(sign in low for sign in _SIGNS):
        return
    for clause in reading.clauses:
        if clause.section in ("S", "O") or clause.flags & {"echo", "blank"}:
            continue
        words = text[clause.start : clause.end]
        dated = [m for m in _BY_WEEK.finditer(words) if not _elsewhere(words, m)]
        if len(dated) == 1 and clause.section != "ADM":
            start, end = (clause.start + at for at in dated[0].span())
            week = float(dated[0][1])
            yield Claim("due_week", start, end, week, week, about=(clause.start, start))
        told = [m for m in _WEEKS.finditer(words) if not _elsewhere(words, m)]
        if told:
            yield from _dues(words, told, clause)
        elif clause.under is not None:
            label = text[slice(*clause.under)]
            heads = [m for m in _WEEKS.finditer(label) if not _elsewhere(label, m)]
            if len(heads) == 1:
                about = (clause.start, clause.end)
                yield _claim(heads[0], clause.under[0], about)


def _elsewhere(words: str, match: re.Match[str]) -> bool:
    """Return whether so many weeks are of something else than of a goal."""
    before = words[max(0, match.start() - 32) : match.start()]
    return bool(_OTHERWISE.search(before) or _AGO.match(words, match.end()))


def _dues(words: str, told: list[re.Match[str]], clause: Clause) -> Iterator[Claim]:
    edges = sorted({0, len(words), *(m.end() for m in _PARTS.finditer(words))})
    for i, match in enumerate(told):
        at = bisect_left(edges, match.end())
        first = max(
            [edges[bisect_left(edges, match.start() + 1) - 1], *(m.end() for m in told[:i])]
        )
        last = min([edges[min(at, len(edges) - 1)], *(m.start() for m in told[i + 1 :])])
        titled = _TITLE.fullmatch(words, first, match.start()) is not None
        span = (match.end(), last) if titled else (first, match.start())
        yield _claim(match, clause.start, (clause.start + span[0], clause.start + span[1]))


def _claim(match: re.Match[str], start: int, about: tuple[int, int]) -> Claim:
    size = 1.0 if match["weeks"] else 4.0
    least = size * counted(match["least"])
    most = (size if match["weeks"] else 4.5) * counted(match["most"] or match["least"])
    return Claim("due", start + match.start(), start + match.end(), least, most, about=about)
