"""Whether notes of different cases are copies of each other, and whether a note fits its case.

Payers flag cloned documentation: sentences that stand in the notes of other patients too, perhaps
with another number. Both results are about a set of notes; a single note has neither.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from soapbench.cases import Case
from soapbench.evaluation import Evaluation
from soapbench.reading import read

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["boilerplate", "originality", "tailoring"]

_ALIKE = 90
"""How alike, of 100, two sentences must be, numbers aside, to count as one copied."""
_WORDS = 6
"""Shorter clauses, such as a signature line, are no sentences that could be copied."""
_SHARED = 0.5
"""A sentence in the notes of more than this share of cases is boilerplate, not a copy."""
_FEWEST = 3
"""What two cases share is a copy, however few cases there are."""
_RARE = 4
"""Copies share some words in sequence; a sentence is found by so many of its rarest shared ones."""


@dataclass(frozen=True)
class _Sentence:
    note: int
    case: str
    words: str
    """In lower case, every number as one sign: a copy with another number is a copy."""
    start: int
    end: int


def originality(evaluation: Evaluation) -> pd.DataFrame:
    """Return how much of each note also stands in notes of other cases, one row per note.

    Notes are held against those of the same template and model. Sentences that more than half of
    the cases share are boilerplate and set aside, see `boilerplate`; in a note that holds no other
    they are judged, and all are copies.

    Returns:
        By case, template, model and repeat: ``sentences``, how many are judged; ``copied``, the
        share of them that nearly stand in a note of another case, in [0, 1]; ``originality``, the
        rest, both missing where a note has no sentence of six words; ``nearest``, the case that
        shares most of them, missing where none does.
    """
    import pandas as pd

    rows = []
    for keys, notes in _sets(evaluation):
        sentences = _sentences(notes)
        alike = _copies(sentences)
        common = _boilerplate(sentences, alike)
        of_note: dict[int, list[int]] = defaultdict(list)
        for j, sentence in enumerate(sentences):
            of_note[sentence.note].append(j)
        for i, row in enumerate(notes.itertuples()):
            whole = of_note[i]
            mine = [j for j in whole if j not in common] or whole
            cases = [{sentences[k].case for k in alike[j]} - {row.case_id} for j in mine]
            copied = sum(map(bool, cases)) / len(mine) if mine else math.nan
            nearest = Counter(case for found in cases for case in sorted(found)).most_common(1)
            rows.append(
                {
                    "case_id": row.case_id,
                    **keys,
                    "repeat": row.repeat,
                    "sentences": len(mine),
                    "copied": copied,
                    "originality": 1 - copied,
                    "nearest": nearest[0][0] if nearest else None,
                }
            )
    index = ["case_id", "template", "model", "repeat"]
    columns = [*index, "sentences", "copied", "originality", "nearest"]
    return pd.DataFrame(rows, columns=columns).set_index(index).sort_index()


def boilerplate(evaluation: Evaluation) -> pd.DataFrame:
    """Return the sentences that more than half of the cases share, and at least three.

    Returns:
        One row per template, model and sentence, the commonest first: ``cases``, the share of
        cases whose notes have it, and ``sentence``, as one of them has it.
    """
    import pandas as pd

    rows = []
    for keys, notes in _sets(evaluation):
        sentences = _sentences(notes)
        alike = _copies(sentences)
        common, told = _boilerplate(sentences, alike), set[int]()
        texts = notes["text"].tolist()
        for j in sorted(common):
            if j in told:
                continue
            told |= {j, *alike[j]}
            cases = {sentences[k].case for k in (j, *alike[j])}
            one = sentences[j]
            words = " ".join(texts[one.note][one.start : one.end].split())
            share = len(cases) / notes["case_id"].nunique()
            rows.append({**keys, "cases": share, "sentence": words})
    frame = pd.DataFrame(rows, columns=["template", "model", "cases", "sentence"])
    order = ["template", "model", "cases", "sentence"]
    return frame.sort_values(order, ascending=[True, True, False, True], ignore_index=True)


def tailoring(evaluation: Evaluation, cases: Iterable[Case]) -> pd.DataFrame:
    """Return whether a note's case can be picked out among all cases from the note alone.

    Each case is as near to a note as the words they share are rare among the cases. Chance picks
    one note in as many as there are cases, and a note as near to another case as to its own picks
    none.

    Returns:
        By case, template, model and repeat: ``rank`` of the note's own case, 1 is nearest, the last
        of those that are equally near; ``picked``, whether it is 1.

    Raises:
        ValueError: A note's case is not among the cases, or there is only one to pick from.
    """
    import pandas as pd

    told = {case.id: frozenset(_tokens(" ".join(case.inputs.values()))) for case in cases}
    notes = evaluation.notes
    if unknown := sorted(set(notes["case_id"]) - set(told)):
        raise ValueError(f"these cases do not hold {unknown[:5]} ({len(unknown)} in all)")
    if len(told) < 2:
        raise ValueError(f"{len(told)} cases: picking a note's case out takes at least two")
    weights = _weights(told.values())
    sizes = {case: _rarity(words, weights) ** 0.5 for case, words in told.items()}
    rows = []
    for row in notes.itertuples():
        words = frozenset(_tokens(str(row.text)))
        near = {
            case: _rarity(words & held, weights) / sizes[case] if sizes[case] else 0.0
            for case, held in told.items()
        }
        rank = sum(value >= near[str(row.case_id)] for value in near.values())
        rows.append(
            {
                "case_id": row.case_id,
                "template": row.template,
                "model": row.model,
                "repeat": row.repeat,
                "rank": rank,
                "picked": rank == 1,
            }
        )
    index = ["case_id", "template", "model", "repeat"]
    return pd.DataFrame(rows, columns=[*index, "rank", "picked"]).set_index(index).sort_index()


def _sets(evaluation: Evaluation) -> Iterator[tuple[dict[str, str], pd.DataFrame]]:
    """Yield the notes of each template and model."""
    for (template, model), notes in evaluation.notes.groupby(["template", "model"]):
        yield {"template": str(template), "model": str(model)}, notes


def _sentences(notes: pd.DataFrame) -> list[_Sentence]:
    return [
        _Sentence(i, str(row.case_id), words, clause.start, clause.end)
        for i, row in enumerate(notes.itertuples())
        for clause in read(str(row.text)).clauses
        if _long(words := _plain(str(row.text)[clause.start : clause.end]))
    ]


def _long(words: str) -> bool:
    return sum(word != "0" for word in words.split()) >= _WORDS


def _plain(words: str) -> str:
    words = re.sub(r"\d+(?:[.,/]\d+)*", "0", words.lower())
    return " ".join(re.findall(r"[^\W_]+", words))


def _copies(sentences: Sequence[_Sentence]) -> list[set[int]]:
    """Return for each sentence which ones of other notes are nearly the same."""
    shingles = [_shingles(sentence.words) for sentence in sentences]
    spread = Counter(shingle for found in shingles for shingle in found)
    holders: dict[str, list[int]] = defaultdict(list)
    alike: list[set[int]] = [set() for _ in sentences]
    for i, found in enumerate(shingles):
        shared = [shingle for shingle in found if spread[shingle] > 1]
        rarest = sorted(shared, key=lambda shingle: (spread[shingle], shingle))
        likely = {j for shingle in rarest for j in holders[shingle]}
        for j in likely:
            if sentences[i].note != sentences[j].note and fuzz.ratio(
                sentences[i].words, sentences[j].words, score_cutoff=_ALIKE
            ):
                alike[i].add(j)
                alike[j].add(i)
        for shingle in rarest[:_RARE]:
            holders[shingle].append(i)
    return alike


@cache
def _shingles(words: str) -> frozenset[str]:
    """Return every three words in sequence."""
    tokens = words.split()
    return frozenset(" ".join(tokens[i : i + 3]) for i in range(len(tokens) - 2))


def _boilerplate(sentences: Sequence[_Sentence], alike: Sequence[set[int]]) -> set[int]:
    cases = {sentence.case for sentence in sentences}
    fewest = max(_FEWEST, int(_SHARED * len(cases)) + 1)
    return {
        j
        for j, sentence in enumerate(sentences)
        if len({sentences[k].case for k in alike[j]} | {sentence.case}) >= fewest
    }


def _tokens(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?|[^\W\d_]{3,}", text.lower())


def _weights(texts: Iterable[frozenset[str]]) -> Mapping[str, float]:
    """Return how rare each word is among the texts: the logarithm of texts per text with it."""
    texts = list(texts)
    counts = Counter(word for words in texts for word in words)
    return {word: math.log(len(texts) / count) for word, count in counts.items()}


def _rarity(words: Iterable[str], weights: Mapping[str, float]) -> float:
    # Summed exactly, since sets have no order and equal cases must be equally near.
    return math.fsum(weights[word] ** 2 for word in words)
