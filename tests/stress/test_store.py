"""The store: there and back, addressed by inputs, whole or not at all, for one process at a time."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from countermove.document.faults import AnalysisError
from countermove.stress import store as store_module
from countermove.stress.draws import Batch
from countermove.stress.plan import Plan, plan
from countermove.stress.running import run
from countermove.stress.store import Store, locked, open_store, packed, unpacked
from tests.stress.toy import toy_case


def toy_plan(seed: int = 1, **section: Any) -> Plan:
    return plan("tests.stress.toy", [toy_case(**section)], [1.0], None, seed=seed, rows=64)


def opened(folder: Path, draws: int = 500, **section: Any) -> tuple[Plan, Store]:
    one = toy_plan(**section)
    return one, open_store(folder, one, draws, {})


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("*.parquet")}


@given(arrays(np.bool_, st.tuples(st.integers(1, 5), st.integers(0, 130))))
def test_packing_goes_there_and_back(holds: np.ndarray) -> None:
    words = packed(holds)
    assert len(words) == -(-holds.shape[1] // 64)
    if words:
        np.testing.assert_array_equal(unpacked(words, holds.shape[1]), holds)


def test_what_is_read_is_what_was_answered(tmp_path: Path) -> None:
    one, store = opened(tmp_path / "s", fail_from=0.95)
    run(one, store)
    rows = 0
    for batch, (draw, answers) in zip([one.answers(Batch(k, 0, min(64, 500 - 64 * k))) for k in range(8)],
                                      _batched(store), strict=True):  # fmt: skip
        assert draw[0] == rows
        rows += len(draw)
        np.testing.assert_array_equal(answers.holds, batch.holds)
        np.testing.assert_array_equal(answers.numbers, batch.numbers)
        assert answers.error == batch.error
    assert rows == 500


def _batched(store: Store):  # type: ignore[no-untyped-def]
    for draw, answers in store.read():
        for start in range(0, len(draw), 64):
            part = slice(start, start + 64)
            yield draw[part], type(answers)(answers.holds[part], answers.numbers[part], answers.error[part])


def test_same_study_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        run(*opened(tmp_path / name))
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    assert len(files_of(tmp_path / "a")) == 1, "compacted"


def test_half_a_study_goes_on_and_ends_as_a_whole_one(tmp_path: Path) -> None:
    run(*opened(tmp_path / "whole"))
    one, store = opened(tmp_path / "half")
    for batch in store.expected()[1:5:2]:
        store.address.write(batch, one.answers(batch))
    done = run(one, store)
    assert (done.found, done.computed) == (2, 6)
    assert files_of(tmp_path / "half") == files_of(tmp_path / "whole")
    assert run(one, store).computed == 0


def test_more_draws_are_the_same_study_gone_on_with(tmp_path: Path) -> None:
    run(*opened(tmp_path / "s", draws=64 * 6))
    one, store = opened(tmp_path / "s", draws=64 * 6 + 10)
    run(one, store)
    run(*opened(tmp_path / "whole", draws=64 * 6 + 10))
    pieces = [draw for draw, _ in store.read()]
    assert np.concatenate(pieces).tolist() == list(range(64 * 6 + 10))
    assert {len(piece) for piece in pieces[:-1]} == {64}, "a compacted file is read a batch's worth at a time"


def test_a_truncated_file_is_noticed_and_computed_again(tmp_path: Path) -> None:
    one, store = opened(tmp_path / "s")
    for batch in store.expected():
        store.address.write(batch, one.answers(batch))
    for batch, keep in ((store.expected()[2], 0.6), (store.expected()[5], 0.0)):
        file = store.address.file(batch)
        file.write_bytes(file.read_bytes()[: int(keep * file.stat().st_size)])
    assert [batch.index for batch in store.missing()] == [2, 5]
    assert run(one, store).computed == 2
    run(*opened(tmp_path / "whole"))
    assert files_of(tmp_path / "s") == files_of(tmp_path / "whole")


def test_compaction_interrupted_before_the_parts_are_removed_counts_no_draw_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, store = opened(tmp_path / "s")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", lambda self, missing_ok=False: None)
        run(one, store)
    assert len(files_of(tmp_path / "s")) == 9
    assert sum(len(draw) for draw, _ in store.read()) == 500


def test_another_study_in_the_folder_is_refused_by_what_changed(tmp_path: Path) -> None:
    run(*opened(tmp_path / "s"))
    with pytest.raises(AnalysisError, match="another study: seed changed since; a changed study is a new one"):
        opened(tmp_path / "s", seed=2)
    with pytest.raises(AnalysisError, match="another study: inputs, readings|readings, inputs"):
        opened(tmp_path / "s", x={"uniform": [0, 2]})


def test_other_code_is_another_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(*opened(tmp_path / "s"))
    monkeypatch.setattr(store_module, "code_version", lambda module: "f" * 64)
    with pytest.raises(AnalysisError, match="the program's code changed"):
        opened(tmp_path / "s")


def test_a_newer_version_is_refused_with_its_name(tmp_path: Path) -> None:
    run(*opened(tmp_path / "s"))
    file = tmp_path / "s" / "study.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "schema": "countermove.study/2", "version": "9.1"}))
    with pytest.raises(AnalysisError, match=r"written by countermove 9.1, .* install that version"):
        opened(tmp_path / "s")


@pytest.mark.parametrize("content", ["", "[]", '{"schema": "countermove.study/x"}'])
def test_a_damaged_record_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "study.json").write_text(content)
    with pytest.raises(AnalysisError, match="damaged"):
        opened(tmp_path)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(AnalysisError, match=r"is not empty and no study \(thesis.docx"):
        opened(tmp_path)


def test_a_full_disk_is_told_and_what_is_stored_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, store = opened(tmp_path / "s")
    synced = []

    def fsync(handle: int, real: object = os.fsync) -> None:
        synced.append(handle)
        if len(synced) > 6:  # file and folder of three batches went through
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        with pytest.raises(AnalysisError, match="no space is left .* give the same command again"):
            run(one, store)
    assert len(store.contents().stored) == 3
    assert not list((tmp_path / "s").glob(".*.tmp"))
    run(one, store)
    run(*opened(tmp_path / "whole"))
    assert files_of(tmp_path / "s") == files_of(tmp_path / "whole")


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limits there")
def test_a_disk_that_fills_while_parquet_is_written_is_told(tmp_path: Path) -> None:
    """The operating system itself refuses more bytes; DuckDB's words for it must be understood."""
    script = (
        "import resource, signal, sys, pathlib\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from tests.stress.test_store import opened\n"
        "from countermove.stress.running import run\n"
        "one, store = opened(pathlib.Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))\n"
        "run(one, store)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "s")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "AnalysisError: no space is left" in done.stderr
    assert not files_of(tmp_path / "s")


def test_two_processes_on_one_study(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from countermove.stress.store import locked\n"
        "with locked(pathlib.Path(sys.argv[1])): print('mine')"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with locked(tmp_path):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "another process is at work on the study" in done.stderr
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "mine\n"
