"""The process that runs one study of a folder: ``python -m countermove.workbench.study_process ROOT NAME``.

It tells how far it is in ``progress.json`` and what it found in ``result.json``; a file ``stop`` beside them ends it,
and so does killing it: what is stored stays, and the next start goes on from there.
"""

from __future__ import annotations

import _thread
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from countermove.document.faults import AnalysisError, DocumentError
from countermove.workbench.history import PLACE

if TYPE_CHECKING:
    from countermove.stress.running import Progress

LOOK, TOLD_EVERY, PATIENCE = 0.1, 0.2, 10.0


def main(root: Path, name: str) -> int:
    """Run a study until it is done or told to stop; return the exit code."""
    from countermove.stress.store import locked

    place = root / PLACE / "studies" / name
    try:
        with locked(place):
            return _run(root, name, place)
    except AnalysisError:  # another process is at work on it
        return 1


def _run(root: Path, name: str, place: Path) -> int:
    from countermove.analysis import loads
    from countermove.stress.study import lay_out, stress
    from countermove.workbench.study_pages import wish_of

    Thread(target=_watch, args=(place / "stop",), daemon=True).start()
    tell = _teller(place)
    try:
        job = json.loads((place / "job.json").read_text(encoding="utf-8"))
        document = Path(job["document"].removeprefix("library:"))
        text = (place / job["text"]).read_text(encoding="utf-8")
        scenario = loads(text, document.name, (root / document).parent)
        layout = lay_out(scenario.document, wish_of(job["wish"]))
        tell({"stored": _stored(place), "draws": layout.draws, "rate": 0, "left": None}, True)

        def progress(now: Progress) -> None:
            done = now.stored >= now.draws
            facts = {"stored": now.stored, "draws": now.draws, "rate": now.rate, "left": now.seconds_left}
            tell({**facts, "learning": done}, done)

        answer = stress(layout, root / "studies" / name, on_progress=progress)
        tell({"stored": layout.draws, "draws": layout.draws, "rate": 0, "left": 0}, True)
        _put(place / "result.json", answer.payload())
    except KeyboardInterrupt:
        return 130
    except (AnalysisError, DocumentError, LookupError, ValueError, OSError, MemoryError) as error:
        tell({"failed": str(error) or type(error).__name__}, True)
        return 1
    return 0


def _stored(place: Path) -> int:
    """Return how many draws were stored when this study was told of last."""
    try:
        return int(json.loads((place / "progress.json").read_text(encoding="utf-8")).get("stored", 0))
    except (OSError, ValueError, TypeError):
        return 0


def _watch(stop: Path) -> None:
    """Interrupt the study when told to stop; end the process where that is not heeded."""
    while not stop.exists():
        time.sleep(LOOK)
    _thread.interrupt_main()
    time.sleep(PATIENCE)
    os._exit(130)


def _teller(place: Path) -> Callable[[dict[str, Any], bool], None]:
    last = 0.0

    def tell(facts: dict[str, Any], at_once: bool) -> None:
        nonlocal last
        if at_once or time.monotonic() - last > TOLD_EVERY:
            last = time.monotonic()
            _put(place / "progress.json", facts)

    return tell


def _put(file: Path, data: dict[str, Any]) -> None:
    """Write a file whole or not at all; a full disk must not end a study whose answers fit."""
    draft = file.with_suffix(".tmp")
    try:
        draft.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        draft.replace(file)
    except OSError:
        if file.name == "result.json":
            raise


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
