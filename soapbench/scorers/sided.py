"""Sides and levels of help that stand beside the words of others."""

import re
from collections.abc import Sequence

from soapbench.reading import OTHER_SIDE, Clause, Mention, mentions
from soapbench.scorers.told import Told, said_of

__all__ = ["has_its_number", "other_help", "other_side"]

_GENERAL = frozenset("leg side limb hand arm stanc more".split())
"""Words that go with either side of anyone."""
_SIDES = frozenset(["right", "left", "both", "bilat"])
_OF_HELP = frozenset(
    "trial assis minut once twice times reps need requi with only super guard".split()
)
"""Beginnings of words that stand beside any level of help."""
_TOGETHER, _HELPED = 2, 3
"""So many words close to a side, or to a level of help, say what it goes with."""
_APART_BY = 20
_LEAD = 24
"""Words so many characters before a side say what it is held against."""
_SOUND = re.compile(
    r"\b(?:un(?:involved|affected|injured)|sound|non-?(?:involved|affected|surgical)|contralateral|"
    r"within normal|WNL|intact|for comparison|instead)\b",
    re.IGNORECASE,
)
"""What tells of the side that is well, or that stands in for the other."""
_THAN = re.compile(
    r"\b(?:than|unlike|versus|vs\.?|(?:compared|relative) (?:with|to)|short of|behind)\s"
    r"(?:the |her |his )?$",
    re.IGNORECASE,
)
"""Behind such words a side is what the other one is held against."""


def other_side(told: Told, clause: Clause, like: Sequence[Told], note: str) -> bool:
    """Return whether the case has the words beside a side only with the other side.

    Args:
        told: The side.
        clause: Where it stands; a plan's sides may be the note's own.
        like: The sides of the case.
        note: The note.
    """
    mention = told.mention
    if mention.kind != "side" or mention.amount == "both" or clause.section == "P":
        return False
    if "not_done" in clause.flags:
        return False  # "the left knee was not measured"
    if _is_in_row(note, mention):
        return False  # columns are of sides
    lead = note[max(0, mention.start - _LEAD) : mention.start]
    if _SOUND.search(note, *said_of(clause, mention)) or _THAN.search(lead):
        return False
    other = OTHER_SIDE[str(mention.amount)]
    near = [(i, word) for i, word in enumerate(told.beside) if word and word not in _GENERAL]
    mine = [o.beside for o in like if o.mention.amount != other]
    theirs = [o.beside for o in like if o.mention.amount == other]
    own = any(beside[i] == word for beside in mine for i, word in near)
    for i, word in near:
        only = any(b[i] == word for b in theirs) and not any(word in b for b in mine)
        if only and not own:
            return True
    return _elsewhere(told, like, _TOGETHER) and not _has_both(mention, note)


def has_its_number(told: Told, like: Sequence[Told], note: str) -> bool:
    """Return whether the number right behind a side stands close to that side in the case too."""
    if told.mention.kind != "side" or not _NUMBERED.match(note, told.mention.end):
        return False
    numbers = {word for word in told.near if word[0].isdigit()}
    return any(numbers & o.near for o in like if o.mention.amount == told.mention.amount)


def other_help(told: Told, like: Sequence[Told]) -> bool:
    """Return whether the case has the words close to a level of help only with other levels."""
    return _elsewhere(told, like, _HELPED)


def _elsewhere(told: Told, like: Sequence[Told], least: int) -> bool:
    """Return whether the words close to one stand in the case close to others of its kind only."""
    close = {word for word in told.near - _SIDES - _OF_HELP if not word[0].isdigit()}
    common = [(len(o.near & close), o.mention.amount) for o in like]
    own = any(n for n, amount in common if amount == told.mention.amount)
    return not own and max((n for n, _ in common), default=0) >= least


def _is_in_row(note: str, mention: Mention) -> bool:
    """Return whether a side stands in a row of titles, which hold no number."""
    line = note[note.rfind("\n", 0, mention.start) + 1 :].partition("\n")[0]
    return "|" in line and not any(letter.isdigit() for letter in line)


def _has_both(mention: Mention, note: str) -> bool:
    """Return whether the other side stands near a side, which then says nothing of its own.

    Or farther off, where both stand before numbers: "left girth 43 cm, right 39 cm".
    """
    other = OTHER_SIDE.get(str(mention.amount))
    reach = 2 * _APART_BY if _NUMBERED.match(note, mention.end) else _APART_BY
    return any(
        m.kind == "side" and m.amount == other and abs(m.start - mention.start) <= reach
        for m in mentions(note)
    )


_NUMBERED = re.compile(r"[\s:=(]{1,3}(?:\d|[+−-]|pos|neg)", re.IGNORECASE)
