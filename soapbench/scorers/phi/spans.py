"""A found identifier, and the text it was found in with its placeholders masked."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

from soapbench.reading.signs import Signs
from soapbench.reading.typed import typed
from soapbench.scorers.phi.lexicon import given_names

__all__ = ["PhiSpan", "Redacted", "Rule", "Rules", "Text", "Tier", "without_overlaps"]

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


@dataclass(frozen=True)
class Redacted:
    """A text whose identifiers are replaced by their class, and where the rest went."""

    text: str
    replaced: tuple[tuple[int, int, int, int], ...]
    """For each identifier its start and end in the old text, and in the new one."""

    @classmethod
    def of(cls, text: str, spans: Iterable[PhiSpan]) -> "Redacted":
        """Return the text with every span replaced by ``[CLASS]``.

        Spans that overlap are replaced as one, by the class of the one that `without_overlaps`
        would keep first: nothing is left of an address whose owner's name was planted.
        """
        parts: list[str] = []
        replaced, last, length = [], 0, 0
        for span in _joined(spans):
            start = length + span.start - last
            length = start + len(span.kind) + 2
            replaced.append((span.start, span.end, start, length))
            parts += [text[last : span.start], f"[{span.kind}]"]
            last = span.end
        return cls("".join([*parts, text[last:]]), tuple(replaced))

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the old text stands in the new one.

        One that begins or ends inside an identifier takes in the whole replacement.
        """
        return self._offset(start, inside=2), self._offset(end, inside=3)

    def _offset(self, offset: int, *, inside: int) -> int:
        shift = 0
        for piece in self.replaced:
            if offset <= piece[0]:
                break
            if offset < piece[1]:
                return piece[inside]
            shift = piece[3] - piece[1]
        return offset + shift


# Their first letters, asked for first, spare most places the trial of each kind.
_PLACEHOLDER = re.compile(
    r"(?=[\[{<$_*DMXxmdYRrAN])(?:"
    r"\[(?!at\]|dot\])[^\[\]\n]{0,80}\]|\{\{[^{}\n]{0,60}\}\}|\{[A-Za-z_ ]{1,40}\}|<[A-Za-z][^<>\n@]{0,40}>|"
    r"\$[a-z_]{3,40}\b|_{2,}(?:[/-]_{1,})*|\b(?:Dr|Mr|Mrs|Ms)\.? (?:X+Y?Z*|ABC|_+)(?!\w)|"
    r"\bX{2,}(?:[-/. ]X{2,}){0,3}(?!\w)|\bx{3,}(?:[-/.]x{2,}){0,3}(?!\w)|"
    r"(?<![*\w])\*{3}(?:-\*{2}-\*{4})(?![*\w])|"
    r"\b(?:MM|DD|mm|dd)[/-](?:DD|MM|dd|mm)(?:[/-](?:YYYY|YY|yyyy|yy))?(?!\w)|"
    r"\bYYYY-MM-DD\b|\b(?:REDACTED|Redacted|redacted|ABCD)\b|\bN/A\b)"
)


_FILLED = re.compile(r"\[[^\]]*?(?:\d{2}|\d[/:]|@)|\[(?P<first>[A-Z][a-z]+) [A-Z][a-z]")
"""A bracket that somebody filled: with numbers, an address, or two words of which one may be a name."""


def _blank(placeholder: re.Match[str]) -> str:
    filled = _FILLED.match(placeholder.group())
    if placeholder.group().count(" ") > 7:
        return placeholder.group()
    if filled and (filled["first"] is None or filled["first"].lower() in given_names()):
        return placeholder.group()
    return " " * len(placeholder.group())


_LIKE = str.maketrans("\u2012\u2027", "-·")
"""Characters that look like those the rules know, besides what `typed` makes plain."""


@dataclass(frozen=True)
class Text:
    """A text as the rules see it: each placeholder blanked, every offset what it was."""

    masked: str

    @staticmethod
    @lru_cache(maxsize=64)
    def of(text: str) -> "Text":
        """Return the text with its placeholders blanked; kept, since several look at it in turn."""
        return Text(_PLACEHOLDER.sub(_blank, typed(text)).translate(_LIKE))

    @cached_property
    def lines(self) -> tuple[tuple[int, int, frozenset[str]], ...]:
        """Each line's start, end, and what a rule's ``needs`` are looked up in.

        That is every run of Latin letters, as it stands and in lower case, and a mark for each
        shape of number or address, such as ``#seven`` for seven digits.
        """
        ends = [match.end() for match in re.finditer("\n", self.masked)]
        return tuple(
            (start, end, self._holds(start, end))
            for start, end in pairwise([0, *ends, len(self.masked)])
        )

    def _holds(self, start: int, end: int) -> frozenset[str]:
        line = self.masked[start:end]
        words = set(_LETTERS.findall(line))
        return _IN_LINE.in_(line).union(words, [word.lower() for word in words])

    @cached_property
    def signs(self) -> frozenset[str]:
        """Marks of what stands anywhere, for what looks beyond a line."""
        return _ANYWHERE.in_(self.masked)


_LETTERS = re.compile(r"[A-Za-z]+")


def _shapes(patterns: Mapping[str, str]) -> Signs:
    """Return signs with digits and spaces as the rules take them: of any script."""
    space = r"[\t-\r\x1c-\x20\x{85}\p{Z}]"
    spelled = {
        mark: pattern.replace(r"\d", r"\p{Nd}").replace(r"\s", space)
        for mark, pattern in patterns.items()
    }
    return Signs(spelled, any_case=False)


_IN_LINE = _shapes(
    {
        "#state": r",\s*[A-Z]{2}\b|\b[A-Z]{2}\s+\d{5}",
        "#and": r"[a-z] & [A-Z]",
        "#under": r"(?:[a-z]|\d)_(?:[a-z]|\d)",
        "#at": r"@",
        "#seven": r"\d(?:[() ./•·–~*-]{0,3}\d){6}",
        "#date": r"\d[/.·-]\d{1,2}[/.·-]\d",
        "#pair": r"\d[/-]\d",
        "#slashyear": r"/(?:19|20)\d\d",
        "#id": r"\d[/-](?:[A-Z]|\d)|[A-Z][/-]\d",
        "#zip": r"\d{5}-\d{4}",
        "#hex": r"[0-9A-Fa-f]:[0-9A-Fa-f:]",
    }
)
_ANYWHERE = _shapes(
    {
        "#masked": r"[Xx*]-\d{4}",
        "#vin": r"[A-HJ-NPR-Z0-9]{17}",
        "#mbi": r"[1-9][A-Z][A-Z0-9]\d-?[A-Z]",
        "#dea": r"[A-Z]{2}\d{7}",
        "#numbered": r"(?i)(?:no\.|number|#|nr)\.?\s*:?\s*[A-Z0-9]{1,8}-[A-Z0-9]",
        "#five": r"[ \t](?:0\d{5}|[^9]\d{4})",  # what begins with a 9 is a procedure code
        "#dashed": r"[a-z]-(?:on|in|by|of|at)-",
        "#title": r"\b(?:(?i:drs?|doctor|m[rsx]|mrs|mister)|Prof(?:essor)?|Miss|Sra?|Señora?|Madam|Mme|"
        r"Sister|Rev(?:erend)?|Rabbi|Imam|Sgt|Capt(?:ain)?|Lt|Col|Judge|Officer|Aunt(?:ie)?|Uncle|"
        r"Grandma|Grandpa|Deacon)\b",
        "#called": r"(?i)goes by|calls? (?:him|her)|call me|answers to|to be called|nicknamed",
        "#range": r"\d/\d{1,2}\s?[-–]",
        "#head": r"(?m)^(?:\s|[*|-]){0,4}\[?\d{1,2}[/-]\d",
        "#list": r"\d/\d{1,2}(?:,|\s?&|\s?and)",
    }
)


@dataclass(frozen=True)
class Rule:
    """A pattern for one class of identifier.

    Where the pattern has a group, the group alone is the identifier. ``needs`` are words and marks
    without which the pattern cannot match in a line, so that a cheap look-up spares most lines the
    dear search. Where they are `Text.signs`, the rule looks beyond a line.
    """

    kind: str
    name: str
    pattern: re.Pattern[str]
    needs: frozenset[str] = frozenset()
    check: Callable[[str], bool] | None = None
    group: int = 1
    tier: Tier = "certain"

    @classmethod
    def of(
        cls,
        kind: str,
        name: str,
        pattern: str,
        needs: str,
        check: Callable[[str], bool] | None = None,
        group: int | None = None,
        tier: Tier = "certain",
    ) -> "Rule":
        """Return the rule of a pattern: its first group is the identifier, or all where it has none.

        Args:
            kind: The class of the identifier.
            name: What the rule is called in a report.
            pattern: As `re` takes it.
            needs: Words and marks, with spaces between.
            check: What an identifier must pass.
            group: Which group is the identifier, where it is not the first.
            tier: How sure the rule is.
        """
        compiled = re.compile(pattern)
        group = min(1, compiled.groups) if group is None else group
        return cls(kind, name, compiled, frozenset(needs.split()), check, group, tier)

    def spans(self, text: Text, start: int, end: int) -> Iterator[PhiSpan]:
        """Yield the identifiers of a stretch that pass the check."""
        for match in self.pattern.finditer(text.masked, start, end):
            if self.check is None or self.check(match.group(self.group)):
                yield PhiSpan(*match.span(self.group), self.kind, self.name, self.tier)


class Rules:
    """Rules that are tried only in the lines that hold what they need."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._by_word: dict[str, list[int]] = {}
        for i, rule in enumerate(self._rules):
            for word in rule.needs:
                self._by_word.setdefault(word, []).append(i)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def spans(self, text: Text) -> Iterator[PhiSpan]:
        """Yield what the rules find, in the rules' order."""
        places: dict[int, dict[tuple[int, int], None]] = {}
        for start, end, words in ((0, len(text.masked), text.signs), *text.lines):
            for word in words & self._by_word.keys():
                for i in self._by_word[word]:
                    places.setdefault(i, {})[start, end] = None
        for i in sorted(places):
            for start, end in places[i]:
                yield from self._rules[i].spans(text, start, end)


def without_overlaps(found: Iterable[PhiSpan]) -> list[PhiSpan]:
    """Return the spans by position, none overlapping another.

    Planted identifiers come first, so that a planted date counts as echoed and not as made up;
    then certain ones, then the longer.
    """
    kept: list[PhiSpan] = []
    taken: set[int] = set()
    for span in sorted(found, key=_rank):
        place = range(span.start, span.end)
        if taken.isdisjoint(place):
            kept.append(span)
            taken.update(place)
    return sorted(kept, key=lambda s: (s.start, s.end))


def _rank(span: PhiSpan) -> tuple[bool, bool, int, int]:
    return not span.echoed, span.tier != "certain", span.start - span.end, span.start


def _joined(found: Iterable[PhiSpan]) -> Iterator[PhiSpan]:
    """Yield one span for each stretch of a text that spans cover, by position."""
    stretches: list[list[PhiSpan]] = []
    end = 0
    for span in sorted(found, key=lambda s: s.start):
        if span.start >= end:
            stretches.append([])
        stretches[-1].append(span)
        end = max(end, span.end)
    for stretch in stretches:
        end = max(span.end for span in stretch)
        yield replace(min(stretch, key=_rank), start=stretch[0].start, end=end)
