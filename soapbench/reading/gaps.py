"""What a note says it does not have: a rating, a test, minutes that were not taken."""

import re
from collections.abc import Mapping

from soapbench.cases import Gap
from soapbench.reading.parts import Reading

__all__ = ["NO_NUMBER", "gap_in"]

_SPELLED: Mapping[Gap, str] = {
    "rom": r"ROM|range of motion",
    "pain": r"pain",
    "balance_test": r"balance",
    "baseline": r"baseline|evaluation|initial|eval",
    "prom": r"outcome|self-report|questionnaire|patient-reported|PROM",
    "falls": r"falls?",
    "minutes": r"minutes|time|timed",
}
_NAMED = {gap: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for gap, words in _SPELLED.items()}
NO_NUMBER = (
    r"\bno (?:[\w/-]+ ){0,3}(?:scores?|ratings?|values?|measurements?|results?|numbers?|baseline|"
    r"minutes|times?)(?: (?:was|were|is|are))? (?:\w+ )?(?:given|provided|recorded|obtained|"
    r"available|taken|documented)\b"
)
"""A pattern for a number that there is none of, which no flag of its clause tells."""
_NONE = re.compile(NO_NUMBER, re.IGNORECASE)


def gap_in(reading: Reading, gap: Gap) -> tuple[int, int] | None:
    """Return the first clause that says that what a case lacks is not there."""
    for clause in reading.clauses:
        where = reading.plain, clause.start, clause.end
        told = not clause.flags.isdisjoint(["blank", "not_done"]) or _NONE.search(*where)
        if told and _NAMED[gap].search(*where):
            return clause.start, clause.end
    return None
