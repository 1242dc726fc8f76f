"""The gate: declared comparisons against declared margins, for CI.

``[tool.soapbench.gate]`` in ``pyproject.toml`` says what must hold::

    [tool.soapbench.gate]
    inconclusive = "inconclusive"   # what "not enough cases" counts as; or "pass", or "fail"

    [[tool.soapbench.gate.comparison]]
    prompt = "soap_note"
    baseline = "v3"
    candidate = "v4"
    cases = "balance"
    recording = "recordings/soap_note.jsonl"
    repeats = 3
    margins = { payer_completeness = 0.05, phi_absence = 0 }

Recordings are replayed: no key, no network, the same answer every time. In a gate each element of
a rubric counts by its ``weight``: what the rules read badly decides less. ``truthfulness`` with
margin 0 fails a version as soon as it contradicts the critical facts of one case that its baseline
tells truly. ``originality`` and ``tailoring`` are of a version's notes together; a note without a
whole sentence has no ``originality``.

A gate knows the scores of rules alone. A model judge is refused by name, like any score it does not
know: one joins ``_SCORES`` only by a change of this file, beside a recording for which
`soapbench.judge_against_labels` shows that it agrees with readers other than its own kind of model.
No judge has shown that yet.
"""

import math
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal
from xml.etree import ElementTree

from pydantic import Field, ValidationError, model_validator

from soapbench.cases import Case, load_cases
from soapbench.comparison import Comparison, compare
from soapbench.errors import DataError
from soapbench.evaluation import Evaluation, evaluate
from soapbench.originality import originality, tailoring
from soapbench.page import visible
from soapbench.prompts import load_templates
from soapbench.recording import Recording
from soapbench.requests import setting_named
from soapbench.scorers import (
    Completeness,
    Scorer,
    billing_arithmetic,
    fact_recall,
    grounding,
    phi_absence,
    truthfulness,
)
from soapbench.shipped import shipped
from soapbench.validation import Strict, validation_problems
from soapbench.verdict import OVERALL_RULE, in_words

__all__ = ["Gate", "Judged", "Outcome", "load_gate", "run_gate", "write_junit", "write_summary"]

Outcome = Literal["pass", "fail", "inconclusive"]

_SCORES = (
    "asked_completeness",
    "payer_completeness",
    "phi_absence",
    "grounding",
    "truthfulness",
    "fact_recall",
    "billing_arithmetic",
    "originality",
    "tailoring",
)
_MOST_NAMED = 10


class Required(Strict):
    """One comparison that must hold."""

    prompt: str
    """A shipped prompt, or a folder."""
    baseline: str
    candidate: str
    """Versions of the prompt, such as ``v4``."""
    cases: str
    """A shipped case set, or a file."""
    recording: str
    """The file with the recorded answers."""
    margins: Mapping[str, Annotated[float, Field(ge=0, lt=1)]] = Field(min_length=1)
    """Per score, the drop that would not matter; the scores named here are those judged."""
    primary: tuple[str, ...] | None = Field(default=None, min_length=1)
    """The scores on which `better` may rest; all by default."""
    repeats: int = Field(default=1, ge=1)
    model: str | None = None
    """Whose answers, where the recording holds several models; those of others may be missing."""
    only: tuple[str, ...] | None = Field(default=None, min_length=1)
    """Ids of the cases to use; all by default."""
    alpha: float = Field(default=0.05, ge=0.01, le=0.2)

    @model_validator(mode="after")
    def _scores_are_known(self) -> "Required":
        if unknown := sorted(set(self.margins) - set(_SCORES)):
            raise ValueError(f"margins name no such scores: {unknown}; known are {list(_SCORES)}")
        if unknown := sorted(set(self.primary or ()) - set(self.margins)):
            raise ValueError(f"primary scores without a margin: {unknown}")
        if self.baseline == self.candidate:
            raise ValueError(f"baseline and candidate are both {self.baseline!r}")
        return self


class Gate(Strict):
    """All comparisons that must hold, and what an undecided one counts as."""

    comparison: tuple[Required, ...]
    inconclusive: Outcome = "inconclusive"


def load_gate(path: str | Path) -> Gate:
    """Return the gate that a ``pyproject.toml`` declares.

    Raises:
        DataError: There is no such file or table, or a field is wrong; names it.
    """
    path = Path(path)
    where = f"{path.name}: [tool.soapbench.gate]"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        declared = table["tool"]["soapbench"]["gate"]
        if not isinstance(declared["comparison"], list) or not declared["comparison"]:
            raise DataError(f"{where}: comparison is a list; write [[...]] with two brackets")
        return Gate.model_validate(declared)
    except FileNotFoundError:
        raise DataError(f"{path}: no such file; name one with --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: not TOML in UTF-8: {error}") from None
    except (KeyError, TypeError):
        raise DataError(f"{where}: missing; it lists [[tool.soapbench.gate.comparison]]") from None
    except ValidationError as error:
        raise DataError(f"{where} {validation_problems(error)}") from None


@dataclass(frozen=True)
class Judged:
    """What the gate makes of its comparisons."""

    comparisons: tuple[Comparison, ...]
    inconclusive: Outcome

    def outcome_of(self, verdict: str) -> Outcome:
        """Return what a verdict counts as."""
        if verdict == "worse":
            return "fail"
        return self.inconclusive if verdict == "not enough cases" else "pass"

    @property
    def outcome(self) -> Outcome:
        """Fail if any comparison fails, else inconclusive if any is, else pass."""
        seen = {self.outcome_of(c.verdict) for c in self.comparisons}
        order: tuple[Outcome, ...] = ("fail", "inconclusive")
        return next((outcome for outcome in order if outcome in seen), "pass")

    @property
    def exit_code(self) -> int:
        """0 for pass, 1 for fail, 2 for inconclusive."""
        return {"pass": 0, "fail": 1, "inconclusive": 2}[self.outcome]

    def __repr__(self) -> str:
        parts = []
        for comparison in self.comparisons:
            parts += [repr(comparison), *got_worse(comparison), ""]
        return "\n".join([*parts, f"{self.outcome}. Overall: {OVERALL_RULE}."])


def run_gate(gate: Gate, folder: str | Path = ".") -> Judged:
    """Return what a gate makes of its comparisons, all answers replayed from recordings.

    Args:
        gate: What must hold.
        folder: Where the gate's paths start; a name that is not there is a shipped one.

    Raises:
        DataError: A prompt, version, case set or recording is not there.
        MissingAnswer: A recording lacks an answer.
    """
    comparisons = tuple(_compare(each, Path(folder)) for each in gate.comparison)
    return Judged(comparisons, gate.inconclusive)


def _compare(required: Required, folder: Path) -> Comparison:
    prompt = load_templates(_beside(folder, required.prompt, shipped("prompts")))
    recording = Recording(folder / required.recording)
    if not recording.path.is_file():
        raise DataError(f"{required.recording}: no such recording; record the answers first")
    cases = list(load_cases(_beside(folder, required.cases, shipped("datasets", "cases"))))
    if unknown := sorted(set(required.only or ()) - {case.id for case in cases}):
        raise DataError(f"{required.cases}: no cases {unknown}, which the gate names")
    try:
        templates = [prompt[required.baseline], prompt[required.candidate]]
        evaluation = evaluate(
            [case for case in cases if required.only is None or case.id in required.only],
            templates,
            setting_named(recording, required.model),
            _scorers(prompt.rubric, required.margins),
            required.repeats,
            recording,
        )
        comparison = compare(
            _with_sets(evaluation, required.margins, cases),
            templates[0].label,
            templates[1].label,
            required.margins,
            primary=required.primary,
            alpha=required.alpha,
        )
        if lost := sorted(set(required.margins) - set(comparison.table.index)):
            raise ValueError(f"no case has notes of both versions that {lost} can tell")
        return comparison
    except (KeyError, ValueError) as error:
        raise DataError(f"the gate on {required.prompt}: {error.args[0]}") from None


def _beside(folder: Path, name: str, known: Path) -> str | Path:
    """Return a path from the gate's folder; the name of a shipped thing where nothing is there."""
    path = folder / name
    comes_with = {each.name.removesuffix(".jsonl") for each in known.iterdir()}
    return name if not path.exists() and name in comes_with else path


def _scorers(rubric: str, names: Collection[str]) -> dict[str, Scorer]:
    known: dict[str, Scorer] = {
        "asked_completeness": Completeness(rubric, "article", weighted=True),
        "payer_completeness": Completeness(rubric, "payer", weighted=True),
        "phi_absence": phi_absence,
        "grounding": grounding,
        "truthfulness": truthfulness,
        "fact_recall": fact_recall,
        "billing_arithmetic": billing_arithmetic,
    }
    return {name: known[name] for name in names if name in known}


def _with_sets(evaluation: Evaluation, names: Collection[str], cases: Sequence[Case]) -> Evaluation:
    """Return the evaluation with the scores named that only a set of notes has."""
    import pandas as pd

    told = {}
    if "originality" in names:
        told["originality"] = originality(evaluation)["originality"]
    if "tailoring" in names:
        told["tailoring"] = tailoring(evaluation, cases)["picked"].astype(float)
    frames = [
        values.dropna().rename("value").reset_index().assign(scorer=name)
        for name, values in told.items()
    ]
    return replace(evaluation, scores=pd.concat([evaluation.scores, *frames], ignore_index=True))


def got_worse(comparison: Comparison) -> list[str]:
    """Return a line for each score that is worse, with its cases, the largest drop first."""
    lines = []
    for name in comparison.table.index[comparison.table["verdict"] == "worse"]:
        drops = comparison.by_case.loc[name, "difference"]
        drops = drops[drops < 0].sort_values(kind="stable")
        cases = [f"{case} ({drop:+.2f})" for case, drop in drops.head(_MOST_NAMED).items()]
        others = f" and {len(drops) - len(cases)} more" if len(drops) > len(cases) else ""
        lines.append(f"{in_words(name)} is worse on: {', '.join(cases)}{others}.")
    return lines


def write_junit(judged: Judged, path: str | Path) -> Path:
    """Write JUnit XML, one suite per comparison and one test per score; return its path.

    A score that is worse is a failure that names its cases; one with not enough cases is skipped,
    or, where it is primary and the gate counts it as one, a failure.
    """
    root = ElementTree.Element("testsuites", name="soapbench")
    for comparison in judged.comparisons:
        suite = ElementTree.SubElement(
            root, "testsuite", name=visible(f"{comparison.candidate} against {comparison.baseline}")
        )
        worse = dict(zip(_worse(comparison), got_worse(comparison), strict=True))
        counts = {"failure": 0, "skipped": 0}
        for name, row in comparison.table.iterrows():
            group = visible(f"soapbench.{comparison.candidate}")
            test = ElementTree.SubElement(suite, "testcase", classname=group, name=str(name))
            outcome = judged.outcome_of(row["verdict"])
            if outcome == "fail" and row["verdict"] != "worse" and math.isnan(row["corrected"]):
                outcome = "inconclusive"  # what is not primary fails no gate by being undecided
            if outcome != "pass":
                kind = "failure" if outcome == "fail" else "skipped"
                counts[kind] += 1
                message = worse.get(str(name), f"{in_words(name)}: {row['verdict']}")
                ElementTree.SubElement(test, kind, message=visible(message))
        suite.set("tests", str(len(comparison.table)))
        suite.set("failures", str(counts["failure"]))
        suite.set("skipped", str(counts["skipped"]))
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def _worse(comparison: Comparison) -> list[str]:
    table = comparison.table
    return [str(name) for name in table.index[table["verdict"] == "worse"]]


def write_summary(judged: Judged, path: str | Path) -> Path:
    """Append a job summary in Markdown, as GitHub shows it beside a run; return its path."""
    parts = [f"## soapbench: {judged.outcome}\n"]
    for comparison in judged.comparisons:
        table = comparison.shown()
        rows = [["", *table.columns], ["---"] * (len(table.columns) + 1)]
        rows += [
            [str(name), *map(str, row)]
            for name, row in zip(table.index, table.to_numpy(), strict=True)
        ]
        parts.append(f"**{_plain(comparison.sentence)}**\n")
        parts.append("\n".join(f"| {' | '.join(map(_plain, row))} |" for row in rows) + "\n")
        said = [*got_worse(comparison), *comparison.remarks]
        parts.append("\n".join(f"- {_plain(remark)}" for remark in said) + "\n")
    parts.append(f"Overall: {OVERALL_RULE}.\n")
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(parts))
    return path


def _plain(words: str) -> str:
    """Return words that Markdown shows as they stand."""
    return re.sub(r"([\\`*_{}\[\]<>|])", r"\\\1", words)
