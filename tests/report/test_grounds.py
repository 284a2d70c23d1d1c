"""From any sentence of any kind's report to its certificate and to the line of the source behind it."""

from __future__ import annotations

import warnings
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from typing import get_args

import html5lib
import pytest

from countermove.document.text import Lang
from countermove.report.pages import report_page
from tests.export.conftest import BY_KIND, solved

XHTML = "{http://www.w3.org/1999/xhtml}"
LANGUAGES: tuple[Lang, ...] = get_args(Lang)


@cache
def page_of(kind: str, lang: Lang) -> ET.Element:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # html5lib of today warns about its own use of the standard library
        root: ET.Element = html5lib.HTMLParser(strict=True).parse(report_page(replace(solved(kind), lang=lang)))
    return root


def words(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", BY_KIND)
def test_every_sentence_leads_to_its_certificate_and_its_sources(kind: str, lang: Lang) -> None:
    dossier, root = solved(kind), page_of(kind, lang)
    ids = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    by_id = {one.attrib["id"]: one for one in root.iter() if "id" in one.attrib}
    assert len(ids) == len(set(ids))
    links = {one.attrib["href"][1:] for one in root.iter(f"{XHTML}a") if one.attrib["href"].startswith("#")}
    assert links <= set(ids)
    for chapter in dossier.chapters:
        for sentence in chapter.sentences:
            opened = by_id[sentence.anchor]
            assert " ".join(sentence.finding.text.get(lang).split()) in words(opened[0])
            inside = {one.attrib["href"][1:] for one in opened.iter(f"{XHTML}a")}
            certified = any(one.get("class") == "data machine" for one in opened.iter(f"{XHTML}details"))
            explained = len(list(opened.iter(f"{XHTML}ul"))) > 1  # what it rests on is one list
            assert certified or explained or f"tables-{chapter.model.name}" in inside
            for claim in sentence.finding.basis:
                if claim == "assumption":
                    assert "assumptions" in inside
                else:
                    assert f"claim-{claim}" in inside or "claims" in inside
                    known = dossier.document.claims[claim]
                    entry = words(by_id[f"claim-{claim}"])
                    assert known.source in entry and " ".join((known.at or "").split()) in entry
                    assert " ".join((known.quote or "").split()) in entry


@pytest.mark.parametrize("kind", BY_KIND)
def test_page_one_leads_to_the_grounds_of_each_of_its_sentences(kind: str) -> None:
    root = page_of(kind, "en")
    answer = next(one for one in root.iter(f"{XHTML}ol") if one.get("class") == "answer")
    by_id = {one.attrib["id"]: one for one in root.iter() if "id" in one.attrib}
    assert 1 <= len(answer) <= 5
    for item in answer:
        why = next(one for one in item.iter(f"{XHTML}a") if words(one) == "why?")
        assert words(item[0]) in words(by_id[why.attrib["href"][1:]][0])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", BY_KIND)
def test_contradictions_stand_as_such_with_every_account_and_its_claims(kind: str, lang: Lang) -> None:
    dossier, root = solved(kind), page_of(kind, lang)
    basis = {claim for chapter in dossier.chapters for one in chapter.sentences for claim in one.finding.basis}
    touched = [one for one in dossier.document.contradictions.values() if basis & set(one.claims)]
    listed = {one.attrib["id"] for one in root.iter(f"{XHTML}li") if "id" in one.attrib}
    shown = words(root)
    for one in touched:
        assert {f"claim-{claim}" for claim in one.claims} <= listed
        assert " ".join(one.topic.get(lang).split()) in shown
        assert all(" ".join(account.get(lang).split()) in shown for account in one.accounts.values())
    if kind in ("agreement", "bargain"):
        assert touched
