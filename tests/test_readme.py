import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from soapbench import shipped

README = shipped("README.md")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL)


def test_the_example_prints_what_the_readme_shows() -> None:
    example, shown = blocks("python")[0], blocks("text")[0]
    assert len([line for line in example.splitlines() if line.strip()]) <= 10
    ran = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, text=True, check=True
    )
    assert ran.stdout.rstrip().splitlines() == [line.rstrip() for line in shown.splitlines()]


def test_the_gate_it_shows_runs_and_passes(tmp_path: Path) -> None:
    (command,) = re.findall(r"run: soapbench (check .*)", blocks("yaml")[0])
    root = Path(README).parent
    for name in ("prompts", "datasets"):
        (tmp_path / name).symlink_to(root / name)
    (tmp_path / "pyproject.toml").write_text(blocks("toml")[0])
    ran = subprocess.run(
        f"{sys.executable} -m soapbench {command}",
        shell=True,
        cwd=tmp_path,
        env={**os.environ, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (tmp_path / "reports" / "soapbench.xml").is_file()
    assert "## soapbench: pass" in (tmp_path / "summary.md").read_text()


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README.read_text()))
def test_a_link_leads_somewhere(target: str) -> None:
    assert (Path(README).parent / target).exists()


def test_the_commands_it_names_are_targets() -> None:
    makefile = shipped("Makefile").read_text()
    named = re.findall(r"(?:^|`)make (\w+)", README.read_text(), re.MULTILINE)
    assert {"demo", "test"} <= set(named)
    assert [target for target in named if f"\n{target}:" not in makefile] == []
