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

import re2

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
    heading: tuple[int, int] | None = None


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, or the name of an outcome measure, and where it stands."""

    kind: str
    """Such as ``score``, ``seconds``, ``minutes``, or ``measure:balance`` for a measure's name."""
    start: int
    end: int
    measure: str = ""
    """Which outcome measure is named, as its id in the reference; empty for numbers."""


@dataclass(frozen=True)
class Clause:
    """A sentence, list item or table row of one section."""

    section: SectionName
    start: int
    end: int
    under: tuple[int, int] | None
    """Where the label stands that the clause is listed under, as "Interventions:" or a heading."""
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


_NAMES_OF: dict[SectionName, str] = {
    "S": "s|subjective|subj|subject|patient report|subjective report|history",
    "O": "o|objective|obj|objective findings|treatment|treatment record|treatment provided|tx|rx|"
    "interventions|interventions provided|intervention|procedures|skilled intervention|"
    "skilled interventions|objective measures|findings|tests and measures",
    "A": "a|assessment|asmt|assmt|asst|assess|impression|clinical impression|medical necessity|"
    "medical necessity of continued 97112|need for continued 97112|skilled need",
    "P": "p|plan|plan of care",
    "AP": "assessment and plan|assessment & plan|assessment/plan|a/p|a & p",
}
_HEADING_NAMES = {
    name: section for section, names in _NAMES_OF.items() for name in names.split("|")
}
_SECTION_WORD = r"(?:subjective|objective|assessment|plan)"
# A heading stands alone on its line or before a colon, a dash, a slash or a bracket; a letter alone
# needs one of these, or the signs of a heading.
_HEADING = re.compile(
    # Possessive: a long rule of signs is passed once, whatever follows it.
    r"^(?P<lead>[#>*_\-•|\" \t]*+)(?:\d{1,2}[.)][*_ \t]*+)?\"?"
    r"(?P<name>[A-Za-z](?:[A-Za-z0-9 &]|/(?=[A-Za-z])){0,40}?)\"?"
    rf"(?P<more>[*_ \t]*[–—:-][*_ \t]*{_SECTION_WORD}\b)?[*_]*[ \t]*"
    r"(?P<mark>[:：][*_]*|\((?=[^()\n]{1,60}\))|[–—-](?=[ \t*_])|/(?=[ \t])|colon\b|\||$)",
    re.MULTILINE | re.IGNORECASE,
)
_INLINE_HEADING = re.compile(
    r"(?<=[.;!?\])\"”][ \t])(?:(?P<letter>[SOAP]):(?=[ \t])|"
    r"(?P<word>SUBJECTIVE|OBJECTIVE|ASSESSMENT|PLAN|Subjective|Objective|Assessment|Plan)(?::| colon\b))"
)
_AFTER_NOTE = re.compile(r"[^()\n]{1,60}\)[*_]*[:：]?[*_]*")

_ABBREVIATION = (
    r"(?<!\bvs\.)(?<!\bDr\.)(?<!\b[Pp]t\.)(?<!\bmin\.)(?<!\bsec\.)(?<!\be\.g\.)(?<!\bi\.e\.)"
    r"(?<!\bapprox\.)(?<!\bwk\.)(?<!\bdeg\.)(?<!\bin\.)(?<!\bft\.)(?<!\bno\.)(?<!\bext\.)(?<!\bant\.)"
    r"(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\n\d\.)(?<!# \d\.)"
)
_CLAUSE_END = re.compile(
    rf"\n|(?<=[.!?]){_ABBREVIATION}[\"”)]*[ \t]+(?=[\"“'(\[]?[A-Z0-9])|"
    rf"(?<=[a-z0-9)%][.!?]){_ABBREVIATION}[ \t]+(?=[a-z])|;[ \t]+"
)

_FLAG_PATTERNS: dict[Flag, re.Pattern[str]] = {
    "blank": re.compile(
        r"\[[^\]\n]{0,80}\](?:/\d+)?|_{2,}|<[a-z][^<>\n]{0,40}>|\bX{2,}\b|\bTBD\b|\bN/A\b|"
        r"\bnot (?:provided|documented|specified|given|stated|recorded|reported|available)\b",
        re.IGNORECASE,
    ),
    "not_done": re.compile(
        r"\b(?:not|\w+n't|never) (?:\w+ly )?(?:yet )?(?:been )?"
        r"(?:assess|test|measur|perform|administer|complet|evaluat|examin|re-?test|done|obtain|captur|repeat|taken|"
        r"look(?:ed)? at)\w*|\bomitted\b|"
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
        r"^[\s\-*•\"'>(]*(?:[a-z][a-z /]{1,30}:[*_ \t]*)?(?:document|describe|include|capture|list|summari[sz]e|insert|provide|"
        r"specify|state|record|enter|mention|explain|outline|detail|note) "
        r"(?:any|the|all|how|what|whether|each|specific|measurable|patient)\b|"
        r"^[\s\-*•\"'>(]*(?:what the patient reports, such as|measurable changes in range of motion, and|"
        r"where neuromuscular re-education and proprioceptive training stand|the next steps, including how|"
        r"make clear why|use objective measurements wherever)",
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


# A word or sign without which no pattern of the kind can match: tried all at once, in linear time,
# before any of the patterns above.
_SIGNS: dict[str, str] = {
    "number": r"\d",
    "score": r"\d\s*(?:/|out of)",
    "percent": r"\d\s*(?:%|percent)",
    "seconds": r"\d\s*s",
    "degrees": r"\d\s*(?:°|deg)",
    "minutes": r"\d[\s-]*(?:min|')|\b(?:timed|total)",
    "distance": r"\d\s*-?(?:f|m|in|cm|y)",
    "speed": r"\d\s*(?:m/s|meters per)",
    "pain": r"\d\s*(?:/|out of)\s*10|pain",
    "sets": r"\d\s*(?:set|rep|trial|bout|time|round|x|×|bpm)|\b(?:set|trial|bout|round)s?\b",
    "frequency": r"week|wk|day|month|daily|once|twice|night",
    "duration": r"week|wk|visit|session|month|day",
    "change": r"\d.*\d",
    "code": r"9[5-7]\d{3}",
    "units": r"unit|9[5-7]\d{3}",
    "date": r"date|dos",
    "blank": r"\[|__|<[a-z]|xx|tbd|n/a|not (?:provided|documented|specified|given|stated|recorded|reported|available)",
    "not_done": r"(?:not|n't|never) |deferred|unable to|omitted",
    "future": r"will|would|could|may|might|should|shall|plan|next|consider|if tolerated|recommend",
    "goal": r"goal|ltg|stg|target|in order to",
    "norm": r"norm|cut-?off|threshold|age-matched|mdc|mcid|reference value",
    "echo": r"\b(?:any|the|all|how|what|whether|each|specific|measurable|patient|why|objective)\b",
    "negated": r"no|neither|denie|denied|denying|without|never|n't|absence of|0/10",
}


@cache
def _gate() -> "re2.Set":
    options = re2.Options()
    options.case_sensitive = False
    gate = re2.Set.SearchSet(options)
    for sign in _SIGNS.values():
        gate.Add(sign)
    gate.Add(rf"(?:^|\W)(?:{'|'.join(re2.escape(name) for name in _spelled_measures())})")
    gate.Compile()
    return gate


_KINDS = (*_SIGNS, "measure")


def _kinds(words: str) -> frozenset[str]:
    """Return the kinds of quantity and flag that may stand in the words."""
    return frozenset([_KINDS[i] for i in _gate().Match(words) or ()])


def _spelled_measures() -> list[str]:
    """Return the first word of each measure's names, without which none of them stands there."""
    names = {name for m in measures().values() for name in (m.title, *m.aliases)}
    return sorted({re.split(r"[\s-]", name)[0] for name in names})


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
    taken = []
    for match in _HEADING.finditer(text):
        words = match["name"].strip().lower()
        name = _HEADING_NAMES.get(words)
        marked = match["mark"] or not {"#", "*"}.isdisjoint(match["lead"])
        if name is None or (len(words) <= 3 and not marked):
            continue
        if (match["mark"] == "/" and len(words) > 1) or (
            match["mark"] == "|" and ("|" not in match["lead"] or len(words) > 1)
        ):
            continue
        end = match.end()
        if match["mark"] == "(":
            note = _AFTER_NOTE.match(text, end)
            end = note.end() if note else end
        taken.append(range(match.start(), end + 1))
        yield match.start(), end, name
    for match in _INLINE_HEADING.finditer(text):
        if not any(match.start() in span for span in taken):
            word = match["letter"] or match["word"]
            yield match.start(), match.end(), _HEADING_NAMES[word.lower()]


def _sections(text: str) -> tuple[Section, ...]:
    found = sorted(_headings(text))
    if not found:
        return (Section("ADM", 0, len(text)),)
    sections = [Section("ADM", 0, found[0][0])] if found[0][0] > 0 else []
    ends = [start for start, _, _ in found[1:]] + [len(text)]
    sections += [
        Section(name, end, stop, (start, end))
        for (start, end, name), stop in zip(found, ends, strict=True)
    ]
    return tuple(sections)


def _quantities(text: str, start: int, end: int, kinds: frozenset[str]) -> tuple[Quantity, ...]:
    found = [
        Quantity(kind, match.start(), match.end())
        for kind in kinds & _QUANTITY_PATTERNS.keys()
        for match in _QUANTITY_PATTERNS[kind].finditer(text, start, end)
    ]
    if "measure" in kinds:
        for match in _measure_names().finditer(text, start, end):
            name = str(match.lastgroup)
            kind = f"measure:{measures()[name].family}"
            found.append(Quantity(kind, match.start(), match.end(), name))
    return tuple(sorted(found, key=lambda q: (q.start, q.end, q.kind)))


_LABEL = re.compile(
    r"[ \t#>*_|\-•]*+(?:\d{1,2}[.)])?[ \t*_]*[A-Za-z\"][^\n.;?!|]{1,60}?[*_]*(?::[*_ \t]*|(?<=\*)[ \t]*)$"
)


def _clauses(text: str, section: Section) -> Iterator[Clause]:
    start, under = section.start, section.heading
    ends = [m.span() for m in _CLAUSE_END.finditer(text, section.start, section.end)]
    for stop, following in [*ends, (section.end, section.end)]:
        words = text[start:stop]
        if words.strip().strip("-*•|#>_ \t"):
            left = start + len(words) - len(words.lstrip())
            right = stop - len(words) + len(words.rstrip())
            yield _clause(text, section.name, left, right, under)
            if _LABEL.fullmatch(words.strip()) or words.lstrip().startswith("#"):
                under = (left, right)
        elif "\n" in text[stop:following] and not text[following : following + 1].strip():
            under = section.heading  # an empty line ends a list
        start = following


def _clause(
    text: str, section: SectionName, left: int, right: int, under: tuple[int, int] | None
) -> Clause:
    words = text[left:right]
    kinds = _kinds(words)
    flags = frozenset(
        [
            flag
            for flag, pattern in _FLAG_PATTERNS.items()
            if flag in kinds and pattern.search(words)
        ]
    )
    blanks = (
        tuple(m.span() for m in _FLAG_PATTERNS["blank"].finditer(text, left, right))
        if "blank" in flags
        else ()
    )
    quantities = _quantities(text, left, right, kinds)
    if blanks:
        quantities = tuple(
            q
            for q in quantities
            if not any(start < q.end and q.start < end for start, end in blanks)
        )
    return Clause(section, left, right, under, flags, blanks, quantities)


@lru_cache(maxsize=512)
def read(note: str) -> Reading:
    """Return what a note says, read once per text.

    A note without SOAP headings has one section, ADM, that holds everything. Headings count at the
    start of a line, or as a single letter with a colon inside one.
    """
    sections = _sections(note)
    clauses = tuple(clause for section in sections for clause in _clauses(note, section))
    return Reading(note, sections, clauses)
