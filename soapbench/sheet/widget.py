"""The paste sheet as a widget: one prompt at a time, each answer recorded at once."""

import html
import json
import time
from collections.abc import Sequence

import ipywidgets

from soapbench.errors import SoapbenchError
from soapbench.models import Completion
from soapbench.recording import PlannedRequest, Recording

__all__ = ["one_at_a_time"]


def one_at_a_time(missing: Sequence[PlannedRequest], recording: Recording) -> ipywidgets.Widget:
    """Return the widget for requests that have no answer yet."""
    left = list(missing)
    shown, said = ipywidgets.HTML(), ipywidgets.HTML()
    model = ipywidgets.Text(description="Model")
    answer = ipywidgets.Textarea(
        placeholder="Paste the whole answer here", layout={"width": "100%", "height": "14em"}
    )
    keep = ipywidgets.Button(description="Keep answer", button_style="primary")
    skip = ipywidgets.Button(description="Later")

    def show() -> None:
        answer.value = ""
        keep.disabled = skip.disabled = not left
        shown.value = _prompt(left[0]) if left else ""
        said.value = f"{len(missing) - len(left)} of {len(missing)} answered"
        if left and not model.value:
            model.value = left[0].request.model

    def on_keep(_: object) -> None:
        if not answer.value.strip():
            said.value = "The box is empty: paste the answer first"
            return
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        name = model.value.strip() or left[0].request.model
        try:
            with recording:  # which reads it again: it may have been answered elsewhere meanwhile
                answered = left[0].key in recording
                if not answered:
                    recording.append(left[0], Completion(answer.value, name, created=at))
        except SoapbenchError as error:
            said.value = html.escape(str(error))
            return
        except Exception as error:  # a widget shows no traceback: unsaid, it would look kept
            said.value = html.escape(f"not kept ({type(error).__name__}); {_strerror(error)}")
            return
        left.pop(0)
        show()
        if answered:
            said.value += "; the last one was answered elsewhere meanwhile, and that answer stays"

    def on_skip(_: object) -> None:
        left.append(left.pop(0))
        show()

    keep.on_click(on_keep)
    skip.on_click(on_skip)
    show()
    buttons = ipywidgets.HBox([keep, skip, said])
    return ipywidgets.VBox([shown, model, answer, buttons])


def _strerror(error: Exception) -> str:
    # Only what the system says: another message might quote the answer.
    said = error.strerror if isinstance(error, OSError) else None
    return f"{said}: check the recording's folder" if said else "copy the answer before you go on"


def _prompt(each: PlannedRequest) -> str:
    title = f"{each.case_id}, {each.template}, repeat {each.repeat}"
    text = each.request.prompt
    copy = html.escape(f"navigator.clipboard.writeText({json.dumps(text)})")
    return (
        f"<b>{html.escape(title)}</b> <button onclick='{copy}'>Copy prompt</button>"
        "<pre style='max-height:16em;overflow:auto;white-space:pre-wrap;line-height:1.4'>"
        f"{html.escape(text)}</pre>"
    )
