"""The commands around a run: plan, run, batch, sheet, recording. Each is one call or two."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from soapbench.batch import collect_batch, read_batch, submit_batch, write_batch
from soapbench.cases import load_cases
from soapbench.costs import Budget
from soapbench.endpoints import ChatModel
from soapbench.errors import DataError
from soapbench.evaluation import evaluate
from soapbench.forecast import plan
from soapbench.models import Setting
from soapbench.plurals import plural
from soapbench.prompts import PromptTemplate, load_templates
from soapbench.recording import PlannedRequest, Recording, keep_apart
from soapbench.reference import Price
from soapbench.requests import plan_requests
from soapbench.sheet import read_sheet, write_sheet
from soapbench.shipped import locate

__all__ = ["add_commands", "existing"]


def add_commands(commands: Any) -> None:
    """Add the commands of this module to a parser's subparsers."""
    run = _asking(commands, "run", "ask a model for every answer a recording lacks", _run)
    _running(run)
    for bound, kind in (("usd", float), ("tokens", int), ("requests", int)):
        run.add_argument(f"--budget-{bound}", type=kind, help="stop before it would take more")
    _running(_asking(commands, "plan", "say what a run would take, and send nothing", _plan))

    batch = commands.add_parser("batch", help="have requests answered as batches")
    steps = batch.add_subparsers(required=True, metavar="STEP")
    write = _asking(steps, "write", "write what a recording lacks as batch files", _write_batch)
    write.add_argument("file", type=Path, help="such as requests.jsonl; further ones get a number")
    read = _asking(steps, "read", "take result and error files into a recording", _read_batch)
    read.add_argument("files", type=Path, nargs="+", help="as the provider gave them")
    _asking(steps, "submit", "send what a recording lacks to the Batch API", _submit)
    collect = _asking(steps, "collect", "take what batches have answered by now", _collect)
    collect.add_argument("--every", type=float, help="look again after so many seconds")

    sheet = commands.add_parser("sheet", help="have prompts answered on a chat page, by hand")
    steps = sheet.add_subparsers(required=True, metavar="STEP")
    write = _about(steps, "write", "write a page of prompts to copy", _write_sheet)
    write.add_argument("file", type=Path, help="such as sheet.html")
    read = _about(steps, "read", "take saved answers into a recording", _read_sheet)
    read.add_argument("file", type=Path, help="what 'Save answers' gave")

    recording = commands.add_parser("recording", help="look at recordings, or join them")
    steps = recording.add_subparsers(required=True, metavar="STEP")
    for name, does, runs in (
        ("info", "what was asked and answered", _info),
        ("check", "whether every line can be read", _check),
    ):
        step = steps.add_parser(name, help=does)
        step.add_argument("files", type=Path, nargs="+", help="recordings")
        step.set_defaults(run=runs)
    merge = steps.add_parser("merge", help="take into the first what only the others hold")
    merge.add_argument("into", type=Path, help="the recording to add to, or a new one")
    merge.add_argument("files", type=Path, nargs="+", help="recordings to take from")
    merge.set_defaults(run=_merge)


def _about(commands: Any, name: str, does: str, run: Any) -> argparse.ArgumentParser:
    """Return a command that needs to know what to ask."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=does)
    command.add_argument("--prompt", default="soap_note", help="a shipped prompt or a folder")
    command.add_argument(
        "--versions",
        nargs="+",
        help="such as v1 v2; all, if left out; files go before this option, or after --",
    )
    command.add_argument("--cases", default="balance", help="a shipped case set or a file")
    command.add_argument("--repeats", type=int, default=3, help="how often each prompt is asked")
    command.add_argument("--recording", type=Path, required=True, help="where answers are kept")
    command.add_argument("--model", required=True, help="the name of the model that answers")
    command.add_argument("--allow", nargs="+", default=[], help="classes the guard lets through")
    command.set_defaults(run=run)
    return command


def _asking(commands: Any, name: str, does: str, run: Any) -> argparse.ArgumentParser:
    """Return a command that also needs to know how an endpoint is asked."""
    command = _about(commands, name, does, run)
    command.add_argument("--base-url", help="the endpoint, if it is not OpenAI's own")
    command.add_argument(
        "--key-variable", default="OPENAI_API_KEY", help="the environment variable of the key"
    )
    command.add_argument("--parameters", type=_parameters, default={}, help="as JSON")
    command.add_argument("--system", help="a system message before every prompt")
    command.add_argument(
        "--api", choices=["chat", "responses"], default="chat", help="which API the model is at"
    )
    return command


def _running(command: argparse.ArgumentParser) -> None:
    """Add what a run, or the plan of one, needs to know besides."""
    command.add_argument("--concurrency", type=int, default=8, help="requests in flight at most")
    command.add_argument(
        "--price", type=float, nargs=2, metavar=("INPUT", "OUTPUT"), help="USD a million tokens"
    )


def _parameters(text: str) -> dict[str, Any]:
    try:
        parameters = json.loads(text)
    except ValueError:
        parameters = None
    if not isinstance(parameters, dict):
        raise argparse.ArgumentTypeError("give a JSON object, such as '{\"temperature\": 0}'")
    return parameters


def _model(options: argparse.Namespace) -> ChatModel:
    system = ({"role": "system", "content": options.system},) if options.system else ()
    return ChatModel(
        options.model,
        base_url=options.base_url,
        parameters=options.parameters,
        key_variable=options.key_variable,
        messages=system,
        api=options.api,
    )


def _templates(options: argparse.Namespace) -> list[PromptTemplate]:
    templates = load_templates(options.prompt)
    versions = options.versions or [template.version for template in templates]
    try:
        return [templates[version] for version in versions]
    except KeyError as error:
        where = error.args[0]
        if any(Path(version).suffix for version in versions):
            where += "; a file goes before --versions, or after --"
        raise DataError(where) from None


def _work(options: argparse.Namespace) -> dict[str, Any]:
    """Return what `plan` and `evaluate` ask for alike."""
    return {
        "cases": load_cases(options.cases),
        "templates": _templates(options),
        "model": _model(options),
        "repeats": options.repeats,
        "recording": Recording(options.recording),
        "concurrency": options.concurrency,
        "allow_identifiers": options.allow,
        "prices": {options.model: Price(*options.price)} if options.price else None,
    }


def _requests(
    options: argparse.Namespace, setting: Setting
) -> tuple[list[PlannedRequest], Recording]:
    cases, templates = load_cases(options.cases), _templates(options)
    recording = Recording(options.recording)
    return (
        plan_requests(cases, templates, setting, options.repeats, options.allow, recording),
        recording,
    )


def _run(options: argparse.Namespace) -> int:
    bounds = (options.budget_usd, options.budget_tokens, options.budget_requests)
    budget = Budget(*bounds) if any(bound is not None for bound in bounds) else None
    print(evaluate(**_work(options), scorers={}, budget=budget), options.recording, sep="\n")
    return 0


def _plan(options: argparse.Namespace) -> int:
    print(plan(**_work(options)))
    return 0


def _spare_inputs(options: argparse.Namespace) -> None:
    prompt = locate(options.prompt, "prompts")
    cases = locate(options.cases, "datasets", "cases", suffix=".jsonl")
    files = prompt.rglob("*") if prompt.is_dir() else [prompt]
    keep_apart(options.file, [options.recording, cases, *files])


def _write_batch(options: argparse.Namespace) -> int:
    _spare_inputs(options)
    paths = write_batch(options.file, *_requests(options, _model(options).setting))
    print(*paths, sep="\n") if paths else print("nothing is missing")
    return 0


def _read_batch(options: argparse.Namespace) -> int:
    planned, recording = _requests(options, _model(options).setting)
    with recording:
        for file in options.files:
            print(f"{file.name}: {read_batch(file, planned, recording)}")
    return 0


def _submit(options: argparse.Namespace) -> int:
    model = _model(options)
    ids = submit_batch(model, *_requests(options, model.setting))
    print(*(ids or ["nothing is missing that is not out already"]), sep="\n")
    return 0


def _collect(options: argparse.Namespace) -> int:
    model = _model(options)
    print(collect_batch(model, *_requests(options, model.setting), every_s=options.every))
    return 0


def _write_sheet(options: argparse.Namespace) -> int:
    _spare_inputs(options)
    count = write_sheet(options.file, *_requests(options, Setting(options.model)))
    print(f"{options.file}: {plural(count, 'prompt')} without an answer")
    return 0


def _read_sheet(options: argparse.Namespace) -> int:
    planned, recording = _requests(options, Setting(options.model))
    with recording:
        print(plural(read_sheet(options.file, planned, recording), "new answer"))
    return 0


def existing(files: Iterable[Path]) -> list[Recording]:
    """Return recordings that are there: a name mistyped is no empty recording.

    Raises:
        DataError: A file is not there, or is a folder.
    """
    files = list(files)
    if absent := [str(file) for file in files if not file.exists()]:
        raise DataError(f"{', '.join(absent)}: no such file; check the name and the folder")
    if folders := [str(file) for file in files if file.is_dir()]:
        raise DataError(f"{', '.join(folders)}: a folder; give the recordings in it by name")
    return [Recording(file) for file in files]


def _info(options: argparse.Namespace) -> int:
    for recording in existing(options.files):
        lines = recording.lines.values()
        print(recording)
        for setting in recording.settings():
            print(f"  asked {setting.model} {json.dumps(setting.shown, sort_keys=True)}")
        for template, count in sorted(Counter(line["template"] for line in lines).items()):
            cases = {line["case_id"] for line in lines if line["template"] == template}
            print(f"  {template}: {plural(count, 'answer')} on {plural(len(cases), 'case')}")
        for reason, count in sorted(Counter(line["finish_reason"] for line in lines).items()):
            print(f"  {count:,} ended with {reason}")
    return 0


def _check(options: argparse.Namespace) -> int:
    torn = 0
    for recording in existing(options.files):
        said = f"{recording.path.name}: {plural(len(recording), 'line')} can be read"
        if recording.torn:
            said += "; the last one is cut off, and is asked again by the next run"
        torn += recording.torn
        print(said)
    return 1 if torn else 0


def _merge(options: argparse.Namespace) -> int:
    others = existing(options.files)
    with Recording(options.into) as into:
        for other in others:
            print(f"{other.path.name}: {plural(into.merge(other), 'new answer')}")
    return 0
