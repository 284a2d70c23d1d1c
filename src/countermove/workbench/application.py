"""The addresses of a workbench, and what each answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from countermove.document.faults import AnalysisError
from countermove.report.pages import sheet
from countermove.workbench.documents import Documents
from countermove.workbench.folder import Folder, Refused
from countermove.workbench.guarding import Guard
from countermove.workbench.questions import Questions
from countermove.workbench.requests import NOT_HERE, lang_of, sent, told_response
from countermove.workbench.studies import Studies
from countermove.workbench.worker import sentence_of

SCRIPTS = ("workbench", "editor", "answer", "server", "form", "figures", "study")
STATIC = {
    "workbench.css": "text/css",
    "icon.svg": "image/svg+xml",
    **{f"{name}.js": "text/javascript" for name in SCRIPTS},
}
Reply = Callable[[Request], Awaitable[Response]]


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
    return JSONResponse({"sentence": told.get(lang_of(request))}, status)


def routes_of(documents: Documents, questions: Questions, studies: Studies) -> list[Route]:
    """Return every address with what answers it."""

    async def study_form(request: Request) -> Response:
        asked = await sent(request, name=str, text=str, wish=dict)
        told = await questions.ask_quick("study", asked, lang_of(request), wish=asked["wish"])
        return told_response(told, lang_of(request))

    async def scenarios(request: Request) -> Response:
        asyncio.get_running_loop().run_in_executor(None, questions.quick.start)  # so that no first answer waits for it
        return await documents.scenarios(request)

    reads: dict[str, Reply] = {
        "/": documents.home,
        "/scenarios": scenarios,
        "/kinds": documents.kinds,
        "/document": documents.document,
        "/digest": documents.digest,
        "/readings": questions.readings,
        "/export/{what}": questions.export,
        "/study/list": studies.listed,
        "/study/found": studies.found,
        "/study/folder": studies.folder,
        "/study/events": studies.events,
        "/static/{file}": static,
    }
    asks: dict[str, Reply] = {
        "/save": documents.save,
        "/take": documents.take,
        "/step": documents.step,
        "/copy": documents.copy,
        "/new": documents.new,
        "/check": documents.check,
        "/form": documents.form,
        "/edit": documents.edit,
        "/headline": questions.headline,
        "/answer": questions.answer,
        "/why": questions.why,
        "/explain": questions.explain,
        "/explore": questions.explore,
        "/what-if": questions.what_if,
        "/study/form": study_form,
        "/study/start": studies.start,
        "/study/resume": studies.resume,
        "/study/cancel": studies.cancel,
    }
    return [Route(path, reply) for path, reply in reads.items()] + [
        Route(path, reply, methods=["POST"]) for path, reply in asks.items()
    ]


def application(folder: str | Path, token: str, port: int, ending: Callable[[], bool] = lambda: False) -> ASGIApp:
    """Return the workbench over a folder, for requests that carry the token and name this port.

    Parameters
    ----------
    folder : path
        Where documents lie; nothing outside it is read or written.
    token : str
        What a browser has to show once (``/?token=…``); it gets a cookie for it.
    port : int
        Where it is served, on 127.0.0.1.
    ending : callable
        Says whether the server is about to end: what is told as it happens is told no longer then.
    """
    documents = Documents(Folder(folder))
    studies = Studies(documents, ending)
    questions = Questions(documents, studies)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        questions.end()

    handlers: Any = {AnalysisError: refuse, HTTPException: refuse, Exception: refuse}
    whole = Starlette(routes=routes_of(documents, questions, studies), lifespan=life, exception_handlers=handlers)
    return Guard(whole, token, port)
