from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from countermove.agreement.parties import group_members, parties, party_code
from countermove.agreement.record import Listed, build_record, read_csv
from countermove.agreement.signals import group_matrix
from countermove.agreement.written import RecordedText, RecordSection, record_of_document
from countermove.document.faults import DocumentError

LIBRARY = Path(__file__).parents[2] / "src" / "countermove" / "library"


def faults_of(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "record.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read_csv(file)
    return [str(fault).removeprefix(f"{file}:") for fault in caught.value.faults]


def test_a_record_is_read_with_codes_names_and_dates(tmp_path: Path) -> None:
    file = tmp_path / "record.csv"
    file.write_text(
        "party,text,position,date,family\nNO,vote,no,2025-01-02,\n法国,vote,yes,,\nUnited States,vote,absent,,\n"
        "NOR,call,endorsed,2026-02-05,appeals\n",
        encoding="utf-8-sig",
    )
    record = read_csv(file)
    assert record.parties == ("NOR", "FRA", "USA")
    assert record.family == ("votes", "appeals")
    np.testing.assert_array_equal(record.joined, [[0, 1], [1, 0], [np.nan, 0]])
    assert record.first == (date(2025, 1, 2), date(2026, 2, 5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("party,text,position\nNRO,call,endorsed\n", "2:1: no party 'NRO'; did you mean"),
        ("party,text,position\nNorwya,call,endorsed\n", "did you mean 'Norway'?"),
        ("party,text,position\nNOR,call,endorse\n", "2:3: no position 'endorse'; did you mean 'endorsed'?"),
        ("party,text,position\nNOR,call,endorsed\nNO,call,endorsed\n", "3:1: NOR is on 'call' twice"),
        ("party,text,position\nNOR,call,not_listed\nSWE,call,not_listed\n", "nobody joined 'call'"),
        ("party,text,position,date\nNOR,call,endorsed,5 Feb\n", "2:4: '5 Feb' is no day; write it as 2026-02-05"),
        (
            "party,text,position,date\nNOR,treaty,signed,2020-05-01\nNOR,treaty,ratified,2019-05-01\n",
            "3:1: NOR ratified 'treaty' on 2019-05-01, before it signed on 2020-05-01",
        ),
        ("party,position\nNOR,endorsed\n", "1:1: no column 'text'"),
        ("party,text,position,colour\nNOR,call,endorsed,red\n", "1:4: unknown column 'colour'"),
        ("party,text,position\n", "the file has no positions"),
        ("", "no column 'party'"),
        ("party;text;position\nNOR;call;endorsed\n", "1:1: the columns are not set apart by commas"),
        ("party,text,position,position\nNOR,call,endorsed,no\n", "1:4: the column 'position' stands here twice"),
        ("party,text,position\nKorea, Republic of,call,endorsed\n", "2:4: more cells than the 3 columns"),
        (
            "party,text,position,family\nNOR,call,endorsed,lists\nSWE,call,endorsed,votes\n",
            "'call' is of two families, 'lists' and 'votes'",
        ),
    ],
)
def test_faults_name_their_place_and_cure(tmp_path: Path, text: str, expected: str) -> None:
    assert any(expected in fault for fault in faults_of(tmp_path, text)), faults_of(tmp_path, text)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    assert len(faults_of(tmp_path, "party,text,position\nXXX,call,endorsed\nNOR,call,maybe\n")) == 2


def test_a_later_step_replaces_an_earlier_one() -> None:
    lines = [Listed("NOR", "t", "signed"), Listed("NOR", "t", "ratified"), Listed("EST", "t", "ratified")]
    record = build_record([*lines, Listed("EST", "t", "withdrew")])
    assert record.tally("t") == {"ratified": 1, "withdrew": 1}
    assert record.joined[:, 0].tolist() == [1.0, 0.0]


def test_a_list_of_joiners_only_leaves_the_others_not_listed_and_a_vote_does_not() -> None:
    lines = [Listed("NOR", "call", "endorsed"), Listed("SWE", "vote", "yes"), Listed("NOR", "vote", "no")]
    record = build_record([*lines, Listed("FIN", "other", "endorsed")])
    assert record.tally("call") == {"endorsed": 1, "not_listed": 2}
    assert np.isnan(record.joined[record.parties.index("FIN"), record.texts.index("vote")])


def test_norway_is_no_truth_value() -> None:
    assert party_code("no") == "NOR"
    with pytest.raises(ValueError, match="in quotes"):
        party_code(False)


def test_membership_has_dates() -> None:
    assert len([party for party in parties().values() if party.member]) == 193
    assert "GBR" in group_members(date(2019, 1, 1))["eu"]
    assert "GBR" not in group_members(date(2021, 1, 1))["eu"]
    assert "SWE" not in group_members(date(2024, 1, 1))["nato"]
    assert {name: len(group_members()[name]) for name in ("nato", "eu", "brics", "sco")} == {
        "nato": 32, "eu": 27, "brics": 10, "sco": 10,
    }  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> object:
    return record_of_document(LIBRARY / "reaim.yaml")[0]


@pytest.mark.parametrize(
    ("text", "tally"),
    [
        ("res_78_241", {"yes": 152, "no": 4, "abstain": 11, "absent": 26}),
        ("res_79_62", {"yes": 166, "no": 3, "abstain": 15, "absent": 9}),
        ("res_80_57", {"yes": 164, "no": 6, "abstain": 7, "absent": 16}),
        ("hague_2023", {"endorsed": 58, "not_listed": 136}),
        ("us_declaration_2024", {"endorsed": 58, "not_listed": 136}),
        ("coruna_2026", {"endorsed": 45, "not_listed": 148}),
        ("bletchley_2023", {"signed": 29, "not_listed": 165}),
        ("coe_2024", {"signed": 10, "not_listed": 48}),
        ("mine_ban_withdrawals", {"withdrew": 4}),
        ("seoul_2024", {"endorsed": 6}),
    ],
)
def test_shipped_tallies(shipped, text: str, tally: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    assert shipped.tally(text) == tally


def test_who_stayed_who_left_who_came(shipped) -> None:  # type: ignore[no-untyped-def]
    position = {text: shipped.joined[:, shipped.texts.index(text)] == 1 for text in ("hague_2023", "coruna_2026")}
    names = np.array(shipped.parties)
    both = position["hague_2023"] & position["coruna_2026"]
    assert both.sum() == 34
    left = "AZE CHN EST IRQ JOR KWT LTU LVA MDA MKD MNE MNG MYS POL PSE QAT RWA SLV SRB SVK TUN USA YEM ZWE"
    assert sorted(names[position["hague_2023"] & ~both]) == left.split()
    assert sorted(names[position["coruna_2026"] & ~both]) == [
        "ALB",
        "AUT",
        "GHA",
        "IRL",
        "ISL",
        "KEN",
        "PAK",
        "PAN",
        "PHL",
        "SEN",
        "UKR",
    ]
    members = group_members(date(2026, 2, 5))
    listed = set(names[position["coruna_2026"]])
    assert [len(listed & members[group]) for group in ("nato", "eu", "brics", "sco")] == [24, 22, 0, 1]


def text_section(**changes: object) -> dict[str, object]:
    return {"title": "t", "date": "2025-01-01", "positions": {"yes": ["NOR"], "no": "SWE"}, **changes}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tally": {"yes": 2}}, "the tally says 2 yes, the names add up to 1"),
        ({"positions": {"yes": ["NOR", "NO"]}}, "NOR is listed twice"),
        ({"positions": {"yes": ["NOR"], "no": ["NO"]}}, "NOR holds two positions"),
        ({"positions": {"yes": ["NOX"]}}, "no party 'NOX'"),
        ({"positions": {"maybe": ["NOR"]}}, "no position 'maybe'"),
        ({"positions": {"no": ["NOR"]}}, "nobody joined this text"),
        ({"as_of": "2024-01-01"}, "read on 2024-01-01, before the text of 2025-01-01"),
        ({"date": "January"}, "'January' is no day"),
    ],
)
def test_recorded_texts_refuse(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RecordedText.model_validate(text_section(**changes))


def test_a_tally_counts_the_rest() -> None:
    RecordedText.model_validate(text_section(rest="yes", tally={"yes": 192, "no": 1}))
    record = RecordSection.model_validate({"texts": {"vote": text_section(rest="yes")}}).record()
    assert record.tally("vote") == {"yes": 192, "no": 1}


def test_the_number_that_attended_is_told_and_checked() -> None:
    with pytest.raises(ValidationError, match="3 attended, fewer than the 4 who joined"):
        RecordedText.model_validate(text_section(positions={"endorsed": "NOR SWE FIN DNK"}, attended=3))


def test_groups_brought_along_have_dates() -> None:
    section = RecordSection.model_validate(
        {
            "texts": {"call": text_section(positions={"endorsed": "NOR"}, rest="not_listed")},
            "groups": {
                "neighbours": {"name": "neighbours", "members": "NOR SWE", "since": "2026-01-01"},
                "allies": {"name": "allies", "members": "NOR FIN", "until": "2030-01-01"},
            },
        }
    )
    record, brought = section.record(), section.signals()
    matrix = group_matrix(record, 0, brought)  # the text is of 2025
    assert matrix[:, -2].sum() == 0
    assert [record.parties[row] for row in np.flatnonzero(matrix[:, -1])] == ["NOR", "FIN"]


def test_votes_are_graded_and_absence_is_missing() -> None:
    lines = [Listed("NOR", "v", "yes"), Listed("SWE", "v", "no")]
    lines += [Listed("FIN", "v", "abstain"), Listed("DNK", "v", "absent")]
    lines += [Listed("NOR", "t", "ratified"), Listed("SWE", "t", "signed"), Listed("FIN", "t", "withdrew")]
    grade, tops = build_record(lines).graded()
    assert tops == (2, 2)
    assert grade.tolist() == [[2, 2], [0, 1], [1, 0], [-1, 0]]


TEXT = {"title": "Call", "date": "2025-01-01", "rest": "not_listed", "positions": {"endorsed": "NOR SWE"}}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"positions": {"endorsed": "NOR", "not_listed": "NOR", "withdrew": "SWE"}}, "NOR holds two positions"),
        ({"positions": {"endorsed": "NOR", "signed": "NOR", "ratified": "SWE"}}, "NOR holds two positions"),
        ({"tally": {"endorsd": 2}}, "no position 'endorsd'; did you mean 'endorsed'"),
        ({"attended": 500}, "500 attended, more than the 193 looked up"),
        ({"counts": {"2025-01-01": -1}}, "write how many had, 0 or more"),
        ({"counts": {"2025-01-01": 1, "20250101": 1}}, "2025-01-01 stands here twice"),
    ],
)
def test_a_text_that_contradicts_itself_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RecordedText.model_validate({**TEXT, **change})


def test_a_party_may_sign_then_ratify_then_leave() -> None:
    steps = {"signed": "NOR SWE", "ratified": "NOR SWE", "withdrew": "SWE"}
    text = RecordedText.model_validate({**TEXT, "rest": "unstated", "positions": steps})
    assert build_record(text.lines("t")).tally("t") == {"ratified": 1, "withdrew": 1}


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"texts": {}}, "the record has no text; write at least one"),
        ({"covariates": {"w": {"name": "w", "as_of": "2020-01-01", "values": {"NOR": float("nan")}}}}, "nan of NOR"),
        (
            {"covariates": {"w": {"name": "w", "as_of": "2020-01-01", "values": {"NOR": 1e300}}}},
            "of NOR is no ordinary",
        ),
        ({"covariates": {"w": {"name": "w", "as_of": "2020-01-01", "values": {"NOR": 1, "NO": 2}}}}, "NOR stands here"),
        ({"covariates": {"w": {"name": "w", "as_of": "2020-01-01", "values": {}}}}, "nobody has a value"),
        ({"groups": {"g": {"name": "g", "members": ""}}}, "nobody is in this group"),
        (
            {"groups": {"g": {"name": "g", "members": "NOR", "since": "2020-01-01", "until": "2019-01-01"}}},
            "the group ends on 2019-01-01, not after 2020-01-01",
        ),
    ],
)
def test_what_goes_along_with_a_record_is_checked(section: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RecordSection.model_validate({"texts": {"t": TEXT}, **section})
