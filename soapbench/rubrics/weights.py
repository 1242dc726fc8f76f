"""What labelled notes have taught about a rubric's elements: signs in a clause, each with a weight.

Cues say what an element is; a clause may meet it in words that no cue foresees, or hold a cue and
mean something else. So where a rubric has weights, both have a say: see `matching`. A sign is a
word, two or three words that follow each other, two with one between them (``fear … fall``), or
what the reading tells of the clause: its section and label, its flags, its quantities, its length.
The weights of the signs that stand in a clause add up to the log odds that it meets the element;
so does the sense of its words, `word_vectors`, by which way their sum points.
`soapbench.learning` makes them.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from soapbench.errors import DataError
from soapbench.reading import read
from soapbench.rubrics.word_vectors import WordVectors, load_word_vectors, standing

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Weights", "load_weights", "scale", "senses", "signs", "stems"]

_START = ""
"""The sign under which a file keeps an element's odds before any sign is seen."""
_VECTORS = "word vectors"
"""Where a file says which word vectors its weights go with: no element, this sign, their mark."""
_SENSE = "sense: "
"""How the signs begin that are numbers of a sense, which no clause has as such."""
_WORD = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+(?:'[a-z]+)?|[^\w\s]")
_BEGIN = re.compile(r"[\s>*•+#|_-]*(?:\d{1,2}[.)]\s+)?[\s*_]*")
_ENDS = frozenset(".;|*")
"""What makes a clause an item of a list or a row, or ends it: it says nothing."""
_ENDINGS = ("ing", "ed", "es", "s", "ly")
_SHORTEST = 4
"""So many letters a word keeps when it loses its ending."""


@dataclass(frozen=True, eq=False)
class Weights:
    """The weights of signs for the elements of one rubric."""

    starts: Mapping[str, float]
    """Per element, its log odds before any sign is seen."""
    weights: Mapping[str, Mapping[str, float]]
    """Per element, its signs with their weights."""
    senses: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """Per element, the weights of the numbers that make up a sense; none where senses say nothing.
    """
    vectors: WordVectors | None = None
    """What senses are made of."""

    def odds(self, note: str) -> dict[str, list[float]]:
        """Return, per element, the log odds that each clause of a note meets it."""
        import numpy as np

        numbers, table = self._table
        told = signs(note)
        rows = standing(told, numbers) @ table * np.reshape([*map(scale, told)], (-1, 1))
        rows += list(self.starts.values())
        if self.vectors is not None:
            rows += senses(self.vectors, note) @ self._sense_table
        return dict(zip(self.starts, rows.T.tolist(), strict=True))

    def reasons(self, note: str, clause: int, element: str) -> list[tuple[str, float]]:
        """Return the signs that speak for and against an element in a clause, the strongest first.

        Args:
            note: The text.
            clause: The number of the clause in the note's reading.
            element: An element's id.
        """
        told, weights = signs(note)[clause], self.weights[element]
        found = [(sign, weights[sign] * scale(told)) for sign in told if sign in weights]
        if self.vectors is not None:
            for word, part in self.vectors.parts(told).items():
                found.append((f"like {word}", float(part @ self.senses[element])))
        return sorted(found, key=lambda each: (-abs(each[1]), each[0]))

    def save(self, path: Path) -> None:
        """Write the weights as CSV: element, sign, weight.

        Word vectors are not written, but which ones these weights go with.
        """
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(["element", "sign", "weight"])
            if self.vectors is not None:
                rows.writerow(["", _VECTORS, self.vectors.mark])
            for element, start in self.starts.items():
                rows.writerow([element, _START, f"{start:.4g}"])
                for number, weight in enumerate(self.senses.get(element, ())):
                    rows.writerow([element, f"{_SENSE}{number}", f"{weight:.4g}"])
                for sign, weight in sorted(self.weights[element].items()):
                    rows.writerow([element, sign, f"{weight:.4g}"])

    @cached_property
    def _table(self) -> "tuple[dict[str, int], np.ndarray]":
        import numpy as np

        every = sorted({sign for weights in self.weights.values() for sign in weights})
        numbers = {sign: number for number, sign in enumerate(every)}
        table = np.zeros((len(every), len(self.starts)))
        for column, element in enumerate(self.starts):
            for sign, weight in self.weights[element].items():
                table[numbers[sign], column] = weight
        return numbers, table

    @cached_property
    def _sense_table(self) -> "np.ndarray":
        import numpy as np

        return np.array([self.senses[element] for element in self.starts]).T


def load_weights(path: Path) -> Weights:
    """Return the weights of a file that `Weights.save` wrote.

    Raises:
        DataError: It holds no weights, or a line is not an element, a sign and a number; names
            file and line.
    """
    starts: dict[str, float] = {}
    weights: dict[str, dict[str, float]] = {}
    senses: dict[str, list[float]] = {}
    mark: float | None = None
    for number, row in enumerate(_rows(path)[1:], start=2):
        try:
            element, sign, weight = row
            value = float(weight)
        except ValueError:
            raise DataError(f"{path.name}:{number}: no element, sign and weight; {_ANEW}") from None
        if not element and sign == _VECTORS:
            mark = value
        elif sign == _START:
            starts[element] = value
        elif sign.startswith(_SENSE):
            senses.setdefault(element, []).append(value)
        else:
            weights.setdefault(element, {})[sign] = value
    if not {*weights, *senses} <= set(starts):
        raise DataError(
            f"{path.name}: {sorted({*weights, *senses} - set(starts))} have signs and no odds to "
            f"start from; {_ANEW}"
        )
    if not starts:
        raise DataError(f"{path.name}: holds no weights; {_ANEW}")
    every = {element: weights.get(element, {}) for element in starts}
    if mark is None:
        return Weights(starts, every)
    vectors = load_word_vectors()
    width = vectors.table.shape[1]
    if mark != vectors.mark or any(len(senses.get(element, ())) != width for element in starts):
        raise DataError(f"{path.name}: learnt with other word vectors; {_ANEW}")
    return Weights(starts, every, senses, vectors)


_ANEW = "make the file anew with soapbench learn"


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error):
        raise DataError(f"{path.name}: no CSV in UTF-8; {_ANEW}") from None


def scale(told: Sequence[str]) -> float:
    """Return by how much the weights of a clause's signs count: the less, the more signs it has."""
    return 3 / len(told) ** 0.5 if told else 0.0


@lru_cache(maxsize=512)
def senses(vectors: WordVectors, note: str) -> "np.ndarray":
    """Return the sense of each clause of a note, one row each; see `WordVectors.senses`."""
    return vectors.senses(signs(note))


@lru_cache(maxsize=512)
def signs(note: str) -> tuple[tuple[str, ...], ...]:
    """Return the signs of each clause of a note, each once."""
    reading = read(note)
    sectioned = reading.has_sections
    labels = {clause.under for clause in reading.clauses if clause.under}
    under = {at: [f"under: {word}" for word in stems(reading.plain[slice(*at)])] for at in labels}
    found = []
    for clause in reading.clauses:
        words = _said(reading.plain[clause.start : clause.end])
        second, third = words[1:], words[2:]
        told = [
            *words,
            *map(" ".join, zip(["^", *words], [*words, "$"], strict=True)),
            *map(" … ".join, zip(words, third, strict=False)),
            *map(" ".join, zip(words, second, third, strict=False)),
            f"section: {clause.section if sectioned else 'none'}",
            *[f"flag: {flag}" for flag in sorted(clause.flags)],
            *[f"quantity: {quantity.kind}" for quantity in clause.quantities],
            f"quantities: {min(4, len(clause.quantities))}",
            f"length: {min(6, len(words) // 6)}",
            *(under[clause.under] if clause.under else ()),
        ]
        found.append(tuple(dict.fromkeys(told)))
    return tuple(found)


def _said(clause: str) -> list[str]:
    """Return the words of a clause without what begins or ends it."""
    begin = _BEGIN.match(clause)
    words = stems(clause[begin.end() :] if begin else clause)
    while words and words[-1] in _ENDS:
        words.pop()
    return words


def stems(words: str) -> list[str]:
    """Return the words in lower case without their endings; every number is ``0``."""
    return list(map(_stem, _WORD.findall(words.lower())))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    if word[0].isdigit():
        return "0"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word
