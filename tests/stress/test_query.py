"""SQL over a study: the right numbers, and nothing but the study."""

from pathlib import Path

import numpy as np
import pytest

from countermove.document.faults import AnalysisError
from countermove.stress.draws import Batch
from countermove.stress.plan import plan
from countermove.stress.query import query
from countermove.stress.running import run
from countermove.stress.store import open_store
from tests.stress.toy import toy_case


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study") / "it's one"
    one = plan("tests.stress.toy", [toy_case(fail_from=0.95)], [1.0], None, seed=1, rows=300)
    run(one, open_store(folder, one, 1000, {}))
    return folder


def test_counts_are_those_of_the_answers(study: Path) -> None:
    one = plan("tests.stress.toy", [toy_case(fail_from=0.95)], [1.0], None, seed=1, rows=300)
    parts = [one.answers(Batch(k, 300 * k, rows)) for k, rows in enumerate((300, 300, 300, 100))]
    sound = np.concatenate([part.sound for part in parts])
    holds = np.concatenate([part.holds for part in parts])[sound]
    product = np.concatenate([part.numbers for part in parts])[sound, 0]
    sql = 'SELECT count(*), count(error), sum("nash:peace"::int), sum("gmr:war"::int), avg(product) FROM draws'
    count, errors, peace, war, mean = query(study, sql).rows[0]
    assert (count, errors) == (1000, (~sound).sum())
    assert (peace, war) == (holds[:, 0].sum(), holds[:, 2].sum())
    assert mean == pytest.approx(product.mean())


def test_the_tables_describe_the_study(study: Path) -> None:
    assert query(study, "SELECT id, name_zh FROM outcomes WHERE concept = 'nash' ORDER BY id").rows == (
        ("nash:peace", "和平"),
        ("nash:war", "战争"),
    )
    assert query(study, "SELECT id FROM inputs").rows == (("x",), ("y",), ("a.order",))
    assert query(study, "SELECT 1 AS one").columns == ("one",)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('study.json')",
        "SELECT * FROM '{study}/study.json'",
        "SELECT * FROM glob('/*')",
        "COPY draws TO '{study}/stolen.parquet'",
        "ATTACH '{study}/other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "EXPORT DATABASE '{study}/all'",
        "SELECT * FROM secret_of_the_test",
    ],
)
def test_nothing_else_can_be_reached(study: Path, sql: str) -> None:
    secret_of_the_test = {"a": np.arange(3)}
    before = sorted(study.iterdir())
    with pytest.raises(AnalysisError, match="the query cannot be run"):
        query(study, sql.format(study=str(study).replace("'", "''")))
    assert sorted(study.iterdir()) == before
    assert secret_of_the_test


def test_a_folder_without_study_is_told(tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="holds no study; make one with"):
        query(tmp_path, "SELECT 1")


@pytest.mark.parametrize("sql", ["", " ", ";", "-- nothing"])
def test_a_query_that_says_nothing_is_told(study: Path, sql: str) -> None:
    with pytest.raises(AnalysisError, match="says nothing"):
        query(study, sql)
