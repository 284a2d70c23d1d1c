"""A kind's board as marks and buttons: combinations, the struck out ones told by line and word, one to try out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from countermove.document.faults import Path
from countermove.document.text import Lang
from countermove.kind import Board, BoardColumn
from countermove.report.html import Child, Html, said, tag
from countermove.workbench import form_words as say


def board_block(board: Board, path: Path, lang: Lang, owners: Mapping[str, str]) -> Html:
    """Return a board of the model at a path; ``owners`` are the names of whose the rows are."""
    parts: list[Child] = [tag("h3", say.BOARD.get(lang))]
    if board.feasible is not None:
        parts.append(tag("p", say.COUNTED.of(feasible=board.feasible, total=board.total).get(lang), cls="soft"))
    parts.append(tag("div", _table(board, path, lang, owners), cls="scroll", tabindex=0, role="group",
                     aria_label=say.BOARD.get(lang)))  # fmt: skip
    parts += [_verdict(board.tried, lang), _edits(board, path, lang)]
    parts.append(tag("p", say.BOARD_ABOUT.get(lang), cls="caption"))
    return tag("section", *parts, cls="board", data_model=str(path[1]))


def _table(board: Board, path: Path, lang: Lang, owners: Mapping[str, str]) -> Html:
    heads = [tag("th", say.TRY_SHORT.get(lang), cls="tried", title=say.TRY.get(lang))]
    heads += [_head(column, lang) for column in board.columns]
    rows = []
    owner = None
    for place, (key, actor, name) in enumerate(board.rows):
        words: list[Child] = [tag("small", owners.get(actor, actor), cls="soft"), " "] if actor != owner else []
        owner = actor
        on = board.tried.on[place]
        state = (say.ON if on else say.OFF).get(lang)
        toggle = tag(
            "button", tag("span", "●" if on else "○", aria_hidden="true"), type="button", cls="small toggle",
            aria_pressed="true" if on else "false", aria_label=f"{say.TRY.get(lang)}: {name.get(lang)}, {state}",
            data_act="try", data_key=key, data_at=json.dumps(path), id=f"try:{path[1]}.{key}",
        )  # fmt: skip
        cells = [tag("td", toggle, cls="tried"), *(_cell(column, place, lang) for column in board.columns)]
        rows.append(tag("tr", tag("th", *words, said(name, lang)), *cells))
    return tag("table", tag("thead", tag("tr", tag("td", ""), *heads)), tag("tbody", *rows))


def _head(column: BoardColumn, lang: Lang) -> Html:
    words = say.STRUCK.of(rule=column.struck) if column.struck else say.POSSIBLE
    today = [tag("br"), tag("small", say.TODAY.get(lang))] if column.today else None
    label = tag("s" if column.struck else "span", column.label)
    unseen = tag("span", " ", words.get(lang), cls="unseen")
    return tag("th", label, unseen, today, cls="struck" if column.struck else None, title=words.get(lang))


def _cell(column: BoardColumn, place: int, lang: Lang) -> Html:
    on = column.on[place]
    sign = tag("span", "●" if on else "○", aria_hidden="true")
    words = tag("span", (say.ON if on else say.OFF).get(lang), cls="unseen")
    return tag("td", sign, words, cls="struck" if column.struck else None)


def _verdict(tried: BoardColumn, lang: Lang) -> Html:
    told = say.TRIED_STRUCK if tried.struck else say.TRIED_SOUND
    return tag("p", told.of(label=tried.label, rule=tried.struck).get(lang), role="status", cls="verdict")


def _edits(board: Board, path: Path, lang: Lang) -> Html:
    def buttons() -> Iterator[Html]:
        for one in board.edits:
            yield tag(
                "button", one.words.get(lang), type="button", cls="small", data_act="add" if one.adds else "put",
                data_at=json.dumps((*path, *one.path)), data_value=json.dumps(one.value, ensure_ascii=False),
                id=f"board:{path[1]}.{'.'.join(one.path)}",
            )  # fmt: skip

    return tag("p", *buttons(), cls="edits")
