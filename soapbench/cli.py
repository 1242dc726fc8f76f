"""The command line: each command is one call into the package."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from soapbench.cases import Case, load_cases
from soapbench.comparison import compare
from soapbench.errors import SoapbenchError
from soapbench.evaluation import evaluate
from soapbench.gate import load_gate, run_gate, write_junit, write_summary
from soapbench.labels import load_labelled, load_lines
from soapbench.learning import learn
from soapbench.local_model import LocalModel
from soapbench.plurals import plural
from soapbench.prompts import load_templates
from soapbench.recording import Recording, keep_apart
from soapbench.reference import implausible
from soapbench.report import execute_notebook, write_page
from soapbench.requests import undeclared
from soapbench.reviews import add_commands as add_review_commands
from soapbench.rubrics import WEIGHTS, load_rubric
from soapbench.runs import add_commands as add_run_commands
from soapbench.scorers import necessity_completeness, phi_absence, soap_completeness
from soapbench.shipped import shipped
from soapbench.verdict import OVERALL_RULE

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0 when it did its work, 1 when it found a problem, 2 when a check could not be decided, 3 on an
    error; 130 when it was interrupted, 141 when nobody reads its output any more.

    Raises:
        SystemExit: With 3 where the command or an option is none, with 0 after ``--help``.
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
    except IsADirectoryError as error:
        print(f"soapbench: {error.filename}: a folder; give a file", file=sys.stderr)
        return 3
    except OSError as error:
        print(f"soapbench: {error.filename or error}: {error.strerror or error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt as error:
        print(f"soapbench: {error or 'stopped'}", file=sys.stderr)
        return 130


class _Parser(argparse.ArgumentParser):
    """A parser that ends in 3 where it is used wrongly: 2 says that a check was not decided."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(3, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("soapbench", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser(
        "demo", help="ask the local model, replay recordings, write a report"
    )
    demo.add_argument("--reports", type=Path, default=Path("reports"), help="folder to write to")
    demo.set_defaults(run=_demo)

    live = commands.add_parser("live", help="record the local model on every case and SOAP version")
    live.add_argument(
        "--recording", type=Path, default=Path("reports/live.jsonl"), help="where answers are kept"
    )
    live.add_argument("--cases", default="balance", help="a shipped case set or a file")
    live.set_defaults(run=_live)

    report = commands.add_parser("report", help="write an executed notebook as a code-free page")
    report.add_argument("notebook", type=Path, help="an .ipynb file that was run")
    report.add_argument("page", type=Path, help="such as report.html")
    report.add_argument("--redact", action="store_true", help="replace identifiers in notes")
    report.set_defaults(run=_report)

    notebooks = commands.add_parser("notebooks", help="execute notebooks in place, top to bottom")
    notebooks.add_argument("notebooks", type=Path, nargs="+", help=".ipynb files")
    notebooks.set_defaults(run=_notebooks)

    rubric = commands.add_parser("rubric", help="try a rubric's own examples and near misses")
    rubric.add_argument("file", help="a TOML file, or the name of a shipped rubric")
    rubric.set_defaults(run=_rubric)

    taught = commands.add_parser("learn", help="learn a rubric's weights from labelled notes")
    taught.add_argument("rubric", type=Path, help="a TOML file; the weights go beside it")
    taught.add_argument("--notes", type=Path, help="labelled notes; the project's own by default")
    taught.add_argument("--lines", type=Path, help="labelled lines; the project's own by default")
    taught.set_defaults(run=_learn)

    check = commands.add_parser("check", help="compare versions as pyproject.toml declares; for CI")
    check.add_argument(
        "--config", type=Path, default=Path("pyproject.toml"), help="the file that declares them"
    )
    # Plain words, not paths: an empty one, from a variable that is not set, asks for nothing.
    check.add_argument("--junit", help="where to write JUnit XML")
    check.add_argument("--summary", help="a Markdown file to append the result to")
    check.set_defaults(run=_check)

    add_run_commands(commands)
    add_review_commands(commands)

    cases = commands.add_parser(
        "cases", help="check a case file: contract, plausibility, identifiers"
    )
    cases.add_argument("file", help="a JSON Lines file, or the name of a shipped case set")
    cases.add_argument("--allow", nargs="+", default=[], help="classes of identifier to pass over")
    cases.set_defaults(run=_cases)
    return parser


def _demo(options: argparse.Namespace) -> int:
    options.reports.mkdir(parents=True, exist_ok=True)
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
    rubric = load_rubric(options.file)
    checked = rubric.check()
    wrong = checked[~checked["passes"]]
    for name, kind, number, status in wrong.drop(columns="passes").to_numpy():
        element, is_example = rubric[name], kind == "example"
        text = (element.examples if is_example else element.near_misses)[number - 1]
        wanted = "should be met" if is_example else "should not be met"
        print(f'[{name}] {kind} {number} "{text}": found {status}, {wanted}')
    examples = plural((checked["kind"] == "example").sum(), "example")
    near_misses = plural((checked["kind"] == "near miss").sum(), "near miss", "near misses")
    print(f"{examples} and {near_misses}, {len(wrong)} wrong")
    return 1 if len(wrong) else 0


def _learn(options: argparse.Namespace) -> int:
    rubric = load_rubric(options.rubric, weighted=False)
    notes, lines = load_labelled(options.notes, rubric), load_lines(options.lines)
    weights = learn(rubric, notes, lines)
    path = options.rubric.with_suffix(WEIGHTS)
    weights.save(path)
    count = sum(map(len, weights.weights.values()))
    elements = plural(len(weights.starts), "element")
    print(f"{path.name}: {plural(count, 'weight')} for {elements}")
    return 0


def _check(options: argparse.Namespace) -> int:
    gate, folder = load_gate(options.config), options.config.parent
    for output in filter(None, (options.junit, options.summary)):
        keep_apart(output, [options.config, *(folder / each.recording for each in gate.comparison)])
    judged = run_gate(gate, folder)
    print(judged)
    if options.junit:
        write_junit(judged, options.junit)
    if options.summary:
        write_summary(judged, options.summary)
    return judged.exit_code


def _cases(options: argparse.Namespace) -> int:
    cases = load_cases(options.file)
    problems = [
        f"{case.id}: {problem}"
        for case in cases
        for problem in (*implausible(case), *_identifying(case, options.allow))
    ]
    counts = f"{plural(len(cases), 'case')}, {plural(len(problems), 'problem')}"
    print(*problems, counts, sep="\n")
    return 1 if problems else 0


def _identifying(case: Case, allowed: Collection[str]) -> Iterator[str]:
    for field, kinds in undeclared(case, allowed).items():
        yield (
            f"{field} holds what looks like {', '.join(kinds)}: put a placeholder such as "
            "[Patient Name] there, declare it as a canary if it is planted, or --allow what is none"
        )


if __name__ == "__main__":
    raise SystemExit(main())
