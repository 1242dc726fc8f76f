"""Learning the weights of a rubric from labelled notes and lines."""

from __future__ import annotations

import importlib.util
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soapbench.errors import DataError
from soapbench.labels import LabelledLine, LabelledNote
from soapbench.reading import Reading, read
from soapbench.rubrics import Element, Rubric, in_place
from soapbench.rubrics.weights import Weights, scale, signs

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["learn"]

_SEEN = 3
"""A sign that stands in fewer clauses of all that is learnt from teaches nothing."""
_FOR = 4.0
"""A clause that meets an element counts as much as so many that do not: it is rarer."""
_OWN = 5
"""A rubric's own examples and near misses count so many times: its author means them."""
_LOOSENESS = 1.5
"""How freely weights may grow: the inverse of the strength of the penalty on their sizes."""


@dataclass(frozen=True)
class _Lesson:
    """A clause, its signs, and whether it meets an element."""

    signs: tuple[str, ...]
    meets: bool
    share: float = 1.0
    """Of what is meant: clauses of one line that meets it do so together."""


def learn(
    rubric: Rubric, notes: Iterable[LabelledNote], lines: Iterable[LabelledLine] = ()
) -> Weights:
    """Return the weights that labelled notes and lines teach for a rubric's elements.

    Per element a logistic regression with a penalty on the sizes of its weights, which keeps a few
    hundred signs of many thousand. Signs are scaled first by how unevenly they stand in clauses
    that meet the element and in others (Wang and Manning 2012, "Baselines and bigrams"). A clause
    meets an element where a reader quoted it; no clause in place does where the note does not meet
    it; what was not quoted in a note that does is left out. Elements that count several measures
    have no weights, since no single clause meets them.

    Args:
        rubric: Whose elements are learnt; its own examples and near misses teach too.
        notes: Labelled notes; those of another rubric and those that report are left out.
        lines: Labelled single lines.

    Raises:
        DataError: scikit-learn is missing, or no note or line of the rubric teaches anything.
    """
    if importlib.util.find_spec("sklearn") is None:
        raise DataError(
            "learning needs scikit-learn: pip install 'soapbench[learn]'; notes are read without it"
        )
    mine = [note for note in notes if note.rubric == rubric.name and note.use == "tune"]
    told = [*lines, *_OWN * list(_own(rubric))]
    lessons = {
        element.id: [*_of_notes(rubric, element, mine), *_of_lines(rubric, element, told)]
        for element in rubric.elements
        if element.several == 1
    }
    taught = {e: each for e, each in lessons.items() if len({lesson.meets for lesson in each}) == 2}
    if not taught:
        raise DataError(f"{rubric.name}: no labelled note meets an element and none lacks it")
    counts = Counter(
        sign
        for note in (*(n.text for n in mine), *(_text(rubric, line) for line in told))
        for clause in signs(note)
        for sign in clause
    )
    kept = {sign for sign, count in counts.items() if count >= _SEEN}
    fitted = {element: _fit(each, kept) for element, each in taught.items()}
    return Weights(
        {element: start for element, (start, _) in fitted.items()},
        {element: weights for element, (_, weights) in fitted.items()},
    )


def _own(rubric: Rubric) -> Iterator[LabelledLine]:
    """Yield the examples and near misses that a rubric itself holds."""
    for element in rubric.elements:
        for text in element.examples:
            yield LabelledLine(element.id, True, text)
        for text in element.near_misses:
            yield LabelledLine(element.id, False, text)


def _of_notes(rubric: Rubric, element: Element, notes: list[LabelledNote]) -> Iterator[_Lesson]:
    for note in notes:
        reading = read(note.text)
        sectioned = rubric.sectioned and reading.has_sections
        there = [
            i
            for i, clause in enumerate(reading.clauses)
            if "echo" not in clause.flags and (not sectioned or in_place(element, clause, reading))
        ]
        if note.labels[element.id] == "met":
            spans = _spans(note, element.id)
            quoted = {_closest(reading, there, span) for span in spans} - {None}
            yield from (_Lesson(signs(note.text)[i], True) for i in there if i in quoted)
        else:
            yield from (_Lesson(signs(note.text)[i], False) for i in there)


def _spans(note: LabelledNote, element: str) -> list[tuple[int, int]]:
    """Return where the words stand that a reader quoted for an element."""
    starts = [(note.text.find(words), len(words)) for words in note.words.get(element, ())]
    return [(start, start + length) for start, length in starts if start >= 0]


def _closest(reading: Reading, there: Sequence[int], span: tuple[int, int]) -> int | None:
    """Return which of some clauses shares most letters with a span; None where none shares any."""

    def shared(i: int) -> int:
        clause = reading.clauses[i]
        return max(0, min(clause.end, span[1]) - max(clause.start, span[0]))

    best = max(there, key=shared, default=None)
    return best if best is not None and shared(best) else None


def _of_lines(rubric: Rubric, element: Element, lines: list[LabelledLine]) -> Iterator[_Lesson]:
    for line in lines:
        if line.element == element.id:
            note = _text(rubric, line)
            under = note.index(line.text)
            clauses = zip(read(note).clauses, signs(note), strict=True)
            told = [each for clause, each in clauses if clause.end > under]
            share = 1 / max(1, len(told)) if line.meets else 1.0
            yield from (_Lesson(each, line.meets, share) for each in told)


def _text(rubric: Rubric, line: LabelledLine) -> str:
    return rubric.placed(line.element, line.text) if line.element in rubric else ""


def _fit(lessons: Sequence[_Lesson], kept: set[str]) -> tuple[float, dict[str, float]]:
    """Return an element's log odds before any sign, and the weights of its signs."""
    import numpy as np
    from scipy.sparse import diags
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    names = sorted({sign for lesson in lessons for sign in lesson.signs if sign in kept})
    table = _table(lessons, {name: number for number, name in enumerate(names)})
    meets = np.array([lesson.meets for lesson in lessons])
    with_, without = (1 + (table[rows] > 0).sum(axis=0).A1 for rows in (meets, ~meets))
    uneven = (1 + np.abs(np.log(with_ / with_.sum() * without.sum() / without)) / 2) / 2
    model = LogisticRegression(
        C=_LOOSENESS, l1_ratio=1, solver="liblinear", random_state=0, max_iter=1000
    )
    shares = np.where(meets, _FOR, 1.0) * np.array([lesson.share for lesson in lessons])
    with warnings.catch_warnings():
        # A few elements are not settled after so many rounds; six times as many move the log odds
        # by less than 0.01.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(table @ diags(uneven), meets, sample_weight=shares)
    weights = model.coef_[0] * uneven
    return float(model.intercept_[0]), {
        names[i]: float(weights[i]) for i in np.flatnonzero(np.abs(weights) >= 0.005)
    }


def _table(lessons: Sequence[_Lesson], numbers: dict[str, int]) -> csr_matrix:
    from scipy.sparse import csr_matrix

    rows, columns, values = [], [], []
    for row, lesson in enumerate(lessons):
        for sign in lesson.signs:
            if sign in numbers:
                rows.append(row)
                columns.append(numbers[sign])
                values.append(scale(lesson.signs))
    return csr_matrix((values, (rows, columns)), shape=(len(lessons), len(numbers)))
