"""Studies of a folder: each runs in a process of its own, which goes on when page and workbench are closed.

A study's answers lie in ``studies/NAME`` of the folder, where `countermove query` finds them; what the workbench needs
to begin it again (the text it was asked of, the wish) and what it told last lie in ``.countermove/studies/NAME``.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from countermove.document.faults import AnalysisError
from countermove.document.text import Text
from countermove.export import file_name
from countermove.stress.store import locked
from countermove.workbench.documents import Documents, stem_of
from countermove.workbench.folder import Refused
from countermove.workbench.history import PLACE
from countermove.workbench.requests import file_response, lang_of, sent

NAME = re.compile(r"[\w-]{1,90}")
PAUSE, SILENCE = 0.25, 60  # seconds between looks; looks after which a line is sent that says nothing
NO_STUDY = Text("There is no study “{name}” in this folder.", "此文件夹中没有研究“{name}”。")
AWAY = Text(
    "The folder's studies lead out of it: replace the link by a folder.", "研究文件夹指向了外部：请将该链接换成文件夹。"
)
KEPT = ("draws", "seed", "model", "reading", "study", "design", "vary")


class Studies:
    """The studies of one folder, and the processes that this workbench began."""

    def __init__(self, documents: Documents, ending: Callable[[], bool] = lambda: False) -> None:
        self.ending = ending
        self.documents = documents
        self.root = documents.folder.root
        self._begun: dict[str, subprocess.Popen[bytes]] = {}

    def job(self, name: str) -> Path:
        """Return where a study's job lies.

        Raises
        ------
        Refused
            If there is none of that name, or it would lie outside the folder.
        """
        place = self.root / PLACE / "studies" / name
        if not NAME.fullmatch(name) or not (place / "job.json").is_file():
            raise Refused(NO_STUDY.of(name=name), 404)
        return self._within(place)

    def answers(self, name: str) -> Path:
        """Return where a study's answers lie."""
        return self._within(self.root / "studies" / name)

    def _within(self, place: Path) -> Path:
        if not place.resolve().is_relative_to(self.root):
            raise Refused(AWAY, 403)
        return place

    def begin(self, document: str, text: str, wish: dict[str, Any]) -> str:
        """Begin a study of a text and return its name."""
        stem = file_name(stem_of(document))
        number = 1
        while (self.root / "studies" / f"{stem}-{number}").exists() or (
            self.root / PLACE / "studies" / f"{stem}-{number}"
        ).exists():
            number += 1
        name = f"{stem}-{number}"
        place = self._within(self.root / PLACE / "studies" / name)
        kept = {key: wish[key] for key in KEPT if wish.get(key) not in (None, "", [])}
        try:
            place.mkdir(parents=True)
            (place / "document.yaml").write_text(text, encoding="utf-8")
            job = {"document": document, "wish": kept, "text": "document.yaml"}
            (place / "job.json").write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            raise AnalysisError(
                f"no study can be kept in {place} ({error.strerror}): free some space, or check its permissions"
            ) from None
        self.run(name)
        return name

    def run(self, name: str) -> None:
        """Start a study's process, or start it again where it was stopped or killed."""
        place = self.job(name)
        if self.state(name)["state"] in ("running", "done"):
            return
        (place / "stop").unlink(missing_ok=True)
        apart: dict[str, Any] = {"start_new_session": True}
        if os.name == "nt":
            apart = {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        command = [sys.executable, "-m", "countermove.workbench.study_process", str(self.root), name]
        self._begun[name] = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **apart
        )

    def stop(self, name: str) -> None:
        """Ask a study's process to stop; what is stored stays."""
        (self.job(name) / "stop").touch()

    def state(self, name: str) -> dict[str, Any]:
        """Return how far a study is; ``state`` is running, done, failed or stopped."""
        place = self.job(name)
        told = {"name": name, "document": _json(place / "job.json").get("document", "")}
        progress = _json(place / "progress.json")
        if self._is_alive(name, place):
            stopping = (place / "stop").exists()
            return {**told, **progress, "state": "running", "stopping": stopping}
        if (place / "result.json").is_file():
            return {**told, **progress, "state": "done"}
        failed = "failed" in progress
        return {**told, **progress, "state": "failed" if failed else "stopped"}

    def _is_alive(self, name: str, place: Path) -> bool:
        begun = self._begun.get(name)
        if begun is not None:
            if begun.poll() is None:
                return True
            del self._begun[name]
        try:
            with locked(place):
                return False
        except AnalysisError:
            return True

    def result(self, name: str) -> dict[str, Any]:
        """Return what a finished study found, as ``stress --json`` prints it."""
        found = _json(self.job(name) / "result.json")
        if not found:
            raise Refused(NO_STUDY.of(name=name), 404)
        return found

    def of(self, document: str) -> list[dict[str, Any]]:
        """Return the studies of a document, the newest first."""
        place = self.root / PLACE / "studies"
        names = [one.name for one in place.iterdir()] if place.is_dir() else []
        found = []
        for name in names:
            try:
                if _json(self.job(name) / "job.json").get("document") == document:
                    found.append(self.state(name))
            except Refused:
                continue
        return sorted(found, key=lambda one: _number(one["name"]), reverse=True)

    def zipped(self, name: str) -> bytes:
        """Return a study's folder as a zip: the answers, the text they answer, what was found."""
        job, answers = self.job(name), self.answers(name)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as whole:
            for file in sorted(answers.glob("*")) if answers.is_dir() else ():
                if file.is_file() and not file.name.startswith(".") and file.name != "study.lock":
                    whole.write(file, f"{name}/{file.name}")
            for one, called in (("document.yaml", "document.yaml"), ("result.json", "result.json")):
                if (job / one).is_file():
                    whole.write(job / one, f"{name}-about/{called}")
        return stream.getvalue()

    # -- requests ---------------------------------------------------------------------------------------------------

    async def start(self, request: Request) -> Response:
        """Begin a study."""
        asked = await sent(request, name=str, text=str, wish=dict)
        document = self.documents.known(asked["name"])
        name = await asyncio.to_thread(self.begin, document, asked["text"], asked["wish"])
        return JSONResponse({"study": name})

    async def resume(self, request: Request) -> Response:
        """Go on with a study."""
        asked = await sent(request, study=str)
        await asyncio.to_thread(self.run, asked["study"])
        return JSONResponse({"study": asked["study"]})

    async def cancel(self, request: Request) -> Response:
        """Stop a study."""
        asked = await sent(request, study=str)
        await asyncio.to_thread(self.stop, asked["study"])
        return JSONResponse({"study": asked["study"]})

    async def listed(self, request: Request) -> Response:
        """Return the studies of a document."""
        from countermove.workbench.study_pages import study_list

        found = await asyncio.to_thread(self.of, request.query_params.get("name", ""))
        running = [one["name"] for one in found if one["state"] == "running"]
        return JSONResponse({"html": study_list(found, lang_of(request)).markup, "running": running})

    async def found(self, request: Request) -> Response:
        """Return what a study found, for the page."""
        from countermove.workbench.study_pages import found_block

        name, lang = request.query_params.get("study", ""), lang_of(request)
        result = await asyncio.to_thread(self.result, name)
        document = (await asyncio.to_thread(self.state, name))["document"]
        block = await asyncio.to_thread(found_block, name, document, result, lang)
        return JSONResponse({"html": block.markup})

    async def folder(self, request: Request) -> Response:
        """Return a study's folder as a zip."""
        name = request.query_params.get("study", "")
        content = await asyncio.to_thread(self.zipped, name)
        return file_response(content, f"{name}.zip", "application/zip")

    async def events(self, request: Request) -> Response:
        """Tell, as it happens, how far a study is; the last line says how it ended."""
        name = request.query_params.get("study", "")
        await asyncio.to_thread(self.job, name)  # a name that is none is refused before anything is sent
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(self._events(name), media_type="text/event-stream", headers=headers)

    async def _events(self, name: str) -> AsyncIterator[str]:
        last, silent = "", 0
        while True:
            try:
                state = await asyncio.to_thread(self.state, name)
            except Refused:
                return
            told = json.dumps(state, ensure_ascii=False)
            silent += 1
            if told != last or silent > SILENCE:
                last, silent = told, 0
                yield f"data: {told}\n\n"
            if state["state"] != "running" or self.ending():
                return
            await asyncio.sleep(PAUSE)


def _number(name: str) -> tuple[str, int]:
    stem, _, number = name.rpartition("-")
    return stem, int(number) if number.isdigit() else 0


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
