"""The page around the panes: its frame, the list of scenarios, and every word that its script says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from countermove.document.text import Lang, Text
from countermove.report.html import LANGUAGE_TAGS, Child, Html, joined, said, tag
from countermove.workbench.folder import LIBRARY, Entry

SCENARIOS, TEXT, ANSWER = Text("Scenarios", "案例"), Text("Document", "文件"), Text("Answer", "答案")
MINE, LIBRARY_TITLE = Text("In your folder", "您的文件夹"), Text("Library (read-only)", "案例库（只读）")
NONE_YET = Text(
    "No document yet. Open a library scenario and copy it, or run `countermove new conflict -o mine.yaml` here.",
    "还没有文件。请打开并复制一个案例库中的案例，或在此文件夹运行`countermove new conflict -o mine.yaml`。",
)
COPY = Text("Copy to my folder", "复制到我的文件夹")
READ_ONLY = Text("Read-only: copy it to your folder to change it.", "只读：复制到您的文件夹后即可修改。")
UNDO, REDO, SAVE = Text("Undo", "撤销"), Text("Redo", "重做"), Text("Save", "保存")
KEYS = Text("Keys", "快捷键")
CHOOSE = Text("Choose a scenario to begin.", "请选择一个案例开始。")
FAULTS = Text("Faults", "错误")
WHAT_IF, COMPARE = Text("What if?", "如果……会怎样？"), Text("Set side by side", "并列对照")
OLD, NEW = Text("Old", "原来"), Text("New", "现在")
VERSION = Text("The old text", "原来的文本")
THIS_TEXT, OPENED, LAST = (
    Text("the same text", "同一文本"),
    Text("as it was when opened", "打开时的文本"),
    Text("before the last change", "最后一次修改之前"),
)
CLOSE, WHY = Text("Close", "关闭"), Text("Why?", "为什么？")
KEEP, TAKE = Text("Keep mine", "保留我的"), Text("Take theirs", "采用对方的")
SKIP = Text("To the answer", "跳到答案")
COVERS = Text("covers {systems}", "涵盖{systems}")
AT_FAULT = Text("cannot be read: open it to see why", "无法读取：打开查看原因")
SHORTCUTS = (
    ("?", Text("this list", "本列表")),
    ("1 2 3", Text("to scenarios, document, answer", "转到案例、文件、答案")),
    ("Esc", Text("out of the text; close what is open", "离开文本；关闭已打开的部分")),
    ("Ctrl+S", Text("save now (it saves by itself as well)", "立即保存（也会自动保存）")),
    ("Ctrl+Z · Ctrl+Shift+Z", Text("undo, redo: across sessions", "撤销、重做：跨会话有效")),
    ("Ctrl+Enter", Text("from the text to the answer", "从文本转到答案")),
    ("F8", Text("to the next fault", "到下一个错误")),
)
WORDS = {
    "saved": Text("Saved", "已保存"),
    "saving": Text("Saving …", "正在保存……"),
    "unsaved": Text("Not saved yet", "尚未保存"),
    "sound": Text("Sound: no faults.", "文件无误。"),
    "faults": Text("{count} faults", "{count}处错误"),
    "oneFault": Text("1 fault", "1处错误"),
    "solving": Text("Solving …", "正在求解……"),
    "solvingLong": Text(
        "Still solving. The first answer of a kind compiles it, which can take a minute.",
        "仍在求解。某类模型首次求解需要编译，可能需要一分钟。",
    ),
    "solved": Text("Answer is up to date.", "答案已更新。"),
    "stale": Text("This answers the text before the fault.", "此答案对应出错之前的文本。"),
    "noAnswer": Text("Mend the faults to see an answer.", "请先改正错误，之后显示答案。"),
    "changed": Text("This file was changed by another program or tab.", "此文件已被其他程序或标签页修改。"),
    "gone": Text(
        "This file is gone from the disk. “Keep mine” writes it again.", "此文件已从磁盘上消失。“保留我的”会重新写入。"
    ),
    "offline": Text(
        "The workbench does not answer. Start it again with `countermove serve`; keep this page open:"
        " your text is here.",
        "工作台没有响应。请用`countermove serve`重新启动；保持此页打开，您的文本仍在这里。",
    ),
    "undone": Text("Undone.", "已撤销。"),
    "redone": Text("Redone.", "已重做。"),
    "noUndo": Text("Nothing more to undo.", "没有可撤销的内容。"),
    "noRedo": Text("Nothing to redo.", "没有可重做的内容。"),
}


def page(lang: Lang, name: str, folder: str, held: str | None) -> str:
    """Return the whole page; ``name`` is the document that is open, ``held`` the sentence why it cannot be."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
        tag("title", f"{name.removeprefix(LIBRARY)} – countermove" if name else "countermove"),
        Html('<link rel="icon" href="/static/icon.svg"><link rel="stylesheet" href="/static/answer.css">'),
        Html('<link rel="stylesheet" href="/static/workbench.css">'),
        tag("script", type="module", src="/static/workbench.js"),
    )
    words = json.dumps({key: text.get(lang) for key, text in WORDS.items()}, ensure_ascii=False)
    body = tag(
        "body",
        tag("a", SKIP.get(lang), href="#answer", cls="skip"),
        _bar(lang, name, folder),
        tag("main", _scenarios(lang), _document(lang, name, held), _answer(lang, name), cls="panes"),
        _keys(lang),
        data_words=words,
        data_name=name if held is None else "",
        data_lang=lang,
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang=LANGUAGE_TAGS[lang]).markup}\n"


def _button(text: Text, lang: Lang, id_: str, **rest: str | bool) -> Html:
    return tag("button", text.get(lang), type="button", id=id_, **rest)


def _bar(lang: Lang, name: str, folder: str) -> Html:
    links = []
    for other, words in (("en", "English"), ("zh", "中文")):
        query = urlencode({"lang": other, **({"name": name} if name else {})}, quote_via=quote)
        current = "true" if other == lang else None
        links.append(
            tag("a", words, href=f"/?{query}", lang="en" if other == "en" else "zh-Hans", aria_current=current)
        )
    return tag(
        "header",
        tag("b", "countermove"),
        tag("span", folder, cls="soft place", dir="auto"),
        tag("nav", *links, cls="languages", aria_label="Language / 语言"),
        tag("button", "? ", KEYS.get(lang), type="button", id="show-keys"),
        cls="bar",
    )


def _scenarios(lang: Lang) -> Html:
    return tag(
        "nav",
        tag("h2", SCENARIOS.get(lang), tabindex=-1, id="scenarios"),
        tag("div", id="scenario-list", aria_busy="true"),
        cls="pane scenarios",
        aria_labelledby="scenarios",
    )


def _document(lang: Lang, name: str, held: str | None) -> Html:
    shipped = name.startswith(LIBRARY)
    tools: list[Child] = [
        _button(UNDO, lang, "undo", disabled=shipped),
        _button(REDO, lang, "redo", disabled=shipped),
        _button(SAVE, lang, "save", disabled=shipped),
        tag("span", id="saved", cls="soft", role="status"),
    ]
    if shipped:
        tools = [_button(COPY, lang, "copy", cls="main"), tag("span", READ_ONLY.get(lang), cls="soft")]
    conflict = tag(
        "div",
        tag("p", id="conflict-words"),
        _button(KEEP, lang, "keep-mine"),
        _button(TAKE, lang, "take-theirs"),
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
    empty = tag("p", held or CHOOSE.get(lang), cls="failure" if held else "soft", role="status")
    body: list[Child] = [empty]
    if name and held is None:
        faults = tag(
            "section", tag("p", id="faults-words", role="status"), tag("ol", id="faults"), aria_label=FAULTS.get(lang)
        )
        body = [tag("div", *tools, cls="tools"), conflict, text, faults]
    title = tag("h2", TEXT.get(lang), tabindex=-1, id="document")
    shown = tag("p", name.removeprefix(LIBRARY), cls="soft name", dir="auto") if name else None
    return tag("section", title, shown, *body, cls="pane document", aria_labelledby="document")


def _area(lang: Lang, shipped: bool) -> Html:
    return tag(
        "textarea", id="text", spellcheck="false", wrap="off", autocomplete="off", autocapitalize="off",
        readonly=shipped, aria_label=TEXT.get(lang), aria_describedby="faults-words",
    )  # fmt: skip


def _answer(lang: Lang, name: str) -> Html:
    versions: list[Child] = [tag("option", THIS_TEXT.get(lang), value="same")]
    if not name.startswith(LIBRARY):
        versions += [tag("option", OPENED.get(lang), value="opened"), tag("option", LAST.get(lang), value="last")]
    form = tag(
        "form",
        tag("label", VERSION.get(lang), " ", tag("select", *versions, id="version")),
        tag("label", OLD.get(lang), " ", tag("select", id="old")),
        tag("label", NEW.get(lang), " ", tag("select", id="new")),
        tag("button", COMPARE.get(lang), type="submit"),
        id="what-if-form",
    )
    what_if = tag(
        "details",
        tag("summary", WHAT_IF.get(lang)),
        form,
        tag("div", id="what-if-answer", aria_live="polite"),
        id="what-if",
    )
    why = tag(
        "aside",
        tag("h3", WHY.get(lang), tabindex=-1, id="why-title"),
        _button(CLOSE, lang, "close-why"),
        tag("div", id="why-body"),
        id="why",
        aria_labelledby="why-title",
        hidden=True,
    )
    parts: list[Child] = [tag("h2", ANSWER.get(lang), tabindex=-1, id="answer")]
    if name:
        parts += [tag("p", id="answer-state", cls="soft", role="status"), what_if]
        parts.append(tag("div", tag("div", id="answer-body"), why, cls="beside"))
    return tag("section", *parts, cls="pane answer", aria_labelledby="answer")


def _keys(lang: Lang) -> Html:
    rows = [part for key, text in SHORTCUTS for part in (tag("dt", tag("kbd", key)), tag("dd", text.get(lang)))]
    close = tag("form", tag("button", CLOSE.get(lang)), method="dialog")
    return tag(
        "dialog",
        tag("h2", KEYS.get(lang), id="keys-title"),
        tag("dl", *rows),
        close,
        id="keys",
        aria_labelledby="keys-title",
    )


def scenario_list(own: Iterable[Entry], shipped: Iterable[Entry], lang: Lang, current: str) -> Html:
    """Return the list of what can be opened, with what each covers."""
    mine = [_entry(one, lang, current) for one in own]
    body: Child = tag("ul", *mine) if mine else tag("p", NONE_YET.get(lang), cls="soft")
    library = tag("ul", *(_entry(one, lang, current) for one in shipped))
    return joined([tag("h3", MINE.get(lang)), body, tag("h3", LIBRARY_TITLE.get(lang)), library])


def _entry(one: Entry, lang: Lang, current: str) -> Html:
    query = urlencode({"lang": lang, "name": one.name}, quote_via=quote)
    here = "page" if one.name == current else None
    facts = [", ".join(one.kinds)] if one.kinds else []
    if one.covers:
        facts.append(COVERS.of(systems=" ".join(one.covers)).get(lang))
    if not one.sound:
        facts.append(AT_FAULT.get(lang))
    link = tag("a", said(one.title, lang), href=f"/?{query}", aria_current=here)
    name = tag("code", one.name.removeprefix(LIBRARY))
    return tag("li", link, tag("small", name, *(f" · {fact}" for fact in facts)))
