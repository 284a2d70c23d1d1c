"""What requests carry and what goes back: data that was checked, files, sentences."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from countermove.document.text import Lang, Text
from countermove.workbench.folder import Refused
from countermove.workbench.worker import Told

NOT_UNDERSTOOD = Text("This request is not understood; reload the page.", "无法理解此请求；请重新加载页面。")
NOT_HERE = Text("There is nothing at this address.", "此地址没有内容。")


def lang_of(request: Request) -> Lang:
    """Return the language that the address asks for."""
    return "zh" if request.query_params.get("lang") == "zh" else "en"


async def sent(request: Request, **wanted: type) -> dict[str, Any]:
    """Return what was sent, each part of its type.

    Raises
    ------
    Refused
        If it is none of that.
    """
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


def told_response(told: Told, lang: Lang) -> Response:
    """Return what a worker said, as data or as a sentence."""
    if told.data is not None:
        return JSONResponse(told.data)
    return JSONResponse({"sentence": told.sentence.get(lang) if told.sentence else ""})


def file_response(content: str | bytes, name: str, media: str) -> Response:
    """Return a file to keep under a name."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type=media, headers=headers)
