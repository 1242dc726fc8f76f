"""A page: one offline HTML file with its styles, data and scripts inside, and nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["render", "visible"]

_HERE = Path(__file__).parent
_NOTHING = "'none'"


def render(
    title: str,
    body: str,
    *,
    style: str = "",
    scripts: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
) -> str:
    """Return a whole page.

    Its content security policy lets a browser run the given scripts, known by their hash, and
    refuse everything else: other scripts, handlers in attributes, any request.

    Args:
        title: Plain text.
        body: HTML, its text already escaped; one ``<main>``.
        style: CSS after the project's own.
        scripts: JavaScript that this project wrote, run in turn.
        data: What the scripts read, by element id: anything JSON can say.
    """
    import jinja2
    from markupsafe import Markup

    template = jinja2.Environment(autoescape=True, keep_trailing_newline=True).from_string(
        (_HERE / "page.html").read_text(encoding="utf-8")
    )
    return template.render(
        title=title,
        policy=_policy(scripts),
        style=Markup((_HERE / "page.css").read_text(encoding="utf-8") + style),
        body=Markup(body),
        data={name: Markup(_inert(value)) for name, value in (data or {}).items()},
        scripts=[Markup(script) for script in scripts],
        versions=", ".join(f"{name} {importlib.metadata.version(name)}" for name in _WITH),
    )


_WITH = ("soapbench", "pandas", "pydantic", "rapidfuzz", "scipy")
"""What a page names as the versions it was written with: what its numbers rest on."""


def _policy(scripts: Sequence[str]) -> str:
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    known = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    inside = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return f"{inside}; script-src {known or _NOTHING}"


def _inert(value: Any) -> str:
    # No "<" is left, so that no text can end the element it stands in or begin another.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


_SIGNS = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"},
    0x7F: 0x2421,
    # More control characters, marks that turn or hide the text around them, halves of a surrogate
    # pair.
    **dict.fromkeys([*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F)], 0xFFFD),
    **dict.fromkeys([*range(0x2066, 0x206A), *range(0xD800, 0xE000)], 0xFFFD),
}


def visible(text: str) -> str:
    """Return the text with control characters and direction marks as signs, one for one.

    A note is untrusted text: an escape code or a right-to-left mark must not change how the words
    around it look, and half a surrogate pair cannot be written to a file. Offsets stay as they are.
    """
    return text.translate(_SIGNS)
