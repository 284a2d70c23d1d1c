"""Who may ask, and what a page may load."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.workbench.conftest import HOST, PORT, TOKEN

PATHS = ["/", "/scenarios", "/document?name=library:prisoners", "/static/workbench.js", "/nowhere"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_told_without_the_token(stranger: TestClient, path: str) -> None:
    response = stranger.get(path)
    assert response.status_code == 403
    assert "prisoner" not in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'self';")


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "é"])
def test_a_wrong_token_gives_no_cookie(stranger: TestClient, token: str) -> None:
    response = stranger.get("/", params={"token": token}, follow_redirects=False)
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


def test_the_token_leaves_the_address_for_a_cookie_that_no_script_and_no_other_site_sends(stranger: TestClient) -> None:
    response = stranger.get("/", params={"token": TOKEN, "lang": "zh"}, follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"] == "/?lang=zh"
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", f"127.0.0.1:{PORT + 1}", f"evil.example:{PORT}", ""])
@pytest.mark.parametrize("path", PATHS)
def test_another_host_is_refused_even_with_the_cookie(client: TestClient, path: str, host: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://127.0.0.1:{PORT}", "http://127.0.0.1"])
def test_another_origin_is_refused_for_reading_and_writing(client: TestClient, origin: str) -> None:
    assert client.get("/scenarios", headers={"Origin": origin}).status_code == 403
    assert client.post("/copy", json={"name": "library:chicken"}, headers={"Origin": origin}).status_code == 403


def test_a_write_without_an_origin_is_refused(client: TestClient) -> None:
    assert client.post("/copy", json={"name": "library:chicken"}).status_code == 403


def test_what_another_site_started_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    assert client.request(method, "/", headers={"Origin": HOST}).status_code in (403, 405)


def test_a_body_that_no_document_needs_is_refused(client: TestClient) -> None:
    headers = {"Origin": HOST, "Content-Length": str(50 * 2**20)}
    assert client.post("/save", content=b"x", headers=headers).status_code == 413


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"name": 1, "text": "", "known": ""}', b"[" * 100_000])
def test_what_is_not_understood_gets_a_sentence(client: TestClient, body: bytes) -> None:
    response = client.post("/save", content=body, headers={"Origin": HOST})
    assert response.status_code == 400
    assert "not understood" in response.json()["sentence"]


def test_the_page_has_no_script_or_style_of_its_own(client: TestClient) -> None:
    page = client.get("/?name=library:prisoners").text
    assert "<style" not in page
    assert " style=" not in page
    assert page.count("<script") == 1
    assert 'src="/static/workbench.js"></script>' in page
