"""The files and batches endpoints, as far as a batch needs them, for the tests' endpoint."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.endpoint import Call, Reply, chat_answer


class BatchService:
    """Answers every line of a batch once it is told to finish.

    ``answer`` gives a line's HTTP status and body; a status of 0 means that it expired.
    """

    def __init__(self) -> None:
        self.answer: Callable[[dict[str, Any]], tuple[int, dict[str, Any]]] = lambda row: (
            200,
            chat_answer("note of " + row["custom_id"]),
        )
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.fail_creating = 0

    def __call__(self, call: Call) -> Reply:
        path = call.path.partition("?")[0].removeprefix("/v1")
        if path == "/files":
            return self._upload(call)
        if path == "/batches" and call.method == "POST":
            return self._create(json.loads(call.body))
        if path == "/batches":
            return Reply(
                200, {"object": "list", "data": [*self.batches.values()], "has_more": False}
            )
        if found := re.fullmatch(r"/batches/(\S+)", path):
            return Reply(200, self.batches[found[1]])
        if found := re.fullmatch(r"/files/(\S+)/content", path):
            if found[1] not in self.files:
                return Reply(404, {})
            return Reply(200, self.files[found[1]])
        return Reply(404, {})

    def sent(self) -> list[str]:
        """Return the custom ids of all batches, in order."""
        return [row["custom_id"] for batch in self.batches.values() for row in self._rows(batch)]

    def finish(self, status: str = "completed") -> None:
        """Answer the batches that are not over."""
        for batch in self.batches.values():
            if batch["status"] != "in_progress":
                continue
            batch["status"] = status
            if status == "failed":
                batch["errors"] = {"object": "list", "data": [{"code": "invalid_json_line"}]}
                continue
            good, bad = [], []
            for row in reversed(self._rows(batch)):
                code, body = self.answer(row)
                line: dict[str, Any] = {"id": "r", "custom_id": row["custom_id"], "error": None}
                if code:
                    line["response"] = {"status_code": code, "request_id": "q", "body": body}
                else:
                    line |= {"response": None, "error": {"code": "batch_expired", "message": "x"}}
                (good if code == 200 else bad).append(json.dumps(line))
            for name, lines in (("output_file_id", good), ("error_file_id", bad)):
                if lines:
                    batch[name] = self._keep("\n".join(lines).encode() + b"\n")

    def _rows(self, batch: dict[str, Any]) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.files[batch["input_file_id"]].splitlines()]

    def _keep(self, data: bytes) -> str:
        name = f"file-{len(self.files)}"
        self.files[name] = data
        return name

    def _upload(self, call: Call) -> Reply:
        boundary = call.headers["content-type"].partition("boundary=")[2].encode()
        parts = call.body.split(b"--" + boundary)
        (data,) = [part for part in parts if b'filename="' in part]
        content = data.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")
        file = {"id": self._keep(content), "object": "file", "bytes": len(content)}
        return Reply(200, {**file, "created_at": 1, "filename": "x", "purpose": "batch"})

    def _create(self, asked: dict[str, Any]) -> Reply:
        batch = {
            **asked,
            "id": f"batch-{len(self.batches)}",
            "object": "batch",
            "status": "in_progress",
            "created_at": 1,
        }
        self.batches[batch["id"]] = batch
        if self.fail_creating:  # it is made, and the answer is lost
            self.fail_creating -= 1
            return Reply(fault="drop")
        return Reply(200, batch)
