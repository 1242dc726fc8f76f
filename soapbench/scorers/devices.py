"""Walking aids that a note says are used now, held against those of its case."""

import re

from soapbench.reading import Clause, Mention
from soapbench.scorers.known import Judged, contradicted
from soapbench.scorers.told import Given, said_of

__all__ = ["of_device"]

_AIDS = frozenset(["cane", "walker", "rollator", "crutches", "poles"])
_ALIKE = frozenset(["walker", "rollator"])
"""One is told for the other."""
_NOT_USED = re.compile(
    r"\b(?:no|not|without|from|off|than|instead of|until|before|prior|previous\w*|used to|had|"
    r"was|were|progress\w*|wean\w*|trial\w*|try|tried|if|may|might|consider\w*|recommend\w*)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
"""What makes an aid one that is not in use."""


def of_device(mention: Mention, clause: Clause, note: str, given: Given) -> Judged | None:
    """Return that a walking aid is another one than the case's, where it is told as used now."""
    theirs = {
        o.mention.amount for o in (*given.told.get("device", ()), *given.owned.get("device", ()))
    }
    if mention.amount not in _AIDS or not theirs & _AIDS or theirs & {mention.amount, *_ALIKE}:
        return None
    later = clause.section == "P" or clause.flags & {"future", "goal", "echo", "negated"}
    if later or _NOT_USED.search(note, said_of(clause, mention)[0], mention.start):
        return None
    return contradicted("wrong_value")
