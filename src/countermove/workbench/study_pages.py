"""Studies as the page shows them: what may vary, which there are, what one found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args
from urllib.parse import quote, urlencode

from countermove.document.faults import AnalysisError
from countermove.document.reading import Document
from countermove.document.text import Lang, Text
from countermove.kind import Input
from countermove.report.bands import study_beyond
from countermove.report.html import Child, Html, joined, said, tag
from countermove.report.study import study_section
from countermove.stress.draws import Form
from countermove.stress.study import Layout, Wish, lay_out
from countermove.workbench import form_words as say
from countermove.workbench.fragments import WHOLE, export_link

MOST_INPUTS = 400
WHICH, OWN = Text("Study", "研究"), Text("my own choice", "自行选择")
READING = Text("Reading", "读法")
DRAWS, SEED, DESIGN = Text("Draws", "抽样次数"), Text("Seed", "随机种子"), Text("Design", "抽样设计")
DESIGNS = {
    "monte-carlo": Text("independent draws", "独立抽样"),
    "latin-hypercube": Text("Latin hypercube", "拉丁超立方"),
    "sobol": Text("Sobol sequence", "索博尔序列"),
}
VARIES = Text("What varies, and by which law", "哪些内容变动，按什么分布")
RUN = Text("Run the study", "运行研究")
STATES = {
    "running": Text("running", "运行中"),
    "done": Text("done", "已完成"),
    "failed": Text("failed: {why}", "失败：{why}"),
    "stopped": Text("stopped at {stored} of {draws} draws", "停在{draws}次抽样中的{stored}次"),
}
SHOW, RESUME, FOLDER = Text("Show", "显示"), Text("Go on", "继续"), Text("The study folder (zip)", "研究文件夹（zip）")
WITH = Text("{what}, with this study", "{what}，含此研究")
FOUND = Text("What study {name} found", "研究{name}的结果")
SENTENCES = Text("All of it in sentences", "全部结果的文字说明")


def wish_of(data: Mapping[str, Any]) -> Wish:
    """Return a wish from what a page sent; what it does not say is left to the document.

    Raises
    ------
    AnalysisError
        If a part is none that a study can have.
    """

    def word(key: str) -> str | None:
        return str(data[key]) if data.get(key) else None

    def count(key: str) -> int | None:
        value = data.get(key)
        if value in (None, ""):
            return None
        try:
            found = int(str(value))
        except ValueError:
            raise AnalysisError(f"{value!r} is no whole number; write digits") from None
        if not 0 <= found <= 10**9:
            raise AnalysisError(f"{found} is too large or negative; write a number from 0 to 1,000,000,000")
        return found

    design = word("design")
    if design is not None and design not in get_args(Form):
        raise AnalysisError(f"no design {design!r}; choose one of {', '.join(get_args(Form))}")
    vary = data.get("vary")
    chosen = tuple(str(one) for one in vary) if isinstance(vary, list) else ()
    return Wish(word("model"), word("reading"), word("study"), count("draws"), count("seed"), design, chosen)  # type: ignore[arg-type]  # tested above


def layout_form(document: Document, data: Mapping[str, Any], lang: Lang) -> Html:
    """Return the form in which a study is chosen, with what it would vary."""
    fields: list[Child] = []
    stated = list(document.studies)
    study = str(data.get("study") or "")
    if stated and "study" not in data:
        study = stated[0]
    if stated:
        options = [(name, one.title or Text.both(name)) for name, one in document.studies.items()]
        fields.append(_choice("study", WHICH, [*options, ("", OWN)], study, lang))
    wish = {**data, "study": study}
    laid: Layout | None = None
    trouble = ""
    try:
        laid = lay_out(document, wish_of(wish))
    except (AnalysisError, LookupError, ValueError) as error:
        trouble = str(error)
    if not study:
        fields.append(_readings(document, data, lang))
    shown = {
        "draws": data.get("draws") or (laid.draws if laid else 10_000),
        "seed": data.get("seed") or (laid.seed if laid else 1),
    }
    for key, label in (("draws", DRAWS), ("seed", SEED)):
        control = tag("input", type="text", inputmode="numeric", name=key, value=str(shown[key]), size=8)
        fields.append(tag("label", label.get(lang), " ", control))
    design = str(data.get("design") or (laid.plan.design.form if laid else "monte-carlo"))
    fields.append(_choice("design", DESIGN, list(DESIGNS.items()), design, lang))
    body: list[Child] = [tag("div", *fields, cls="row")]
    if trouble:
        body.append(tag("p", trouble, cls="failure", role="status"))
    body += _inputs(document, data, laid, bool(study), lang)
    body.append(tag("button", RUN.get(lang), type="submit", cls="main", disabled=laid is None))
    return tag("form", *body, id="study-form")


def _choice(name: str, label: Text, options: Sequence[tuple[str, Text]], chosen: str, lang: Lang) -> Html:
    items = (tag("option", words.get(lang), value=value, selected=value == chosen) for value, words in options)
    return tag("label", label.get(lang), " ", tag("select", *items, name=name))


def _readings(document: Document, data: Mapping[str, Any], lang: Lang) -> Html:
    chosen = f"{data.get('model') or next(iter(document.models), '')}/{data.get('reading') or 'base'}"
    options = []
    for name, model in document.models.items():
        for reading, one in model.readings.items():
            words = one.title if len(document.models) == 1 else Text("{a} · {b}", "{a} · {b}").of(
                a=model.title, b=one.title
            )  # fmt: skip
            options.append((f"{name}/{reading}", words))
    return _choice("which", READING, options, chosen, lang)


def _inputs(
    document: Document, data: Mapping[str, Any], laid: Layout | None, fixed: bool, lang: Lang
) -> Iterator[Html]:
    """List what may vary, each with its law and what it rests on; ticked is what does."""
    varied = {one.id for one in laid.inputs()} if laid else set()
    known: tuple[Input, ...] = laid.inputs() if laid else ()
    if not fixed:
        try:
            every = {key: data.get(key) for key in ("model", "reading")}
            known = lay_out(document, wish_of({**every, "vary": ["*"]})).inputs()
        except (AnalysisError, LookupError, ValueError):
            pass
    if not known:
        return
    items = []
    for one in known[:MOST_INPUTS]:
        box = tag("input", type="checkbox", name="vary", value=one.id, checked=one.id in varied, disabled=fixed)
        basis = (say.choice_of(word).get(lang) for word in one.basis)
        rests = tag("small", f" [{', '.join(basis)}]") if one.basis else None
        words = [said(one.name, lang), tag("small", ": ", one.law.say().get(lang), cls="soft"), rests]
        items.append(tag("li", tag("label", box, " ", *words)))
    yield tag("fieldset", tag("legend", VARIES.get(lang)), tag("ul", *items, cls="inputs"))


def study_list(found: Sequence[Mapping[str, Any]], lang: Lang) -> Html:
    """Return the studies of a document with how each stands."""
    items = []
    for one in found:
        name, state = str(one["name"]), str(one["state"])
        stored, draws = (f"{int(one.get(key) or 0):,}" for key in ("stored", "draws"))
        words = STATES[state].of(why=one.get("failed", ""), stored=stored, draws=draws)
        buttons: list[Child] = []
        if state == "done":
            buttons.append(tag("button", SHOW.get(lang), type="button", cls="small", data_show=name,
                               aria_label=f"{SHOW.get(lang)} {name}"))  # fmt: skip
        if state in ("stopped", "failed"):
            buttons.append(tag("button", RESUME.get(lang), type="button", cls="small", data_resume=name,
                               aria_label=f"{RESUME.get(lang)} {name}"))  # fmt: skip
        query = urlencode({"study": name, "lang": lang}, quote_via=quote)
        link = tag("a", FOLDER.get(lang), href=f"/study/folder?{query}", download=True)
        items.append(tag("li", tag("code", name), " ", words.get(lang), " ", *buttons, " ", link, data_study=name))
    return tag("ul", *items, cls="plain studies")


def found_block(name: str, document: str, result: Mapping[str, Any], lang: Lang) -> Html:
    """Return what a study found: shares, bands, boxes, what would change one's mind, every sentence."""
    shares = study_section({**result, "drivers": (), "flips": (), "text": ()}, lang)
    links: list[Child] = []
    for form in ("html", "docx"):
        links += [export_link(WITH.of(what=WHOLE[form]).get(lang), form, document, lang, study=name), " · "]
    sentences = (tag("li", Text(one.get("en"), one.get("zh")).get(lang)) for one in result.get("text") or ())
    every = tag("details", tag("summary", SENTENCES.get(lang)), tag("ul", *sentences, cls="plain"))
    title = tag("h3", FOUND.of(name=name).get(lang), tabindex=-1, id="study-found")
    return joined([title, *shares, *study_beyond(result, lang), every, tag("p", *links[:-1], cls="keep")])
