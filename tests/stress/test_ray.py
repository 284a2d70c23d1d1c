"""The engine ray: the same bytes as any other, also when a node of a three-node cluster dies holding a batch."""

import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from countermove.stress.running import run
from countermove.stress.store import open_store
from tests.stress.test_engines import BATCHES, ROWS, files_of, napping, undisturbed

pytestmark = [
    pytest.mark.ray,
    pytest.mark.filterwarnings("ignore"),  # Ray's own; nothing of ours warns in the other tests
]
try:
    import ray as ray_module
    from ray.cluster_utils import Cluster
except ImportError:
    pytest.skip("the extra [ray] is not installed", allow_module_level=True)


ray: Any = ray_module  # its own functions are partly untyped


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A head without cores and two nodes with one core each, ended whatever happens."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    try:
        nodes.add_node(num_cpus=1)
        nodes.add_node(num_cpus=1)
        nodes.wait_for_nodes()
        yield nodes
    finally:
        ray.shutdown()
        nodes.shutdown()  # type: ignore[no-untyped-call]


def node_of(cluster: Any, worker: int) -> Any:
    """Return the node whose raylet started a worker process."""
    parent = int(Path(f"/proc/{worker}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    raylets = {node.all_processes["raylet"][0].process.pid: node for node in cluster.worker_nodes}
    return raylets[parent]


def test_a_node_that_dies_with_a_batch_costs_another_attempt_and_nothing_else(cluster: Any, tmp_path: Path) -> None:
    one = napping(tmp_path / "trace", nap=1.5)

    def kill_a_node() -> None:
        for _ in range(1200):
            begun = sorted((tmp_path / "trace").iterdir())
            if len(begun) >= 2:  # the newest began at most a moment ago and takes 1.5 s
                cluster.remove_node(node_of(cluster, int(begun[-1].name.partition("-")[2])), allow_graceful=False)
                return
            time.sleep(0.05)
        raise TimeoutError("no batch began within a minute")

    with ThreadPoolExecutor(1) as beside:
        killing = beside.submit(kill_a_node)
        ray.init(address=cluster.address, log_to_driver=False)
        before = sum(node["Alive"] for node in ray.nodes())
        done = run(one, open_store(tmp_path / "s", one, ROWS * BATCHES, {}), "ray", address=cluster.address)
        killing.result()
    for _ in range(300):  # the cluster needs some seconds to notice that a node no longer answers
        alive = sum(node["Alive"] for node in ray.nodes())
        if alive < before:
            break
        time.sleep(0.1)
    assert before == 3
    assert alive == 2, "a node is gone"
    assert done.lost >= 1, "and it held a batch"
    assert files_of(tmp_path / "s") == undisturbed(one, tmp_path / "whole")


def test_ray_started_by_the_command_gives_the_same_bytes(tmp_path: Path) -> None:
    one = napping(tmp_path / "trace", nap=0)
    run(one, open_store(tmp_path / "s", one, ROWS * BATCHES, {}), "ray", workers=2)
    assert not ray.is_initialized(), "what the command started it ends"
    assert files_of(tmp_path / "s") == undisturbed(one, tmp_path / "whole")
