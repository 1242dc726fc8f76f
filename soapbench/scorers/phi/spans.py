"""A found identifier, and the text it was found in with its placeholders masked."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

__all__ = ["PhiSpan", "Rule", "Text", "Tier", "without_overlaps"]

Tier = Literal["certain", "likely"]


@dataclass(frozen=True)
class PhiSpan:
    """An identifier in a text: where, of which class, by which rule, and how sure."""

    start: int
    end: int
    kind: str
    rule: str
    tier: Tier = "certain"

    @property
    def echoed(self) -> bool:
        """Whether it is a planted identifier that came through."""
        return self.rule.startswith("canary")


_PLACEHOLDER = re.compile(
    r"\[(?!at\]|dot\])[^\[\]\n]{0,80}\]|\{\{[^{}\n]{0,60}\}\}|\{[A-Za-z_ ]{1,40}\}|<[A-Za-z][^<>\n@]{0,40}>|"
    r"\$[a-z_]{3,40}\b|_{2,}(?:[/-]_{1,})*|\b(?:Dr|Mr|Mrs|Ms)\.? (?:X+Y?Z*|ABC|_+)(?!\w)|"
    r"\bX{2,}(?:[-/. ]X{2,}){0,3}(?!\w)|\bx{3,}(?:[-/.]x{2,}){0,3}(?!\w)|"
    r"(?<![*\w])\*{3}(?:-\*{2}-\*{4})(?![*\w])|"
    r"\b(?:MM|DD|mm|dd)[/-](?:DD|MM|dd|mm)(?:[/-](?:YYYY|YY|yyyy|yy))?(?!\w)|"
    r"\bYYYY-MM-DD\b|\b(?:REDACTED|Redacted|redacted|ABCD)\b|\bN/A\b"
)


@dataclass(frozen=True)
class Text:
    """A text as the rules see it: each placeholder blanked, every offset what it was."""

    masked: str

    @classmethod
    def of(cls, text: str) -> "Text":
        """Return the text with its placeholders blanked."""
        return cls(_PLACEHOLDER.sub(lambda match: " " * len(match.group()), text))

    @cached_property
    def words(self) -> frozenset[str]:
        """What a rule's ``needs`` are looked up in.

        Every run of Latin letters, lower case, and a mark for each shape of number or address the
        text holds, such as ``#seven`` for seven digits in a row.
        """
        marks = {mark for mark, shape in _SHAPES.items() if shape.search(self.masked)}
        return frozenset(_LETTERS.findall(self.masked.lower())) | marks


_LETTERS = re.compile(r"[a-z]+")
_SHAPES = {
    "#seven": re.compile(
        r"\d[() ./-]{0,2}\d[() ./-]{0,2}\d[() ./-]{0,2}\d[() ./-]{0,2}\d[() ./-]{0,2}\d[() ./-]{0,2}\d"
    ),
    "#date": re.compile(r"\d[/.-]\d{1,2}[/.-]\d"),
    "#slashyear": re.compile(r"/(?:19|20)\d\d"),
    "#state": re.compile(r",\s*[A-Z]{2}\b|\b[A-Z]{2}\s+\d{5}\b"),
    "#at": re.compile(r"@"),
    "#hex": re.compile(r"[0-9A-Fa-f]:[0-9A-Fa-f:]"),
    "#colon": re.compile(r"[:=]\s*\**\s*[^\W\d_]"),
}


@dataclass(frozen=True)
class Rule:
    """A pattern for one class of identifier.

    Where the pattern has a group, the group alone is the identifier. ``needs`` are words without
    which the pattern cannot match, so that a cheap look-up spares most texts the dear search.
    """

    kind: str
    name: str
    pattern: re.Pattern[str]
    needs: frozenset[str] = frozenset()
    check: Callable[[str], bool] | None = None
    group: int = 1
    before: re.Pattern[str] | None = None
    """A cue that must end where the match begins; looked for only where the pattern matched."""

    def matches(self, text: Text) -> Iterator[re.Match[str]]:
        """Yield the matches whose identifier passes the check."""
        if self.needs and self.needs.isdisjoint(text.words):
            return
        for match in self.pattern.finditer(text.masked):
            if self.check is not None and not self.check(match.group(self.group)):
                continue
            start = match.start()
            if self.before is None or self.before.search(text.masked[max(0, start - 60) : start]):
                yield match

    def spans(self, text: Text) -> Iterator[PhiSpan]:
        """Yield the identifiers found."""
        for match in self.matches(text):
            yield PhiSpan(*match.span(self.group), self.kind, self.name)


def without_overlaps(found: Iterable[PhiSpan]) -> list[PhiSpan]:
    """Return the spans by position, none overlapping another.

    Planted identifiers come first, so that a planted date counts as echoed and not as made up;
    then certain ones, then the longer.
    """
    kept: list[PhiSpan] = []
    taken: set[int] = set()
    order = sorted(
        found, key=lambda s: (not s.echoed, s.tier != "certain", s.start - s.end, s.start)
    )
    for span in order:
        place = range(span.start, span.end)
        if taken.isdisjoint(place):
            kept.append(span)
            taken.update(place)
    return sorted(kept, key=lambda s: (s.start, s.end))
