"""Where a note's sections begin and end.

Most headings are plain: a known name with a colon, alone on its line, or marked as a heading. Other
names and other marks (`Hx |`, `[SUBJ]`, `O.rom=`) count only where several of them give the note
its order, since the same words begin sentences too.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from soapbench.reading.columns import grids
from soapbench.reading.parts import Section, SectionName

__all__ = ["sections"]

_NAMES_OF: dict[SectionName, str] = {
    "S": "s|subjective|subj|subject|patient report|subjective report|history",
    "O": "o|objective|obj|objective findings|treatment|treatment record|treatment provided|tx|rx|"
    "interventions|interventions provided|intervention|procedures|skilled intervention|"
    "skilled interventions|objective measures|findings|tests and measures",
    "A": "a|assessment|asmt|assmt|assess|impression|clinical impression|medical necessity|"
    "medical necessity of continued 97112|need for continued 97112|skilled need",
    "P": "p|plan|plan of care",
    "AP": "assessment and plan|assessment & plan|assessment/plan|a/p|a & p",
}
_HEADING_NAMES = {
    name: section for section, names in _NAMES_OF.items() for name in names.split("|")
}
_LOOSE_NAMES_OF: dict[SectionName, str] = {
    "S": "chief complaint|cc|sbj|chief report|client report|interval history|hx|hist|report|reports|"
    "mom reports|pt reports|patient reports|parent reports|says|he says|she says|patient says|"
    "pt says|tells me|what the patient said|what the patient says|what he says|what she says|"
    "in his words|in her words|own words|account|statement|statements|complaints|self-report|"
    "interview|hpi|since last visit|caregiver report|family report|parent report|reported",
    "O": "exam|physical exam|examination|obs|meas|saw|did|done|work done|rx given|tx given|measured|"
    "tests|measures|measurements|data|performed|activities|treatment given|treatment today|"
    "what we did|what i did|what was done|what i saw|what i saw and measured|what i found|"
    "clinical findings|physical examination|objective exam|observation|observations|flowsheet|"
    "treatment performed|treatment session|session content|skilled treatment|interventions today|"
    "therapeutic interventions|interventions performed|procedures performed|activities performed",
    "A": "imp|impr|impressions|assm|asmnt|assmnt|think|thinking|thoughts|what i think|what it means|"
    "interpretation|reasoning|clinical reasoning|opinion|analysis|conclusion|conclusions|"
    "discussion|clinical picture|judgment|clinical judgment|progress|progress toward goals|"
    "assessment of progress|interpretation of findings|response to treatment and progress",
    "P": "pln|next|next steps|next time|what next|what comes next|from here|going forward|"
    "moving forward|looking ahead|recommendations|recommendation|to do|todo|disposition|"
    "follow-up|follow up|follow-up plan|treatment plan|plan of treatment|plan for care|next visit|"
    "next session|plan for next visit|plan for next session|future plan|goals and plan|"
    "plan and goals|goals/plan|plan & goals|goals & plan",
}
_LOOSE_NAMES = _HEADING_NAMES | {
    name: section for section, names in _LOOSE_NAMES_OF.items() for name in names.split("|")
}


class _Heading(NamedTuple):
    """Where a heading begins, where what it heads begins, and where its words stand."""

    start: int
    end: int
    name: SectionName
    title: tuple[int, int]


_SECTION_WORD = r"(?:subjective|objective|assessment|plan)"
# A heading stands alone on its line or before a colon, a dash, a slash or a bracket; a letter alone
# needs one of these, or the signs of a heading.
_PLAIN = re.compile(
    # Possessive: a long rule of signs is passed once, whatever follows it.
    r"^(?P<lead>[#>*_\-•|\"{ \t]*+(?:\d{1,2}[.)][*_ \t]*+)?)\"?"
    r"(?P<name>[A-Za-z](?:[A-Za-z0-9 &]|/(?=[A-Za-z])){0,40}?)\"?"
    rf"(?P<more>[*_ \t]*[–—:-][*_ \t]*{_SECTION_WORD}\b)?[*_]*[ \t]*"
    r"(?P<mark>[:：][*_]*|\((?![xX ]\))(?=[^()\n]{1,60}\))|[–—-](?=[ \t*_])|\.{4,}|/(?=[ \t])|colon\b|\||"
    r"(?:(?<=subjective)|(?<=objective)|(?<=assessment)|(?<=^plan))\.(?=[ \t])|$)",
    re.MULTILINE | re.IGNORECASE,
)
_INLINE = re.compile(
    r"(?:(?<=[.;!?\])\"”][ \t])|(?<=[.;!?\])\"”][ \t]{2}))(?:(?P<letter>[SOAP]):(?=[ \t])|"
    r"(?P<word>SUBJECTIVE|OBJECTIVE|ASSESSMENT|PLAN|Subjective|Objective|Assessment|Plan)(?::| colon\b))"
)
_AFTER_NOTE = re.compile(r"[^()\n]{1,60}\)[*_]*[:：]?[*_]*")

# A name between signs, or before a gap; signs may stand around it: |-- S ---|, <<Plan>>, 2) Exam.
_LOOSE = re.compile(
    r"^[ \t]*(?!</)(?:[^\w\s\"'“(][^\w\n]*+)?(?:(?:\d|[IVX]{1,3})[.)][ \t]*)?"
    r"(?P<name>[A-Za-z](?:[A-Za-z0-9&]|['’](?=s )|[ ]?[/–-][ ]?(?=[A-Za-z])|[ ](?=[A-Za-z&])){0,34}+)"
    r"(?:[*_ \t]*(?:[:：|\]>→➜⇒]|[-=]+>)[:>]*[*_]*|[ \t]*[^\w\s.,;'’\"()!?&/%-][^\w\n]*$|"
    r"[ \t]*[-–=.]{2,}[ \t]*$|[ \t]*$|\t|[ ]{2,})",
    re.MULTILINE,
)
_LETTER = re.compile(
    r"^[ \t]*(?P<tick>\[[xX]\] |\([xX]\) )?(?P<lead>[^\w\s\"'][^\w\n]*+)?(?P<name>[SOAPsoap])"
    r"(?P<mark>[._](?=[A-Za-z]\w*[ \t]*=)|,(?=\S)|[ \t]*[^\w\s'’&+%]+(?=\s|$)|"
    r"[ \t]*[>|/=]+|[ \t]{2,}(?=\S))",
    re.MULTILINE,
)
# A note on one line, as "S: ... | O: ..." or JSON is.
_WITHIN = re.compile(
    r"(?:^|(?<=[\s|;,{]))\"?(?P<name>(?i:subjective|objective|assessment|plan|subj|obj|assess|asmt)|[SOAP])"
    r"\"?[ \t]*(?::|(?i:colon\b))(?=[\s\"])",
    re.MULTILINE,
)
# Dictated or jotted: the word itself begins a paragraph, and a sentence goes on behind it.
_BARE_WORD = re.compile(rf"^[ \t]*(?P<name>{_SECTION_WORD})\b[,.]?(?=[ ])", re.M | re.I)
_BARE_LETTER = re.compile(r"^[ \t]*(?P<name>[SOAPsoap])(?=[ ]\w)", re.MULTILINE)

_GRID: tuple[SectionName, SectionName] = ("O", "ADM")
_ORDERS: tuple[tuple[SectionName, ...], ...] = (
    ("ADM", "S", "O", "A", "AP", "P"),
    ("ADM", "A", "AP", "P", "S", "O"),
)


def sections(text: str) -> tuple[Section, ...]:
    """Return the sections of a note, in its order; ADM alone where it has no headings."""
    found = _headings(text)
    if not found:
        return (Section("ADM", 0, len(text)),)
    found = [*_before(text[: found[0].start], found), *found]
    parts = [Section("ADM", 0, found[0].start)] if found[0].start > 0 else []
    ends = [heading.start for heading in found[1:]] + [len(text)]
    parts += [Section(h.name, h.end, end, h.title) for h, end in zip(found, ends, strict=True)]
    return tuple(parts)


def _before(text: str, found: list[_Heading]) -> list[_Heading]:
    """Return what begins before the first heading.

    Findings may stand in a grid there; or what the patient says, if the headings go on from that.
    """
    if found[0].name == "O" and "S" not in _opened(found) and len(_opened(found)) == 3:
        return [_Heading(0, 0, "S", (0, 0))]
    grid = next(grids(text), None) if "O" in _opened(found) else None
    if grid is None:
        return []
    return [_Heading(at, at, name, (at, at)) for at, name in zip(grid, _GRID, strict=True)]


def _headings(text: str) -> list[_Heading]:
    columns, covered = _columns(text)
    plain = [h for h in _plain(text) if h.start not in covered]
    found = sorted(columns + plain)
    if not _opened(found) >= {"S", "O", "A", "P"}:
        found = sorted({*found, *_structure(text, found)})
    return found


def _plain(text: str) -> Iterator[_Heading]:
    taken = []
    for match in _PLAIN.finditer(text):
        words = match["name"].strip().lower()
        name = _HEADING_NAMES.get(words)
        marked = match["mark"] or match["more"] or not {"#", "*"}.isdisjoint(match["lead"])
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
        yield _Heading(match.start(), end, name, (match.start(), end))
    for match in _INLINE.finditer(text):
        if not any(match.start() in span for span in taken):
            word = match["letter"] or match["word"]
            yield _Heading(*match.span(), _HEADING_NAMES[word.lower()], match.span())


def _opened(headings: Iterable[_Heading]) -> set[str]:
    """Return which of the letters S, O, A, P the headings open."""
    return {letter for heading in headings for letter in heading.name if heading.name != "ADM"}


def _structure(text: str, plain: list[_Heading]) -> list[_Heading]:
    """Return the headings in other forms that order the note, together with the plain ones."""
    by_mark: dict[str, list[_Heading]] = {}
    for match in _LETTER.finditer(text):
        mark = match["mark"].strip()[:1]
        mark = match["tick"] or f"{(match['lead'] or '')[:1]}{'=' if mark in ('.', '_') else mark}"
        by_mark.setdefault(mark, []).append(_heading(match))
    for letters in by_mark.values():
        ordered = _in_order(letters)
        if len(_opened(ordered)) >= 3:
            return ordered
    opened = _opened(plain)
    other = [_heading(m) for m in _LOOSE.finditer(text) if _named(m["name"]) != "ADM"]
    ordered = _in_order(sorted({*plain, *other}))
    if len(_opened(ordered)) >= 3 and not opened >= _opened(ordered):
        return sorted({*ordered} - {*plain})
    for pattern, least in ((_WITHIN, 3), (_BARE_WORD, 3), (_BARE_LETTER, 4)):
        bare = [_heading(match) for match in pattern.finditer(text)]
        # Each once: a sentence that begins with "Plan" or "A" comes again.
        if least <= len(bare) == len(_opened(bare)) and _in_order(bare) == bare:
            return [heading for heading in bare if heading.name not in opened]
    return []


def _heading(match: re.Match[str]) -> _Heading:
    name = _named(match["name"])
    # "Next" says something itself, and stays with what it heads.
    speaks = name == "P" and match["name"].lower() not in _HEADING_NAMES
    return _Heading(match.start(), match.start() if speaks else match.end(), name, match.span())


_ADDED = re.compile(
    r"^(?:my|the|our|clinical|current|session|visit|skilled|pt|patient|client|therapist|(?:patient|client|pt|therapist|today)['’]?s) (?=\w)|"
    r"(?<=\w) (?:today|information|data|findings|reports?|section|notes?|complaints?|summary|update)$"
)
"""What a heading may add to a name."""
_JOIN = re.compile(r" ?[/–&+] ?| - | and ")


def _named(words: str) -> SectionName:
    """Return the section a name stands for, also two names as in "Hist/Subj"; ADM for none."""
    words = " ".join(words.lower().split())
    names = [words] if words in _LOOSE_NAMES else _JOIN.split(words)
    first, *others = [_LOOSE_NAMES.get(n) or _LOOSE_NAMES.get(_ADDED.sub("", n)) for n in names]
    return first if first and all(other == first for other in others) else "ADM"


class _Chain(NamedTuple):
    length: int = 0
    last: _Heading | None = None
    before: "_Chain | None" = None


def _in_order(headings: list[_Heading]) -> list[_Heading]:
    """Return the most headings that follow each other as in SOAP, or in APSO."""
    longest = _Chain()
    for order in _ORDERS:
        chains = [_Chain()] * len(order)
        for heading in headings:
            rank = order.index(heading.name)
            before = max(chains[: rank + 1], key=lambda chain: chain.length)
            chains[rank] = _Chain(before.length + 1, heading, before)
        longest = max(longest, *chains, key=lambda chain: chain.length)
    kept: list[_Heading] = []
    chain: _Chain | None = longest
    while chain is not None and chain.last is not None:
        kept.append(chain.last)
        chain = chain.before
    return kept[::-1]


_TABLE_HEAD = re.compile(
    rf"^[ \t]*\|(?:[ \t*]*(?:[SOAP]|{_SECTION_WORD})[ \t*]*\|){{2,4}}[ \t]*$", re.M | re.I
)
_CELL = re.compile(r"\|[ \t]*([^|\n]*)(?=\|)")


def _columns(text: str) -> tuple[list[_Heading], set[int]]:
    """Return the sections that stand as columns under a table's head, and where such tables are."""
    found: list[_Heading] = []
    covered: set[int] = set()
    for head in _TABLE_HEAD.finditer(text):
        if head.start() in covered:
            continue
        titles = [(m.span(1), _named(m[1].strip(" *\t"))) for m in _CELL.finditer(head[0])]
        start, at = head.start(), head.end() + 1
        covered.add(start)
        while text.startswith("|", at):
            covered.add(at)
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            cells = list(_CELL.finditer(text, at, end))
            if len(cells) == len(titles) and any(cell[1].strip("-: \t") for cell in cells):
                for cell, ((a, b), name) in zip(cells, titles, strict=True):
                    title = (head.start() + a, head.start() + b)
                    found.append(_Heading(min(start, cell.start(1)), cell.start(1), name, title))
                    start = len(text)
            at = end + 1
    return found, covered
