"""A section's sentences, list items and table rows."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from soapbench.reading.flags import FLAG_SIGNS, FLAGS
from soapbench.reading.parts import Clause, Quantity, Section, SectionName
from soapbench.reading.quantities import QUANTITY_SIGNS, quantities, spelled_measures
from soapbench.reading.signs import Signs

__all__ = ["clauses"]

_ABBREVIATION = (
    r"(?<!\bvs\.)(?<!\bDr\.)(?<!\b[Pp]t\.)(?<!\bmin\.)(?<!\bsec\.)(?<!\be\.g\.)(?<!\bi\.e\.)"
    r"(?<!\bapprox\.)(?<!\bwk\.)(?<!\bdeg\.)(?<!\bin\.)(?<!\bft\.)(?<!\bno\.)(?<!\bext\.)(?<!\bant\.)"
    r"(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\n\d\.)(?<!# \d\.)"
)
_BEFORE_LOWER = (
    r"(?<!\b[Dd]ef\.)(?<!\b[Pp]rob\.)(?<!\b[Pp]ot\.)(?<!\b[Pp]rog\.)(?<!\b[Cc]ont\.)(?<!\b[Ff]req\.)(?<!\b[Ee]x\.)"
    r"(?<!\b[Hh]oriz\.)(?<!\b[Vv]ert\.)(?<!\b[Bb]ilat\.)(?<!\b[Ll]at\.)(?<!\bmo\.)(?<!\byr\.)(?<!\bincl\.)"
)
# "4 s at intake; 9 s now": a value after a semicolon belongs to the one before it, and so does what
# puts it off.
_GOES_ON = (
    r"(?:(?:it|she|he|this) )?(?:is |was |has )?(?:now|today|currently|at present)\b|current:? \d|"
    r"\d[\d./]*(?: ?[a-z%°]+)? (?:now|today|at|on|this|wk|week|visit|first|last|\w+th)\b|"
    r"(?:deferred|postponed|put off|rescheduled|carried over) (?:to|until|till)\b|not (?:done|performed|assessed|tested) (?:today|this)\b|"
    r"(?:this|it|these|which) (?:was|were|is|are|has been|have been) (?:not|deferred|postponed|put off)\b"
)
# Leader dots join a label to its value; a sentence in a table's cell ends with the cell.
_CLAUSE_END = re.compile(
    rf"\n|(?<=[.!?])(?<![. ]\.){_ABBREVIATION}[\"”)]*[ \t]+(?=[\"“'(\[]?\*{{0,2}}[A-Z0-9])|"
    rf"(?<=[a-z0-9)%][.!?]){_ABBREVIATION}{_BEFORE_LOWER}[ \t]+(?=[a-z])|"
    rf";[ \t]+(?!{_GOES_ON})|"
    rf"(?<=[.!?]){_ABBREVIATION}[ \t]*\|[ \t]+(?=[^\s|])"
)


# Letters without which no pattern of the kind can match: looked for all at once, in linear time,
# before any of the patterns is tried.
@cache
def _signs() -> Signs:
    names = "|".join(spelled_measures())
    measure = rf"(?:^|\W)(?:{names})(?:\W|$)"
    return Signs({**QUANTITY_SIGNS, **FLAG_SIGNS, "measure": measure}, any_case=True)


_LABEL = re.compile(
    r"[ \t#>*_|\-•]*+(?:\d{1,2}[.)])?[ \t*_]*[A-Za-z\"][^\n.;?!|]{1,60}?[*_]*(?::[*_ \t]*|(?<=\*)[ \t]*)$"
)


def clauses(text: str, section: Section, rows: Sequence[tuple[int, int]]) -> Iterator[Clause]:
    """Yield the clauses of a section, in the note's order; rows are where columns hold changes."""
    start, under = section.start, section.heading
    ends = [m.span() for m in _CLAUSE_END.finditer(text, section.start, section.end)]
    for stop, following in [*ends, (section.end, section.end)]:
        words = text[start:stop]
        if words.strip().strip("-*•|#>_ \t"):
            left = start + len(words) - len(words.lstrip())
            right = stop - len(words) + len(words.rstrip())
            yield _clause(text, section.name, left, right, under, rows)
            asks = words.rstrip().endswith("?") and right - left <= 80
            if asks or _LABEL.fullmatch(words.strip()) or words.lstrip().startswith("#"):
                under = (left, right)
        elif "\n" in text[stop:following] and not text[following : following + 1].strip():
            under = section.heading  # an empty line ends a list
        start = following


def _clause(
    text: str,
    section: SectionName,
    left: int,
    right: int,
    under: tuple[int, int] | None,
    rows: Sequence[tuple[int, int]],
) -> Clause:
    words = text[left:right]
    kinds = _signs().in_(words)
    flags = frozenset(f for f, p in FLAGS.items() if f in kinds and p.search(words))
    blanks = (
        tuple(m.span() for m in FLAGS["blank"].finditer(text, left, right))
        if "blank" in flags
        else ()
    )
    first = bisect_left(rows, (left, 0))
    changes = [Quantity("change", *row) for row in rows[first : first + 1] if row[1] <= right]
    found = tuple(
        q
        for q in (*changes, *quantities(text, left, right, kinds))
        if not any(start < q.end and q.start < end for start, end in blanks)
    )
    return Clause(section, left, right, under, flags, blanks, found)
