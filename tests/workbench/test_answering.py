"""What the panes show: faults with their place, answers, grounds, two answers side by side, files to keep."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from starlette.testclient import TestClient

import countermove
from countermove.workbench.answering import JOBS
from countermove.workbench.worker import Told, sentence_of
from tests.conflict import documents
from tests.workbench.conftest import HOST, Ask

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_faults_have_their_place(ask: Ask, prisoners: Path) -> None:
    text = prisoners.read_text(encoding="utf-8").replace("kind: conflict", "kind: conflct")
    (fault,) = ask("/check", name="prisoners.yaml", text=text)["faults"]
    line = next(number for number, one in enumerate(text.split("\n"), 1) if "conflct" in one)
    assert (fault["line"], fault["column"]) == (line, text.split("\n")[line - 1].index("conflct") + 1)
    assert "conflict" in fault["message"]


@pytest.mark.usefixtures("own_process")
def test_the_answer_is_that_of_the_analysis(ask: Ask, prisoners: Path) -> None:
    text = prisoners.read_text(encoding="utf-8")
    told = ask("/answer", name="prisoners.yaml", text=text)
    headline = countermove.loads(text).solve()["base"].findings()[0].text.get("en")
    page = html5lib.parse(told["html"], namespaceHTMLElements=False)
    assert headline in "".join(page.itertext())
    assert page.findall(".//svg") or page.findall(".//{http://www.w3.org/2000/svg}svg")
    assert 'value="dilemma/statements"' in told["options"]


def test_a_text_at_fault_has_no_answer_and_says_nothing_else(ask: Ask, prisoners: Path) -> None:
    told = ask("/answer", name="prisoners.yaml", text="countermove: 1\nmodels: [\n")
    assert told == {"html": None, "options": None}


def test_why_shows_the_grounds_and_the_source(ask: Ask, prisoners: Path) -> None:
    text = prisoners.read_text(encoding="utf-8")
    told = ask("/why", name="prisoners.yaml", text=text, anchor="why-dilemma-0")
    assert "Sample conflict" in told["html"]
    assert "no longer part" in ask("/why", name="prisoners.yaml", text=text, anchor="why-x")["sentence"]


def test_what_if_shows_the_edit_and_what_it_flips(ask: Ask, prisoners: Path) -> None:
    old = prisoners.read_text(encoding="utf-8")
    new = old.replace("one: {order: [NY, YY, NN, YN]}", "one: {order: [YY, NY, NN, YN]}").replace(
        "two: {order: [YN, YY, NN, NY]}", "two: {order: [YY, YN, NN, NY]}"
    )
    before, after = (set(countermove.loads(one).solve()["base"].verdicts()["nash"]) for one in (old, new))
    assert (before, after) == ({"NN"}, {"NN", "YY"})  # the stag hunt: going together holds as well
    asked = {"name": "prisoners.yaml", "text": new, "old": "dilemma/base", "new": "dilemma/base"}
    told = ask("/what-if", **asked, version="opened", opened=old)["html"]
    assert "preferences.one.order" in told
    rows = [list(one.itertext()) for one in html5lib.parse(told, namespaceHTMLElements=False).iter("tr")]
    (flip,) = [row for row in rows if row[0] == "YY" and "nash" in row[1].lower()]
    assert flip[2:] == ["○", "does not hold", "●", "holds"]
    faulty = ask(
        "/what-if", **{**asked, "text": new.replace("kind: conflict", "kind: conflct")}, version="same", opened=""
    )
    assert "at fault: prisoners.yaml:" in faulty["sentence"]
    same = ask("/what-if", **asked, version="same", opened=old)["html"]
    assert "The same outcomes hold in both" in same
    unknown = ask("/what-if", **{**asked, "new": "dilemma/bas"}, version="same", opened=old)
    assert "did you mean 'base'" in unknown["sentence"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_name_is_escaped(client: TestClient, ask: Ask, folder: Path, lang: str) -> None:
    text = documents.text_of(documents.drawn())
    assert "<script>" in text
    (folder / "hostile.yaml").write_text(text, encoding="utf-8")
    answer = client.post(f"/answer?lang={lang}", json={"name": "hostile.yaml", "text": text}, headers={"Origin": HOST})
    shown = [answer.json()["html"], answer.json()["options"], client.get("/scenarios").json()["html"]]
    shown.append(client.get("/", params={"name": HOSTILE}).text)
    shown.append(ask("/why", name="hostile.yaml", text=text, anchor="why-model-0").get("html", ""))
    for html in shown:
        found = html5lib.parse(html, namespaceHTMLElements=False)
        for element in found.iter():
            assert isinstance(element.tag, str)
            assert not any(name.startswith("on") or name == "style" for name in element.attrib)
            assert element.tag != "img"
            assert element.tag != "script" or element.attrib.get("src") == "/static/workbench.js"


def test_two_thousand_options_get_a_sentence_and_leave_the_page_answering(ask: Ask, folder: Path) -> None:
    text = documents.text_of(documents.option_form(2, 2000, readings=1))
    told = ask("/answer", name="large.yaml", text=text)
    said = told.get("sentence") or "".join(html5lib.parse(told["html"] or "", namespaceHTMLElements=False).itertext())
    faults = ask("/check", name="large.yaml", text=text)["faults"]
    assert faults or "option" in said
    assert ask("/check", name="x.yaml", text="countermove: 1\ntitle: x\n")["faults"] == []


def test_files_to_keep_open_again(client: TestClient, prisoners: Path) -> None:
    def kept(what: str, **query: str) -> bytes:
        response = client.get(f"/export/{what}", params={"name": "prisoners.yaml", "lang": "en", **query})
        assert response.status_code == 200, response.text
        assert response.headers["content-disposition"].startswith("attachment; ")
        return response.content

    assert kept("document") == prisoners.read_bytes()
    assert kept("html").startswith(b"<!DOCTYPE html>")
    answers = countermove.load(prisoners).solve()
    answer = answers["base"]
    figures = answer.kind.figures([one.solution for one in answers], "en")
    for figure in figures:
        svg = ElementTree.fromstring(kept("figure-svg", model="dilemma", id=figure.id))
        assert svg.tag == "{http://www.w3.org/2000/svg}svg"
        assert svg.find("{http://www.w3.org/2000/svg}style") is not None
        if figure.data is not None:
            told = kept("figure-csv", model="dilemma", id=figure.id).decode("utf-8-sig")
            assert len(list(csv.reader(io.StringIO(told)))) == 1 + len(figure.data.rows)
    for table in answer.tables():
        rows = list(csv.reader(io.StringIO(kept("table", model="dilemma", id=table.id).decode("utf-8-sig"))))
        assert rows[0][0] == table.columns[0].get("en")
        assert len(rows) == 1 + len(table.rows)
    assert kept("tables") == kept("tables")  # the same bytes again
    missing = client.get("/export/figure-svg", params={"name": "prisoners.yaml", "model": "dilemma", "id": "x"})
    assert missing.status_code == 409
    assert "no figure" in missing.text
    assert client.get("/export/nothing", params={"name": "prisoners.yaml"}).status_code == 404


def test_the_headline_is_that_of_the_first_reading(ask: Ask, prisoners: Path) -> None:
    text = prisoners.read_text(encoding="utf-8")
    told = ask("/headline", name="prisoners.yaml", text=text)["html"]
    headline = countermove.loads(text).solve()["base"].findings()[0].text.get("en")
    assert headline in "".join(html5lib.parse(told, namespaceHTMLElements=False).itertext())
    assert ask("/headline", name="prisoners.yaml", text="models: [") == {"html": None}


def test_a_state_is_explained_as_the_kind_explains_it(ask: Ask, prisoners: Path) -> None:
    text = prisoners.read_text(encoding="utf-8")
    told = ask("/explain", name="prisoners.yaml", text=text, model="dilemma", subject="YY")["html"]
    shown = "".join(html5lib.parse(told, namespaceHTMLElements=False).itertext())
    for one in countermove.loads(text).solve()["base"].explain("YY"):
        assert one.text.get("en") in shown
    assert "Nothing more is known" in ask("/explain", name="x.yaml", text=text, model="dilemma", subject="QQ")["html"]


def test_a_figure_to_move_about_in_has_every_state_up_to_500(ask: Ask, prisoners: Path) -> None:
    text = documents.text_of(documents.option_form(2, 8, readings=1))
    found = html5lib.parse(ask("/explore", name="x.yaml", text=text, model="m")["html"], namespaceHTMLElements=False)
    marks = [one for one in found.iter() if "state" in one.attrib.get("class", "").split()]
    solution = countermove.loads(text).answer().solution
    assert len(marks) == solution.game.graph.size == 256
    assert all(one.attrib["role"] == "button" and one.attrib["aria-label"] for one in marks)


def test_past_500_states_the_chosen_one_stands_among_its_neighbours(ask: Ask) -> None:
    text = documents.text_of(documents.option_form(2, 9, readings=1))
    graph = countermove.loads(text).answer().solution.game.graph
    assert graph.size > 500
    chosen = graph.size - 3
    told = ask("/explore", name="x.yaml", text=text, model="m", chosen=graph.label(chosen))["html"]
    shown = {one.attrib.get("data-id") for one in html5lib.parse(told, namespaceHTMLElements=False).iter()}
    near = {graph.label(int(end)) for move in graph.moves for end in move.ends(chosen)}
    assert {graph.label(chosen), *near} <= shown
    assert len(shown) <= 501
    assert "no state" in ask("/explore", name="x.yaml", text=text, model="m", chosen="nowhere")["sentence"]


def test_two_documents_are_set_side_by_side(ask: Ask, client: TestClient, prisoners: Path) -> None:
    told = client.get("/readings", params={"name": "library:stag-hunt"}).json()["options"]
    assert 'value="assurance/base"' in told
    asked = {"name": "prisoners.yaml", "text": prisoners.read_text(encoding="utf-8"), "opened": ""}
    both = ask("/what-if", **asked, version="other:library:stag-hunt", old="assurance/base", new="dilemma/base")["html"]
    rows = [list(one.itertext()) for one in html5lib.parse(both, namespaceHTMLElements=False).iter("tr")]
    assert next(row for row in rows if row[0] == "YY" and "nash" in row[1].lower())[2:] == [
        "●",
        "holds",
        "○",
        "does not hold",
    ]
    gone = ask("/what-if", **asked, version="other:nowhere.yaml", old="a/base", new="dilemma/base")
    assert "no document" in gone["sentence"]


@pytest.mark.usefixtures("own_process")
def test_a_process_that_dies_is_a_sentence_and_starts_again(
    ask: Ask, prisoners: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from countermove.workbench.worker import ENDED, Worker

    worker = Worker()

    async def lived() -> tuple[Told, Told]:
        question = {"name": "p.yaml", "text": prisoners.read_text(encoding="utf-8"), "folder": ".", "lang": "en"}
        worker.start()
        worker.process.kill()
        worker.process.join()
        worker.process, process = _Alive(), worker.process
        first = await worker.ask("answer", question)
        assert not process.is_alive()
        return first, await worker.ask("answer", question)

    with ThreadPoolExecutor(1) as elsewhere:  # a browser opened by another test keeps a loop running in this thread
        first, second = elsewhere.submit(asyncio.run, lived()).result()
    worker.end()
    assert first.sentence == ENDED
    assert second.data["html"]


class _Alive:
    """A process that is believed to live."""

    def is_alive(self) -> bool:
        return True

    def kill(self) -> None: ...

    def join(self, _: float) -> None: ...


def test_a_defect_is_a_sentence_without_its_inside() -> None:
    told = sentence_of(RuntimeError("secret inside"))
    assert "secret" not in told.get("en")
    assert "RuntimeError" in told.get("zh")


def test_every_job_takes_what_the_page_sends() -> None:
    jobs: dict[str, Callable[..., object]] = dict(JOBS)
    for job in jobs.values():
        assert job.__code__.co_varnames[:4] == ("name", "text", "folder", "lang")
