import asyncio
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from soapbench import ChatModel, LocalModel, ModelError, Request

pytestmark = pytest.mark.local


def ask(model: ChatModel) -> str:
    messages = ({"role": "user", "content": "Write one sentence about balance."},)

    async def once() -> str:
        answer = await model(Request(model.name, messages, {**model.parameters, "max_tokens": 24}))
        await model.aclose()
        return answer.text

    return asyncio.run(once())


def answers(url: str | None) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/models", timeout=5) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def test_a_real_server_answers_the_same_twice_and_stops_with_the_context() -> None:
    with LocalModel() as model:
        assert answers(model.base_url)
        first, second = ask(model), ask(model)
    assert first == second
    assert first.strip()
    assert model.name == "smollm2-135m-instruct.q4_1"
    assert not answers(model.base_url)


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_failure_inside_stops_the_server(failure: type[BaseException]) -> None:
    urls = []

    def fail() -> None:
        with LocalModel() as model:
            urls.append(model.base_url)
            assert answers(model.base_url)
            raise failure

    with pytest.raises(failure):
        fail()
    assert not answers(urls[0])


def test_weights_that_are_none_are_named_by_file_alone(tmp_path: Path) -> None:
    with (
        pytest.raises(ModelError, match=r"^missing\.gguf: no such file"),
        LocalModel(tmp_path / "missing.gguf"),
    ):
        pass
    (tmp_path / "bad.gguf").write_text("not weights")
    with (
        pytest.raises(ModelError, match=r"^bad\.gguf: llama\.cpp cannot serve it"),
        LocalModel(tmp_path / "bad.gguf"),
    ):
        pass


OWNER = """
import sys, time
from soapbench import LocalModel
with LocalModel() as model:
    print(model.base_url, flush=True)
    time.sleep(60)
"""


def test_the_server_ends_with_a_process_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        url = owner.stdout.readline().strip()
        assert answers(url)
        owner.kill()
    deadline = time.monotonic() + 10
    while answers(url) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not answers(url)
