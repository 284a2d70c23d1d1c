"""The whole page: answer first, then the grounds, then the machinery; one design for every kind."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from countermove._version import __version__
from countermove.document.text import Text
from countermove.drawing.style import style_sheet
from countermove.report.bands import study_beyond
from countermove.report.dossier import Dossier, command_target
from countermove.report.figures import leading_block, leading_figure
from countermove.report.front import front_page
from countermove.report.grounds import claims_section, why_section
from countermove.report.html import Child, Html, page, said, tag
from countermove.report.side_by_side import chapter_blocks
from countermove.report.study import study_section, told_parts

CHECK = Text("To check it", "如何核查")
COMMAND, VERSION = Text("Command", "命令"), Text("Version", "版本")
SEED, NO_SEED = Text("Seed", "随机种子"), Text("none: nothing here was drawn at random", "无：此处没有随机抽样")
INPUT, METHOD, LIMITS = Text("Input", "输入"), Text("Method", "方法"), Text("Limits", "局限")
INCLUDED = Text("sha256 {digest}, included files counted in", "sha256 {digest}（包含所引用的文件）")
EXACT = Text(
    "Answers marked “proved” are exact for the model as written; certificates stand with each sentence above.",
    "标为“已证明”的答案对所写模型是精确的；证明见上文各句。",
)
MODEL_ONLY = Text(
    "Everything holds for the model as written. What is left out of it cannot show up in an answer.",
    "一切结论只对所写模型成立。模型未写入的内容不会出现在答案中。",
)
MANIFEST = Text("The manifest as data", "以数据形式给出的清单")
DOCUMENT = Text("The document itself", "文件全文")
SENTENCES = Text("What the study found, in sentences", "以句子形式列出研究的发现")
SKIP = Text("To the grounds", "跳到依据")
ABOUT = Text("What the document is for", "文件说明")


def report_page(dossier: Dossier) -> str:
    """Return the report as one HTML document."""
    lang, document = dossier.lang, dossier.document
    drawn = {chapter.model.name: chapter.figures(lang) for chapter in dossier.chapters}
    first = leading_figure(((chapter, drawn[chapter.model.name]) for chapter in dossier.chapters), lang)
    carries = tag("div", leading_block(first, lang), cls="carries") if first is not None else None
    body: list[Child] = [tag("div", front_page(dossier), carries, cls="page-one")]
    alone = len(dossier.chapters) == 1
    for chapter in dossier.chapters:
        rest = [figure for figure in drawn[chapter.model.name] if figure is not first]
        body += chapter_blocks(dossier, chapter, rest, alone)
    if dossier.stress is not None:
        body.append(tag("section", *_study(dossier)))
    for chapter in dossier.chapters:
        body += why_section(dossier, chapter)
    body += claims_section(dossier)
    body += _check(dossier)
    title = f"{document.title.get(lang)} – countermove"
    return page(title, lang, sheet(), tag("main", *body))


def commands(dossier: Dossier) -> list[str]:
    """Return the commands that write this report again: the study, where one is told, and the report."""
    document, study = dossier.document, dossier.stress
    target = command_target(document.file)
    report = f"countermove report {target}{' --study STUDY' if study else ''} -o {document.name}.html"
    again = [f"{report} --lang {dossier.lang}"]
    if study:
        asked = "".join(f" --{key} {study[key]}" for key in ("model", "draws", "seed") if study.get(key) is not None)
        again.insert(0, f"countermove stress {target}{asked} -o STUDY")
    return again


def manifest(dossier: Dossier) -> dict[str, Any]:
    """Return how the report was made, as data: version, seed, input, commands, what was solved, what could not be."""
    document, study = dossier.document, dossier.stress or {}
    keys = ("model", "readings", "draws", "answered", "seed", "measure")
    return {
        "schema": "countermove.report/1",
        "version": __version__,
        "input_sha256": document.sha256,
        "document": document.name,
        "lang": dossier.lang,
        "seed": study.get("seed"),
        "commands": commands(dossier),
        "solved": {chapter.model.name: list(chapter.answers) for chapter in dossier.chapters},
        "unsolved": [
            f"{chapter.model.name}, {failure.reading.get(dossier.lang)}: {failure.why}"
            for chapter in dossier.chapters
            for failure in chapter.failures
        ],
        "study": {key: study[key] for key in keys if key in study} or None,
    }


def _study(dossier: Dossier) -> list[Html]:
    """Return what a study found: shares; where it is told whole, bands, boxes and what flips it; every sentence."""
    study, lang = dossier.stress or {"outcomes": ()}, dossier.lang
    if "information" not in study or not study.get("answered"):
        return study_section(study, lang)
    shares = study_section({**study, "drivers": (), "flips": (), "text": ()}, lang)
    every = tag("details", tag("summary", SENTENCES.get(lang)), *told_parts(study, lang))
    return [*shares, *study_beyond(study, lang), every]


def sheet() -> str:
    """Return the style of pages and drawings."""
    own = files("countermove.report").joinpath("report.css").read_text(encoding="utf-8")
    return f"{style_sheet()}\n{own}"


def _check(dossier: Dossier) -> list[Html]:
    lang, document = dossier.lang, dossier.document
    seed = (dossier.stress or {}).get("seed")
    warned = dict.fromkeys(
        warning for chapter in dossier.chapters for answer in chapter.answers.values() for warning in answer.warnings()
    )
    limits = [MODEL_ONLY, *warned]
    facts: list[tuple[Text, Child]] = [
        (COMMAND, [tag("code", command) for command in commands(dossier)]),
        (VERSION, f"countermove {__version__}"),
        (SEED, str(seed) if seed is not None else NO_SEED.get(lang)),
        (INPUT, tag("code", INCLUDED.of(digest=document.sha256).get(lang))),
        (METHOD, EXACT.get(lang)),
        (LIMITS, tag("ul", *(said(limit, lang, "li") for limit in limits), cls="plain")),
    ]
    rows = [part for name, fact in facts for part in (tag("dt", name.get(lang)), tag("dd", fact))]
    parts = [tag("h2", CHECK.get(lang), id="check"), tag("dl", *rows)]
    told = json.dumps(manifest(dossier), ensure_ascii=False, indent=1)
    data = tag("pre", told, tabindex=0, id="manifest", dir="auto")
    parts.append(tag("details", tag("summary", MANIFEST.get(lang)), data, cls="machine"))
    if document.about is not None:
        parts.append(tag("details", tag("summary", ABOUT.get(lang)), said(document.about, lang, "p")))
    text = tag("pre", document.text, tabindex=0, dir="auto")
    parts.append(tag("details", tag("summary", DOCUMENT.get(lang)), text, cls="machine", id="document"))
    return parts
