"""What forms call the keys of a document, and every word of their own."""

from __future__ import annotations

from countermove.document.text import Text
from countermove.workbench.form_keys import CHINESE, CHOICES

KEYS = {
    "title": Text("Title", "标题"),
    "about": Text("About", "说明"),
    "question": Text("Question", "问题"),
    "include": Text("Includes", "引用的文件"),
    "covers": Text("Covers systems", "涵盖的系统"),
    "systems": Text("Systems", "系统"),
    "sources": Text("Sources", "来源"),
    "claims": Text("Claims", "主张"),
    "contradictions": Text("Contradictions", "矛盾之处"),
    "parameters": Text("Shared numbers", "共用参数"),
    "actors": Text("Actors", "行为体"),
    "correlated": Text("What moves together", "相关的输入"),
    "studies": Text("Stress studies", "压力测试"),
    "models": Text("Models", "模型"),
    "kind": Text("Kind", "种类"),
    "readings": Text("Readings", "读法"),
    "expect": Text("What must not change unnoticed", "预期结果"),
    "name": Text("Name", "名称"),
    "short": Text("Short name", "简称"),
    "members": Text("Members", "成员"),
    "author": Text("Author", "作者"),
    "date": Text("Date", "日期"),
    "where": Text("Where", "出处"),
    "url": Text("Address", "网址"),
    "note": Text("Note", "备注"),
    "text": Text("Text", "内容"),
    "source": Text("Source", "来源"),
    "at": Text("Page or line", "页码或行号"),
    "quote": Text("Quote", "原文"),
    "standing": Text("Standing", "核实情况"),
    "see": Text("See also", "另见"),
    "topic": Text("Topic", "议题"),
    "accounts": Text("Accounts", "各方说法"),
    "value": Text("Value", "取值"),
    "basis": Text("Rests on", "依据"),
    "options": Text("Options", "选项"),
    "states": Text("States", "状态"),
    "moves": Text("Moves", "行动"),
    "infeasible": Text("What cannot be", "不可能的组合"),
    "forbidden_moves": Text("Moves that cannot be made", "不可行的行动"),
    "same": Text("What counts as the same", "视为相同的状态"),
    "status_quo": Text("Today’s state: options that are on", "当前状态：已采取的选项"),
    "preferences": Text("Preferences", "偏好"),
    "order": Text("Order, best first", "排序（最好在前）"),
    "unknown": Text("Pairs whose order is not known", "排序未知的状态对"),
    "statements": Text("Statements, most important first", "陈述（最重要在前）"),
    "partial": Text("Known pairs: better, worse", "已知的优劣对"),
    "vary": Text("How stress varies it", "压力测试如何变动"),
    "rule": Text("Rule", "规则"),
    "id": Text("Id", "标识"),
    "holds": Text("Share of draws in which it applies", "适用的抽样份额"),
    "actor": Text("Actor", "行为体"),
    "from": Text("From", "起始条件"),
    "to": Text("To", "到达条件"),
    "change": Text("May change", "可变方向"),
    "layer": Text("Layer", "层次"),
    "answers": Text("Answers", "回应"),
    "answers_inferred": Text("Answers, as inferred", "回应（推断）"),
    "sees": Text("Who sees what", "各方的认知"),
    "concept": Text("Each actor’s foresight", "各方的预见程度"),
    "coalitions": Text("Coalitions", "联盟"),
    "attitudes": Text("Attitudes", "态度"),
    "coverage": Text("Moves as told", "来源所述的行动"),
    "stages": Text("Cost and effect", "成本与效果"),
    "rivalry": Text("Rivalry", "竞争程度"),
    "extends": Text("Builds on reading", "基于的读法"),
    "draws": Text("Draws", "抽样次数"),
    "seed": Text("Seed", "随机种子"),
    "model": Text("Model", "模型"),
    "reading": Text("Reading", "读法"),
    "design": Text("Design", "抽样设计"),
    "between": Text("Between", "双方"),
    "ranks": Text("Ranks", "排序值"),
    "cells": Text("Payoffs", "收益"),
    "dialogue": Text("Dialogue", "对话"),
    "discount": Text("Weight of the next round", "下一轮的权重"),
    "detection": Text("Chance of detection", "被发现的概率"),
    "elements": Text("Elements", "要素"),
    "institution": Text("Institution", "制度"),
    "cost": Text("Cost", "成本"),
    "needed": Text("How many are needed", "所需数量"),
    "parties": Text("Parties", "缔约方"),
    "groups": Text("Groups", "集团"),
    "threshold": Text("Threshold", "门槛"),
    "issues": Text("Issues", "议题"),
    "positions": Text("Positions", "立场"),
    "salience": Text("Salience", "重视程度"),
    "capability": Text("Capability", "影响力"),
    "factors": Text("Factors", "因素"),
    "variants": Text("Variants", "取值"),
    "outcome": Text("Outcome", "结果"),
    "impacts": Text("Impacts", "影响"),
    "weight": Text("Weight", "权重"),
    "rows": Text("Rows", "行"),
    "indicators": Text("Indicators", "指标"),
    "stocks": Text("Stocks", "存量"),
    "flows": Text("Flows", "流量"),
    "events": Text("Events", "事件"),
    "clock": Text("Clock", "时间范围"),
    "units": Text("Units", "单位"),
    "headline": Text("What answers the question", "回答问题的部分"),
    "beliefs": Text("Beliefs", "信念"),
    "links": Text("Links", "联系"),
}
ADD, ADD_KEY, REMOVE = Text("Add", "添加"), Text("Add a part …", "添加一项……"), Text("Remove {what}", "删除{what}")
ADD_MODEL = Text("Add a model", "添加模型")
RENAME = Text("Rename {what}, with all that refers to it", "重命名{what}，并更新所有引用")
UP, DOWN = Text("Move {what} up", "上移{what}"), Text("Move {what} down", "下移{what}")
GRIP = Text("Drag {what}, or Alt+↑ and Alt+↓", "拖动{what}，或用Alt+↑、Alt+↓")
NEW_ID, NEW_ITEM = Text("new id", "新标识"), Text("new item", "新条目")
NEW_NAME = Text("its name", "其名称")
WITHOUT, WITHOUT_SHORT = Text("What if not {what}?", "若没有{what}会怎样？"), Text("What if not?", "若没有？")
OPPOSITE = Text("What if the opposite of {what}?", "若相反会怎样：{what}")
OPPOSITE_SHORT = Text("What if the opposite?", "若相反？")
MISSING = {"en": Text("no English yet", "尚无英文"), "zh": Text("no Chinese yet", "尚无中文")}
LANGUAGE = {"en": Text("{label}, in English", "{label}（英文）"), "zh": Text("{label}, in Chinese", "{label}（中文）")}
BOARD = Text("Every combination", "所有组合")
BOARD_ABOUT = Text(
    "Filled: on; hollow: off. Struck out: a rule says that it cannot be.",
    "实心为采取，空心为不采取。划去的为规则所排除的组合。",
)
TRY, TRY_SHORT = Text("Try a combination", "试一个组合"), Text("Try", "试")
TRIED_STRUCK = Text("{label}: struck out by “{rule}”.", "{label}：被“{rule}”排除。")
TRIED_SOUND = Text("{label}: can be.", "{label}：可能出现。")
COUNTED = Text("{feasible} of {total} combinations can be.", "{total}种组合中有{feasible}种可能出现。")
STRUCK, POSSIBLE = Text("struck out by “{rule}”", "被“{rule}”排除"), Text("can be", "可能出现")
NOTHING = Text("nothing taken", "未采取任何选项")
TODAY = Text("today", "现状")
ON, OFF = Text("on", "采取"), Text("off", "不采取")
NO_FORM = Text(
    "The form waits until the text can be read again; the fault is marked in the text.",
    "待文本可以读取后，表单才会更新；错误已在文本中标出。",
)
UNLISTED = Text("{count} more items; edit them in the text.", "另有{count}项；请在文本中编辑。")
CHOOSE = Text("(choose)", "（选择）")


def label_of(key: str) -> Text:
    """Return what people call a key: its words, else the key itself."""
    plain = key.replace("_", " ")
    return KEYS.get(key) or Text(plain[:1].upper() + plain[1:], CHINESE.get(key, plain))


def choice_of(word: str) -> Text:
    """Return what people call a word of which one is chosen; in Chinese the word of the document stands beside it."""
    known = CHOICES.get(word)
    return Text(word, word if known in (None, word) else f"{known}（{word}）")
