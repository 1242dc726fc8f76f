"""Breaking good notes in known ways: which breaks the rules notice, and what else they change."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from string import Template
from typing import TYPE_CHECKING

from soapbench.reading import SectionName, read
from soapbench.rubrics import Element, Found, Rubric, find_elements

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BREAKS", "challenge", "worded"]

Break = Callable[[Element, str, str], str | None]
"""From an element, a note and the clause that meets it to the words that replace the clause."""


def _deleted(element: Element, note: str, clause: str) -> str | None:
    return ""


def _emptied(element: Element, note: str, clause: str) -> str | None:
    without = re.sub(r"\d+(?:[.,/:]\d+)*", "", clause)
    return without if element.number and without != clause else None


def _moved(element: Element, note: str, clause: str) -> str | None:
    # The clause itself is put into another section by `challenge`; here it goes.
    movable = element.section in _ELSEWHERE and read(note).has_sections
    return "" if movable else None


def _generic(element: Element, note: str, clause: str) -> str | None:
    return "Patient is doing well with therapy."


def worded(way: str, wordings: Sequence[str]) -> Break:
    """Return a way to break elements that is told in given words, of several in turn.

    Args:
        way: Of which kind it is: ``negated``, ``deferred``, ``left blank`` or ``instruction
            echoed``.
        wordings: What stands instead of the clause: ``$clause`` for what it said, ``$Title`` and
            ``$title`` for what a form would call the element, ``$$`` for a dollar.
    """
    templates = [Template(words) for words in wordings]

    def breaker(element: Element, note: str, clause: str) -> str | None:
        if not _BREAKABLE[way](element):
            return None
        said, title = _body(clause), _name(element)
        template = templates[zlib.crc32(f"{element.id} {said}".encode()) % len(templates)]
        if not template.template.endswith("$clause"):  # the wording ends the sentence
            said = said.rstrip(". ")
        return template.substitute(clause=said, Title=title, title=title.lower())

    return breaker


_BREAKABLE: dict[str, Callable[[Element], bool]] = {
    # Nobody performs a date or a signature.
    "negated": lambda element: not element.negation_ok and not element.placeholder_ok,
    "deferred": lambda element: element.section in ("S", "O"),
    # A slot is enough for some elements, and some instructions are slots.
    "left blank": lambda element: not element.placeholder_ok,
    "instruction echoed": lambda element: not element.placeholder_ok,
}

BREAKS: dict[str, Break] = {
    "deleted": _deleted,
    "negated": worded("negated", ["Not assessed or performed today: $clause"]),
    "deferred": worded("deferred", ["Will be addressed at the next visit: $clause"]),
    "number emptied": _emptied,
    "left blank": worded("left blank", ["$Title: [not provided]."]),
    "moved": _moved,
    "instruction echoed": worded("instruction echoed", ["Document the $title here."]),
    "made generic": _generic,
}
"""The known ways to break an element, by name."""

_ELSEWHERE: dict[str, SectionName] = {"S": "P", "O": "S", "A": "S", "P": "S"}
"""Where a clause is moved to."""


def challenge(
    notes: Iterable[str], rubric: Rubric, breaks: Mapping[str, Break] = BREAKS
) -> pd.DataFrame:
    """Return how often each break of each element is noticed, and what else it changes.

    Only elements that one clause alone meets are broken. A break is noticed when the element is no
    longer met. It spills when an element that rests on another clause changes its state; elements
    that may rest on several clauses (``near``, ``several``, ``only_after``) are left out of that,
    and elements that the break itself brings: those of a moved clause where it now stands, and
    those of a plan that what is put off to the next visit meets.

    Args:
        notes: Texts that meet some elements.
        rubric: Whose elements are broken.
        breaks: The ways to break them, by name; one's own words for a way: `worded`.

    Returns:
        One row per way and element that could be broken: ``breaks``, how many; ``noticed`` and
        ``spilled``, shares of them in [0, 1].
    """
    import pandas as pd

    rows = [row for note in notes for row in _broken(note, rubric, breaks)]
    frame = pd.DataFrame(rows, columns=["way", "element", "noticed", "spilled"])
    groups = frame.groupby(["way", "element"], sort=False)
    return groups.agg(
        breaks=("noticed", "size"), noticed=("noticed", "mean"), spilled=("spilled", "mean")
    )


def _broken(
    note: str, rubric: Rubric, breaks: Mapping[str, Break]
) -> Iterator[tuple[str, str, bool, bool]]:
    before = find_elements(rubric, note, ())
    for element, found in zip(rubric.elements, before, strict=True):
        if found.status != "met" or found.span is None:
            continue
        if _state(find_elements(rubric, _replaced(note, found.span, ""), ()), element) == "met":
            continue  # another clause meets it as well
        for way, breaker in breaks.items():
            words = breaker(element, note, note[slice(*found.span)])
            if words is None:
                continue
            text, moved = _replaced(note, found.span, words), ""
            if way == "moved":
                moved = _body(note[slice(*found.span)])
                text = _with(text, moved, _ELSEWHERE[element.section])
            after = find_elements(rubric, text, ())
            new = {
                each.element
                for each in after
                if moved and each.span and text[slice(*each.span)].strip(" \n-") in moved
            }
            if way == "deferred":
                new = _planned(rubric, after, (found.span[0], found.span[0] + len(words)))
            spilled = _spilled(rubric, before, after, found, new)
            yield way, element.id, _state(after, element) != "met", spilled


def _planned(rubric: Rubric, after: Iterable[Found], put_off: tuple[int, int]) -> set[str]:
    """Return the elements of a plan that rest on what was put off: the next visit is one."""
    start, end = put_off
    return {
        each.element
        for element, each in zip(rubric.elements, after, strict=True)
        if element.section == "P" and each.span and start < each.span[1] and each.span[0] < end
    }


def _state(found: Iterable[Found], element: Element) -> str:
    return next(each.status for each in found if each.element == element.id)


def _spilled(
    rubric: Rubric,
    before: Iterable[Found],
    after: Iterable[Found],
    broken: Found,
    new: Collection[str],
) -> bool:
    """Return whether an element that rests on one other clause, before and after, changed."""
    assert broken.span is not None
    return any(
        one.status != other.status
        for element, one, other in zip(rubric.elements, before, after, strict=True)
        if not (element.near or element.several > 1 or element.only_after or element.id in new)
        if one.span is not None and (one.span[1] <= broken.span[0] or broken.span[1] <= one.span[0])
    )


def _replaced(note: str, span: tuple[int, int], words: str) -> str:
    return note[: span[0]] + words + note[span[1] :]


def _with(note: str, clause: str, name: SectionName) -> str:
    """Return the note with a clause at the end of another section, or of the note."""
    ends = [section.end for section in read(note).sections if section.name == name]
    at = ends[-1] if ends else len(note)
    return f"{note[:at].rstrip()}\n- {clause}\n\n{note[at:]}"


def _name(element: Element) -> str:
    """Return what a form would call an element: its title up to the first comma."""
    return element.title.partition(",")[0].capitalize()


def _body(clause: str) -> str:
    """Return a clause without the signs that make it an item of a list."""
    return re.sub(r"^[\s>*•+-]*(?:\d+[.)]\s+)?", "", clause)
