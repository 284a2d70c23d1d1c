"""A process of its own for whatever takes long: it can be ended, and the page goes on answering meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock
from time import monotonic
from typing import Any

from countermove.document.text import Text

LONGEST = 600.0
GIVES_WAY = 20.0
STOPPED = Text(
    "This was stopped: it took more than {minutes} minutes. Solve it from the command line (`countermove solve`), or "
    "make the model smaller.",
    "已停止：用时超过{minutes}分钟。请在命令行中求解（`countermove solve`），或缩小模型。",
)
ENDED = Text(
    "The process that solves has ended (out of memory?); it starts again with the next change. Nothing you wrote is "
    "lost.",
    "求解进程已结束（内存不足？）；下次修改时会重新启动。您写的内容没有丢失。",
)
GAVE_WAY = Text("A newer text is being solved instead.", "正在改为求解较新的文本。")
AT_FAULT = Text("This text is at fault: {fault}", "该文本有误：{fault}")
DEFECT = Text(
    "countermove itself has failed here ({name}); your document is safe. Undo the last change, and tell the makers.",
    "countermove自身在此出错（{name}）；您的文件是安全的。请撤销最后一次修改，并告知开发者。",
)


@dataclass(frozen=True, slots=True)
class Told:
    """What came back: ``data``, or a sentence that says why there is none."""

    data: Any = None
    sentence: Text | None = None


@dataclass(slots=True)
class Worker:
    """One process that answers one question at a time; of the questions that wait, the newest counts."""

    process: Any = None
    line: Connection | None = None
    since: float | None = None
    newest: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    changing: Lock = field(default_factory=Lock)  # it is begun and ended from several threads
    patient: bool = False  # it leaves the processor to who is waited for first
    closed: bool = False

    def start(self) -> None:
        """Start the process, so that the first answer need not wait for it."""
        with self.changing:
            if self.closed or (self.process is not None and self.process.is_alive()):
                return
            context = get_context("spawn")
            self.line, theirs = context.Pipe()
            self.process = context.Process(
                target=_work, args=(theirs, self.patient), daemon=True, name="countermove-solves"
            )
            self.process.start()
            theirs.close()

    def end(self) -> None:
        """End the process, whatever it does; the next question starts another."""
        with self.changing:
            if self.process is not None:
                self.process.kill()
                self.process.join(5)
            if self.line is not None:
                self.line.close()
            self.process = self.line = None

    def close(self) -> None:
        """End the process for good."""
        self.closed = True
        self.end()

    async def ask(self, job: str, question: Mapping[str, Any], replaces: bool = False) -> Told:
        """Ask one question; with ``replaces``, older ones of that sort that wait give way, and a long one is ended."""
        number = self.newest
        if replaces:
            self.newest += 1
            number = self.newest
            if self.since is not None and monotonic() - self.since > GIVES_WAY:
                self.end()
        async with self.turn:
            if replaces and number != self.newest:
                return Told(sentence=GAVE_WAY)
            self.since = monotonic()
            try:
                told = await asyncio.to_thread(self._ask, job, question)
            finally:
                self.since = None
        return Told(sentence=GAVE_WAY) if told.data is None and replaces and number != self.newest else told

    def _ask(self, job: str, question: Mapping[str, Any]) -> Told:
        try:
            self.start()
            line = self.line
            if line is None:
                return Told(sentence=ENDED)
            line.send((job, dict(question)))
            if not line.poll(LONGEST):
                self.end()
                return Told(sentence=STOPPED.of(minutes=int(LONGEST // 60)))
            found = line.recv()
            return found if isinstance(found, Told) else Told(sentence=ENDED)
        except (EOFError, OSError):
            self.end()
            return Told(sentence=ENDED)


def _work(line: Connection, patient: bool) -> None:
    """Answer until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    if patient and hasattr(os, "nice"):
        os.nice(5)
    from countermove.workbench.answering import JOBS

    while True:
        try:
            job, question = line.recv()
        except (EOFError, OSError):
            return
        try:
            told = Told(JOBS[job](**question))
        except Exception as error:  # the last wall: whatever rises becomes a sentence
            told = Told(sentence=sentence_of(error))
        line.send(told)


def sentence_of(error: Exception) -> Text:
    """Return an error as a sentence: its own where it was written for people, else that this is a defect."""
    from countermove.document.faults import AnalysisError, DocumentError

    if isinstance(error, DocumentError):
        return AT_FAULT.of(fault=str(error.faults[0]))
    told = getattr(error, "told", None)
    if isinstance(told, Text):
        return told
    if isinstance(error, AnalysisError | LookupError | ValueError) and error.args and isinstance(error.args[0], str):
        return Text.both(error.args[0])
    return DEFECT.of(name=type(error).__name__)
