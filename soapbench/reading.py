"""Reading a note: what it says and where, before anyone judges it.

`read` cuts a note into sections and clauses, says for each clause whether it tells of something
done, put off, planned or left blank, and finds the quantities in it. Everything is a span of the
note. All scorers ask this reading; nothing else parses notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from soapbench.reference import measures

__all__ = ["Clause", "Flag", "Quantity", "Reading", "Section", "SectionName", "read"]

SectionName = Literal["ADM", "S", "O", "A", "P", "AP"]
"""The parts of a SOAP note; ADM is whatever stands before the first heading."""

Flag = Literal["blank", "not_done", "future", "goal", "norm", "echo", "negated"]
"""How a clause is meant: a blank left open, a thing not done, a plan, a goal, a general norm, an
instruction repeated from the prompt, or a statement that something is not so."""


@dataclass(frozen=True)
class Section:
    """A part of the note, without its heading."""

    name: SectionName
    start: int
    end: int


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, or the name of an outcome measure, and where it stands."""

    kind: str
    """Such as ``score``, ``seconds``, ``minutes``, or ``measure:balance`` for a measure's name."""
    start: int
    end: int


@dataclass(frozen=True)
class Clause:
    """A sentence, list item or table row of one section."""

    section: SectionName
    start: int
    end: int
    flags: frozenset[Flag]
    blanks: tuple[tuple[int, int], ...]
    """Where something was left open, as ``[ROM: not provided]``; what stands there says nothing."""
    quantities: tuple[Quantity, ...]

    def has(self, kind: str) -> bool:
        """Return whether a quantity of this kind stands in the clause."""
        return any(q.kind == kind for q in self.quantities)


@dataclass(frozen=True)
class Reading:
    """What a note says: sections, and clauses in the note's order."""

    text: str
    sections: tuple[Section, ...]
    clauses: tuple[Clause, ...]

    @property
    def has_sections(self) -> bool:
        """Whether any SOAP heading was found."""
        return any(section.name != "ADM" for section in self.sections)


_HEADING_NAMES: dict[str, SectionName] = {
    "subjective": "S",
    "s": "S",
    "objective": "O",
    "o": "O",
    "objective findings": "O",
    "treatment": "O",
    "treatment record": "O",
    "treatment provided": "O",
    "interventions": "O",
    "interventions provided": "O",
    "intervention": "O",
    "procedures": "O",
    "skilled intervention": "O",
    "skilled interventions": "O",
    "assessment": "A",
    "a": "A",
    "plan": "P",
    "plan of care": "P",
    "p": "P",
    "assessment and plan": "AP",
    "assessment & plan": "AP",
    "assessment/plan": "AP",
    "a/p": "AP",
}
# A heading stands alone on its line or is followed by a colon; letters alone need the colon.
_HEADING = re.compile(
    # Possessive: a long rule of signs is passed once, whatever follows it.
    r"^[#>*_\-•| \t]*+(?:\d{1,2}[.)][*_ \t]*+)?\"?(?P<name>[A-Za-z][A-Za-z &/]{0,40}?)"
    r"(?:[ \t]*\((?P<note>[^()\n]{1,60})\))?\"?[ \t]*(?P<mark>[*_]*[:：][*_]*|[*_]*[ \t]*$)",
    re.MULTILINE,
)
_INLINE_HEADING = re.compile(r"(?<=[.;\])][ \t])(?P<name>[SOAP]):(?=[ \t])")

_CLAUSE_END = re.compile(
    r"\n|(?<=[.!?])(?<!\bvs\.)(?<!\bDr\.)(?<!\bpt\.)(?<!\bPt\.)(?<!\bmin\.)(?<!\be\.g\.)"
    r"(?<!\bi\.e\.)[ \t]+(?=[\"'(\[]?[A-Z0-9])|;[ \t]+"
)

_FLAG_PATTERNS: dict[Flag, re.Pattern[str]] = {
    "blank": re.compile(
        r"\[[^\]\n]{0,80}\](?:/\d+)?|_{3,}|<[a-z][^<>\n]{0,40}>|\bX{2,}\b|\bTBD\b|\bN/A\b|"
        r"\bnot (?:provided|documented|specified|given|stated|recorded|reported|available)\b",
        re.IGNORECASE,
    ),
    "not_done": re.compile(
        r"\b(?:not|\w+n't|never) (?:\w+ly )?(?:yet )?(?:been )?"
        r"(?:assess|test|measur|perform|administer|complet|evaluat|examin|re-?test|done|obtain)\w*|"
        r"\b(?:deferred|unable to (?:assess|test|measure))\b",
        re.IGNORECASE,
    ),
    "future": re.compile(
        r"\b(?:will(?! not)|would|could(?! not)|may|might|should|shall|plan(?:s|ned)? to|"
        r"next (?:visit|session)|consider(?:ing)?|if tolerated|recommend(?:ed)? to)\b",
        re.IGNORECASE,
    ),
    "goal": re.compile(r"\b(?:goals?|LTG|STG|target(?:s|ed)?|in order to reach)\b", re.IGNORECASE),
    "norm": re.compile(
        r"\b(?:norm(?:s|ative)?|cut-?offs?|threshold|age-matched|MDC|MCID|reference value)\b",
        re.IGNORECASE,
    ),
    "echo": re.compile(
        r"^[\s\-*•\"'>(]*(?:document|describe|include|capture|list|summari[sz]e|insert|provide|"
        r"specify|state|record|enter|mention|explain|outline|detail|note) "
        r"(?:any|the|all|how|what|whether|each|specific|measurable|patient)\b",
        re.IGNORECASE,
    ),
    "negated": re.compile(
        r"\b(?:no|not|denies|denied|denying|without|never|none|neither|\w+n't|absence of)\b|\b0/10\b",
        re.IGNORECASE,
    ),
}

_NUMBER = r"(?<![\w.])[-−]?\d+(?:\.\d+)?"
_RANGE = rf"{_NUMBER}(?:\s*(?:-|–|to)\s*\d+(?:\.\d+)?)?"
# A whole value, never a part of one: atomic, so that 14.2 is not read as 14 and 2.
_VALUE = r"(?>(?<![\w.])\d+(?:\.\d+)?(?:\s*/\s*\d+)?)"
_WORD_NUMBER = r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_WHEN = r"(?:initial(?:ly)?|baseline|previous(?:ly)?|prior|was|eval(?:uation)?|start|IE|SOC)"
_QUANTITY_PATTERNS: dict[str, re.Pattern[str]] = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in {
        "number": _NUMBER,
        "score": rf"{_NUMBER}\s*(?:/|out of)\s*\d+(?![\w/])",
        "percent": rf"{_NUMBER}\s*(?:%|percent\b)",
        "seconds": rf"{_RANGE}\s*(?:s|secs?|seconds?)\b",
        "degrees": rf"{_RANGE}\s*(?:°|degrees?\b|deg\b)",
        "minutes": rf"{_RANGE}[\s-]*(?:mins?|minutes?)\b|"
        rf"\b(?:timed|total)[^.\n\d]{{0,40}}{_NUMBER}|{_NUMBER}'",
        "distance": rf"{_RANGE}\s*-?(?:ft|feet|foot|m|met(?:er|re)s?|in|inch(?:es)?|cm|yards?)\b",
        "speed": rf"{_NUMBER}\s*(?:m/s|m/sec|meters per second)",
        "pain": rf"{_NUMBER}\s*(?:/|out of)\s*10\b|\b(?:denies|no|without)\b[^.;\n]{{0,25}}\bpain\b|"
        r"\bpain[- ]free\b|\bpain\b[^.;\n]{0,12}\bdenied\b",
        "sets": rf"{_NUMBER}\s*(?:sets?\b|reps?\b|repetitions?\b|trials?\b|bouts?\b|times\b|rounds?\b)|"
        rf"{_NUMBER}\s*[x×]\s*\d+|{_WORD_NUMBER} (?:sets?|trials?|bouts?|rounds?)\b|\b\d+\s*bpm\b",
        "frequency": rf"{_RANGE}\s*(?:x|×|times|visits?|sessions?)\s*(?:/|per|a|each)?\s*"
        r"(?:wk|week|day|month|weekly|daily)\b|"
        r"\b(?:once|twice|(?:one|two|three)(?: times)?)\s+(?:a|per|each|weekly|daily)\s*(?:week|day)?\b",
        "duration": rf"(?:{_RANGE}|{_WORD_NUMBER})\s*(?:more |additional |remaining )?"
        r"-?(?:weeks?|wks?|visits?|sessions?|months?|days?)\b",
        "change": rf"{_VALUE}[^.;\n\d]{{0,12}}(?:→|->|=>)\s*\D{{0,3}}{_VALUE}|"
        rf"\bfrom\s+\D{{0,12}}{_VALUE}[^;\n]{{0,30}}?\bto\s+\D{{0,12}}{_VALUE}|"
        rf"{_VALUE}[^;\n]{{0,40}}\b{_WHEN}\b[^;\n\d]{{0,30}}{_VALUE}|"
        rf"\b{_WHEN}\b[^;\n\d]{{0,30}}{_VALUE}[^;\n]{{0,40}}?{_VALUE}|"
        rf"{_VALUE}[^;\n]{{0,30}}?[(,|]\D{{0,15}}{_VALUE}[^()|\n]{{0,25}}\b{_WHEN}\b|"
        # A table row with two cells that begin with a value; possessive, so that it never retries.
        r"\|[^|\n\d]{0,24}+\d[^|\n]{0,24}+\|[^|\n\d]{0,24}+\d|"
        rf"{_VALUE}[^;\n]{{0,30}}\b(?:up|down|improved|increased|decreased|compared|versus|vs)\b"
        rf"[^;\n\d]{{0,25}}{_VALUE}",
        "code": r"\b9[5-7]\d{3}\b",
        "units": rf"{_NUMBER}\s*units?\b|\b9[5-7]\d{{3}}\s*[x×]\s*\d\b",
        "date": r"\[?\b(?:date of (?:service|treatment|visit)|DOS|date|visit date|session date)\b\]?"
        r"\s*:?\s*(?:\[|_{2,}|\d)|\[(?:[^\]\n]{0,20}\b)?date\b[^\]\n]{0,20}\]",
    }.items()
}


@cache
def _measure_names() -> re.Pattern[str]:
    """Return one pattern for the names of all outcome measures, a group per measure."""
    groups = []
    for measure in measures().values():
        names = sorted({measure.title, *measure.aliases}, key=len, reverse=True)
        spelled = "|".join(
            re.escape(n).replace(r"\ ", r"[\s-]+").replace(r"\-", "[- ]?") for n in names
        )
        groups.append(f"(?P<{measure.id}>{spelled})")
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)


def _headings(text: str) -> Iterator[tuple[int, int, SectionName]]:
    for match in _HEADING.finditer(text):
        words = match["name"].strip().lower()
        name = _HEADING_NAMES.get(words)
        if name and not (len(words) <= 3 and ":" not in match["mark"]):
            yield match.start(), match.end(), name
    for match in _INLINE_HEADING.finditer(text):
        yield match.start(), match.end(), _HEADING_NAMES[match["name"].lower()]


def _sections(text: str) -> tuple[Section, ...]:
    found = sorted(_headings(text))
    if not found:
        return (Section("ADM", 0, len(text)),)
    sections = [Section("ADM", 0, found[0][0])] if found[0][0] > 0 else []
    ends = [start for start, _, _ in found[1:]] + [len(text)]
    sections += [Section(name, end, stop) for (_, end, name), stop in zip(found, ends, strict=True)]
    return tuple(sections)


def _quantities(text: str, start: int, end: int) -> tuple[Quantity, ...]:
    found = [
        Quantity(kind, match.start(), match.end())
        for kind, pattern in _QUANTITY_PATTERNS.items()
        for match in pattern.finditer(text, start, end)
    ]
    for match in _measure_names().finditer(text, start, end):
        family = measures()[str(match.lastgroup)].family
        found.append(Quantity(f"measure:{family}", match.start(), match.end()))
    return tuple(sorted(found, key=lambda q: (q.start, q.end, q.kind)))


def _clauses(text: str, section: Section) -> Iterator[Clause]:
    start = section.start
    ends = [m.span() for m in _CLAUSE_END.finditer(text, section.start, section.end)]
    for stop, following in [*ends, (section.end, section.end)]:
        words = text[start:stop]
        if words.strip().strip("-*•|#>_ \t"):
            left = start + len(words) - len(words.lstrip())
            right = stop - len(words) + len(words.rstrip())
            flags = frozenset(f for f, p in _FLAG_PATTERNS.items() if p.search(words))
            blanks = tuple(m.span() for m in _FLAG_PATTERNS["blank"].finditer(text, left, right))
            quantities = tuple(
                q
                for q in _quantities(text, left, right)
                if not any(start < q.end and q.start < end for start, end in blanks)
            )
            yield Clause(section.name, left, right, flags, blanks, quantities)
        start = following


@lru_cache(maxsize=4096)
def read(note: str) -> Reading:
    """Return what a note says, read once per text.

    A note without SOAP headings has one section, ADM, that holds everything. Headings count at the
    start of a line, or as a single letter with a colon inside one.
    """
    sections = _sections(note)
    clauses = tuple(clause for section in sections for clause in _clauses(note, section))
    return Reading(note, sections, clauses)
