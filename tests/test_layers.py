"""The package's shape: imports point one way, importing does nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import soapbench

ROOT = Path(soapbench.__file__).parent
ORDER = [
    "errors", "plurals", "shipped", "json_lines", "validation", "page", "cases", "prompts",
    "reference", "reading", "rubrics", "labels", "learning", "challenge", "models", "endpoints",
    "local_model", "recording", "batch", "sheet", "costs", "pace", "progress", "interrupts",
    "own_thread", "generation", "tries", "scorers", "requests", "forecast", "inventions",
    "distortions",
    "claim_labels", "judge_labels", "evaluation", "privacy", "stability", "originality",
    "estimates", "planning", "verdict", "arms", "pairs", "comparison", "family", "simulation",
    "gate", "review", "report", "runs", "reviews", "cli",
]  # fmt: skip
OUTSIDE = {"__init__", "__main__", "local_server"}


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    return {n.split(".")[1] for n in names if n and n.startswith("soapbench.")}


MODULES = [
    p for p in sorted(ROOT.rglob("*.py")) if "_shipped" not in p.parts and room(p) not in OUTSIDE
]


def test_every_room_has_its_place_in_the_order() -> None:
    assert {room(path) for path in MODULES} == set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_only_to_the_left(path: Path) -> None:
    right = [name for name in imported(path) if ORDER.index(name) > ORDER.index(room(path))]
    assert right == []


def test_importing_loads_nothing_heavy_and_reads_no_data() -> None:
    code = (
        "import sys, builtins, io\n"
        "opened = []\n"
        "sys.addaudithook(lambda e, a: opened.append(str(a[0])) if e == 'open' else None)\n"
        "import soapbench\n"
        "print([m for m in ('openai', 'scipy', 'statsmodels', 'matplotlib', 'pandas') "
        "if m in sys.modules])\n"
        "print([p for p in opened if p.endswith(('.toml', '.jsonl', '.md', '.csv', '.ipynb'))])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n[]\n"


def test_everything_public_is_there_and_documented() -> None:
    for name in soapbench.__all__:
        assert getattr(soapbench, name).__doc__ or name == "Model", name
