"""A workbench started as a person starts it, asked without a browser."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit


class Bench:
    """A served folder: what a page sends, and how long the answer takes."""

    def __init__(self, folder: Path) -> None:
        start = perf_counter()
        command = [sys.executable, "-m", "countermove", "serve", str(folder), "--no-open"]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout is not None
        printed = "".join(self.process.stdout.readline() for _ in range(3))
        found = re.search(r"http://\S+", printed)
        assert found is not None
        self.printed = found[0]
        self.address = urlsplit(found[0])
        self.cookie = ""
        response, _ = self.ask("GET", f"/?{self.address.query}")
        self.cookie = (response.getheader("Set-Cookie") or "").split(";")[0]
        for path in ("/", "/static/answer.css", "/static/workbench.css", "/static/workbench.js"):
            self.ask("GET", path)
        self.first = perf_counter() - start

    def ask(self, method: str, path: str, data: Any = None) -> tuple[http.client.HTTPResponse, bytes]:
        """Send one request and wait for the whole answer."""
        line = http.client.HTTPConnection(self.address.netloc, timeout=600)
        headers = {"Origin": f"http://{self.address.netloc}", "Cookie": self.cookie}
        line.request(method, path, None if data is None else json.dumps(data), headers)
        response = line.getresponse()
        return response, response.read()

    def seconds(self, method: str, path: str, data: Any = None) -> float:
        """Return how long one request takes."""
        start = perf_counter()
        _, body = self.ask(method, path, data)
        took = perf_counter() - start
        assert body.startswith(b'{"html":"<'), body[:200]  # an answer, no sentence that there is none
        return took

    def end(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()
