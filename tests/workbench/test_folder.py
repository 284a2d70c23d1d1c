"""Files below the folder and no others; writing that loses nothing."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import countermove
from countermove.document.including import library_names
from countermove.document.saving import digest
from countermove.workbench.folder import Folder, Refused, library_entries
from tests.workbench.conftest import Ask

OUTSIDE = [
    "../secret.yaml",
    "sub/../../secret.yaml",
    "/etc/hostname.yaml",
    "..%2fsecret.yaml",
    "..\\secret.yaml",
    ".hidden.yaml",
    ".countermove/x.yaml",
    "sub//x.yaml",
    "a\x00.yaml",
    "x" * 5000 + ".yaml",
    "notes.txt",
    "library:../register",
    "library:nothing",
    "",
]


@pytest.fixture
def secret(folder: Path) -> Path:
    file = folder.parent / "secret.yaml"
    file.write_text("countermove: 1\ntitle: the secret\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_outside_is_read_or_written(
    client: TestClient, ask: Ask, folder: Path, secret: Path, name: str
) -> None:
    before = secret.read_bytes()
    for path in ("/document", "/export/document", "/export/report"):
        response = client.get(path, params={"name": name})
        assert response.status_code == 404
        assert "the secret" not in response.text
    assert "sentence" in ask("/save", name=name, text="x", known="", force=True)
    assert "sentence" in ask("/take", name=name, text="x")
    assert "sentence" in ask("/check", name=name, text="countermove: 1\n")
    assert secret.read_bytes() == before
    assert [one.name for one in folder.iterdir()] == []


def test_links_that_lead_out_are_neither_listed_read_nor_written(
    client: TestClient, ask: Ask, folder: Path, secret: Path
) -> None:
    (folder / "link.yaml").symlink_to(secret)
    (folder / "up").symlink_to(folder.parent)
    (folder / "round.yaml").symlink_to(folder / "round.yaml")
    before = secret.read_bytes()
    assert "the secret" not in client.get("/scenarios").text
    for name in ("link.yaml", "up/secret.yaml", "round.yaml"):
        assert client.get("/document", params={"name": name}).status_code == 404
        assert "sentence" in ask("/save", name=name, text="x", known=digest(before))
    assert secret.read_bytes() == before


def test_an_include_does_not_lead_out_either(ask: Ask, secret: Path) -> None:
    text = "countermove: 1\ntitle: x\ninclude: [../secret.yaml]\n"
    (fault,) = ask("/check", name="x.yaml", text=text)["faults"]
    assert "outside" in fault["message"]
    assert fault["line"] == 3


def test_a_link_within_the_folder_stays_a_link(ask: Ask, folder: Path, prisoners: Path) -> None:
    (folder / "alias.yaml").symlink_to(prisoners)
    before = prisoners.read_text(encoding="utf-8")
    found = ask("/save", name="alias.yaml", text=before + "# more\n", known=digest(before))
    assert found["digest"] == digest(prisoners.read_bytes())
    assert (folder / "alias.yaml").is_symlink()


def test_a_history_that_leads_out_is_not_written(ask: Ask, folder: Path, prisoners: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / ".countermove").symlink_to(tmp_path / "elsewhere")
    before = prisoners.read_text(encoding="utf-8")
    assert "digest" in ask("/save", name="prisoners.yaml", text=before + "#\n", known=digest(before))
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_library_is_read_only_and_copied_under_a_free_name(ask: Ask, folder: Path) -> None:
    assert "read-only" in ask("/save", name="library:chicken", text="x", known="", force=True)["sentence"]
    assert [ask("/copy", name="library:chicken")["name"] for _ in range(3)] == [
        "chicken.yaml",
        "chicken-2.yaml",
        "chicken-3.yaml",
    ]
    (folder / "elmira.yaml").symlink_to(folder / "nowhere")  # a name is taken even where its file is not there
    assert ask("/copy", name="library:elmira")["name"] == "elmira-2.yaml"
    assert not (folder / "nowhere").exists()


def test_a_file_that_changed_outside_is_not_written_over_until_its_reader_says_so(ask: Ask, prisoners: Path) -> None:
    first = prisoners.read_text(encoding="utf-8")
    prisoners.write_text(first + "# theirs\n", encoding="utf-8")
    told = ask("/save", name="prisoners.yaml", text=first + "# mine\n", known=digest(first))
    assert told["conflict"]
    assert told["text"] == prisoners.read_text(encoding="utf-8") == first + "# theirs\n"
    kept = ask("/save", name="prisoners.yaml", text=first + "# mine\n", known=digest(first), force=True)
    assert prisoners.read_text(encoding="utf-8") == first + "# mine\n"
    undone = ask("/step", name="prisoners.yaml", known=kept["digest"])
    assert undone["text"] == first + "# theirs\n" == prisoners.read_text(encoding="utf-8")


def test_taking_theirs_keeps_mine_one_undo_away(ask: Ask, prisoners: Path) -> None:
    first = prisoners.read_text(encoding="utf-8")
    prisoners.write_text(first + "# theirs\n", encoding="utf-8")
    taken = ask("/take", name="prisoners.yaml", text=first + "# mine\n")
    assert taken["text"] == first + "# theirs\n"
    assert ask("/step", name="prisoners.yaml", known=taken["digest"])["text"] == first + "# mine\n"


def test_a_deleted_file_is_told_and_written_again_only_on_demand(client: TestClient, ask: Ask, prisoners: Path) -> None:
    text = prisoners.read_text(encoding="utf-8")
    prisoners.unlink()
    assert client.get("/digest", params={"name": "prisoners.yaml"}).json() == {"digest": ""}
    assert client.get("/document", params={"name": "prisoners.yaml"}).status_code == 404
    assert "no document" in client.get("/?name=prisoners.yaml").text
    told = ask("/save", name="prisoners.yaml", text=text, known=digest(text))
    assert told["conflict"]
    assert told["gone"]
    assert not prisoners.exists()
    assert ask("/save", name="prisoners.yaml", text=text, known=digest(text), force=True)["digest"] == digest(text)
    assert prisoners.read_text(encoding="utf-8") == text


def test_undo_and_redo_reach_across_sessions(ask: Ask, client: TestClient, folder: Path, prisoners: Path) -> None:
    first = prisoners.read_text(encoding="utf-8")
    known = client.get("/document", params={"name": "prisoners.yaml"}).json()["digest"]
    texts = [first + f"# {number}\n" for number in range(10)]
    for text in texts:
        known = ask("/save", name="prisoners.yaml", text=text, known=known)["digest"]
    from countermove.workbench.history import History

    line = History(folder).line("prisoners.yaml")  # what a new session reads
    assert line.revisions == tuple(map(digest, [first, *texts]))
    for text in [*reversed(texts[:-1]), first]:
        found = ask("/step", name="prisoners.yaml", known=known)
        assert found["text"] == text == prisoners.read_text(encoding="utf-8")
        known = found["digest"]
    assert ask("/step", name="prisoners.yaml", known=known) == {"end": True}
    assert ask("/step", name="prisoners.yaml", known=known, redo=True)["text"] == texts[0]


def test_a_stale_page_cannot_undo_over_what_another_wrote(ask: Ask, prisoners: Path) -> None:
    first = prisoners.read_text(encoding="utf-8")
    ask("/save", name="prisoners.yaml", text=first + "# one\n", known=digest(first))
    assert ask("/step", name="prisoners.yaml", known=digest(first))["conflict"]
    assert prisoners.read_text(encoding="utf-8") == first + "# one\n"


def test_a_history_that_cannot_be_read_begins_anew(ask: Ask, folder: Path, prisoners: Path) -> None:
    first = prisoners.read_text(encoding="utf-8")
    known = ask("/save", name="prisoners.yaml", text=first + "# one\n", known=digest(first))["digest"]
    (line,) = (folder / ".countermove").rglob("line.json")
    line.write_text('{"revisions": ["../../x"], "at": 0}', encoding="utf-8")
    assert ask("/step", name="prisoners.yaml", known=known) == {"end": True}


def test_a_full_disk_is_told_and_leaves_the_old_file(
    ask: Ask, folder: Path, prisoners: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    text = prisoners.read_text(encoding="utf-8")
    monkeypatch.setattr(os, "fsync", full)
    told = ask("/save", name="prisoners.yaml", text=text + "#", known=digest(text))["sentence"]
    assert "the disk is full" in told
    assert "Your text is still on this page" in told
    assert prisoners.read_text(encoding="utf-8") == text
    assert [one.name for one in folder.iterdir()] == ["prisoners.yaml"]


def test_other_files_are_not_listed(folder: Path, prisoners: Path) -> None:
    (folder / "other.yaml").write_text("a: 1\n", encoding="utf-8")
    (folder / "broken.yaml").write_text("countermove: 1\ntitle: [\n", encoding="utf-8")
    (folder / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    entries = {one.name: one for one in Folder(folder).entries()}
    assert set(entries) == {"broken.yaml", "prisoners.yaml"}
    assert not entries["broken.yaml"].sound
    assert entries["prisoners.yaml"].kinds == ("conflict",)
    with pytest.raises(Refused, match="UTF-8"):
        Folder(folder).read("bytes.yaml")


def test_every_library_scenario_is_listed_with_what_it_covers(client: TestClient) -> None:
    entries = {one.name.removeprefix("library:"): one for one in library_entries()}
    assert set(entries) == set(library_names())
    assert all(one.sound for one in entries.values())
    plan = countermove.load("library:us-plan").document
    assert entries["us-plan"].covers == plan.covers
    assert entries["us-plan"].title == plan.title
    assert f"covers {' '.join(plan.covers)}" in client.get("/scenarios").json()["html"]
