"""Pages: an executed notebook as one offline HTML file that needs no Python to read."""

import html
import itertools
import re
from pathlib import Path

from soapbench.errors import DataError

__all__ = ["execute_notebook", "write_page"]

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{{ title }}</title>
<style>{{ style }}</style>
</head>
<body>
<main>
{{ body }}
</main>
<footer>Written by soapbench {{ version }} from synthetic cases. No patient data. Not medical,
billing or legal advice.</footer>
</body>
</html>
"""

_STYLE = """\
:root { color-scheme: light dark; --ink: #1f2933; --soft: #52606d; --line: #d5dbe1;
  --page: #fff; --shade: #f4f6f8; --accent: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #a8b3bf; --line: #3b4654;
  --page: #14181d; --shade: #1d232a; --accent: #7cb8f5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.5rem 3rem; }
main > p, main > ul, main > ol, main > blockquote { max-width: 46rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .6rem; }
h2 { font-size: 1.3rem; margin: 2.4rem 0 .6rem; padding-top: 1rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
a { color: var(--accent); }
a.anchor-link { display: none; }
blockquote { margin: 1rem 0; padding: .1rem 1rem; border-left: 4px solid var(--accent);
  background: var(--shade); }
.output { overflow-x: auto; margin: .8rem 0 1.4rem; }
table { border: 0; border-collapse: collapse; font-size: .88rem;
  font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; border: 0; border-bottom: 1px solid var(--line);
  text-align: right; }
thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; }
tbody th { text-align: left; font-weight: 500; }
.soapbench-note { background: var(--shade); border: 1px solid var(--line); border-radius: 6px;
  padding: .6rem 1rem; font-size: .88rem; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; background: #fff; border-radius: 6px; padding: .4rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
footer { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 2rem; color: var(--soft);
  border-top: 1px solid var(--line); font-size: .85rem; }
@media print { body { font-size: 11pt; } h2 { break-after: avoid; }
  .output { break-inside: avoid; } }
"""


def execute_notebook(path: str | Path) -> None:
    """Run a notebook in a fresh kernel, top to bottom, and write its outputs back to the file.

    Raises:
        nbclient.exceptions.CellExecutionError: A cell failed; the file is left as it was.
    """
    import nbformat
    from nbclient import NotebookClient

    path = Path(path)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=600,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    nbformat.write(notebook, path)


def write_page(notebook: str | Path, page: str | Path, *, redact: bool = False) -> Path:
    """Write an executed notebook as a code-free page and return its path.

    The page is one file: styles and figures inside, no script, nothing fetched; its content
    security policy lets a browser refuse anything else.

    Args:
        notebook: The executed notebook.
        page: Where to write.
        redact: Replace every identifier in a shown note or table cell by its class; planted ones
            where a note's marks name them.

    Raises:
        DataError: The notebook was not executed, or a cell failed.
    """
    import importlib.metadata

    import jinja2
    import nbformat
    from markupsafe import Markup
    from nbconvert import HTMLExporter

    notebook, page = Path(notebook), Path(page)
    content = nbformat.read(notebook, as_version=4)
    code = [c for c in content.cells if c.cell_type == "code" and c.source.strip()]
    if any(c.execution_count is None for c in code) or any(
        o.output_type == "error" for c in code for o in c.outputs
    ):
        raise DataError(f"{notebook.name}: not run from top to bottom; run `make notebooks` first")
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
    environment = jinja2.Environment(autoescape=True)
    text = environment.from_string(_PAGE).render(
        title=title,
        style=Markup(_STYLE),
        body=Markup(_self_contained(body)),
        version=importlib.metadata.version("soapbench"),
    )
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")
    return page


def _self_contained(body: str) -> str:
    # nbconvert adds a script for widgets; the page has none and forbids all. A link to another
    # notebook leads nowhere from a page that is sent on by itself.
    body = re.sub(r"<script\b.*?</script>", "", body, flags=re.DOTALL | re.IGNORECASE)
    return re.sub(r'<a href="[^":]*\.ipynb">(.*?)</a>', r"\1", body, flags=re.DOTALL)


_SEEN = re.compile(r"\b(\w+) (?:echoed|invented|likely)\b")


def _redacted(body: str) -> str:
    """Return the page with the identifiers in its notes and table cells replaced."""
    from bs4 import BeautifulSoup

    from soapbench.scorers.phi import find_phi
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
        change = Redacted.of(words, find_phi(words))
        edges = itertools.accumulate(map(len, strings), initial=0)
        cuts = itertools.pairwise(change.place(edge, edge)[1] for edge in edges)
        for string, (start, end) in zip(strings, cuts, strict=True):
            string.replace_with(change.text[start:end])
    return str(soup)
