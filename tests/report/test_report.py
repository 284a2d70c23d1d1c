from __future__ import annotations

import json
import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any, get_args

import html5lib
import pytest

import countermove
from countermove.document.text import Lang
from countermove.kind import Case
from countermove.report import write_index, write_report, write_site
from countermove.report.dossier import disputes
from countermove.report.firm import concept_in
from countermove.report.path import paths_in
from tests.conflict import documents

LANGUAGES: tuple[Lang, ...] = get_args(Lang)
XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
LIBRARY = ("us-plan", "elmira", "garrison", "prisoners")
STUDY: dict[str, Any] = {
    "study": "priorities",
    "draws": 1000,
    "seed": 7,
    "measure": {"en": "every order of priorities alike", "zh": "各种优先次序机会均等"},
    "outcomes": [
        {"subject": "NN<b>", "concept": "nash", "share": 0.25, "low": 0.22, "high": 0.28},
        {"subject": "YY", "concept": "nash", "share": 1.0, "low": 0.99, "high": 1.0},
    ],
    "drivers": [{"name": {"en": "What China puts first", "zh": "中国的首要目标"}, "share": 0.4}],
    "flips": [{"text": {"en": "It flips if the order is turned round.", "zh": "若次序颠倒，结论翻转。"}}],
}


def parsed(page: str) -> ET.Element:
    """Parse as a browser does, failing on the first breach of HTML 5."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # html5lib of today warns about its own use of the standard library
        root: ET.Element = html5lib.HTMLParser(strict=True).parse(page)
    return root


def elements(root: ET.Element, name: str) -> list[ET.Element]:
    return list(root.iter(f"{XHTML}{name}"))


def text(element: ET.Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def report(document: dict[str, Any], lang: Lang = "en") -> str:
    return write_report(countermove.loads(documents.text_of(document)), lang)


@pytest.fixture(scope="module")
def pages() -> dict[tuple[str, Lang], str]:
    scenarios = {name: countermove.load(f"library:{name}") for name in LIBRARY}
    return {(name, lang): write_report(one, lang) for name, one in scenarios.items() for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", LIBRARY)
def test_a_report_is_valid_and_asks_for_nothing(pages: dict[tuple[str, Lang], str], name: str, lang: Lang) -> None:
    page = pages[name, lang]
    root = parsed(page)
    for mark in root.iter():
        for key, value in mark.attrib.items():
            assert key not in ("src", "srcset", "data", "action", "poster") or mark.tag.endswith("}svg"), mark.attrib
            assert not key.startswith("on")
            assert key != "href" or value.startswith(("#", "https://", "http://"))
    assert not elements(root, "script") and not elements(root, "link") and not elements(root, "iframe")
    style = "".join(text(one) for one in elements(root, "style"))
    assert "url(http" not in style and "@import" not in style
    assert "/work" not in page and "/tmp" not in page


@pytest.mark.parametrize("name", LIBRARY)
def test_every_link_inside_a_report_leads_somewhere(pages: dict[tuple[str, Lang], str], name: str) -> None:
    root = parsed(pages[name, "en"])
    ids = [mark.attrib["id"] for mark in root.iter() if "id" in mark.attrib]
    assert len(ids) == len(set(ids))
    links = {one.attrib["href"][1:] for one in elements(root, "a") if one.attrib["href"].startswith("#")}
    assert links <= set(ids)


def test_page_one_answers_in_at_most_five_sentences_and_says_how_firm(pages: dict[tuple[str, Lang], str]) -> None:
    root = parsed(pages["us-plan", "en"])
    (heading,) = elements(root, "h1")
    assert text(heading) == "If both sides play every answer they have, where does Europe end up?"
    answer = next(one for one in elements(root, "ol") if one.get("class") == "answer")
    items = [text(item) for item in answer]
    assert 3 <= len(items) <= 5
    assert items[0].startswith("In every reading, whatever holds takes the same 7 moves.")
    assert all("reading" in item and "proved" in item for item in items)
    assert "in 1 of 3 readings: As the fourth article tells it · proved ‡" in " ".join(items)


def test_a_sentence_leads_to_its_certificate_its_claim_and_its_line(pages: dict[tuple[str, Lang], str]) -> None:
    root = parsed(pages["us-plan", "en"])
    by_id = {mark.attrib["id"]: mark for mark in root.iter() if "id" in mark.attrib}
    answer = next(one for one in elements(root, "ol") if one.get("class") == "answer")
    why = next(one for one in answer[2].iter(f"{XHTML}a") if text(one) == "why?")
    grounds = by_id[why.attrib["href"][1:]]
    assert "No move of its own leads China to anything it prefers" in text(grounds)
    cited = [one.attrib["href"][1:] for one in grounds.iter(f"{XHTML}a") if "claim-" in one.attrib["href"]]
    claim = by_id[cited[0]]
    assert "L195" in text(claim) and "a003" in text(claim)
    (quote,) = list(claim.iter(f"{XHTML}q"))
    assert quote.get("lang") == "zh" and text(quote) == "防止其转向中国"


def test_contested_claims_come_first_and_assumptions_are_listed(pages: dict[tuple[str, Lang], str]) -> None:
    document = countermove.load("us-plan").document
    disputed = disputes(document)
    assert disputed["C104"] == "told differently" and disputed["a003-L195"] == "motive"
    root = parsed(pages["us-plan", "en"])
    register = next(one for one in elements(root, "ol") if one.get("class") == "claims")
    ways = [disputed.get(one.attrib["id"].removeprefix("claim-"), "") for one in register]
    order = ["contradicted", "told differently", "motive", ""]
    assert [order.index(way) for way in ways] == sorted(order.index(way) for way in ways)
    listing = text(next(one for one in elements(root, "details") if "assumptions" in text(one[0])))
    assert "cn-2: not x_alliance" in listing


def test_readings_stand_side_by_side_with_counts_as_expected(pages: dict[tuple[str, Lang], str]) -> None:
    root = parsed(pages["us-plan", "en"])
    table = next(one for one in elements(root, "table") if one.get("class") == "readings")
    cells = {text(row[0]): [cell for cell in row[1:]] for row in table.iter(f"{XHTML}tr") if len(row)}
    rows = {name: [text(one) for one in own if one.get("class") != "parts"] for name, own in cells.items()}
    between = [one for own in cells.values() for one in own if one.get("class") == "parts"]
    assert rows["nobody gains by moving (Nash)"] == ["4", "1 ≠", "2 ≠"]
    assert rows["every gain could be answered (general metarational)"] == ["57", "8 ≠", "24 ≠"]
    assert len(between) == 4 and {one.get("rowspan") for one in between} == {None, str(len(cells) - 1)}
    assert all("China, priority 2: “Open asymmetric paths”" in text(one) for one in between[2:])


def test_the_document_stands_in_its_report_with_its_hash(pages: dict[tuple[str, Lang], str]) -> None:
    document = countermove.load("us-plan").document
    root = parsed(pages["us-plan", "en"])
    assert document.sha256 in text(root)
    assert any("".join(one.itertext()) == document.text for one in elements(root, "pre"))
    assert "countermove report us-plan -o us-plan.html --lang en" in text(root)


def test_a_report_carries_its_manifest() -> None:
    scenario = countermove.load("library:prisoners")
    root = parsed(write_report(scenario, "en", STUDY | {"model": "dilemma", "readings": ["base"]}))
    told = json.loads("".join(next(one for one in elements(root, "pre") if one.get("id") == "manifest").itertext()))
    assert told["version"] == countermove.__version__ and told["input_sha256"] == scenario.document.sha256
    assert told["seed"] == 7 and told["study"]["draws"] == 1000 and told["unsolved"] == []
    assert told["solved"] == {"dilemma": list(scenario.model().readings)}
    assert told["commands"] == [
        "countermove stress prisoners --model dilemma --draws 1000 --seed 7 -o STUDY",
        "countermove report prisoners --study STUDY -o prisoners.html --lang en",
    ]


def test_a_report_in_chinese_is_in_chinese(pages: dict[tuple[str, Lang], str]) -> None:
    root = parsed(pages["us-plan", "zh"])
    assert root.get("lang") == "zh-Hans"
    heads = [text(one) for level in ("h1", "h2", "h3", "summary") for one in elements(root, level)]
    assert all(re.search("[\u4e00-\u9fff]", head) for head in heads), heads


def test_quotes_in_another_script_are_marked_with_their_language(pages: dict[tuple[str, Lang], str]) -> None:
    root = parsed(pages["us-plan", "en"])
    quotes = [one for one in elements(root, "q") if re.search("[\u4e00-\u9fff]", text(one))]
    assert quotes and all(one.get("lang") == "zh" for one in quotes)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "content",
    [
        documents.option_form(2, 4, name=documents.HOSTILE),
        documents.option_form(9, 9, readings=2),
        documents.option_form(3, 40, readings=1, infeasible=True),
        documents.option_form(3, 6, readings=14, statements=4),
        documents.option_form(3, 9, name=documents.LONG),
        documents.matching_pennies(),
        documents.indifference(),
        documents.indifference(9),
        documents.drawn(),
        documents.answered(),
    ],
    ids=["hostile", "9 actors", "40 options", "14 readings", "long", "none", "all", "512 states", "drawn", "answered"],
)
def test_any_content_makes_a_valid_page(content: dict[str, Any], lang: Lang) -> None:
    root = parsed(report(content, lang))
    assert not elements(root, "script")
    assert len(elements(root, "h1")) == 1 and text(elements(root, "h1")[0])


def test_a_name_with_markup_is_shown_as_written() -> None:
    root = parsed(report(documents.drawn()))
    assert documents.HOSTILE in text(elements(root, "h1")[0])
    assert any(documents.HOSTILE in text(one) for one in elements(root, "li"))


def test_no_equilibrium_is_a_sentence() -> None:
    assert "No outcome holds by itself" in report(documents.matching_pennies())


def test_a_document_without_models_is_still_a_page() -> None:
    page = report({"countermove": 1, "title": documents.LONG, "question": documents.RTL})
    root = parsed(page)
    assert text(elements(root, "h1")[0]) == documents.RTL
    assert "This document has no model" in text(root)


def test_a_model_that_cannot_be_solved_is_named_and_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from countermove.conflict import KIND
    from countermove.document.faults import AnalysisError

    solve = type(KIND).solve

    def refuse(self: Any, case: Case[Any]) -> Any:
        if case.reading == "r1":
            raise AnalysisError("too many <states>; add rules")
        return solve(self, case)

    monkeypatch.setattr(type(KIND), "solve", refuse)
    page = report(documents.option_form(2, 4, readings=1))
    assert "“Reading 1” could not be solved: too many &lt;states&gt;; add rules" in page
    assert "proved" in text(parsed(page))
    monkeypatch.setattr(
        type(KIND), "solve", lambda self, case: refuse(self, Case(**{**_fields(case), "reading": "r1"}))
    )
    assert "No model of this document could be solved" in report(documents.option_form(2, 4))


def _fields(case: Case[Any]) -> dict[str, Any]:
    return {name: getattr(case, name) for name in Case.__dataclass_fields__}


def test_a_study_is_told_with_intervals_and_flips() -> None:
    page = write_report(countermove.load("prisoners"), "en", STUDY)
    root = parsed(page)
    words = text(root)
    assert "Share of 1,000 draws in which each outcome holds" in words
    assert "The measure: every order of priorities alike" in words
    assert "It flips if the order is turned round." in words
    assert "Shares are shares of draws" in words
    assert "25 of 100 draws" in page and "<b>" not in page.split("How firm is it?")[2]
    assert "NN&lt;b&gt;" in page


@pytest.mark.parametrize("empty", [{"outcomes": []}, {"draws": 0, "outcomes": None}])
def test_a_study_without_draws_says_so(empty: dict[str, Any]) -> None:
    page = write_report(countermove.load("prisoners"), "en", {"study": "s", "seed": 1, **empty})
    assert "The study holds no finished draws yet" in text(parsed(page))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_maps_all_systems_and_admits_which_are_open(lang: Lang) -> None:
    scenarios = [countermove.load(f"library:{name}") for name in LIBRARY]
    root = parsed(write_index(scenarios, lang))
    rows = {row.attrib["id"]: row for row in elements(root, "tr") if "id" in row.attrib}
    assert list(rows) == [f"S{number}" for number in range(1, 46)]
    covered = {name for name, row in rows.items() if list(row.iter(f"{XHTML}a"))}
    assert covered == {"S26", "S28", "S29", "S30", "S31"}
    open_row = {"en": "not covered by a scenario yet", "zh": "尚无案例覆盖"}[lang]
    assert all(open_row in text(row) for name, row in rows.items() if name not in covered)
    links = {one.attrib["href"].split("#")[0] for one in elements(root, "a")}
    assert links == {f"{name}.{lang}.html" for name in LIBRARY}


def test_a_system_is_answered_by_the_finding_that_its_document_names() -> None:
    content = documents.option_form(2, 2) | {"covers": ["S1", "S2"], "answers": {"S1": "m/status-quo"}}
    scenario = countermove.loads(documents.text_of(content))
    said = {one.id: one.text.get("en") for one in scenario.answer().findings()}
    root = parsed(write_index([scenario]))
    rows = {row.attrib["id"]: row for row in elements(root, "tr") if "id" in row.attrib}
    headline = next(iter(said.values()))
    assert said["status-quo"] in text(rows["S1"]) and headline not in text(rows["S1"])
    assert headline in text(rows["S2"]) and said["status-quo"] not in text(rows["S2"])
    why = next(one.attrib["href"] for one in rows["S1"].iter(f"{XHTML}a") if text(one) == "why?")
    page, anchor = why.split("#")
    assert page == "document.en.html"
    opened = next(one for one in parsed(write_report(scenario)).iter() if one.get("id") == anchor)
    assert said["status-quo"] in text(opened[0])


def test_a_site_holds_every_page_that_its_index_links_to() -> None:
    site = dict(_small_site())
    assert set(site) == {"prisoners.en.html", "prisoners.zh.html", "index.html", "index.zh.html"}
    ids = {name: {one.get("id") for one in parsed(page).iter()} for name, page in site.items()}
    for name in ("index.html", "index.zh.html"):
        links = {one.attrib["href"] for one in elements(parsed(site[name]), "a")}
        assert links
        for link in links:
            page, _, anchor = link.partition("#")
            assert page in site and (not anchor or anchor in ids[page])
    assert site["prisoners.en.html"] == write_report(countermove.load("library:prisoners"))


def _small_site() -> Iterator[tuple[str, str]]:
    return write_site([countermove.load("library:prisoners")])


def test_page_one_shows_a_figure_that_fits_a_sheet() -> None:
    from countermove.report.figures import TALLEST, size_of

    root = parsed(write_report(countermove.load("library:two-plans")))
    carries = next(one for one in elements(root, "div") if one.get("class") == "carries")
    width, height = (float(part) for part in next(carries.iter(f"{SVG}svg")).attrib["viewBox"].split()[2:])
    assert 0 < height / width <= TALLEST
    for figure in countermove.load("library:elmira").answer().figures():
        assert figure.svg.split('viewBox="0 0 ')[1].startswith(f"{size_of(figure)[0]:g} ")


def test_where_a_reading_parts_is_told_in_the_document_s_names(pages: dict[tuple[str, Lang], str]) -> None:
    root = parsed(write_report(countermove.load("library:inspection"), "zh"))
    words = text(next(one for one in elements(root, "section") if "什么会改变它" in text(one)))
    assert "至" in words and "uniform" not in words and "[" not in words


def test_how_near_an_answer_is_to_being_undone_is_told() -> None:
    root = parsed(write_report(countermove.load("library:syria-iraq")))
    answer = next(one for one in elements(root, "ol") if one.get("class") == "answer")
    swaps = countermove.load("library:syria-iraq").answer()
    told, _ = swaps.kind.radius(swaps.solution, "NYY")  # type: ignore[attr-defined]
    assert told["nash"]["swaps"] == 2
    assert "2 swaps in what Syria prefers undo it" in text(answer)


def test_a_union_keeps_its_article_where_its_preferences_undo_an_answer() -> None:
    words = text(parsed(write_report(countermove.load("library:summit"))))
    assert "in what the United States prefers" in words and "what United States" not in words


def test_paths_are_found_in_certificates() -> None:
    step = {"actor": "a", "from": "NN", "to": "YN"}
    data = {
        "actor": "a",
        "state": "NN",
        "concept": "seq",
        "improvements": [{"to": "YN", "sanction": {"path": [{"actor": "b", "from": "YN", "to": "YY"}], "end": "YY"}}],
    }
    assert paths_in(data) == [[step, {"actor": "b", "from": "YN", "to": "YY"}]]
    assert paths_in({"routes": {"YN": [step]}}) == [[step]]
    assert concept_in({"example": [{"deep": data}]}) == "seq"
    assert concept_in(["NN", 3, None]) is None
