"""Learning the weights of a rubric from labelled notes and lines, and word vectors from texts."""

from __future__ import annotations

import importlib.util
import logging
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soapbench.errors import DataError
from soapbench.labels import LabelledLine, LabelledNote
from soapbench.reading import Reading, read
from soapbench.rubrics import Element, Rubric, in_place
from soapbench.rubrics.weights import Weights, scale, signs, stems
from soapbench.rubrics.word_vectors import WordVectors, load_word_vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_array, csr_matrix

__all__ = ["learn", "learn_words"]

log = logging.getLogger(__name__)

_SEEN = 3
"""A sign that stands in fewer of the clauses that an element is learnt from teaches nothing; a word
that stands fewer times in all texts has no vector."""
_FOR = 4.0
"""A clause that meets an element counts as much as so many that do not: it is rarer."""
_OWN = 5
"""A rubric's own examples and near misses count so many times: its author means them."""
_LOOSENESS = 1.5
"""How freely weights may grow: the inverse of the strength of the penalty on their sizes."""
_WINDOW = 3
"""Words so far from each other at most keep company."""
_WIDTH = 80
"""Numbers in the vector of a word."""


@dataclass(frozen=True)
class _Lesson:
    """A clause, its signs, and whether it meets an element."""

    signs: tuple[str, ...]
    meets: bool
    share: float = 1.0
    """Of what is meant: clauses of one line that meets it do so together."""


def learn(
    rubric: Rubric,
    notes: Iterable[LabelledNote],
    lines: Iterable[LabelledLine] = (),
    vectors: WordVectors | None = None,
) -> Weights:
    """Return the weights that labelled notes and lines teach for a rubric's elements.

    Per element a logistic regression with a penalty on the sizes of its weights, which keeps a few
    hundred signs of many thousand. Signs are scaled first by how unevenly they stand in clauses
    that meet the element and in others (Wang and Manning 2012, "Baselines and bigrams"); the sense
    of a clause, `WordVectors.senses`, stands beside them. A clause meets an element where a reader
    quoted it; no clause in place does where the note does not meet it; what was not quoted in a
    note that does is left out. Of an element that counts several measures a clause holds one; what
    is quoted from a note that has too few of them teaches that too.

    An element is learnt where labelled notes and lines show it both met and not met. The others are
    left out, which a warning in the log says, and their cues decide alone: a few examples and near
    misses do not show what else notes hold.

    Args:
        rubric: Whose elements are learnt; its own examples and near misses teach beside the labels.
        notes: Labelled notes; those of another rubric and those that report are left out.
        lines: Labelled single lines.
        vectors: What senses are made of; those that come with soapbench by default.

    Raises:
        DataError: scikit-learn is missing, or no element is shown both met and not met.
    """
    if importlib.util.find_spec("sklearn") is None:
        raise DataError(
            "learning needs scikit-learn: pip install scikit-learn; notes are read without it"
        )
    mine = [note for note in notes if note.rubric == rubric.name and note.use == "tune"]
    shown, own = [line for line in lines if line.element in rubric], _OWN * list(_own(rubric))
    taught = {}
    for element in rubric.elements:
        labelled = [*_of_notes(rubric, element, mine), *_of_lines(rubric, element, shown)]
        if {lesson.meets for lesson in labelled} == {True, False}:
            taught[element.id] = [*labelled, *_of_lines(rubric, element, own)]
    if not taught:
        raise DataError(
            f"{rubric.name}: no element has labels to learn from, some that meet it and some that "
            f"do not; {len(mine)} labelled notes for tuning and {len(shown)} lines are of its "
            "elements; label some, its own examples are too few"
        )
    if alone := [element.id for element in rubric.elements if element.id not in taught]:
        log.warning("%s: not learnt, for want of labels: %s", rubric.name, ", ".join(alone))
    vectors = vectors or load_word_vectors()
    fitted = {element: _fit(each, vectors) for element, each in taught.items()}
    return Weights(
        {element: start for element, (start, _, _) in fitted.items()},
        {element: weights for element, (_, weights, _) in fitted.items()},
        {element: sense for element, (_, _, sense) in fitted.items()},
        vectors,
    )


def learn_words(texts: Iterable[str]) -> WordVectors:
    """Return a vector for each word that stands often enough in some texts.

    How much likelier two words stand near each other than by chance, the first before and the
    second after it counted apart, makes a wide table; its strongest directions are kept (Levy,
    Goldberg and Dagan 2015, "Improving distributional similarity with lessons learned from word
    embeddings"). A vector is as long as its word is rare: the log of one in how many texts has it.

    Raises:
        DataError: The texts are too few.
    """
    import numpy as np
    from scipy.sparse.linalg import svds

    said = [stems(text) for text in texts]
    counts = Counter(word for words in said for word in words)
    known = sorted(word for word, count in counts.items() if count >= _SEEN)
    rows = [i for i, word in enumerate(known) if len(word) > 1 and word[0].isalpha()]
    if len(rows) < 2:
        raise DataError(f"no two words stand {_SEEN} times in the texts; give more of them")
    near = _company(said, known)[rows]
    fewer = min(near.shape)
    left, sizes, _ = svds(near, k=min(_WIDTH, fewer - 1), v0=np.ones(fewer))
    vectors = left * sizes
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    texts_with = Counter(word for words in said for word in set(words))
    rare = np.log([[len(said) / texts_with[known[i]]] for i in rows])
    table = vectors / np.where(lengths > 0, lengths, 1) * rare
    return WordVectors(tuple(known[i] for i in rows), table.astype(np.float16))


def _company(said: Sequence[Sequence[str]], known: Sequence[str]) -> csr_array:
    """Return how much likelier than by chance words stand before and after others, as logs.

    Returns:
        A row per word; a column per word that follows it, then one per word that it follows.
        What is less likely than by chance is 0.
    """
    import numpy as np
    from scipy.sparse import coo_array

    numbers = {word: number for number, word in enumerate(known)}
    apart = [-1] * _WINDOW  # words of two texts keep no company
    line = np.array([n for words in said for n in (*(numbers.get(w, -1) for w in words), *apart)])
    rows, columns, counts = [], [], []
    for step in range(1, _WINDOW + 1):
        before, after = line[:-step], line[step:]
        both = (before >= 0) & (after >= 0)
        rows += [before[both], after[both]]
        columns += [after[both], before[both] + len(known)]
        counts += 2 * [np.full(both.sum(), 1 / step)]
    where = np.concatenate(rows), np.concatenate(columns)
    table = coo_array((np.concatenate(counts), where), (len(known), 2 * len(known))).tocsr()
    table.sum_duplicates()
    share = table.sum(axis=1) / table.sum()
    smooth = table.sum(axis=0) ** 0.75  # else rare words would seem to belong to each other
    smooth /= smooth.sum()
    found = table.tocoo()
    likelier = np.log(found.data / table.sum() / (share[found.row] * smooth[found.col]))
    kept = likelier > 0
    return coo_array((likelier[kept], (found.row[kept], found.col[kept])), table.shape).tocsr()


def _own(rubric: Rubric) -> Iterator[LabelledLine]:
    """Yield the examples and near misses that a rubric itself holds."""
    for element in rubric.elements:
        for text in element.examples:
            yield LabelledLine(element.id, True, text)
        for text in element.near_misses:
            yield LabelledLine(element.id, False, text)


def _of_notes(rubric: Rubric, element: Element, notes: list[LabelledNote]) -> Iterator[_Lesson]:
    # One measure of several that are needed is read as partial.
    seen = ("met",) if element.several == 1 else ("met", "partial")
    for note in notes:
        reading = read(note.text)
        sectioned = rubric.sectioned and reading.has_sections
        there = [
            i
            for i, clause in enumerate(reading.clauses)
            if "echo" not in clause.flags and (not sectioned or in_place(element, clause, reading))
        ]
        if note.labels[element.id] in seen:
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
        if line.element == element.id and element.several == 1:
            note = _text(rubric, line)
            under = note.index(line.text)
            clauses = zip(read(note).clauses, signs(note), strict=True)
            told = [each for clause, each in clauses if clause.end > under]
            share = 1 / max(1, len(told)) if line.met else 1.0
            yield from (_Lesson(each, line.met, share) for each in told)


def _text(rubric: Rubric, line: LabelledLine) -> str:
    return rubric.placed(line.element, line.text) if line.element in rubric else ""


def _fit(
    lessons: Sequence[_Lesson], vectors: WordVectors
) -> tuple[float, dict[str, float], list[float]]:
    """Return an element's log odds before any sign, and the weights of its signs and of senses."""
    import numpy as np
    from scipy.sparse import csr_matrix, diags, hstack
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    counts = Counter(sign for lesson in lessons for sign in lesson.signs)
    names = sorted(sign for sign, count in counts.items() if count >= _SEEN)
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
        sense = csr_matrix(vectors.senses([lesson.signs for lesson in lessons]))
        model.fit(hstack([table @ diags(uneven), sense]).tocsr(), meets, sample_weight=shares)
    weights = model.coef_[0, : len(names)] * uneven
    told = {names[i]: float(weights[i]) for i in np.flatnonzero(np.abs(weights) >= 0.005)}
    return float(model.intercept_[0]), told, model.coef_[0, len(names) :].tolist()


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
