"""Every word of the page around the panes, and those that its script says."""

from __future__ import annotations

from countermove.document.text import Text

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
KINDS = {
    "conflict": Text("conflict", "冲突"),
    "dilemma": Text("dilemma", "困境"),
    "agreement": Text("agreement", "协议"),
    "bargain": Text("bargain", "谈判"),
    "race": Text("race", "竞赛"),
    "outlook": Text("outlook", "展望"),
    "influence": Text("influence", "影响"),
}
COVERS = Text("covers {systems}", "涵盖{systems}")
AT_FAULT = Text("cannot be read: open it to see why", "无法读取：打开查看原因")
NEW_TITLE, NEW_KIND, NEW_NAME = Text("New document", "新建文件"), Text("Kind", "种类"), Text("File name", "文件名")
BEGIN = Text("Begin", "开始")
STRESS, STRESS_ABOUT = (
    Text("What does it rest on? (stress)", "结论有多稳固？（压力测试）"),
    Text(
        "Varies what the document leaves uncertain. A long study goes on when this page is closed; shares are shares "
        "of draws under the laws below, not chances of events.",
        "对文件中不确定之处进行变动。关闭本页后，较长的研究仍会继续；份额是按下列分布抽样的份额，不是事件的概率。",
    ),
)
OTHER = Text("another document: {title}", "另一份文件：{title}")
VIEW = Text("Show the document as", "文件显示方式")
VIEWS = {"form": Text("Form", "表单"), "text": Text("Text", "文本"), "both": Text("Both", "两者")}
FORM = Text("Form", "表单")
EXPLORE = Text("The figure, to move about in", "可漫游的图")
FOLD = Text("Fold or show the scenarios", "收起或显示案例列表")
SHORTCUTS = (
    ("?", Text("this list", "本列表")),
    ("1 2 3", Text("to scenarios, document, answer", "转到案例、文件、答案")),
    ("Esc", Text("out of the text; close what is open", "离开文本；关闭已打开的部分")),
    ("Ctrl+S", Text("save now (it saves by itself as well)", "立即保存（也会自动保存）")),
    ("Ctrl+Z · Ctrl+Shift+Z", Text("undo, redo: across sessions", "撤销、重做：跨会话有效")),
    ("Ctrl+Enter", Text("from the text to the answer", "从文本转到答案")),
    ("F8", Text("to the next fault", "到下一个错误")),
    ("F / T / B", Text("show the form, the text, both", "显示表单、文本、两者")),
    ("Alt+↑ · Alt+↓", Text("in a list of the form: move the item up or down", "在表单的列表中：上移或下移条目")),
    ("← ↑ → ↓ · Enter", Text("in a figure: walk from mark to mark; ask why", "在图中：在标记间移动；询问原因")),
    ("+ · −", Text("in a figure to move about in: come closer, step back", "在可漫游的图中：放大、缩小")),
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
    "cancel": Text("Cancel", "取消"),
    "starting": Text("{name}: starting …", "{name}：正在启动……"),
    "progress": Text(
        "{name}: {stored} of {draws} draws, {rate} a second, {left} left",
        "{name}：{draws}次抽样已完成{stored}次，每秒{rate}次，剩余{left}",
    ),
    "learning": Text(
        "{name}: all {draws} draws are in; looking for what drives them …",
        "{name}：{draws}次抽样已完成，正在寻找影响因素……",
    ),
    "stopping": Text("{name}: stopping …", "{name}：正在停止……"),
    "lost": Text("The workbench does not answer; the study goes on by itself.", "工作台没有响应；研究会自行继续。"),
    "keepFlip": Text("Keep it so: write it to the document", "保留此改动：写入文件"),
    "flipFault": Text("That would leave the document at fault.", "这样文件会出错。"),
    "readOnly": READ_ONLY,
    "rename": Text("Rename", "重命名"),
    "noUndo": Text("Nothing more to undo.", "没有可撤销的内容。"),
    "noRedo": Text("Nothing to redo.", "没有可重做的内容。"),
}
