"""Where a note's sections begin and end."""

import re
from collections.abc import Iterator

from soapbench.reading.parts import Section, SectionName

__all__ = ["sections"]

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


def sections(text: str) -> tuple[Section, ...]:
    """Return the sections of a note, in its order; ADM alone where it has no headings."""
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
