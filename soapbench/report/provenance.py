"""Provenance: what an evaluation rests on, so that a reader can tell whether to believe it."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from soapbench.evaluation import Evaluation

__all__ = ["Provenance", "provenance"]


@dataclass(frozen=True)
class Provenance:
    """Pairs of what and how: prompts, models, dates, answers, tries, scorers."""

    rows: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        width = max(len(what) for what, _ in self.rows)
        return "\n".join(f"{what:{width}}  {how}" for what, how in self.rows)

    def _repr_html_(self) -> str:
        cell = "style='text-align:left;vertical-align:top;overflow-wrap:anywhere'"
        rows = "".join(
            f"<tr><th scope='row' {cell}>{html.escape(what)}</th>"
            f"<td {cell}>{html.escape(how)}</td></tr>"
            for what, how in self.rows
        )
        return f"<table><tbody>{rows}</tbody></table>"


def provenance(evaluation: Evaluation) -> Provenance:
    """Return what an evaluation rests on: cases, prompts and their hashes, models, dates, answers.

    Versions of packages are left out, since they differ from machine to machine: they stand in
    ``evaluation.manifest["packages"]``, and a page names those it was written with.
    """
    return Provenance(tuple(_rows(evaluation)))


def _rows(evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    told, notes = evaluation.manifest, evaluation.completions
    yield "cases", f"{len(told['cases'])}, hashes from {_short(told['cases'])}"
    for label, sha in told["templates"].items():
        yield f"prompt {label}", f"sha256 {sha[:16]}"
    for model, parameters in told["models"].items():
        asked = json.dumps(parameters, sort_keys=True) if parameters else "settings not recorded"
        yield f"model {model}", asked
    yield "written", _dates(evaluation)
    yield "answers", _answers(evaluation)
    tokens = notes["completion_tokens"].sum()
    yield "tokens written", f"{tokens:,}" if tokens else "not recorded"
    for prompt, tries in told["tries"].items():
        yield f"tries of {prompt}", f"{tries} versions were answered on these cases"
    if told["looks"] is not None:
        yield "cases held back", f"looked at {told['looks']} times"
    for name, what in told["scorers"].items():
        yield f"scorer {name}", what
    for rubric, sha in told["rubrics"].items():
        yield f"rubric {rubric}", f"sha256 {sha[:16]}"
    if told["allowed_identifiers"]:
        yield "identifiers let through", ", ".join(told["allowed_identifiers"])


def _short(hashes: Mapping[str, str]) -> str:
    if not hashes:
        return "none"
    first, *rest = sorted(sha[:8] for sha in hashes.values())
    return f"{first} to {rest[-1]}" if rest else first


def _dates(evaluation: Evaluation) -> str:
    dates = sorted(str(day)[:10] for day in evaluation.completions["created"].dropna())
    if not dates:
        return "dates not recorded"
    return dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"


def _answers(evaluation: Evaluation) -> str:
    ended = evaluation.completions["finish_reason"].value_counts().sort_index()
    named = {"stop": "complete", "length": "cut off at the length limit"}
    counts = ", ".join(f"{n} {named.get(str(end), str(end))}" for end, n in ended.items())
    return f"{len(evaluation.completions)}: {counts}; {evaluation.manifest['repeats']} a prompt"
