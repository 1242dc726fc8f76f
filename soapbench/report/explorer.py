"""The explorer: every note of an evaluation with its checks, to look at in a page.

In a notebook it shows as a table of mean scores; in a page that `write_page` makes, as cases by
versions with filters, marked notes, versions side by side and the case's fact sheet.
"""

from __future__ import annotations

import hashlib
import html
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soapbench.cases import Canary, Case
from soapbench.comparison import Comparison
from soapbench.evaluation import Evaluation
from soapbench.page import visible
from soapbench.reference import measures
from soapbench.report.looks import look
from soapbench.report.sheets import fact_sheet
from soapbench.rubrics import load_rubric
from soapbench.scorers.judge import facts_of
from soapbench.scorers.phi import find_overlapping
from soapbench.scorers.phi import redact as redact_text
from soapbench.scorers.phi.spans import PhiSpan, Redacted
from soapbench.verdict import in_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EXPLORER_TYPE", "Explorer", "explorer", "explorer_files", "redacted_explorer"]

EXPLORER_TYPE = "application/vnd.soapbench.explorer"
"""The type under which a notebook keeps an explorer's data, for the page to take up.

It is one JSON text: a notebook would spread anything else over as many lines as it has numbers.
"""


@dataclass(frozen=True)
class Explorer:
    """What a page needs to show every note: plain data, as ``explorer.js`` describes it."""

    data: Mapping[str, Any]
    means: pd.DataFrame

    @property
    def id(self) -> str:
        """A name made from the content, so that the same explorer has the same links."""
        content = json.dumps(self.data, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:8]

    def __repr__(self) -> str:
        cases, versions, notes = (len(self.data[k]) for k in ("cases", "versions", "notes"))
        return f"Explorer({cases} cases, {versions} versions, {notes} notes)"

    def _repr_html_(self) -> str:
        shown = self.means.round(2).rename(columns=in_words).to_html()
        return (
            f"<div class='soapbench-explorer' data-explorer='{self.id}'>"
            f"<p>{html.escape(repr(self))}: mean scores; a page made from this notebook shows "
            f"every note here.</p>{shown}</div>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {
            "text/plain": repr(self),
            "text/html": self._repr_html_(),
            EXPLORER_TYPE: json.dumps({**self.data, "id": self.id}, ensure_ascii=False),
        }


def explorer(
    evaluation: Evaluation,
    cases: Iterable[Case],
    comparisons: Sequence[Comparison] = (),
    *,
    redact: bool = False,
) -> Explorer:
    """Return an explorer of every note in an evaluation.

    Args:
        evaluation: The run to look at.
        cases: The cases it ran on: their inputs and fact sheets are shown beside the notes.
        comparisons: Whose regressions stand first, each with a link to both notes.
        redact: Replace every identifier in notes, inputs and fact sheets by its class.

    Raises:
        ValueError: A case of the evaluation is not among ``cases``, or a comparison is of another
            run, or of elements.
    """
    by_id = {case.id: case for case in cases}
    notes = _Notes(evaluation)
    if unknown := sorted(set(notes.cases) - set(by_id)):
        raise ValueError(
            f"no case {unknown[0]!r} among the cases given; {len(unknown)} are missing"
        )
    several = len({model for _, model in notes.versions}) > 1
    titles = _titles(evaluation)
    data = {
        "versions": [f"{t}, {model}" if several else t for t, model in notes.versions],
        "scorers": [[name, in_words(name)] for name in notes.scorers],
        "statuses": [[status, *look(status)] for status in notes.statuses],
        "labels": [[label, titles.get(label, "")] for label in notes.labels],
        "rules": list(notes.rules),
        "cases": [_case(by_id[name]) for name in notes.cases],
        "notes": notes.rows,
        "drops": [_drops(c, notes) for c in comparisons],
    }
    return Explorer(redacted_explorer(data) if redact else data, evaluation.means())


class _Notes:
    """The notes and checks of an evaluation, each name told once and then by its number."""

    def __init__(self, evaluation: Evaluation) -> None:
        completions, checks = evaluation.completions, evaluation.checks
        self.cases = _numbered(completions["case_id"])
        self.versions = _numbered(zip(completions["template"], completions["model"], strict=True))
        # A scorer that could tell of no note has checks and no score.
        self.scorers = _numbered([*evaluation.scores["scorer"], *checks["scorer"]])
        self.labels, self.statuses, self.rules = (
            _numbered(sorted(checks[name].unique())) for name in ("label", "status", "rule")
        )
        self._values: dict[_Key, dict[str, float]] = {}
        scores = evaluation.scores[[*_NOTE, "scorer", "value"]]
        for *note, scorer, value in scores.itertuples(index=False, name=None):
            self._values.setdefault(tuple(note), {})[scorer] = round(float(value), 4)
        self._checks: dict[_Key, list[tuple[Any, ...]]] = {}
        columns = [*_NOTE, "scorer", "label", "status", "rule", "start", "end"]
        for row in checks[columns].itertuples(index=False, name=None):
            self._checks.setdefault(row[:4], []).append(row[4:])
        columns = [*_NOTE, "finish_reason", "text"]
        self.rows = [
            self._row(row[:4], *row[4:])
            for row in completions[columns].itertuples(index=False, name=None)
        ]

    def _row(self, note: _Key, end: str, text: str) -> dict[str, Any]:
        case, template, model, repeat = note
        values = self._values.get(note, {})
        return {
            "case": self.cases[case],
            "version": self.versions[template, model],
            "repeat": int(repeat),
            "end": end,
            "text": visible(text),
            "values": [values.get(scorer) for scorer in self.scorers],
            "checks": self._merged(text, self._checks.get(note, [])),
        }

    def _merged(self, text: str, rows: Iterable[tuple[Any, ...]]) -> list[list[int]]:
        """Return one row a check: a bit per scorer that made it, label, status, rule, place."""
        import pandas as pd

        made: dict[tuple[int, ...], int] = {}
        for scorer, label, status, rule, start, end in rows:
            place = () if start is pd.NA else (_utf16(text, start), _utf16(text, end))
            check = (self.labels[label], self.statuses[status], self.rules[rule], *place)
            made[check] = made.get(check, 0) | 1 << self.scorers[scorer]
        return [[scorers, *check] for check, scorers in made.items()]


_NOTE = ["case_id", "template", "model", "repeat"]
_Key = tuple[Any, ...]
"""What tells one note from another: case, template, model, repeat."""


def _numbered(names: Iterable[Any]) -> dict[Any, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _utf16(text: str, offset: int) -> int:
    """Return an offset in UTF-16 units, in which a browser counts."""
    if text.isascii():
        return int(offset)
    return len(text[: int(offset)].encode("utf-16-le", "surrogatepass")) // 2


def _case(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "population": case.population.replace("_", " "),
        "facts": [[heading, visible(text)] for heading, text in fact_sheet(case)],
        "inputs": [
            [slot.replace("_", " "), visible(text)] for slot, text in sorted(case.inputs.items())
        ],
        "titles": {label: visible(words) for label, words in facts_of(case).items()},
        "planted": [[canary.kind, canary.text] for canary in case.canaries],
    }


def _titles(evaluation: Evaluation) -> dict[str, str]:
    """Return the titles of elements and outcome measures, by the label of their checks."""
    rubrics = [load_rubric(name) for name in evaluation.manifest["rubrics"]]
    elements = itertools.chain.from_iterable(rubric.elements for rubric in rubrics)
    return {
        **{id: measure.title for id, measure in measures().items()},
        **{element.id: element.title for element in elements},
    }


def _drops(comparison: Comparison, notes: _Notes) -> dict[str, Any]:
    """Return a comparison's verdict and its cases that got worse, the largest drop first."""
    pair = [(t, comparison.model) for t in (comparison.baseline, comparison.candidate)]
    compared = comparison.by_case.reset_index()
    if not (
        set(pair) <= set(notes.versions)
        and set(compared["case_id"]) <= set(notes.cases)
        and set(compared["scorer"]) <= set(notes.scorers)
    ):
        raise ValueError(
            f"the comparison of {comparison.candidate} with {comparison.baseline} is not of the "
            "scores of this evaluation; give one that `compare` made from it, without `elements`"
        )
    rows = comparison.by_case[comparison.by_case["difference"] < 0].reset_index()
    rows = rows.sort_values(["difference", "scorer", "case_id"], ignore_index=True)
    return {
        "sentence": comparison.sentence,
        "versions": [notes.versions[version] for version in pair],
        "rows": [
            [
                notes.scorers[row["scorer"]],
                notes.cases[row["case_id"]],
                round(float(row["baseline"]), 4),
                round(float(row["candidate"]), 4),
            ]
            for row in rows.to_dict("records")
        ],
    }


def redacted_explorer(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an explorer's data with every identifier replaced by its class.

    What a scorer marked as an identifier is replaced as well; checks stand where their words now
    are.
    """
    planted = [
        [Canary(kind=kind, text=text) for kind, text in case["planted"]] for case in data["cases"]
    ]
    cases = [_redacted_case(case, p) for case, p in zip(data["cases"], planted, strict=True)]
    notes = [
        _redacted_note(
            note,
            [*_marked(note, data), *find_overlapping(note["text"], canaries=planted[note["case"]])],
        )
        for note in data["notes"]
    ]
    return {**data, "cases": cases, "notes": notes}


def _redacted_case(case: Mapping[str, Any], planted: Sequence[Canary]) -> dict[str, Any]:
    def told(rows: Iterable[Sequence[str]]) -> list[list[str]]:
        return [[name, redact_text(text, canaries=planted)] for name, text in rows]

    return {
        **case,
        "facts": told(case["facts"]),
        "inputs": told(case["inputs"]),
        "titles": dict(told(list(case["titles"].items()))),
        "planted": [],
    }


def _marked(note: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[PhiSpan]:
    """Yield what the scorers marked as identifiers, which may be more than is found by rule."""
    for _, label, status, _, *place in note["checks"]:
        if place and data["statuses"][status][0] in ("echoed", "invented", "likely"):
            start, end = (_points(note["text"], at) for at in place)
            yield PhiSpan(start, end, data["labels"][label][0], "canary")


def _redacted_note(note: Mapping[str, Any], found: Sequence[PhiSpan]) -> dict[str, Any]:
    text = note["text"]
    after = Redacted.of(text, found)

    def moved(place: Sequence[int]) -> list[int]:
        return [_utf16(after.text, at) for at in after.place(*(_points(text, at) for at in place))]

    checks = [[*c[:4], *(moved(c[4:]) if c[4:] else ())] for c in note["checks"]]
    return {**note, "text": after.text, "checks": checks}


def _points(text: str, offset: int) -> int:
    """Return an offset in code points, in which Python counts; the inverse of `_utf16`."""
    if text.isascii():
        return offset
    return len(
        text.encode("utf-16-le", "surrogatepass")[: 2 * offset].decode("utf-16-le", "surrogatepass")
    )


def explorer_files() -> tuple[str, str]:
    """Return the explorer's style and its script."""
    here = Path(__file__).parent
    style, script = (here / f"explorer.{kind}" for kind in ("css", "js"))
    return style.read_text(encoding="utf-8"), script.read_text(encoding="utf-8")
