"""Pages: an executed notebook as one offline HTML file that needs no Python to read."""

import html
import itertools
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soapbench.errors import DataError
from soapbench.page import render
from soapbench.recording import keep_apart
from soapbench.report.explorer import EXPLORER_TYPE, explorer_files, redacted_explorer

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["execute_notebook", "write_page"]

_STYLE = """\
a.anchor-link { display: none; }
.output { overflow-x: auto; margin: .8rem 0 1.4rem; }
.soapbench-note { background: var(--shade); border: 1px solid var(--line); border-radius: 6px;
  padding: .6rem 1rem; font-size: .88rem; overflow-wrap: anywhere; }
.soapbench-verdict { border-left: 4px solid var(--accent); background: var(--shade);
  padding: .6rem 1rem; margin: 1rem 0 .6rem; }
@media print { .output { overflow: visible; } .output table { font-size: .68rem; }
  th, td { padding: .2rem .35rem; } img, tr { break-inside: avoid; } }
"""


def execute_notebook(path: str | Path) -> None:
    """Run a notebook in a fresh kernel, top to bottom, and write its outputs back to the file.

    Raises:
        DataError: The file is no notebook, its kernel is not there or stopped, or a cell failed or
            took longer than ten minutes; the file is left as it was. The message quotes nothing of
            the cell, which may hold a note.
    """
    import nbformat
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    path = Path(path)
    notebook = _read(path)
    client = NotebookClient(
        notebook,
        # What notes hold goes between here and the kernel; a kernel that cannot encrypt it warns.
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        timeout=600,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except NoSuchKernel as error:
        raise DataError(f"{path.name}: no kernel {error.name!r} is installed") from None
    except DeadKernelError:
        raise DataError(f"{path.name}: its kernel stopped; it may lack memory") from None
    except (CellExecutionError, CellTimeoutError) as error:
        why = getattr(error, "ename", "") or "it took longer than ten minutes"
        raise DataError(
            f"{path.name}: code cell {_failed(notebook)} failed: {why}; run it in JupyterLab to see"
        ) from None
    nbformat.write(notebook, path)


def _failed(notebook: "NotebookNode") -> int:
    """Return the number of the last code cell that was begun, from 1."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return max((i for i, cell in enumerate(code, start=1) if cell.outputs), default=1)


def write_page(notebook: str | Path, page: str | Path, *, redact: bool = False) -> Path:
    """Write an executed notebook as a code-free page and return its path.

    The page is one file: styles and figures inside, nothing fetched. Where the notebook shows an
    `explorer`, the page holds every note of it and the script that shows them, and no other script;
    its content security policy lets a browser refuse anything else.

    Args:
        notebook: The executed notebook.
        page: Where to write.
        redact: Replace every identifier in a shown note or table cell by its class; planted ones
            where a note's marks name them.

    Raises:
        DataError: The file is no notebook, the notebook was not executed, or a cell failed.
        ValueError: The page would be written over the notebook.
    """
    from nbconvert import HTMLExporter

    notebook, page = Path(notebook), Path(page)
    keep_apart(page, [notebook])
    content = _read(notebook)
    code = [c for c in content.cells if c.cell_type == "code" and c.source.strip()]
    if any(c.execution_count is None for c in code) or any(
        o.output_type == "error" for c in code for o in c.outputs
    ):
        raise DataError(
            f"{notebook.name}: not run from top to bottom without an error; run `soapbench "
            f"notebooks {notebook.name}` first"
        )
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    body, _ = exporter.from_notebook_node(content)
    if redact:
        body = _redacted(body)
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", body, re.DOTALL)
    title = html.unescape(re.sub(r"<[^>]+>", "", heading[1])).strip() if heading else notebook.stem
    found = _explorers(code)
    style, script = explorer_files()
    text = render(
        title,
        f"<main>\n{_self_contained(body)}\n</main>",
        style=_STYLE + style if found else _STYLE,
        scripts=[script] if found else (),
        data={
            f"explorer-{data['id']}": redacted_explorer(data) if redact else data for data in found
        },
    )
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")
    return page


def _read(path: Path) -> Any:
    """Return the notebook that a file holds."""
    import nbformat

    # Besides its own errors, the library lets those of JSON that is no notebook through.
    strange = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.ValidationError, *strange):
        raise DataError(f"{path.name}: no notebook; give an .ipynb file") from None


def _explorers(code: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the data of each explorer that the cells show."""
    shown = (output.get("data", {}) for cell in code for output in cell.outputs)
    return [json.loads(data[EXPLORER_TYPE]) for data in shown if EXPLORER_TYPE in data]


def _self_contained(body: str) -> str:
    # nbconvert adds a script for widgets; the page has none and forbids all. A link to another
    # notebook leads nowhere from a page that is sent on by itself.
    body = re.sub(r"<script\b.*?</script>", "", body, flags=re.DOTALL | re.IGNORECASE)
    return re.sub(r'<a href="[^":]*\.ipynb">(.*?)</a>', r"\1", body, flags=re.DOTALL)


_SEEN = re.compile(r"\b(\w+) (?:echoed|invented|likely)\b")


def _redacted(body: str) -> str:
    """Return the page with the identifiers in its notes and table cells replaced."""
    from bs4 import BeautifulSoup

    from soapbench.scorers.phi import find_overlapping
    from soapbench.scorers.phi.spans import Redacted

    soup = BeautifulSoup(body, "html.parser")
    for mark in soup.select(".soapbench-note span[title]"):
        if seen := _SEEN.search(str(mark["title"])):
            mark.string = f"[{seen[1]}]"
    for block in soup.select(".soapbench-note, td"):
        if block.name == "td" and block.select(".soapbench-note"):
            continue
        # An identifier may run over several marks: found in the words as one, replaced where it
        # begins, and cut from the pieces after that.
        strings = list(block.find_all(string=True))
        words = "".join(strings)
        change = Redacted.of(words, find_overlapping(words))
        edges = itertools.accumulate(map(len, strings), initial=0)
        cuts = itertools.pairwise(change.place(edge, edge)[1] for edge in edges)
        for string, (start, end) in zip(strings, cuts, strict=True):
            string.replace_with(change.text[start:end])
    return str(soup)
