"""The command line: each command is one call into the package."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from soapbench.cases import load_cases
from soapbench.comparison import compare
from soapbench.errors import DataError, SoapbenchError
from soapbench.evaluation import evaluate
from soapbench.gate import judge, load_gate, write_junit, write_summary
from soapbench.labels import load_labelled, load_lines
from soapbench.learning import learn
from soapbench.local_model import LocalModel
from soapbench.prompts import load_templates
from soapbench.recording import Recording, keep_apart
from soapbench.reference import implausible
from soapbench.report import execute_notebook, write_page
from soapbench.review import read_labels, write_packet
from soapbench.rubrics import WEIGHTS, load_rubric
from soapbench.runs import add_commands
from soapbench.scorers import necessity_completeness, phi_absence, soap_completeness
from soapbench.shipped import shipped
from soapbench.verdict import OVERALL_RULE

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0 when it did its work, 1 when it found a problem, 2 when a check could not be decided, 3 on an
    error; 130 when it was interrupted, 141 when nobody reads its output any more.
    """
    options = _parser().parse_args(arguments)
    try:
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read the output, such as head, has enough. What is left goes nowhere, or Python
        # would complain as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (SoapbenchError, ValueError) as error:
        print(f"soapbench: {error}", file=sys.stderr)
        return 3
    except OSError as error:
        print(f"soapbench: {error.filename or error}: {error.strerror or error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt as error:
        print(f"soapbench: {error or 'stopped'}", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("soapbench", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser(
        "demo", help="ask the local model, replay recordings, write a report"
    )
    demo.add_argument("--reports", type=Path, default=Path("reports"), help="folder to write to")
    demo.set_defaults(run=_demo)

    live = commands.add_parser("live", help="record the local model on every case and SOAP version")
    live.add_argument("--recording", type=Path, default=Path("reports/live.jsonl"))
    live.add_argument("--cases", default="balance", help="a shipped case set or a file")
    live.set_defaults(run=_live)

    report = commands.add_parser("report", help="write an executed notebook as a code-free page")
    report.add_argument("notebook", type=Path)
    report.add_argument("page", type=Path)
    report.add_argument("--redact", action="store_true", help="replace identifiers in notes")
    report.set_defaults(run=_report)

    notebooks = commands.add_parser("notebooks", help="execute notebooks in place, top to bottom")
    notebooks.add_argument("notebooks", type=Path, nargs="+")
    notebooks.set_defaults(run=_notebooks)

    rubric = commands.add_parser("rubric", help="try a rubric's own examples and near misses")
    rubric.add_argument("file", type=Path)
    rubric.set_defaults(run=_rubric)

    taught = commands.add_parser("learn", help="learn a rubric's weights from labelled notes")
    taught.add_argument("rubric", type=Path, help="a TOML file; the weights go beside it")
    taught.add_argument("--notes", type=Path, help="labelled notes; the project's own by default")
    taught.add_argument("--lines", type=Path, help="labelled lines; the project's own by default")
    taught.set_defaults(run=_learn)

    check = commands.add_parser("check", help="compare versions as pyproject.toml declares; for CI")
    check.add_argument("--config", type=Path, default=Path("pyproject.toml"))
    # Plain words, not paths: an empty one, from a variable that is not set, asks for nothing.
    check.add_argument("--junit", help="where to write JUnit XML")
    check.add_argument("--summary", help="a Markdown file to append the result to")
    check.set_defaults(run=_check)

    add_commands(commands)

    cases = commands.add_parser("cases", help="check a case file: contract and plausibility")
    cases.add_argument("file", type=Path)
    cases.set_defaults(run=_cases)

    packet = commands.add_parser("packet", help="write a blinded page of two versions, and its key")
    packet.add_argument("prompt", help="a shipped prompt or a folder")
    packet.add_argument("versions", nargs=2, metavar="VERSION")
    packet.add_argument("page", type=Path)
    packet.add_argument("--recording", type=Path, required=True, help="the notes, as recorded")
    packet.add_argument("--cases", default="balance", help="a shipped case set or a file")
    packet.add_argument("--count", type=int, default=8, help="how many cases, drawn by the seed")
    packet.add_argument("--seed", type=int, default=1)
    packet.set_defaults(run=_packet)

    labels = commands.add_parser("labels", help="read reviewers' labels of a packet")
    labels.add_argument("key", type=Path)
    labels.add_argument("labels", type=Path, nargs="+")
    labels.set_defaults(run=_labels)
    return parser


def _packet(options: argparse.Namespace) -> int:
    keep_apart(options.page, [options.recording])
    prompt, cases = load_templates(options.prompt), load_cases(options.cases)
    try:
        one, other = (prompt[version] for version in options.versions)
    except KeyError as error:
        raise DataError(error.args[0]) from None
    scorers = {"phi_absence": phi_absence}
    run = evaluate(cases, [one, other], None, scorers, 1, options.recording)
    chosen = random.Random(options.seed).sample(list(cases), min(options.count, len(cases)))
    templates = (one.label, other.label)
    packet = write_packet(
        run, chosen, options.page, templates=templates, rubric=prompt.rubric, seed=options.seed
    )
    print(packet, options.page, sep="\n")
    return 0


def _labels(options: argparse.Namespace) -> int:
    print(read_labels(options.labels, options.key))
    return 0


def _demo(options: argparse.Namespace) -> int:
    print("1. A few notes from SmolLM2-135M, a very small model on this machine\n")
    cases, soap = load_cases("balance"), load_templates("soap_note")
    scorers = {**soap_completeness, "phi_absence": phi_absence}
    with LocalModel() as model:
        live = evaluate(cases[:2], soap[:2], model, scorers, repeats=1)
    print(live, live.means().round(2).to_string(), sep="\n\n")

    print("\n2. The recorded notes of a capable model, replayed and compared\n")
    recordings = shipped("datasets", "recordings")
    soap_run = evaluate(cases, soap, None, scorers, 3, recordings / "soap_note.jsonl")
    necessity = load_templates("medical_necessity")[:2]
    scorers = {**necessity_completeness, "phi_absence": phi_absence}
    necessity_run = evaluate(
        cases, necessity, None, scorers, 2, recordings / "medical_necessity.jsonl"
    )
    for run, before, after in (
        (soap_run, "soap_note@v1", "soap_note@v2"),
        (soap_run, "soap_note@v2", "soap_note@v3"),
        (necessity_run, "medical_necessity@v1", "medical_necessity@v2"),
    ):
        print(compare(run, before, after), end="\n\n")
    print(f"Overall: {OVERALL_RULE}.")

    print("\n3. The report\n")
    options.reports.mkdir(parents=True, exist_ok=True)
    notebook = options.reports / "03_comparing_versions.ipynb"
    shutil.copyfile(shipped("notebooks", notebook.name), notebook)
    execute_notebook(notebook)
    print(write_page(notebook, options.reports / "comparing_versions.html"))
    return 0


def _live(options: argparse.Namespace) -> int:
    scorers = {**soap_completeness, "phi_absence": phi_absence}
    with LocalModel() as model:
        run = evaluate(
            load_cases(options.cases),
            load_templates("soap_note"),
            model,
            scorers,
            repeats=1,
            recording=options.recording,
        )
    Recording(options.recording).sort()
    print(run, run.means().round(2).to_string(), options.recording, sep="\n\n")
    return 0


def _report(options: argparse.Namespace) -> int:
    print(write_page(options.notebook, options.page, redact=options.redact))
    return 0


def _notebooks(options: argparse.Namespace) -> int:
    for notebook in options.notebooks:
        execute_notebook(notebook)
        print(notebook)
    return 0


def _rubric(options: argparse.Namespace) -> int:
    checked = load_rubric(options.file).check()
    wrong = checked[~checked["passes"]]
    for row in wrong.itertuples():
        print(f"[{row.element}] {row.kind} {row.number} is {row.status}")
    print(f"{len(checked)} examples and near misses, {len(wrong)} wrong")
    return 1 if len(wrong) else 0


def _learn(options: argparse.Namespace) -> int:
    notes, lines = load_labelled(options.notes), load_lines(options.lines)
    weights = learn(load_rubric(options.rubric, weighted=False), notes, lines)
    path = options.rubric.with_suffix(WEIGHTS)
    weights.save(path)
    count = sum(map(len, weights.weights.values()))
    print(f"{path.name}: {count:,} weights for {len(weights.starts)} elements")
    return 0


def _check(options: argparse.Namespace) -> int:
    judged = judge(load_gate(options.config), options.config.parent)
    print(judged)
    if options.junit:
        write_junit(judged, options.junit)
    if options.summary:
        write_summary(judged, options.summary)
    return judged.exit_code


def _cases(options: argparse.Namespace) -> int:
    cases = load_cases(options.file)
    problems = [f"{case.id}: {problem}" for case in cases for problem in implausible(case)]
    print(*problems, f"{len(cases)} cases, {len(problems)} problems", sep="\n")
    return 1 if problems else 0
