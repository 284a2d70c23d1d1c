"""The form of a document: every part of the same text as a field that writes back to where it was read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from countermove.document.faults import Path, dotted
from countermove.document.text import LANGUAGES, Lang
from countermove.document.tree import parse
from countermove.document.writing import inline
from countermove.kind import Board
from countermove.kinds import KINDS, kind
from countermove.report.html import HAN, LANGUAGE_TAGS, Child, Html, tag
from countermove.workbench import form_words as say
from countermove.workbench.board import board_block
from countermove.workbench.editing import text_slots
from countermove.workbench.form_about import about
from countermove.workbench.schemas import Guide, Schema, dotted_model, kinds_in, schema_of

MOST_ITEMS, SMALL, LONG = 300, 8000, 70
HEAD = ("title", "question", "about")
CLOSED = ("readings", "expect", "coverage", "stages", "include", "covers")


@dataclass(slots=True)
class _Form:
    """One rendering: the document, what is open, and the words that fields can suggest."""

    data: Any
    guide: Guide
    lang: Lang
    open: set[str] | None
    tried: Mapping[str, Sequence[str]]
    is_small: bool
    shown: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    names: set[Path] = field(default_factory=set)  # of parts that the analyst named; others have words of the format

    def called(self, path: Path) -> Any:
        """Return the actor or option that a part is about, by its key."""
        known = [self.data.get("actors")]
        if path[0] == "models" and len(path) > 3:
            model = self.data["models"][path[1]]
            options = model.get("options") if isinstance(model, dict) else None
            known += options.values() if isinstance(options, dict) else ()
        return next((one[path[-1]] for one in known if isinstance(one, dict) and path[-1] in one), None)

    def label(self, path: Path) -> str:
        """Return what a part is called: a word of the format in words, a name as it is written."""
        word = str(path[-1])
        if path not in self.names:
            return say.label_of(word).get(self.lang)
        return say.choice_of(word).get(self.lang) if "expect" in path else word

    def is_open(self, path: Path, default: bool) -> bool:
        """Say whether a part is open, and keep that it is."""
        key = json.dumps(path, ensure_ascii=False)
        opened = default if self.open is None else key in self.open
        if opened:
            self.shown.append(key)
        return opened


def form(text: str, lang: Lang, opened: Sequence[str] | None, tried: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the form of a document, with what of it is open.

    Parameters
    ----------
    text : str
        The document; it may be at fault, as long as it is YAML.
    lang : {"en", "zh"}
        The language of labels.
    opened : sequence of str, optional
        Paths, as JSON, of the parts that are open; a choice that fits one page where left out.
    tried : mapping
        Model → the options that are on in the combination tried out.

    Raises
    ------
    DocumentError
        If the text is no YAML.
    """
    data = parse(text.encode("utf-8"), "document").data
    if not isinstance(data, dict):
        return {"html": tag("p", say.NO_FORM.get(lang)).markup, "open": []}
    guide = Guide(schema_of(kinds_in(data)))
    made = _Form(data, guide, lang, None if opened is None else set(opened), tried, len(text) < SMALL)
    body = list(_document(made))
    body.append(_suggestions(data))
    return {"html": Html("".join(one.markup for one in body)).markup, "open": made.shown}


def _document(made: _Form) -> Iterator[Html]:
    root = made.guide.root.get("properties", {})
    for key in HEAD:
        if key in root and (key in made.data or key != "about"):
            yield _named(made, (key,), made.data.get(key), root[key])
    for key in ("actors", "models"):
        if key in root and (key != "models" or key in made.data):
            yield _named(made, (key,), made.data.get(key, {}), root[key], True)
    for key, value in made.data.items():
        if key not in (*HEAD, "actors", "models", "countermove") and key in root:
            yield _named(made, (key,), value, root[key])
    yield _add_part(made, (), made.guide.root, [*made.data, "countermove", "models"])


def _named(made: _Form, path: Path, value: Any, schema: Schema, opens: bool = False) -> Html:
    """Return a part with its name: a text, a field, a list, or a mapping that opens."""
    guide = made.guide
    schema = guide.section_at(made.data, path, value) or guide.fitting(schema, value)
    if guide.is_text(schema) and (value is None or isinstance(value, str) or set(value) <= set(LANGUAGES)):
        return _text(made, path, value, schema)
    items = guide.items(schema)
    if isinstance(value, list) and items is not None:
        return _list(made, path, value, items, schema)
    if isinstance(value, dict) and (guide.properties(schema) or guide.entries(schema) is not None):
        return _mapping(made, path, value, schema, opens)
    return _field(made, path, value, schema)


def _mapping(made: _Form, path: Path, value: dict[str, Any], schema: Schema, opens: bool) -> Html:
    guide, key = made.guide, str(path[-1])
    entries = guide.entries(schema)
    few = len(value) <= 12 and len(path) < (7 if made.is_small else 4) and key not in CLOSED
    shown = _short(made, path, value)
    told = about(schema.get("description")).get(made.lang)
    summary = tag(
        "summary", made.label(path), tag("span", shown, cls="soft") if shown else None, title=told or None,
    )  # fmt: skip
    body: list[Child] = []
    if made.is_open(path, opens or (few and path[0] in ("actors", "models"))):
        properties = guide.properties(schema)
        body += _board(made, path, value)
        for name, part in value.items():
            if name not in properties and entries is not None and name not in guide.words(schema):
                made.names.add((*path, name))
            inner = properties.get(name) or entries or {}
            if name == "kind" and len(path) == 2 and path[0] == "models":
                continue
            body.append(_named(made, (*path, name), part, inner, len(path) < 2))
        if path == ("models",):
            body.append(_add_model(made))
        elif entries is not None and not properties:
            body.append(_add_entry(made, path, entries))
        elif properties:
            body.append(_add_part(made, path, schema, value))
    details = tag("details", summary, *body, open=bool(body), data_open=_json(path))
    return tag("div", *_part_tools(made, path), details, cls="part", data_path=dotted(path))


def _part_tools(made: _Form, path: Path) -> Iterator[Html]:
    """Return what can be done with a part as a whole; an actor is renamed wherever it stands."""
    key = str(path[-1])
    if path in made.names:
        actors = made.data.get("actors")
        is_actor = path[0] == "models" and isinstance(actors, dict) and key in actors
        at = ("actors", key) if is_actor else path
        words = say.RENAME.of(what=key).get(made.lang)
        yield tag(
            "button", "✎", type="button", cls="small rename", title=words, aria_label=words, data_act="rename",
            data_at=_json(at), id=f"rename:{dotted(path)}",
        )  # fmt: skip
    if len(path) > 1:
        yield _button(made, "remove", path, say.REMOVE.of(what=key).get(made.lang), "✕")


def _board(made: _Form, path: Path, value: dict[str, Any]) -> Iterator[Html]:
    """Return a kind's own board of a model, where it has one."""
    if len(path) != 2 or path[0] != "models" or value.get("kind") not in KINDS:
        return
    ask = getattr(kind(value["kind"]), "board", None)
    found: Board | None = ask(value, made.tried.get(str(path[1]))) if ask is not None else None
    if found is not None:
        made.words.update({column.label: _on(made, found, column.on) for column in found.columns})
        yield board_block(found, path, made.lang, _owners(made))


def _owners(made: _Form) -> dict[str, str]:
    """Return what each actor is called."""
    actors = made.data.get("actors")
    found = {}
    for key, actor in actors.items() if isinstance(actors, dict) else ():
        slots = text_slots(actor.get("name")) if isinstance(actor, dict) else {}
        found[str(key)] = slots.get(made.lang) or next(iter(slots.values()), str(key))
    return found


def _on(made: _Form, board: Board, on: Sequence[bool]) -> str:
    """Say what is on, and whose it is where two are called the same."""
    called, owners = [name.get(made.lang) for _, _, name in board.rows], _owners(made)
    comma, colon = ("、", "：") if made.lang == "zh" else (", ", ": ")
    found = [
        f"{owners.get(owner, owner)}{colon}{name}" if called.count(name) > 1 else name
        for (_, owner, _), name, taken in zip(board.rows, called, on, strict=True)
        if taken
    ]
    return comma.join(found) or say.NOTHING.get(made.lang)


def _short(made: _Form, path: Path, value: Any) -> str:
    """Return a few words on a part: its name, its text, the actor or option it is about, or how much it holds."""
    if isinstance(value, dict):
        if path in made.names and "name" not in value:
            value = made.called(path) or value
        for key in ("name", "title", "text", "topic"):
            slots = text_slots(value.get(key))
            if slots:
                words = slots.get(made.lang) or next(iter(slots.values()))
                return f" {words if len(words) <= LONG else words[:LONG] + '…'}"
        return f" ({len(value)})"
    return ""


def _json(path: Path) -> str:
    return json.dumps(path, ensure_ascii=False)


def _button(made: _Form, act: str, path: Path, words: str, shown: str, **rest: str | int) -> Html:
    return tag(
        "button", shown, type="button", cls=f"small {act}", title=words, aria_label=words, data_act=act,
        data_at=_json(path), id=f"{act}:{dotted(path)}", **rest,
    )  # fmt: skip


def _heading(made: _Form, path: Path, schema: Schema) -> list[Html]:
    """Return the name in front of a field, and what is said of it, which shows where pointer or keyboard rests."""
    told = about(schema.get("description")).get(made.lang)
    title = tag("span", made.label(path), cls="label", title=told or None)
    return [title, tag("small", told, cls="about", id=f"about:{dotted(path)}")] if told else [title]


def _text(made: _Form, path: Path, value: Any, schema: Schema) -> Html:
    """Return a text as one field a language; one that is missing shows."""
    label = made.label(path)
    slots = text_slots(value)
    fields = []
    for lang in sorted(LANGUAGES, key=lambda one: one != made.lang):
        words = slots.get(lang, "")
        missing = not words and bool(slots)
        attributes: dict[str, str | int | bool | None] = {
            "id": f"say-{lang}:{dotted(path)}", "data_at": _json(path), "data_act": "say", "data_lang": lang,
            "lang": LANGUAGE_TAGS[lang], "dir": "auto", "aria_label": say.LANGUAGE[lang].of(label=label).get(made.lang),
            **_described(path, schema),
            "placeholder": say.MISSING[lang].get(made.lang) if missing else None, "cls": "missing" if missing else None,
        }  # fmt: skip
        fields.append(tag("textarea", words, rows=3, **attributes) if _is_long(words) else _input(words, attributes))
    return tag("div", *_heading(made, path, schema), *fields, cls="field", data_path=dotted(path))


def _described(path: Path, schema: Schema) -> dict[str, str | int | bool | None]:
    return {"aria_describedby": f"about:{dotted(path)}"} if schema.get("description") else {}


def _is_long(words: str) -> bool:
    """Say whether words need more than one line; Han characters are twice as wide as others."""
    return sum(2 if HAN.match(letter) else 1 for letter in words) > LONG - 20


def _input(value: str, attributes: Mapping[str, str | int | bool | None]) -> Html:
    return tag("input", type="text", value=value, autocomplete="off", spellcheck="false", **attributes)


def _field(made: _Form, path: Path, value: Any, schema: Schema) -> Html:
    """Return one value with its name in front."""
    control = _control(made, path, value, schema, made.label(path))
    return tag("div", *_heading(made, path, schema), control, cls="field", data_path=dotted(path))


def _control(made: _Form, path: Path, value: Any, schema: Schema, label: str) -> Html:
    """Return one value as a choice, as words, or as the document writes it."""
    guide = made.guide
    at: dict[str, str | int | bool | None] = {
        "data_at": _json(path), "aria_label": label, "id": f"set:{dotted(path)}", **_described(path, schema),
    }  # fmt: skip
    choices = guide.choices(schema)
    if choices:
        first = [] if str(value) in choices else [tag("option", say.CHOOSE.get(made.lang), value="", selected=True)]
        options = [
            tag("option", say.choice_of(one).get(made.lang), value=one, selected=one == str(value)) for one in choices
        ]
        return tag("select", *first, *options, **at, data_act="choose")
    if isinstance(value, str) and guide.shaped(schema, "string") is not None and guide.shaped(schema, "number") is None:
        if _is_long(value):
            return tag("textarea", value, rows=3, **at, data_act="set", dir="auto")
        return _input(value, {**at, "data_act": "set", "dir": "auto"})
    return _input("" if value is None else inline(value), {**at, "data_act": "written"})


def _list(made: _Form, path: Path, value: list[Any], items: Schema, schema: Schema) -> Html:
    """Return a list: words with commas where they are plain, else items that can be moved."""
    guide, key, label = made.guide, path[-1], made.label(path)
    plain = guide.shaped(items, "string") is not None and not guide.properties(items) and key not in ("states",)
    if plain and all(isinstance(one, str) for one in value):
        attributes: dict[str, str | int | bool | None] = {
            "id": f"words:{dotted(path)}", "data_at": _json(path), "data_act": "words", "dir": "auto",
            "aria_label": label, **_described(path, schema),
        }  # fmt: skip
        control = _input(", ".join(value), attributes)
        return tag("div", *_heading(made, path, schema), control, cls="field", data_path=dotted(path))
    rows = [_item(made, (*path, place), one, items, len(value)) for place, one in enumerate(value[:MOST_ITEMS])]
    rest = len(value) - len(rows)
    more = tag("p", say.UNLISTED.of(count=rest).get(made.lang), cls="soft") if rest > 0 else None
    return tag(
        "div", *_heading(made, path, schema),
        tag("ol", *rows, cls="items", data_at=_json(path), aria_label=label), more,
        _add_item(made, path, items), cls="field list", data_path=dotted(path),
    )  # fmt: skip


def _item(made: _Form, path: Path, value: Any, items: Schema, count: int) -> Html:
    """Return one item of a list: a grip, its field, what else it holds, and what can be done with it."""
    lang, guide = made.lang, made.guide
    rule = value.get("rule") if isinstance(value, dict) else value
    what = rule if isinstance(rule, str) else inline(value)
    what = what if len(what) <= LONG else f"{what[:LONG]}…"
    grip = tag("span", "⠿", cls="grip", title=say.GRIP.of(what=what).get(lang), aria_hidden="true", draggable="true")
    body: Child
    if isinstance(value, dict) and isinstance(value.get("rule"), str):
        body = [
            _control(made, (*path, "rule"), value["rule"], {"type": "string"}, say.label_of("rule").get(lang)),
            _rest(made, path, value, items),
        ]
    elif isinstance(value, dict):
        body = _rest(made, path, value, items)
    else:
        known = {"type": "string"} if isinstance(value, str) else {}
        body = [_control(made, path, value, known, say.label_of("rule" if guide.is_rule(items) else "value").get(lang))]
        if isinstance(value, str) and value in made.words:
            body.append(tag("small", made.words[value], cls="soft"))
    tools = []
    place = int(path[-1])
    if place > 0:
        tools.append(_button(made, "move", path, say.UP.of(what=what).get(lang), "↑", data_to=place - 1))
    if place < count - 1:
        down = _button(made, "move", path, say.DOWN.of(what=what).get(lang), "↓", data_to=place + 1)
        tools.append(Html(down.markup.replace('id="move:', 'id="down:')))
    if guide.is_rule(items) and isinstance(rule, str) and dotted_model(path) is not None:
        tools.append(_button(made, "without", path, say.WITHOUT.of(what=what).get(lang), say.WITHOUT_SHORT.get(lang)))
        at = (*path, "rule") if isinstance(value, dict) else path
        tools.append(_button(made, "opposite", at, say.OPPOSITE.of(what=what).get(lang),
                             say.OPPOSITE_SHORT.get(lang), data_rule=rule))  # fmt: skip
    tools.append(_button(made, "remove", path, say.REMOVE.of(what=what).get(lang), "✕"))
    return tag(
        "li", grip, tag("div", body, cls="body"), tag("span", *tools, cls="itools"), data_at=_json(path),
        data_path=dotted(path),
    )  # fmt: skip


def _rest(made: _Form, path: Path, value: dict[str, Any], items: Schema) -> Html:
    """Return what an item holds beside its rule, folded."""
    properties = made.guide.properties(items)
    parts = {key: part for key, part in value.items() if key != "rule" or not isinstance(part, str)}
    colon, comma = ("：", "，") if made.lang == "zh" else (": ", ", ")
    shown = comma.join(f"{say.label_of(key).get(made.lang)}{colon}{_said(made, part)}" for key, part in parts.items())
    summary = tag("summary", shown if len(shown) <= LONG else f"{shown[:LONG]}…" if shown else "…")
    body: list[Child] = []
    if made.is_open(path, False):
        body = [_named(made, (*path, key), part, properties.get(key, {})) for key, part in parts.items()]
        body.append(_add_part(made, path, items, value))
    return tag("details", summary, *body, open=bool(body), data_open=_json(path), cls="rest")


def _said(made: _Form, value: Any) -> str:
    """Return a value in a few words: a text in the language of the form, a list without brackets."""
    if isinstance(value, dict) and set(value) <= set(LANGUAGES):
        return str(value.get(made.lang) or next(iter(value.values()), ""))
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return " ".join(value)
    if isinstance(value, str):
        return say.choice_of(value).get(made.lang) if value == "assumption" else value
    return inline(value)


def _add_item(made: _Form, path: Path, items: Schema) -> Html:
    label = say.NEW_ITEM.get(made.lang)
    words = f"{made.label(path)}: {label}"
    attributes: dict[str, str | int | bool | None] = {
        "placeholder": label, "aria_label": words, "id": f"add:{dotted(path)}", "dir": "auto", "name": "added",
    }  # fmt: skip
    return tag(
        "form", _input("", attributes), tag("button", say.ADD.get(made.lang), type="submit", cls="small"),
        cls="adds", data_act="insert", data_at=_json(path), data_plain=made.guide.is_rule(items),
    )  # fmt: skip


def _add_entry(made: _Form, path: Path, entries: Schema) -> Html:
    """Return the line that adds an entry of a name; its required parts begin with what can be guessed."""
    lang = made.lang
    title = made.label(path)
    texts = [key for key in made.guide.required(entries) if made.guide.is_text(made.guide.properties(entries)[key])]
    fields = [_input("", {"placeholder": say.NEW_ID.get(lang), "aria_label": f"{title}: {say.NEW_ID.get(lang)}",
                          "id": f"id:{dotted(path)}", "list": "ids", "name": "id", "required": True})]  # fmt: skip
    if texts:
        fields.append(_input("", {"placeholder": say.NEW_NAME.get(lang), "name": "text", "dir": "auto",
                                  "aria_label": f"{title}: {say.NEW_NAME.get(lang)}",
                                  "id": f"name:{dotted(path)}"}))  # fmt: skip
    begun = json.dumps(made.guide.begun(entries), ensure_ascii=False)
    return tag(
        "form", *fields, tag("button", say.ADD.get(lang), type="submit", cls="small"), cls="adds", data_act="entry",
        data_at=_json(path), data_begun=begun, data_texts=json.dumps(texts[:1]),
    )  # fmt: skip


def _add_model(made: _Form) -> Html:
    """Return the line that begins another model of a kind."""
    lang, title = made.lang, made.label(("models",))
    name = _input("", {"placeholder": say.NEW_ID.get(lang), "aria_label": f"{title}: {say.NEW_ID.get(lang)}",
                       "id": "id:models", "name": "id", "required": True})  # fmt: skip
    options = [tag("option", say.choice_of(one).get(lang), value=one) for one in KINDS]
    label = say.label_of("kind").get(lang)
    kinds = tag("select", *options, name="kind", id="kind:models", aria_label=f"{title}: {label}")
    add = tag("button", say.ADD_MODEL.get(lang), type="submit", cls="small")
    return tag("form", name, kinds, add, cls="adds", data_act="model", data_at=_json(("models",)))


def _add_part(made: _Form, path: Path, schema: Schema, have: Any) -> Html:
    """Return the choice of the parts that a mapping may have and has not."""
    properties = made.guide.properties(schema) if path else schema.get("properties", {})
    missing = {key: part for key, part in properties.items() if key not in have}
    if not missing:
        return Html("")
    lang = made.lang
    options = [tag("option", say.ADD_KEY.get(lang), value="")]
    for key, part in missing.items():
        begun = json.dumps(made.guide.begun(part), ensure_ascii=False)
        options.append(tag("option", f"{say.label_of(key).get(lang)} ({key})", value=key, data_begun=begun,
                           title=about(part.get("description")).get(lang) or None))  # fmt: skip
    name = f"{say.ADD_KEY.get(lang)} {dotted(path)}"
    return tag("select", *options, cls="part-adds", data_act="part", data_at=_json(path), aria_label=name,
               id=f"part:{dotted(path)}")  # fmt: skip


def _suggestions(data: dict[str, Any]) -> Html:
    """Return the names that fields suggest: actors, options, claims."""
    names: dict[str, None] = {}
    for key in ("actors", "claims"):
        part = data.get(key)
        names.update(dict.fromkeys(map(str, part)) if isinstance(part, dict) else {})
    models = data.get("models")
    for model in models.values() if isinstance(models, dict) else ():
        options = model.get("options") if isinstance(model, dict) else None
        for own in options.values() if isinstance(options, dict) else ():
            names.update(dict.fromkeys(map(str, own)) if isinstance(own, dict) else {})
    shown = [tag("option", value=name) for name in list(names)[:MOST_ITEMS]]
    return tag("datalist", *shown, id="ids")
