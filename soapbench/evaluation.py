"""Evaluation: every note of a set of cases and templates, scored, as three tidy frames."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import inspect
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from soapbench.cases import Case
from soapbench.costs import Budget
from soapbench.errors import MissingAnswer
from soapbench.generation import generate
from soapbench.models import WITH_NOTE, Completion, Model, Setting
from soapbench.prompts import PromptTemplate
from soapbench.recording import Key, PlannedRequest, Recording
from soapbench.reference.prices import Price
from soapbench.requests import model_names, plan_requests, settings_of
from soapbench.rubrics import load_rubric
from soapbench.scorers.base import Scorer, refuse_strange, score_by
from soapbench.tries import count_tries, record_look

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Evaluation", "evaluate"]

_KEYS = ["case_id", "template", "model", "repeat"]


@dataclass(frozen=True)
class Evaluation:
    """The frozen result of a run: what was written, how it scored, and what that rests on.

    ``completions`` has one row per note: case_id, template, model, repeat, text, finish_reason,
    prompt_tokens, completion_tokens, latency_s, fingerprint, created, cached_tokens,
    reasoning_tokens. ``scores`` adds scorer and value in [0, 1]; ``checks`` adds scorer, label,
    status, start, end (offsets in the text) and rule. An answer without a note, such as a refusal,
    has a completion and no score; a note that a scorer could not tell has its checks and no value
    of that scorer.
    """

    completions: pd.DataFrame
    scores: pd.DataFrame
    checks: pd.DataFrame
    manifest: Mapping[str, Any]

    @property
    def notes(self) -> pd.DataFrame:
        """The completions that hold a note."""
        return self.completions[self.completions["finish_reason"].isin(WITH_NOTE)]

    @property
    def unanswered(self) -> pd.DataFrame:
        """The completions without a note: refused, filtered or empty."""
        return self.completions[~self.completions["finish_reason"].isin(WITH_NOTE)]

    def means(self) -> pd.DataFrame:
        """Return the mean score per template and scorer, repeats averaged inside a case first.

        An answer without a note counts as 0. Where there are several models, one row per template
        and model.
        """
        import pandas as pd

        several = self.completions["model"].nunique() > 1
        rows = ["template", "model"] if several else ["template"]
        scorers = pd.DataFrame({"scorer": self.scores["scorer"].unique(), "value": 0.0})
        lost = self.unanswered[_KEYS].merge(scorers, how="cross")
        values = pd.concat([self.scores, lost]) if len(lost) else self.scores
        by_case = values.groupby([*rows, "scorer", "case_id"])["value"].mean()
        return by_case.groupby([*rows, "scorer"]).mean().unstack("scorer")

    def __repr__(self) -> str:
        counts = f"{len(self.completions)} notes, {len(self.scores)} scores"
        cut = int((self.completions["finish_reason"] == "length").sum())
        marks = [f"{cut} cut off at the length limit"] if cut else []
        marks += [f"{len(self.unanswered)} without a note"] if len(self.unanswered) else []
        return f"Evaluation({'; '.join([counts, *marks])})"

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.means().round(2).to_html()}"


def evaluate(
    cases: Sequence[Case],
    templates: Iterable[PromptTemplate],
    model: Model | Setting | None,
    scorers: Mapping[str, Scorer],
    repeats: int = 3,
    recording: Recording | str | Path | None = None,
    concurrency: int = 8,
    allow_identifiers: Collection[str] = (),
    budget: Budget | None = None,
    prices: Mapping[str, Price] | None = None,
) -> Evaluation:
    """Return the evaluation of each template on each case, ``repeats`` notes a pair.

    What the recording holds is replayed; what it lacks is asked of the model and recorded at once,
    so that a run that was stopped goes on where it stopped.

    Args:
        cases: What to write notes about.
        templates: The versions to compare.
        model: Any callable from a request to a completion. None replays every model and setting
            the recording holds, and asks nothing; a `Setting` of the recording that one alone.
        scorers: Scorers by name, such as ``{**soap_completeness, "phi_absence": phi_absence}``.
        repeats: How often each prompt is asked.
        recording: A recording or its path; None keeps answers in memory only.
        concurrency: How many requests are in flight at most.
        allow_identifiers: Classes that the guard lets through undeclared; the manifest keeps them.
        budget: What may be spent at most; the run stops before that and goes on another time.
        prices: Prices of your own, by model, for a budget of money.

    Raises:
        BudgetReached: The next request could exceed the budget; what was answered is recorded.
        PrivacyError: A prompt would send an identifier no case declares.
        MissingAnswer: Strict replay, and the recording lacks an answer.
        ModelError: The model cannot be asked; what was answered is recorded.
        ValueError: Cases held back, and no recording beside which to note the look; a setting to
            replay, and no recording; two cases or templates called the same; something
            else than cases, templates or a model; or a scorer that takes no case and note, or
            returns no `Score`.
    """
    held_back = getattr(cases, "held_back", False)
    if held_back and recording is None:
        raise ValueError("these cases were held back: give a recording, so that the look is noted")
    refuse_strange(scorers)
    _rubrics(scorers)  # one that is not there is told before anything is asked
    if model is not None and not isinstance(model, Setting) and not callable(model):
        raise ValueError('model is a callable such as ChatModel("..."), a Setting, or None')
    cases = _listed(cases, Case, 'load_cases("balance")')
    templates = _listed(templates, PromptTemplate, 'load_templates("soap_note")')
    if isinstance(recording, (str, Path)):
        recording = Recording(recording)
    planned = [
        each
        for setting in settings_of(model, recording)
        for each in plan_requests(cases, templates, setting, repeats, allow_identifiers, recording)
    ]
    asked = None if isinstance(model, Setting) else model
    answers = _answers(planned, asked, recording, concurrency, budget, prices)
    hashes = {t.label: t.sha256 for t in templates}
    looks = None
    if held_back and recording is not None:
        looks = record_look(recording, cases, hashes)
    models = model_names(each.request.setting for each in planned)
    names = {setting.key: name for name, setting in models.items()}
    by_id = {case.id: case for case in cases}
    completions, scores, checks = [], [], []
    for each in planned:
        completion = answers[each.key]
        row = {
            "case_id": each.case_id,
            "template": each.template,
            "model": names[each.request.setting.key],
            "repeat": each.repeat,
        }
        completions.append({**row, **_columns(completion)})
        if completion.holds_note:
            told = _scored(by_id[each.case_id], completion.text, scorers)
            scores += [{**row, **score} for score in told[0]]
            checks += [{**row, **check} for check in told[1]]
    return Evaluation(
        completions=_frame(completions, [*_KEYS, *_COMPLETION_COLUMNS]),
        scores=_frame(scores, [*_KEYS, "scorer", "value"]),
        checks=_frame(checks, [*_KEYS, "scorer", "label", "status", "start", "end", "rule"]),
        manifest={
            **_manifest(cases, templates, models, scorers, repeats),
            "tries": count_tries(planned, recording),
            "looks": looks,
            "allowed_identifiers": sorted(allow_identifiers),
        },
    )


_Given = TypeVar("_Given", Case, PromptTemplate)


def _listed(given: Iterable[_Given], kind: type[_Given], loader: str) -> list[_Given]:
    """Return cases or templates as a list; refuse a name, or a single one."""
    held = list(given) if isinstance(given, Iterable) else [None]
    if not all(isinstance(each, kind) for each in held):
        raise ValueError(f"give a list of {kind.__name__}, as {loader} does")
    return held


def _scored(
    case: Case, note: str, scorers: Mapping[str, Scorer]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of a note's scores, and of their checks."""
    scores: list[dict[str, Any]] = []
    checks: list[dict[str, Any]] = []
    for name, scorer in scorers.items():
        score = score_by(name, scorer, case, note)
        if not math.isnan(score.value):
            scores.append({"scorer": name, "value": score.value})
        checks += [{"scorer": name, **_check_columns(check)} for check in score.checks]
    return scores, checks


def _answers(
    planned: Sequence[PlannedRequest],
    model: Model | None,
    recording: Recording | None,
    concurrency: int,
    budget: Budget | None,
    prices: Mapping[str, Price] | None,
) -> dict[Key, Completion]:
    if recording is None:
        assert model is not None
        return generate(_missing(planned, None), model, None, concurrency, budget, prices)
    if missing := _missing(planned, recording):
        if model is None:
            raise MissingAnswer(_missing_message(missing, recording))
        with recording:  # which reads it again: another run may have written meanwhile
            missing = _missing(planned, recording)
            generate(missing, model, recording, concurrency, budget, prices)
    return {p.key: recording[p.key] for p in planned}


def _missing(
    planned: Iterable[PlannedRequest], recording: Recording | None
) -> list[PlannedRequest]:
    """Return what has no answer yet, each request once."""
    known = recording if recording is not None else ()
    return list({p.key: p for p in planned if p.key not in known}.values())


def _missing_message(missing: Sequence[PlannedRequest], recording: Recording) -> str:
    first = missing[0]
    recorded = {str(line["template"]) for line in recording.lines.values()}
    if never := sorted({each.template for each in missing} - recorded):
        return (
            f"{recording.path.name}: no answer at all of {', '.join(never)}; recorded are "
            f"{', '.join(sorted(recorded))}. Leave out what is not recorded, or run with a model "
            "to record it"
        )
    return (
        f"{recording.path.name}: no answer for repeat {first.repeat} of {first.template} on case "
        f"{first.case_id!r} by {first.request.model} ({len(missing)} answers missing in all). "
        "The template or the case may have changed since it was recorded, or fewer repeats were "
        "recorded; run with a model to record them"
    )


_COMPLETION_COLUMNS = [f.name for f in dataclasses.fields(Completion) if f.name != "model"]


def _columns(completion: Completion) -> dict[str, Any]:
    return {name: getattr(completion, name) for name in _COMPLETION_COLUMNS}


def _check_columns(check: Any) -> dict[str, Any]:
    start, end = check.span or (None, None)
    return {
        "label": check.label,
        "status": check.status,
        "start": start,
        "end": end,
        "rule": check.rule,
    }


def _frame(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=columns)
    for name in columns:
        if name in ("start", "end") or name.endswith("_tokens"):
            frame[name] = frame[name].astype("Int64")
    order = [c for c in [*_KEYS, "scorer", "start", "label"] if c in columns]
    return frame.sort_values(order, kind="stable", ignore_index=True)


def _manifest(
    cases: Sequence[Case],
    templates: Sequence[PromptTemplate],
    models: Mapping[str, Setting],
    scorers: Mapping[str, Scorer],
    repeats: int,
) -> dict[str, Any]:
    packages = ("soapbench", "pandas", "rapidfuzz", "pydantic")
    return {
        "templates": {t.label: t.sha256 for t in templates},
        "cases": {case.id: case.sha256 for case in cases},
        "models": {name: setting.shown for name, setting in models.items()},
        "scorers": {name: _describe(scorer) for name, scorer in scorers.items()},
        "rubrics": _rubrics(scorers),
        "repeats": repeats,
        "planted": sorted(case.id for case in cases if case.canaries),
        "packages": {name: importlib.metadata.version(name) for name in packages},
    }


def _rubrics(scorers: Mapping[str, Scorer]) -> dict[str, str]:
    """Return the rubrics that scorers ask, each with its hash."""
    names = {str(s.rubric) for s in scorers.values() if hasattr(s, "rubric")}
    return {name: load_rubric(name).sha256 for name in sorted(names)}


def _describe(scorer: Scorer) -> str:
    if inspect.isfunction(scorer):
        return f"{scorer.__module__}.{scorer.__qualname__}"
    return repr(scorer) if dataclasses.is_dataclass(scorer) else type(scorer).__qualname__
