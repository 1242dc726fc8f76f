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


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README.read_text()))
def test_a_link_leads_somewhere(target: str) -> None:
    assert (Path(README).parent / target).exists()


def test_the_commands_it_names_are_targets() -> None:
    makefile = shipped("Makefile").read_text()
    named = re.findall(r"(?:^|`)make (\w+)", README.read_text(), re.MULTILINE)
    assert {"demo", "test"} <= set(named)
    assert [target for target in named if f"\n{target}:" not in makefile] == []
