"""What an analyst waits for in the workbench: the first page, and the answer after an edit."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

SCENARIOS = ("prisoners", "us-plan", "reaim")


class Page:
    """What a page sends to the workbench, without a browser."""

    def __init__(self, folder: Path) -> None:
        start = perf_counter()
        command = [sys.executable, "-m", "countermove", "serve", str(folder), "--no-open"]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout is not None
        printed = "".join(self.process.stdout.readline() for _ in range(3))
        found = re.search(r"http://\S+", printed)
        assert found is not None
        self.address = urlsplit(found[0])
        response = self.ask("GET", f"/?{self.address.query}")
        self.cookie = (response.getheader("Set-Cookie") or "").split(";")[0]
        for path in ("/", "/static/answer.css", "/static/workbench.js"):
            self.ask("GET", path)
        self.first = perf_counter() - start
        self.listed = self.seconds("GET", "/scenarios")

    def ask(self, method: str, path: str, data: Any = None) -> http.client.HTTPResponse:
        """Send one request and wait for the whole answer."""
        line = http.client.HTTPConnection(self.address.netloc, timeout=600)
        headers = {"Origin": f"http://{self.address.netloc}", "Cookie": getattr(self, "cookie", "")}
        line.request(method, path, None if data is None else json.dumps(data), headers)
        response = line.getresponse()
        response.read()
        return response

    def seconds(self, method: str, path: str, data: Any = None) -> float:
        """Return how long one request takes."""
        start = perf_counter()
        self.ask(method, path, data)
        return perf_counter() - start


def main() -> None:
    """Print one line a claim; every edit changes a comment, so that the whole text is read and solved again."""
    with tempfile.TemporaryDirectory() as place:
        page = Page(Path(place))
        again = median(page.seconds("GET", "/") for _ in range(20))
        lines = [
            f"first page {page.first:.2f} s from the command on, its list {page.listed:.2f} s, later {again:.3f} s"
        ]
        for name in SCENARIOS:
            text = files("countermove.library").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
            sent = {"name": f"{name}.yaml", "text": text}
            page.ask("POST", "/answer", sent)  # compiles
            edits = [{**sent, "text": f"{text}# {number}\n"} for number in range(5)]
            answered = median(page.seconds("POST", "/answer", edit) for edit in edits)
            checked = median(page.seconds("POST", "/check", edit) for edit in edits)
            lines.append(f"{name}: faults after {checked:.2f} s, answer {answered:.2f} s after an edit")
        page.process.terminate()
        page.process.wait()
    print(f"workbench: {'; '.join(lines)}")


if __name__ == "__main__":
    main()
