"""Engines give the same bytes; what dies holding a batch is noticed, and the study ends as if nothing had died."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from threading import Thread

import pytest

from countermove.document.faults import AnalysisError
from countermove.stress.draws import Batch
from countermove.stress.engines import InProcess, LostError, Processes, Receipt, Work
from countermove.stress.plan import Plan, plan
from countermove.stress.running import ATTEMPTS, Progress, run
from countermove.stress.store import open_store
from tests.stress.toy import toy_case

ROWS, BATCHES = 50, 8
posix = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")


def napping(trace: Path, nap: float = 0.4) -> Plan:
    """A study whose every batch leaves a trace with its process id and then sleeps, so that it can be caught."""
    trace.mkdir(exist_ok=True)
    return plan("tests.stress.toy", [toy_case(trace=str(trace), nap=nap)], [1.0], None, seed=3, rows=ROWS)


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("*.parquet")}


def undisturbed(one: Plan, folder: Path) -> dict[str, bytes]:
    run(one, open_store(folder, one, ROWS * BATCHES, {}), workers=1)
    return files_of(folder)


def seen_pid(trace: Path, after: int = 0) -> int:
    """Wait until a worker has begun a batch, and return its process id while it still sleeps in there."""
    for _ in range(600):
        marks = sorted(mark.name for mark in trace.iterdir())
        if len(marks) > after:
            return int(marks[-1].split("-")[1])
        time.sleep(0.05)
    raise AssertionError("no worker began")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc").exists() else True


@posix
def test_a_killed_worker_costs_a_second_attempt_and_nothing_else(tmp_path: Path) -> None:
    one = napping(tmp_path / "trace")
    killed: list[int] = []

    def kill() -> None:
        killed.append(seen_pid(tmp_path / "trace", after=2))
        os.kill(killed[0], signal.SIGKILL)

    killer = Thread(target=kill)
    killer.start()
    done = run(one, open_store(tmp_path / "s", one, ROWS * BATCHES, {}), "processes", workers=2)
    killer.join()
    assert killed and not alive(killed[0])
    assert killed[0] != os.getpid()
    assert done.lost >= 1, "the worker held a batch when it died"
    assert len(list((tmp_path / "trace").iterdir())) > BATCHES, "a batch was begun twice"
    assert files_of(tmp_path / "s") == undisturbed(one, tmp_path / "whole")


@posix
def test_a_killed_command_leaves_a_study_that_goes_on(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from tests.stress.test_engines import *\n"
        "if __name__ == '__main__':\n"
        "    folder = pathlib.Path(sys.argv[1])\n"
        "    one = napping(folder / 'trace')\n"
        "    run(one, open_store(folder / 's', one, ROWS * BATCHES, {}), 'processes', workers=2)\n"
    )
    (tmp_path / "command.py").write_text(script)
    command = subprocess.Popen([sys.executable, str(tmp_path / "command.py"), str(tmp_path)])
    trace = tmp_path / "trace"
    for _ in range(600):
        if len(list((tmp_path / "s").glob("*.parquet"))) >= 2:
            break
        time.sleep(0.05)
    worker = seen_pid(trace, after=len(list(trace.iterdir())) - 1)
    command.kill()
    command.wait()
    stored = files_of(tmp_path / "s")
    assert 2 <= len(stored) < BATCHES, "killed in the middle"
    for _ in range(100):
        if not alive(worker):
            break
        time.sleep(0.05)
    assert not alive(worker), "a worker leaves with its command"
    one = napping(trace)
    done = run(one, open_store(tmp_path / "s", one, ROWS * BATCHES, {}), workers=1)
    assert done.found >= 2
    assert done.computed == BATCHES - done.found
    assert files_of(tmp_path / "s") == undisturbed(one, tmp_path / "whole")


@posix
def test_ctrl_c_leaves_a_study_that_goes_on(tmp_path: Path) -> None:
    one = napping(tmp_path / "trace", nap=0.1)
    store = open_store(tmp_path / "s", one, ROWS * BATCHES, {})

    def interrupt(progress: Progress) -> None:
        if progress.stored >= 3 * ROWS:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(one, store, "processes", workers=2, on_progress=interrupt)
    assert 3 <= len(store.contents().stored) < BATCHES
    run(one, store, workers=1)
    assert files_of(tmp_path / "s") == undisturbed(one, tmp_path / "whole")


def test_a_batch_that_kills_every_worker_is_given_up_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = napping(tmp_path / "trace", nap=0)
    attempts = []

    class Deadly(InProcess):
        def submit(self, batch: Batch) -> Future[Receipt]:
            future = InProcess.submit(self, batch)
            if batch.index == 4:
                attempts.append(batch)
                future = Future()
                future.set_exception(LostError("worker died"))
            return future

    store = open_store(tmp_path / "s", one, ROWS * BATCHES, {})
    monkeypatch.setattr("countermove.stress.running.InProcess", Deadly)
    with pytest.raises(AnalysisError, match="batch 4 lost its worker 5 times .* same command again"):
        run(one, store, workers=1)
    assert len(attempts) == ATTEMPTS


def test_local_and_processes_give_the_same_bytes(tmp_path: Path) -> None:
    one = napping(tmp_path / "trace", nap=0)
    run(one, open_store(tmp_path / "p", one, ROWS * BATCHES, {}), "processes", workers=2)
    assert files_of(tmp_path / "p") == undisturbed(one, tmp_path / "whole")


def test_progress_counts_draws_and_names_what_is_left(tmp_path: Path) -> None:
    one = napping(tmp_path / "trace", nap=0)
    told: list[Progress] = []
    run(one, open_store(tmp_path / "s", one, ROWS * BATCHES, {}), workers=1, on_progress=told.append)
    assert [progress.stored for progress in told] == [ROWS * (k + 1) for k in range(BATCHES)]
    assert told[-1].seconds_left == 0
    assert all(progress.rate > 0 for progress in told)


def test_a_worker_with_other_code_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = napping(tmp_path / "trace", nap=0)
    store = open_store(tmp_path / "s", one, ROWS, {})
    monkeypatch.setattr("countermove.stress.plan.code_version", lambda module: "0" * 64)
    with pytest.raises(AnalysisError, match="another version of countermove"):
        InProcess(Work.of(one, store.address)).submit(store.expected()[0]).result()


def test_an_error_of_the_disk_comes_back_from_a_worker(tmp_path: Path) -> None:
    one = napping(tmp_path / "trace", nap=0)
    store = open_store(tmp_path / "s", one, ROWS, {})
    with Processes(Work.of(one, store.address), 1) as pool:
        for file in (tmp_path / "s").iterdir():
            file.unlink()
        (tmp_path / "s").rmdir()
        with pytest.raises(AnalysisError, match="cannot be written"):
            pool.submit(store.expected()[0]).result(timeout=60)


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    one = napping(tmp_path / "trace", nap=0)
    with pytest.raises(AnalysisError, match="no engine 'slurm'; use local, processes or ray"):
        run(one, open_store(tmp_path / "s", one, ROWS, {}), "slurm")


def in_background(action: Callable[[], None]) -> Thread:
    thread = Thread(target=action)
    thread.start()
    return thread
