"""The workbench as the command starts it: it ends at once, and a study that a page follows goes on without it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from countermove.workbench.history import PLACE


@pytest.mark.skipif(sys.platform == "win32", reason="there is no interrupt to send there")
def test_ctrl_c_ends_the_server_and_not_the_study(folder: Path, prisoners: Path) -> None:
    command = [sys.executable, "-m", "countermove", "serve", str(folder), "--no-open"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (
        ExitStack() as lines,
        subprocess.Popen(command, stdout=-1, stderr=-1, text=True, env=environment) as server,
    ):
        assert server.stdout is not None
        assert server.stderr is not None
        found = re.search(r"http://\S+", "".join(server.stdout.readline() for _ in range(3)))
        assert found is not None
        address = urlsplit(found[0])

        def ask(method: str, path: str, data: Any = None, cookie: str = "") -> http.client.HTTPResponse:
            line = lines.enter_context(closing(http.client.HTTPConnection(address.netloc, timeout=60)))
            headers = {"Origin": f"http://{address.netloc}", "Cookie": cookie}
            line.request(method, path, None if data is None else json.dumps(data), headers)
            return lines.enter_context(closing(line.getresponse()))

        cookie = (ask("GET", f"/?{address.query}").getheader("Set-Cookie") or "").split(";")[0]
        sent = {"name": "prisoners.yaml", "text": prisoners.read_text(encoding="utf-8"), "wish": {"draws": 4_000_000}}
        study = json.loads(ask("POST", "/study/start", sent, cookie).read())["study"]
        followed = ask("GET", f"/study/events?study={study}", cookie=cookie)
        assert b"running" in followed.fp.readline() + followed.fp.readline()
        answers, end = folder / "studies" / study, time.monotonic() + 60
        while not list(answers.glob("*.parquet")) and time.monotonic() < end:
            time.sleep(0.05)
        server.send_signal(signal.SIGINT)
        server.wait(20)
        assert "Traceback" not in server.stderr.read()
    before = len(list(answers.glob("*.parquet")))
    job = folder / PLACE / "studies" / study
    try:
        while len(list(answers.glob("*.parquet"))) <= before and time.monotonic() < end:
            time.sleep(0.05)
        assert len(list(answers.glob("*.parquet"))) > before  # it goes on
    finally:
        (job / "stop").touch()
