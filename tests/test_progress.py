"""The bar: a line in a terminal, a widget in a notebook, else nothing."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pytest

from tests.endpoint import Endpoint, Reply, chat_answer

ROOT = Path(__file__).parent.parent
RUN = """
from soapbench import ChatModel, Price
from soapbench.generation import generate
from tests.test_generation import ask_for
model = ChatModel("m", base_url="{url}")
generate(ask_for(60), model, concurrency=4, prices={{"m": Price(900, 900)}})
"""


def slow_and_once_limited(endpoint: Endpoint) -> str:
    def answer(_: dict[str, Any]) -> Reply:
        first = len(endpoint.bodies) == 1
        return Reply(429, {}) if first else Reply(200, chat_answer("note"), delay_s=0.15)

    endpoint.answer = answer
    return RUN.format(url=endpoint.url)


def test_a_terminal_shows_one_line_with_all_that_matters(endpoint: Endpoint) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
    code = slow_and_once_limited(endpoint)
    with subprocess.Popen([sys.executable, "-c", code], stderr=theirs, cwd=ROOT) as run:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other end is closed: so a pty says that it is over
                break
            if not piece:
                break
            shown += piece
        assert run.wait(30) == 0
    os.close(ours)
    lines = shown.decode().split("\r")
    telling = [line for line in lines if "in flight" in line and "retries" in line]
    assert telling, shown[-500:]
    for part in ("notes:", "/60", "4 in flight", "1 retries", "tokens", "USD", "note/s", "<"):
        assert any(part in line for line in telling), part
    assert "\n" not in shown.decode().strip(), "one line, drawn over"


def test_where_there_is_neither_nothing_is_shown(endpoint: Endpoint) -> None:
    code = slow_and_once_limited(endpoint)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_a_notebook_shows_a_widget_and_keeps_none(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_client.manager import start_new_kernel

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    manager, client = start_new_kernel()
    messages: list[dict[str, Any]] = []
    try:
        reply = client.execute_interactive(
            slow_and_once_limited(endpoint), timeout=60, output_hook=messages.append
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert reply["content"]["status"] == "ok"
    kinds = [message["msg_type"] for message in messages]
    assert "stream" not in kinds
    shown = [m["content"]["data"] for m in messages if m["msg_type"] == "display_data"]
    assert ["application/vnd.jupyter.widget-view+json" in each for each in shown] == [True]
    assert "comm_close" in kinds, "it is gone when the run is over"
    states = [
        m["content"]["data"].get("state", {}) for m in messages if m["msg_type"] == "comm_msg"
    ]
    texts = [str(state.get("value", "")).replace("\u2007", " ") for state in states]
    assert any("in flight" in text and "tokens" in text for text in texts)
