r"""The letters without which a pattern cannot match.

A text is gone through word by word, and a pattern is tried only where its letters stand. They are
told by words, as the text is: a mark stands wherever RE2's ``\b`` matches, so that a lone letter is
found only where it is a word, and an end without a mark may go on. The first word of a text stands
once more at its end, behind a sign of its own, for patterns that begin with ``^``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

__all__ = ["MARK", "marked", "needed", "pieces"]

MARK = "\0"
_FIRST = "\1"
"""Stands before the first word, and for ``^`` where that follows."""
_GAP = re.compile(r"[\t\n\f\r-][\t\n\f\r -]*| [\t\n\f\r -]+")
_BEGINS = re.compile(r"\w", re.ASCII)
_PIECE = re.compile(r"\w+|\W+", re.ASCII)


def pieces(words: str) -> list[str]:
    """Return the words of a text, and what stands between them other than mere gaps."""
    return [piece for piece in _PIECE.findall(_GAP.sub(" ", words)) if piece != " "]


def marked(words: str) -> str:
    """Return the pieces of a text with marks around each, and its first word once more."""
    found = pieces(words)
    first = next((piece for piece in found[:2] if _BEGINS.match(piece)), "")
    return f"{MARK}{MARK.join(found)}{MARK}{_FIRST}{first}{MARK}"


def needed(pattern: str) -> list[frozenset[str]]:
    """Return sets of letters, the rarest first: a marked line with a match holds one of each set.

    What is written as a class or with many repeats is passed over, and so are letters that stand
    everywhere: the sets may ask for too little, never for too much.
    """
    if _OTHERWISE.search(pattern):
        return []
    part = _choice(_TOKEN.findall(pattern)[::-1])
    sets = {_shortest(map(_inside, each)): None for each in part.all_sets}
    often = {each: sum(map(_how_often, each)) for each in sets}
    rare = sorted((each for each in sets if often[each] < _EVERYWHERE), key=often.__getitem__)
    return [frozenset(map(_gapless, each)) for each in rare]


_OTHERWISE = re.compile(r"\\Q|\(\?[a-zA-Z-]*m[a-zA-Z-]*[:)]")
"""Where signs or beginnings of lines do not mean what they mean elsewhere."""


def _gapless(text: str) -> str:
    """Return a marked text without what marked lines leave out; of one that begins, its word."""
    if text.startswith(_FIRST):
        word, mark, _ = text.removeprefix(_FIRST + MARK).partition(MARK)
        return _FIRST + word + mark
    return text.replace(f"{MARK} {MARK}", MARK)


# Guesses: they decide which letters are looked for first, never what is found.
_SHARES = {
    **dict.fromkeys("0123456789", 0.0015),  # many, but in few clauses
    **dict.fromkeys("etaoinsrhld", 0.06),
    **dict.fromkeys("cumfpgwybv", 0.02),
    **{" ": 0.15, "-": 0.15, MARK: 0.3, _FIRST: 0.05},
}
_EVERYWHERE = 0.02


def _how_often(text: str) -> float:
    """Return roughly how often letters stand at a place of a marked text."""
    return prod(_SHARES.get(letter, 0.005 if letter.isascii() else 0.0003) for letter in text)


def _shortest(texts: Iterable[str]) -> frozenset[str]:
    """Return the texts without those that hold another of them."""
    kept: set[str] = set()
    sizes: dict[int, None] = {}
    for text in sorted(texts, key=len):
        parts = [text[i : i + size] for size in sizes for i in range(len(text) - size + 1)]
        if kept.isdisjoint(parts):
            kept.add(text)
            sizes[len(text)] = None
    return frozenset(kept)


def _inside(text: str) -> str:
    """Return what a text in a pattern looks like within a marked one."""
    begins = text.lstrip(MARK).startswith(_FIRST)
    text = text.replace(_FIRST, "")
    bare = _GAP.sub(" ", text.replace(MARK, ""))
    if not bare:
        return ""
    first, last = text.startswith(MARK), text.endswith(MARK)
    text = MARK.join(_PIECE.findall(bare)) + MARK * last
    if begins and _BEGINS.match(bare):
        return _FIRST + MARK + text
    text = MARK * first + text
    return text.strip(" ") or text  # gaps stand everywhere, and fewer texts differ without them


@dataclass(frozen=True)
class _Part:
    """What a part of a pattern matches: one of few texts, or something that holds one of each."""

    texts: frozenset[str] | None
    sets: tuple[frozenset[str], ...] = ()

    @property
    def all_sets(self) -> tuple[frozenset[str], ...]:
        return self.sets if self.texts is None else (*self.sets, self.texts)


_MOST = 48
"""More texts for one part are not followed."""
_GAPS = frozenset(" -")
_DIGITS = frozenset("0123456789")
_EMPTY = _Part(frozenset([""]))
_BEGIN = _Part(frozenset([_FIRST]))
_UNKNOWN = _Part(None)
_TOKEN = re.compile(
    r"\\x[0-9a-fA-F]{2}|\\x\{\w+\}|\\[pP](?:\{\^?\w+\}|\w)|\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|"
    r"\(\?(?:P?<\w+>|[a-zA-Z-]*[:)])|(?:[*+?]|\{\d+(?:,\d*)?\})\??|.",
    re.DOTALL,
)


# Each takes tokens from the end of the list, where the part that comes next stands.
def _choice(tokens: list[str]) -> _Part:
    ways = [_row(tokens)]
    while tokens and tokens[-1] == "|":
        tokens.pop()
        ways.append(_row(tokens))
    return ways[0] if len(ways) == 1 else _either(ways)


def _row(tokens: list[str]) -> _Part:
    parts: list[_Part] = []
    while tokens and tokens[-1] not in ("|", ")"):
        skipped = parts == [_BEGIN] and tokens[-1] == r"\W"  # the first word is still to come
        part = _one(tokens)
        while tokens and _REPEAT.fullmatch(tokens[-1]):
            part = _repeated(part, tokens.pop())
        parts += [] if skipped else [part]
    return _joined(parts)


_REPEAT = re.compile(r"([*+?]|\{(\d+)(,?)(\d*)\})\??")


def _one(tokens: list[str]) -> _Part:
    token = tokens.pop()
    if token.startswith("("):
        if token.endswith(")"):  # flags
            return _EMPTY
        part = _choice(tokens)
        tokens.pop()
        return part
    if token in ("^", "$"):
        return _BEGIN if token == "^" else _EMPTY
    texts = _class(token[1:-1]) if token.startswith("[") and len(token) > 1 else _letter(token)
    return _Part(texts)


def _letter(token: str) -> frozenset[str] | None:
    """Return what a letter or an escape stands for."""
    if token == ".":
        return None
    if not token.startswith("\\"):
        return frozenset([token.lower()])
    if token.startswith(r"\x"):
        return frozenset([chr(int(token[2:].strip("{}"), 16)).lower()])
    if token[1].isalnum():
        return _ESCAPES.get(token[1:])
    return frozenset([token[1:]])


_ESCAPES = {
    "d": _DIGITS,
    "s": frozenset([" "]),  # a gap is one space
    "b": frozenset([MARK]),
    "B": frozenset([""]),
    "A": frozenset([""]),
    "z": frozenset([""]),
}


def _class(inside: str) -> frozenset[str] | None:
    if inside.startswith("^") or "[:" in inside:
        return None
    found: set[str] = set()
    for first, last in _MEMBER.findall(inside):
        if last:
            found.update(chr(n).lower() for n in range(ord(first), ord(last) + 1))
            continue
        letter = _letter(first) if first != "." else frozenset(["."])
        if letter is None:
            return None
        found |= letter
    return frozenset(found) if len(found) <= _MOST else None


_MEMBER = re.compile(r"(\\x[0-9a-fA-F]{2}|\\.|[^\\])(?:-([^\\]))?", re.DOTALL)


def _either(ways: Sequence[_Part]) -> _Part:
    texts = [way.texts for way in ways if way.texts is not None]
    if len(texts) == len(ways):
        return _Part(frozenset().union(*texts))
    best = []
    for way in ways:
        sets = [each for each in way.all_sets if _says_something(each)]
        if not sets:
            return _UNKNOWN
        best.append(min(sets, key=lambda each: sum(map(_how_often, each))))
    return _Part(None, (frozenset().union(*best),))


def _repeated(part: _Part, repeat: str) -> _Part:
    match = _REPEAT.fullmatch(repeat)
    assert match is not None
    least = 1 if match[1] == "+" else int(match[2] or 0)
    if part.texts is not None and part.texts <= _GAPS:
        return _Part(frozenset([" "] if least else ["", " "]))
    if least == 0:
        once = match[1] == "?" and part.texts is not None
        return _Part(part.texts | {""}) if once and part.texts is not None else _UNKNOWN
    if match[2] and not match[3]:
        return _joined([part] * least) if least <= 5 else _Part(None, part.all_sets)
    return _Part(None, part.all_sets)


def _joined(parts: Iterable[_Part]) -> _Part:
    """Return what parts one after another match."""
    texts, sets, whole = frozenset([""]), [], True
    for part in parts:
        if part.texts is not None and len(texts) * len(part.texts) <= _MOST:
            texts = frozenset(before + after for before in texts for after in part.texts)
            continue
        whole = False
        sets.append(texts)
        few = part.texts is not None and len(part.texts) <= _MOST
        texts = part.texts if few and part.texts is not None else frozenset([""])
        sets.extend(() if few else part.all_sets)
    if whole:
        return _Part(texts)
    return _Part(None, tuple(each for each in (*sets, texts) if _says_something(each)))


def _says_something(texts: frozenset[str]) -> bool:
    return all(text.strip(MARK + _FIRST) for text in texts)
