"""Requests about documents: open, list, begin, edit by form, check, save, undo."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from countermove.document.faults import AnalysisError, DocumentError, Fault
from countermove.document.saving import digest
from countermove.workbench import shell
from countermove.workbench.answering import faults_in, faults_of
from countermove.workbench.editing import edited
from countermove.workbench.folder import LIBRARY, Folder, Held, Refused, library_entries
from countermove.workbench.form_words import NO_FORM
from countermove.workbench.history import History
from countermove.workbench.requests import NOT_UNDERSTOOD, lang_of, sent
from countermove.workbench.worker import sentence_of


class Documents:
    """One folder with its history; one write at a time."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.history = History(folder.root)
        self.writing = asyncio.Lock()

    async def home(self, request: Request) -> Response:
        """Return the page."""
        name, lang, held = request.query_params.get("name", ""), lang_of(request), None
        if name:
            try:
                await asyncio.to_thread(self.folder.read, name)
            except Refused as error:
                held = error.told.get(lang)
        view = request.query_params.get("view", "")
        page = shell.page(lang, name, str(self.folder.root), held, view)
        return HTMLResponse(page, 404 if held else 200)

    async def scenarios(self, request: Request) -> Response:
        """Return the list of scenarios."""
        own, shipped = await asyncio.to_thread(lambda: (self.folder.entries(), library_entries()))
        current = request.query_params.get("name", "")
        found = shell.scenario_list(own, shipped, lang_of(request), current)
        others = shell.other_options(own, shipped, lang_of(request), current)
        return JSONResponse({"html": found.markup, "others": others.markup})

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
        asked = await sent(request, name=str, text=str, known=str)
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
        asked = await sent(request, name=str, text=str)
        async with self.writing:
            held = await asyncio.to_thread(self._take, asked["name"], asked["text"])
        return JSONResponse({"text": held.text, "digest": held.digest})

    def _take(self, name: str, text: str) -> Held:
        held = self.folder.read(name)
        self._note(name, [text, held.text])
        return held

    async def step(self, request: Request) -> Response:
        """Undo or redo one change, in the file as well."""
        asked = await sent(request, name=str, known=str)
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
        asked = await sent(request, name=str)
        async with self.writing:
            return JSONResponse({"name": await asyncio.to_thread(self.folder.copy, asked["name"])})

    async def kinds(self, request: Request) -> Response:
        """Return the kinds that a new document can be of."""
        return JSONResponse({"html": (await asyncio.to_thread(shell.kind_options, lang_of(request))).markup})

    async def new(self, request: Request) -> Response:
        """Begin a document of a kind, under a name that is free."""
        from countermove.kinds import KINDS, kind

        asked = await sent(request, name=str, kind=str)
        if asked["kind"] not in KINDS:
            raise Refused(NOT_UNDERSTOOD)
        starter = await asyncio.to_thread(lambda: kind(asked["kind"]).starter)
        async with self.writing:
            return JSONResponse({"name": await asyncio.to_thread(self.folder.begin, asked["name"], starter)})

    async def check(self, request: Request) -> Response:
        """Return every fault of a text."""
        asked = await sent(request, name=str, text=str)
        faults = await asyncio.to_thread(faults_of, self.known(asked["name"]), asked["text"], str(self.folder.root))
        return JSONResponse({"faults": faults})

    async def form(self, request: Request) -> Response:
        """Return a text as a form."""
        from countermove.workbench.forms import form

        asked = await sent(request, text=str, tried=dict)
        opened = asked.get("open") if isinstance(asked.get("open"), list) else None
        lang = lang_of(request)
        try:
            return JSONResponse(await asyncio.to_thread(form, asked["text"], lang, opened, asked["tried"]))
        except DocumentError:
            return JSONResponse({"sentence": NO_FORM.get(lang)})

    async def edit(self, request: Request) -> Response:
        """Return a text after a change of its form."""
        asked = await sent(request, name=str, text=str, edit=dict)
        name, root = self.known(asked["name"]), str(self.folder.root)

        def faults(text: str) -> Sequence[Fault]:
            return faults_in(name, text, root)

        lang = lang_of(request)
        try:
            return JSONResponse({"text": await asyncio.to_thread(edited, asked["text"], asked["edit"], faults)})
        except DocumentError:
            return JSONResponse({"sentence": NO_FORM.get(lang)})
        except AnalysisError as error:  # what cannot be changed so is told beside the form, and nothing is written
            return JSONResponse({"sentence": sentence_of(error).get(lang)})

    def known(self, name: str) -> str:
        """Return a name that lies in the folder or the library."""
        if name.startswith(LIBRARY):
            return self.folder.read(name).name
        self.folder.path(name)
        return name

    def text_before(self, name: str, text: str) -> str:
        """Return what a document held before its last change."""
        found = self.history.step(name, -1)
        return text if found is None else found[1]


def stem_of(name: str) -> str:
    """Return a document's name without folder and ending."""
    return Path(name.removeprefix(LIBRARY)).stem
