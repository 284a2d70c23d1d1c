"""The page around the panes: its frame, the list of scenarios, what its script fills."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from countermove.document.text import Lang, Text
from countermove.kinds import KINDS, kind
from countermove.report.html import LANGUAGE_TAGS, Child, Html, joined, said, tag
from countermove.workbench import words as say
from countermove.workbench.folder import LIBRARY, Entry

DEFAULT_VIEW = "both"


def page(lang: Lang, name: str, folder: str, held: str | None, view: str = "") -> str:
    """Return the whole page; ``name`` is the document that is open, ``held`` the sentence why it cannot be."""
    view = view if view in say.VIEWS else DEFAULT_VIEW
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
        tag("title", f"{name.removeprefix(LIBRARY)} – countermove" if name else "countermove"),
        Html('<link rel="icon" href="/static/icon.svg"><link rel="stylesheet" href="/static/answer.css">'),
        Html('<link rel="stylesheet" href="/static/workbench.css">'),
        tag("script", type="module", src="/static/workbench.js"),
    )
    words = json.dumps({key: text.get(lang) for key, text in say.WORDS.items()}, ensure_ascii=False)
    body = tag(
        "body",
        tag("a", say.SKIP.get(lang), href="#answer", cls="skip"),
        _bar(lang, name, folder, view),
        tag("main", _scenarios(lang), _document(lang, name, held, view), _answer(lang, name), cls="panes"),
        _keys(lang),
        _new(lang),
        _explore(lang),
        data_words=words,
        data_name=name if held is None else "",
        data_lang=lang,
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang=LANGUAGE_TAGS[lang]).markup}\n"


def _button(text: Text, lang: Lang, id_: str, **rest: str | bool) -> Html:
    return tag("button", text.get(lang), type="button", id=id_, **rest)


def _bar(lang: Lang, name: str, folder: str, view: str) -> Html:
    links = []
    for other, words in (("en", "English"), ("zh", "中文")):
        rest = {"name": name, **({} if view == DEFAULT_VIEW else {"view": view})} if name else {}
        query = urlencode({"lang": other, **rest}, quote_via=quote)
        current = "true" if other == lang else None
        links.append(
            tag("a", words, href=f"/?{query}", lang=LANGUAGE_TAGS[other], aria_current=current)  # type: ignore[index]
        )
    fold = tag("button", "☰", type="button", id="fold", aria_label=say.FOLD.get(lang), title=say.FOLD.get(lang),
               aria_expanded="true")  # fmt: skip
    return tag(
        "header",
        fold,
        tag("b", "countermove"),
        tag("span", folder, cls="soft place", dir="auto"),
        tag("nav", *links, cls="languages", aria_label="Language / 语言"),
        tag("button", "? ", say.KEYS.get(lang), type="button", id="show-keys"),
        cls="bar",
    )


def _scenarios(lang: Lang) -> Html:
    return tag(
        "nav",
        tag("h2", say.SCENARIOS.get(lang), tabindex=-1, id="scenarios"),
        _button(say.NEW_TITLE, lang, "show-new", cls="small"),
        tag("div", id="scenario-list", aria_busy="true"),
        cls="pane scenarios",
        aria_labelledby="scenarios",
    )


def _document(lang: Lang, name: str, held: str | None, view: str) -> Html:
    shipped = name.startswith(LIBRARY)
    tools: list[Child] = [
        _button(say.UNDO, lang, "undo", disabled=shipped),
        _button(say.REDO, lang, "redo", disabled=shipped),
        _button(say.SAVE, lang, "save", disabled=shipped),
        tag("span", id="saved", cls="soft", role="status"),
    ]
    if shipped:
        tools = [_button(say.COPY, lang, "copy", cls="main"), tag("span", say.READ_ONLY.get(lang), cls="soft"),
                 tag("span", id="saved", cls="soft", role="status")]  # fmt: skip
    views = [
        tag("button", words.get(lang), type="button", data_view=key, aria_pressed="true" if key == view else "false")
        for key, words in say.VIEWS.items()
    ]
    tools.append(tag("span", *views, cls="views", role="group", aria_label=say.VIEW.get(lang)))
    conflict = tag(
        "div",
        tag("p", id="conflict-words"),
        _button(say.KEEP, lang, "keep-mine"),
        _button(say.TAKE, lang, "take-theirs"),
        id="conflict",
        role="alert",
        hidden=True,
    )
    text = tag(
        "div",
        tag("div", id="numbers", aria_hidden="true"),
        tag("div", tag("pre", id="marks", aria_hidden="true"), _area(lang, shipped), cls="sheet"),
        cls="editor",
    )
    form = tag("section", id="form", aria_label=say.FORM.get(lang), tabindex=-1, cls="fixed" if shipped else None)
    empty = tag("p", held or say.CHOOSE.get(lang), cls="failure" if held else "soft", role="status")
    body: list[Child] = [empty]
    if name and held is None:
        faults = tag(
            "section", tag("p", id="faults-words", role="status"), tag("ol", id="faults"),
            aria_label=say.FAULTS.get(lang), cls="faults",
        )  # fmt: skip
        work = tag("div", form, text, cls=f"work view-{view}", id="work")
        body = [tag("div", *tools, cls="tools"), conflict, work, faults]
    title = tag("h2", say.TEXT.get(lang), tabindex=-1, id="document")
    shown = tag("p", name.removeprefix(LIBRARY), cls="soft name", dir="auto") if name else None
    return tag("section", title, shown, *body, cls="pane document", aria_labelledby="document")


def _area(lang: Lang, shipped: bool) -> Html:
    return tag(
        "textarea", id="text", spellcheck="false", wrap="off", autocomplete="off", autocapitalize="off",
        readonly=shipped, aria_label=say.TEXT.get(lang), aria_describedby="faults-words",
    )  # fmt: skip


def _answer(lang: Lang, name: str) -> Html:
    why = tag(
        "aside",
        tag("h3", say.WHY.get(lang), tabindex=-1, id="why-title"),
        _button(say.CLOSE, lang, "close-why"),
        tag("div", id="why-body"),
        id="why",
        aria_labelledby="why-title",
        hidden=True,
    )
    parts: list[Child] = [tag("h2", say.ANSWER.get(lang), tabindex=-1, id="answer")]
    if name:
        parts.append(tag("p", id="answer-state", cls="soft", role="status"))
        parts.append(tag("div", id="answer-now", aria_live="polite"))
        parts.append(tag("div", id="study-strips"))
        parts += [_what_if(lang, name), _stress(lang)]
        parts.append(tag("div", tag("div", id="answer-body"), why, cls="beside"))
    return tag("section", *parts, cls="pane answer", aria_labelledby="answer")


def _what_if(lang: Lang, name: str) -> Html:
    versions: list[Child] = [tag("option", say.THIS_TEXT.get(lang), value="same")]
    if not name.startswith(LIBRARY):
        versions += [
            tag("option", say.OPENED.get(lang), value="opened"),
            tag("option", say.LAST.get(lang), value="last"),
        ]
    form = tag(
        "form",
        tag("label", say.VERSION.get(lang), " ", tag("select", *versions, id="version")),
        tag("label", say.OLD.get(lang), " ", tag("select", id="old")),
        tag("label", say.NEW.get(lang), " ", tag("select", id="new")),
        tag("button", say.COMPARE.get(lang), type="submit"),
        id="what-if-form",
    )
    return tag(
        "details",
        tag("summary", say.WHAT_IF.get(lang), id="what-if-title"),
        form,
        tag("div", id="what-if-answer", aria_live="polite"),
        id="what-if",
    )


def _stress(lang: Lang) -> Html:
    return tag(
        "details",
        tag("summary", say.STRESS.get(lang)),
        tag("p", say.STRESS_ABOUT.get(lang), cls="soft"),
        tag("div", id="study-choice"),
        tag("p", id="study-said", role="status", cls="failure-words"),
        tag("div", id="study-list"),
        tag("div", id="study-results"),
        id="stress",
    )


def _keys(lang: Lang) -> Html:
    rows = [part for key, text in say.SHORTCUTS for part in (tag("dt", tag("kbd", key)), tag("dd", text.get(lang)))]
    return _dialog("keys", say.KEYS, lang, tag("dl", *rows), tag("form", _close(lang), method="dialog"))


def _new(lang: Lang) -> Html:
    form = tag(
        "form",
        tag("label", say.NEW_KIND.get(lang), " ", tag("select", name="kind")),
        tag("label", say.NEW_NAME.get(lang), " ", tag("input", type="text", name="name", required=True, dir="auto")),
        tag("p", id="new-said", role="status", cls="failure-words"),
        tag("button", say.BEGIN.get(lang), type="submit", cls="main"),
        " ",
        _button(say.CLOSE, lang, "close-new"),
        id="new-form",
    )
    return _dialog("begin", say.NEW_TITLE, lang, form)


def _explore(lang: Lang) -> Html:
    body = tag("div", tag("div", id="explore-body"), tag("div", id="explore-why", aria_live="polite"), cls="explore")
    return _dialog("explore", say.EXPLORE, lang, tag("form", _close(lang), method="dialog"), body)


def _close(lang: Lang) -> Html:
    return tag("button", say.CLOSE.get(lang))


def _dialog(id_: str, title: Text, lang: Lang, *body: Child) -> Html:
    head = tag("h2", title.get(lang), id=f"{id_}-title")
    return tag("dialog", head, *body, id=id_, aria_labelledby=f"{id_}-title")


def kind_options(lang: Lang) -> Html:
    """Return the kinds that a new document can be of, as options of a choice."""
    return joined([tag("option", kind(name).title.get(lang), value=name) for name in KINDS])


def scenario_list(own: Iterable[Entry], shipped: Iterable[Entry], lang: Lang, current: str) -> Html:
    """Return the list of what can be opened, with what each covers."""
    mine = [_entry(one, lang, current) for one in own]
    body: Child = tag("ul", *mine) if mine else tag("p", say.NONE_YET.get(lang), cls="soft")
    library = tag("ul", *(_entry(one, lang, current) for one in shipped))
    return joined([tag("h3", say.MINE.get(lang)), body, tag("h3", say.LIBRARY_TITLE.get(lang)), library])


def other_options(own: Iterable[Entry], shipped: Iterable[Entry], lang: Lang, current: str) -> Html:
    """Return the documents that the open one can be set beside, as options of a choice."""
    others = [one for one in (*own, *shipped) if one.name != current and one.sound]
    return joined([tag("option", say.OTHER.of(title=one.title).get(lang), value=f"other:{one.name}") for one in others])


def _entry(one: Entry, lang: Lang, current: str) -> Html:
    query = urlencode({"lang": lang, "name": one.name}, quote_via=quote)
    here = "page" if one.name == current else None
    kinds = [say.KINDS.get(name, Text.both(name)).get(lang) for name in one.kinds]
    facts = [("、" if lang == "zh" else ", ").join(kinds)] if kinds else []
    if one.covers:
        facts.append(say.COVERS.of(systems=" ".join(one.covers)).get(lang))
    if not one.sound:
        facts.append(say.AT_FAULT.get(lang))
    link = tag("a", said(one.title, lang), href=f"/?{query}", aria_current=here)
    name = tag("code", one.name.removeprefix(LIBRARY))
    return tag("li", link, tag("small", name, *(f" · {fact}" for fact in facts)))
