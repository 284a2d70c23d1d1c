"""The addresses of a workbench, and what each answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from countermove.document.faults import AnalysisError
from countermove.document.saving import digest
from countermove.document.text import Lang, Text
from countermove.report.pages import sheet
from countermove.workbench import shell
from countermove.workbench.answering import faults_of
from countermove.workbench.folder import LIBRARY, Folder, Held, Refused, library_entries
from countermove.workbench.guarding import Guard
from countermove.workbench.history import History
from countermove.workbench.worker import Told, Worker, sentence_of

STATIC = {
    "workbench.css": "text/css",
    "workbench.js": "text/javascript",
    "editor.js": "text/javascript",
    "answer.js": "text/javascript",
    "server.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
EXPORTS = {
    "report": ("report", "html", "text/html"),
    "figure": ("figure", "svg", "image/svg+xml"),
    "figure-data": ("figure_data", "csv", "text/csv"),
    "table": ("table", "csv", "text/csv"),
}
NOT_UNDERSTOOD = Text("This request is not understood; reload the page.", "无法理解此请求；请重新加载页面。")
NOT_HERE = Text("There is nothing at this address.", "此地址没有内容。")
Reply = Callable[[Request], Awaitable[Response]]


class Desk:
    """One folder with its history and the process that solves."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.history = History(folder.root)
        self.worker = Worker()
        self.writing = asyncio.Lock()

    async def home(self, request: Request) -> Response:
        """Return the page."""
        name, lang, held = request.query_params.get("name", ""), _lang(request), None
        if name:
            try:
                await asyncio.to_thread(self.folder.read, name)
            except Refused as error:
                held = error.told.get(lang)
        return HTMLResponse(shell.page(lang, name, str(self.folder.root), held), 404 if held else 200)

    async def scenarios(self, request: Request) -> Response:
        """Return the list of scenarios."""
        own, shipped = await asyncio.to_thread(lambda: (self.folder.entries(), library_entries()))
        current = request.query_params.get("name", "")
        return JSONResponse({"html": shell.scenario_list(own, shipped, _lang(request), current).markup})

    async def document(self, request: Request) -> Response:
        """Return what a document holds; its history begins here."""
        held = await asyncio.to_thread(self.folder.read, request.query_params.get("name", ""))
        if not held.name.startswith(LIBRARY):
            await asyncio.to_thread(self._note, held.name, [held.text])
        return JSONResponse({"text": held.text, "digest": held.digest})

    async def digest(self, request: Request) -> Response:
        """Return by what a page sees that a file changed."""
        name = request.query_params.get("name", "")
        return JSONResponse({"digest": await asyncio.to_thread(self.folder.digest, name)})

    async def save(self, request: Request) -> Response:
        """Write a text, unless the file changed meanwhile; ``force`` says that its reader chose to write over it."""
        asked = await _json(request, name=str, text=str, known=str)
        async with self.writing:
            return JSONResponse(await asyncio.to_thread(self._save, asked, bool(asked.get("force"))))

    def _save(self, asked: dict[str, Any], force: bool) -> dict[str, Any]:
        name, text, known = asked["name"], asked["text"], asked["known"]
        theirs = self._held(name)
        if theirs.digest != known and theirs.digest != digest(text) and not force:
            return {"conflict": True, "gone": not theirs.digest, "text": theirs.text, "digest": theirs.digest}
        found = self.folder.write(name, text, theirs.digest)
        self._note(name, [theirs.text, text] if force and theirs.digest else [text])
        return {"digest": found}

    def _held(self, name: str) -> Held:
        if name.startswith(LIBRARY):
            return Held(name, "", "")
        try:
            return self.folder.read(name)
        except Refused as error:
            if error.status != 404:
                raise
            self.folder.path(name)  # a name that may not be written is refused here
            return Held(name, "", "")

    def _note(self, name: str, texts: list[str]) -> None:
        try:
            self.history.note(name, texts)
        except AnalysisError:  # the document is saved; where its history cannot be kept, undo reaches less far
            return

    async def take(self, request: Request) -> Response:
        """Give up a text for what the file holds; it stays in the history, so that undo brings it back."""
        asked = await _json(request, name=str, text=str)
        async with self.writing:
            held = await asyncio.to_thread(self._take, asked["name"], asked["text"])
        return JSONResponse({"text": held.text, "digest": held.digest})

    def _take(self, name: str, text: str) -> Held:
        held = self.folder.read(name)
        self._note(name, [text, held.text])
        return held

    async def step(self, request: Request) -> Response:
        """Undo or redo one change, in the file as well."""
        asked = await _json(request, name=str, known=str)
        async with self.writing:
            return JSONResponse(await asyncio.to_thread(self._step, asked, 1 if asked.get("redo") else -1))

    def _step(self, asked: dict[str, Any], step: int) -> dict[str, Any]:
        name = asked["name"]
        theirs = self._held(name)
        if theirs.digest != asked["known"]:
            return {"conflict": True, "gone": not theirs.digest, "text": theirs.text, "digest": theirs.digest}
        found = self.history.step(name, step)
        if found is None:
            return {"end": True}
        line, text = found
        known = self.folder.write(name, text, theirs.digest)
        self.history.keep(name, line)
        return {"text": text, "digest": known}

    async def copy(self, request: Request) -> Response:
        """Copy a library scenario to the folder."""
        asked = await _json(request, name=str)
        async with self.writing:
            return JSONResponse({"name": await asyncio.to_thread(self.folder.copy, asked["name"])})

    async def check(self, request: Request) -> Response:
        """Return every fault of a text."""
        asked = await _json(request, name=str, text=str)
        faults = await asyncio.to_thread(faults_of, self._known(asked["name"]), asked["text"], str(self.folder.root))
        return JSONResponse({"faults": faults})

    async def answer(self, request: Request) -> Response:
        """Return the answer to a text."""
        asked = await _json(request, name=str, text=str)
        return _told(await self._ask("answer", asked, _lang(request), replaces=True), _lang(request))

    async def why(self, request: Request) -> Response:
        """Return why a sentence holds."""
        asked = await _json(request, name=str, text=str, anchor=str)
        return _told(await self._ask("why", asked, _lang(request), anchor=asked["anchor"]), _lang(request))

    async def what_if(self, request: Request) -> Response:
        """Return two answers side by side."""
        asked = await _json(request, name=str, text=str, old=str, new=str, version=str, opened=str)
        before = None
        if asked["version"] == "opened":
            before = asked["opened"]
        elif asked["version"] == "last":
            found = await asyncio.to_thread(self.history.step, asked["name"], -1)
            before = asked["text"] if found is None else found[1]
        told = await self._ask("what_if", asked, _lang(request), old=asked["old"], new=asked["new"], before=before)
        return _told(told, _lang(request))

    async def _ask(self, job: str, asked: dict[str, Any], lang: Lang, replaces: bool = False, **rest: Any) -> Told:
        name = self._known(asked["name"])
        question = {"name": name, "text": asked["text"], "folder": str(self.folder.root), "lang": lang, **rest}
        return await self.worker.ask(job, question, replaces)

    def _known(self, name: str) -> str:
        """Return a name that lies in the folder or the library."""
        if name.startswith(LIBRARY):
            return self.folder.read(name).name
        self.folder.path(name)
        return name

    async def export(self, request: Request) -> Response:
        """Return a file to keep: of the document as it is on the disk."""
        what, lang = request.path_params["what"], _lang(request)
        held = await asyncio.to_thread(self.folder.read, request.query_params.get("name", ""))
        stem = Path(held.name.removeprefix(LIBRARY)).stem
        if what == "document":
            return _file(held.text, f"{stem}.yaml", "application/yaml")
        if what not in EXPORTS:
            raise Refused(NOT_HERE, 404)
        job, ending, media = EXPORTS[what]
        rest: dict[str, Any] = {}
        if what != "report":
            known = "table_id" if what == "table" else "figure_id"
            rest = {"model": request.query_params.get("model", ""), known: request.query_params.get("id", "")}
        told = await self._ask(job, {"name": held.name, "text": held.text}, lang, **rest)
        if told.data is None:
            return PlainTextResponse(told.sentence.get(lang) if told.sentence else "", 409)
        middle = f".{request.query_params['id']}" if rest else ""
        return _file(told.data, f"{stem}{middle}.{lang}.{ending}", media)


def _file(text: str, name: str, media: str) -> Response:
    return Response(
        text,
        media_type=media,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"},
    )


def _told(told: Told, lang: Lang) -> Response:
    if told.data is not None:
        return JSONResponse(told.data)
    return JSONResponse({"sentence": told.sentence.get(lang) if told.sentence else ""})


def _lang(request: Request) -> Lang:
    return "zh" if request.query_params.get("lang") == "zh" else "en"


async def _json(request: Request, **wanted: type) -> dict[str, Any]:
    """Return what was sent, each part of its type."""
    try:
        data = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise Refused(NOT_UNDERSTOOD) from None
    if not isinstance(data, dict) or any(not isinstance(data.get(key), kind) for key, kind in wanted.items()):
        raise Refused(NOT_UNDERSTOOD)
    try:
        json.dumps(data, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
    except UnicodeEncodeError:
        raise Refused(NOT_UNDERSTOOD) from None
    return data


async def static(request: Request) -> Response:
    """Return one of the page's own files."""
    name = request.path_params["file"]
    if name == "answer.css":
        return Response(sheet(), media_type="text/css")
    if name not in STATIC:
        raise Refused(NOT_HERE, 404)
    content = files("countermove.workbench").joinpath("static", name).read_bytes()
    return Response(content, media_type=STATIC[name])


async def refuse(request: Request, error: Exception) -> Response:
    """Return any error as a sentence."""
    status = error.status if isinstance(error, Refused) else getattr(error, "status_code", 409)
    told = NOT_HERE if status in (404, 405) and not isinstance(error, Refused) else sentence_of(error)
    if not isinstance(error, Refused | AnalysisError) and status == 409:
        status = 500
    return JSONResponse({"sentence": told.get(_lang(request))}, status)


def application(folder: str | Path, token: str, port: int) -> ASGIApp:
    """Return the workbench over a folder, for requests that carry the token and name this port.

    Parameters
    ----------
    folder : path
        Where documents lie; nothing outside it is read or written.
    token : str
        What a browser has to show once (``/?token=…``); it gets a cookie for it.
    port : int
        Where it is served, on 127.0.0.1.
    """
    desk = Desk(Folder(folder))

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await asyncio.to_thread(desk.worker.start)
        try:
            yield
        finally:
            desk.worker.end()

    def asks(path: str, reply: Reply) -> Route:
        return Route(path, reply, methods=["POST"])

    routes = [
        Route("/", desk.home),
        Route("/scenarios", desk.scenarios),
        Route("/document", desk.document),
        Route("/digest", desk.digest),
        Route("/export/{what}", desk.export),
        Route("/static/{file}", static),
        asks("/save", desk.save),
        asks("/take", desk.take),
        asks("/step", desk.step),
        asks("/copy", desk.copy),
        asks("/check", desk.check),
        asks("/answer", desk.answer),
        asks("/why", desk.why),
        asks("/what-if", desk.what_if),
    ]
    from starlette.exceptions import HTTPException

    handlers: Any = {AnalysisError: refuse, HTTPException: refuse, Exception: refuse}
    return Guard(Starlette(routes=routes, lifespan=life, exception_handlers=handlers), token, port)
