"""Requests that are solved elsewhere: answers, why, what if, figures to move about in, files to keep."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from countermove.document.text import Lang
from countermove.workbench.documents import Documents, stem_of
from countermove.workbench.folder import Refused
from countermove.workbench.requests import NOT_HERE, file_response, lang_of, sent, told_response
from countermove.workbench.studies import Studies
from countermove.workbench.worker import Told, Worker

EXPORTS = {
    "html": ("html", "text/html"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "bibtex": ("bib", "application/x-bibtex"),
    "cff": ("cff", "application/yaml"),
    "svg": ("zip", "application/zip"),
    "png": ("zip", "application/zip"),
    "tables": ("zip", "application/zip"),
}
ONE = {
    "figure-svg": ("svg", "image/svg+xml"),
    "figure-png": ("png", "image/png"),
    "figure-csv": ("csv", "text/csv"),
    "table": ("csv", "text/csv"),
}


class Questions:
    """What is asked of documents, and the process that solves them."""

    def __init__(self, documents: Documents, studies: Studies) -> None:
        self.documents = documents
        self.studies = studies
        self.worker = Worker(patient=True)
        self.quick = Worker()  # answers the headline while the other one is still at the whole

    def end(self) -> None:
        """End both processes."""
        self.worker.close()
        self.quick.close()

    async def headline(self, request: Request) -> Response:
        """Return what each model's first reading comes to, before the rest is solved."""
        asked = await sent(request, name=str, text=str)
        told = await self._ask("headline", asked, lang_of(request), replaces=True, quick=True)
        return told_response(told, lang_of(request))

    async def answer(self, request: Request) -> Response:
        """Return the answer to a text, in every reading."""
        asked = await sent(request, name=str, text=str)
        return told_response(await self._ask("answer", asked, lang_of(request), replaces=True), lang_of(request))

    async def why(self, request: Request) -> Response:
        """Return why a sentence holds."""
        asked = await sent(request, name=str, text=str, anchor=str)
        return told_response(await self._ask("why", asked, lang_of(request), anchor=asked["anchor"]), lang_of(request))

    async def explain(self, request: Request) -> Response:
        """Return why something drawn in a figure is as it is."""
        asked = await sent(request, name=str, text=str, model=str, subject=str)
        rest = {"model": asked["model"], "subject": asked["subject"]}
        return told_response(await self._ask("explain", asked, lang_of(request), **rest), lang_of(request))

    async def explore(self, request: Request) -> Response:
        """Return a figure to move about in, around something chosen."""
        asked = await sent(request, name=str, text=str, model=str)
        chosen = asked.get("chosen") if isinstance(asked.get("chosen"), str) else None
        told = await self._ask("explore", asked, lang_of(request), model=asked["model"], chosen=chosen)
        return told_response(told, lang_of(request))

    async def readings(self, request: Request) -> Response:
        """Return the readings of another document, to set beside this one's."""
        held = await asyncio.to_thread(self.documents.folder.read, request.query_params.get("name", ""))
        told = await self._ask("readings", {"name": held.name, "text": held.text}, lang_of(request))
        return told_response(told, lang_of(request))

    async def what_if(self, request: Request) -> Response:
        """Return two answers side by side: of two readings, two texts or two documents."""
        asked = await sent(request, name=str, text=str, old=str, new=str, version=str, opened=str)
        before: tuple[str, str] | None = None
        version, name = asked["version"], asked["name"]
        if version == "opened":
            before = (self.documents.known(name), asked["opened"])
        elif version == "last":
            before = (name, await asyncio.to_thread(self.documents.text_before, name, asked["text"]))
        elif version.startswith("other:"):
            held = await asyncio.to_thread(self.documents.folder.read, version.removeprefix("other:"))
            before = (held.name, held.text)
        rest = {"old": asked["old"], "new": asked["new"], "before": before}
        return told_response(await self._ask("what_if", asked, lang_of(request), **rest), lang_of(request))

    async def ask_quick(self, job: str, asked: dict[str, Any], lang: Lang, **rest: Any) -> Told:
        """Ask what needs no solving."""
        return await self._ask(job, asked, lang, quick=True, **rest)

    async def _ask(
        self, job: str, asked: dict[str, Any], lang: Lang, replaces: bool = False, quick: bool = False, **rest: Any
    ) -> Told:
        name = self.documents.known(asked["name"])
        question = {
            "name": name, "text": asked["text"], "folder": str(self.documents.folder.root), "lang": lang, **rest,
        }  # fmt: skip
        return await (self.quick if quick else self.worker).ask(job, question, replaces)

    async def export(self, request: Request) -> Response:
        """Return a file to keep: of the document as it is on the disk."""
        what, lang, query = request.path_params["what"], lang_of(request), request.query_params
        held = await asyncio.to_thread(self.documents.folder.read, query.get("name", ""))
        stem = stem_of(held.name)
        if what == "document":
            return file_response(held.text, f"{stem}.yaml", "application/yaml")
        asked = {"name": held.name, "text": held.text}
        if what in EXPORTS:
            ending, media = EXPORTS[what]
            stress = await asyncio.to_thread(self.studies.result, query["study"]) if "study" in query else None
            told = await self._ask("export", asked, lang, form=what, stress=stress)
            name = f"{stem}.{what}.{lang}.zip" if ending == "zip" else f"{stem}.{lang}.{ending}"
        elif what in ONE:
            ending, media = ONE[what]
            rest: dict[str, Any] = {"model": query.get("model", ""), "part": query.get("id", "")}
            told = await self._ask("part", asked, lang, form=what, **rest)
            name = f"{stem}.{rest['part']}.{lang}.{ending}"
        else:
            raise Refused(NOT_HERE, 404)
        if told.data is None:
            return PlainTextResponse(told.sentence.get(lang) if told.sentence else "", 409)
        return file_response(told.data, name, media)
