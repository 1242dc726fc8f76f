"""A note without what only lays it out, each letter in its place.

Ticked boxes are taken off, unticked choices taken out, lines that a printer or an editor broke are
joined, dictated marks set. Where something goes, spaces or a line's end stand instead, so that a
span of the plain note is the same span of the note.
"""

import re
from collections.abc import Iterator

from soapbench.reading.standing import GOALS

__all__ = ["plain"]


def plain(text: str) -> str:
    """Return the note as its words are read, as long as it was."""
    if "_" in text:
        text = _KEY_SPACE.sub(" ", text)
    if "<" in text:
        text = _BREAK.sub(lambda m: ";".ljust(len(m[0])), text)
    if "</" in text:
        text = _without_tags(text)
    if " // " in text:
        text = "\n".join(_apart(line) for line in text.split("\n"))
    if '": [' in text or '": {' in text:
        text = _LISTED.sub(";", text)
    if "....." in text:
        text = _LEADERS.sub(lambda m: ":".ljust(len(m[0])), text)
    if "?" in text:
        text = _ASKED.sub(r"\1:", text)
    # Where nothing is ticked, an open box is a blank.
    if any(tick in text for tick in _TICKS) and _TICKED.search(text):
        text = "\n".join(_unticked(text.split("\n")))
    if len(_SPOKEN_STOP.findall(text)) >= 3:
        text = _SPOKEN.sub(_spoken, text)
    if _MAYBE_WRAPPED.search(text):
        text = _unwrapped(text)
    long = sum(len(words) for words in _MARK.split(text) if len(words) >= _LONG)
    return _BREATHLESS.sub(_cut, text) if long > len(text) / 4 else text


# Dots that lead from a label to its value; a short one is seen for what it is beside long ones.
_LEADERS = re.compile(r"(?<=[^\s.]) ?\.{4,}(?!\S)|(?<=[^\s.]) \.{1,3}(?= )")
# A question that its line answers: "Pain? None."
_ASKED = re.compile(r"^([^\n.?!;:\"“]{1,40})\?(?=[ \t]+\S)", re.MULTILINE)
_KEY_SPACE = re.compile(r"_(?<=[A-Za-z0-9]_)(?=[A-Za-z0-9])")


# What sets statements apart within a line: a break in a table's cell, slashes, quotes in a list.
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_SLASHES = re.compile(r"(?<= )//(?= (?!bars?\b))", re.IGNORECASE)
_LISTED = re.compile(r"(?<=[^\\:,\s]\"),(?=\s{0,3}\"[^\"\n]{1,300}\"(?! ?:))")


def _apart(line: str) -> str:
    """Return a line with slashes that part it as semicolons; parallel bars come alone."""
    return _SLASHES.sub("; ", line) if len(_SLASHES.findall(line)) >= 2 else line


def _blank(words: str) -> str:
    return " " * len(words)


# Tags -----------------------------------------------------------------------------------------

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w-]{0,30})(?P<more>[^<>\n]{0,200})>")


def _without_tags(text: str) -> str:
    """Return the text with each tag that is closed as a label; other tags are slots to be filled."""
    closed = {m["name"] for m in _TAG.finditer(text) if m["close"]}

    def label(match: re.Match[str]) -> str:
        if match["close"]:
            return "\n".ljust(len(match[0]))
        if match["name"] in closed or "=" in match["more"]:
            return f" {match['name']}{match['more']}:"
        return match[0]

    return _TAG.sub(label, text)


# Tick boxes -----------------------------------------------------------------------------------

_TICKS = ("[x]", "[X]", "(x)", "(X)", "✓", "✔", "☑", "☒")
_TICKED = re.compile(r"(?:\[[xX✓✔]\]|\([xX✓✔]\))(?!\S)|[☑☒]")
_BOX = re.compile(rf"(?P<ticked>{_TICKED.pattern})|\[ {{1,2}}\]|\( {{1,2}}\)|☐")
_CHOICE = re.compile(r" {1,2}(?=\w).*?(?=$| {2}|\t|\|)")
"""What a box is for: the words right behind it."""
_APART = re.compile(r"(?:  |[\t:|] ?)$")
_BEFORE_ITEM = re.compile(r"[\s|>*•-]*")


def _unticked(lines: list[str]) -> Iterator[str]:
    """Yield lines without their boxes; under a heading of goals a box says no more than a dash."""
    goals = False
    for line in lines:
        box = _BOX.search(line)
        leads = box is not None and _BEFORE_ITEM.fullmatch(line, 0, box.start()) is not None
        goals = leads if goals else GOALS.fullmatch(line) is not None
        if box is not None and goals:
            yield f"{line[: box.start()]}{'-'.ljust(len(box[0]))}{line[box.end() :]}"
        else:
            yield _ticked(line)


def _ticked(line: str) -> str:
    """Return a line without its boxes and the choices that are not ticked.

    An open box inside a line is a blank, unless the line shows that boxes are to be ticked.
    """
    boxes = list(_BOX.finditer(line))
    if not boxes:
        return line
    leads = _BEFORE_ITEM.fullmatch(line, 0, boxes[0].start()) is not None
    if not leads and not any(box["ticked"] for box in boxes):
        return line
    if len(boxes) == 1 and not leads and not _APART.search(line, 0, boxes[0].start()):
        return line  # "BBS [X] points"
    parts: list[str] = []
    at = 0
    ends = [box.start() for box in boxes[1:]] + [len(line)]
    for box, end in zip(boxes, ends, strict=True):
        lead, gone = line[at : box.start()], box.end()
        choice = None if box["ticked"] else _CHOICE.match(line, gone, end)
        # "Freq: [ ] Dur: [ ]": a box that a label asks for is a blank.
        asked = not box["ticked"] and lead.rstrip().endswith(":")
        if choice and not (asked and ":" in choice[0]):
            gone, asked = choice.end(), False
        mark = "-" if leads and box["ticked"] and not parts else ""
        parts += [lead, box[0] if asked else mark.ljust(gone - box.start())]
        at = gone
    return "".join(parts) + line[at:]


# Dictation ------------------------------------------------------------------------------------

_SPOKEN = re.compile(r" (period|full stop|comma|new line|new paragraph)(?=[ \n]|$)")
_SPOKEN_STOP = re.compile(r" (?:period|full stop)(?=[ \n]|$)")
_MARKS = {"period": ";", "full stop": ";", "comma": ",", "new line": "\n", "new paragraph": "\n"}


def _spoken(match: re.Match[str]) -> str:
    """Return a dictated mark; a stop at the end of its word, which then belongs to no statement."""
    mark, size = _MARKS[match[1]], len(match[0])
    if mark != ";":
        return mark.ljust(size)
    return mark.rjust(size) if match.string.startswith(" ", match.end()) else " " * size


_LONG = 120
"""How many characters without a mark are more than one statement, where many such stand."""
_MARK = re.compile(r"[.,:;!?\n|]")
_BREATHLESS = re.compile(r"[^.,:;!?\n|]++")
# Words with which a new statement begins where nobody sets a mark.
_ANEW = re.compile(
    r" (?=(?:then|but|also|uh|um|okay|so (?!that\b)|no (?!\w+ing\b)|did|says|walked|stands|told|talked|"
    r"held|timed|total|goal|does|gained|needs?|needed|"
    r"(?:and |uh )?(?<!reason )(?<!why )(?<!that )(?<!because )(?<!when )(?<!if )(?<!while )(?<!who )(?<!since )"
    r"(?:he|she|we|they|i) \w+)\b)"
)


def _cut(match: re.Match[str]) -> str:
    """Return words without marks in clauses of at least some eighty characters."""
    words = match[0]
    if len(words) < _LONG:
        return words
    parts, at = [], 0
    for gap in _ANEW.finditer(words):
        if gap.start() - at >= 80:
            parts.append(words[at : gap.start()])
            at = gap.end()
    return "\n".join([*parts, words[at:]])


# Lines broken by width ------------------------------------------------------------------------

_MAYBE_WRAPPED = re.compile(r"\n[ \t|]*+(?:[a-z]|[A-Z][A-Z ])")
_FRAME = re.compile(r"[ \t]*(?:\|[ \t]*)?")
_RULE = re.compile(r"[ \t]*+[-=+|_*]{3}[-=+|_* \t]*+")
_SENTENCE_END = re.compile(r"[.!?:;][\"”')]*$")
_HANGS = re.compile(
    r"(?:[A-Za-z]{2},|\b(?:the|of|and|or|to|with|in|on|at|for|by|an?|is|was|are|that|which|her|his|"
    r"he|she|it|they|from|as|than|not|be))$",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"[^\w\"'(]|\(?\w{1,2}[.)][ \t]|[\w/ ]{1,25}[:=]|\(\w\)|[A-Z]/|\S+[ \t]{3}", re.ASCII
)


def _unwrapped(text: str) -> str:
    """Return the text with lines joined that broke only because the next word did not fit."""
    lines = text.split("\n")
    begins = [_begin(line) for line in lines]
    ends = [len(line.rstrip(" \t|")) for line in lines]
    joined: list[str] = []
    for start, stop in _paragraphs(lines):
        on = _running_on(lines[start:stop], begins[start:stop], ends[start:stop])
        for i in range(start, stop):
            if i - start in on:
                before = joined[-1]
                cut = len(before) - len(lines[i - 1]) + ends[i - 1]
                joined[-1] = f"{before[:cut]:{len(before)}} {_blank(lines[i][: begins[i]])}"
                joined[-1] += lines[i][begins[i] :]
            else:
                joined.append(lines[i])
    return "\n".join(joined)


def _begin(line: str) -> int:
    frame = _FRAME.match(line)
    return frame.end() if frame else 0


def _paragraphs(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the lines from one empty line or rule, itself included, to the next."""
    start = 0
    for i, line in enumerate(lines):
        if i and (not line.strip(" \t|") or _RULE.fullmatch(line)):
            yield start, i
            start = i
    yield start, len(lines)


def _running_on(lines: list[str], begins: list[int], ends: list[int]) -> set[int]:
    """Return which lines of a paragraph go on with the sentence of the line before.

    A line does where its first word would not have fitted before; in a paragraph where some would
    have, lines end where their writer ended them.
    """
    widest = sorted(ends)[-2:]
    width = widest[-1]
    if len(lines) < 2 or width < 45 or widest[0] < 0.8 * width:
        return set()
    hanging, full, short = set(), set(), 0
    for i in range(1, len(lines)):
        column, before, line = begins[i], lines[i - 1], lines[i]
        said, words = before[column : ends[i - 1]], line[column : ends[i]]
        if not said or not words or (column and before[column - 1] not in " \t|"):
            continue
        if _SENTENCE_END.search(said) or _ITEM.match(words) or "   " in said or "|" in said + words:
            continue
        if len(said) >= 20 and _HANGS.search(said) and ends[i - 1] >= 0.6 * width:
            hanging.add(i)
        elif words[0].islower() or (said.isupper() and words.isupper()):
            fits = ends[i - 1] + 1 + len(words.split(maxsplit=1)[0]) <= 0.85 * width
            short += fits
            full.add(i)
    return hanging if 4 * short > len(full) else hanging | full
