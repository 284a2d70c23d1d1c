"""Who may ask: this machine's browser, with this launch's token, from this page; and what a page may load."""

from __future__ import annotations

from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from countermove.document.text import Text
from countermove.report.html import page, said, tag

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
MOST_BODY = 5 * 2**20
REFUSED = Text(
    "This workbench answers only the address that was printed when it was started. Open that address again.",
    "此工作台只响应启动时打印的地址。请重新打开该地址。",
)
TOO_MUCH = Text("This is more than a document may hold.", "内容超出一份文件的上限。")


class Guard:
    """Lets through what carries the token of this launch and comes from its own page."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self.app, self.token = app, token
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.cookie = f"countermove-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        response = self._response(scope)
        if response is None:
            await self.app(scope, receive, guarded)
        else:
            await response(scope, receive, guarded)

    def _response(self, scope: Scope) -> Response | None:
        """Return what to say instead of letting a request through."""
        headers = Headers(scope=scope)
        refused = HTMLResponse(_told(REFUSED), 403)
        if scope["type"] != "http" or headers.get("host") not in self.hosts:
            return refused
        if not self._own(scope["method"], headers):
            return refused
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(query).get("token")
        if given is not None and scope["path"] == "/" and scope["method"] == "GET":
            if not compare_digest(given.encode(), self.token.encode()):
                return refused
            rest = urlencode([pair for pair in query if pair[0] != "token"])
            response = RedirectResponse(f"/?{rest}" if rest else "/", 303)
            response.set_cookie(self.cookie, self.token, httponly=True, samesite="strict", path="/")
            return response
        if not compare_digest(self._cookie(headers).encode(), self.token.encode()):
            return refused
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BODY or "transfer-encoding" in headers:
            return HTMLResponse(_told(TOO_MUCH), 413)
        return None

    def _own(self, method: str, headers: Headers) -> bool:
        """Say whether a request comes from the workbench's own page, or from the address bar."""
        origin = headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in self.hosts}:
            return False
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return False
        return method in ("GET", "HEAD") or (method == "POST" and origin == f"http://{headers['host']}")

    def _cookie(self, headers: Headers) -> str:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return ""
        return found.value if found is not None else ""


def _told(text: Text) -> str:
    return page("countermove", "en", "", tag("main", said(text, "en", "p"), said(text, "zh", "p")))
