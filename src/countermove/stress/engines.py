"""Engines: who computes the batches of a study. One narrow seam, ``submit(task) -> Future``.

This module imports nothing heavy, so that a fresh worker can limit its threads before numpy loads.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from countermove.stress.draws import Batch
    from countermove.stress.plan import Plan
    from countermove.stress.store import Address

THREAD_LIMITS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


class LostError(Exception):
    """The worker that held a batch is gone; the batch has to be computed again."""


@dataclass(frozen=True, slots=True)
class Work:
    """What every batch of a study shares: the plan, pickled once, and where the answers go."""

    plan: bytes
    address: Address

    @classmethod
    def of(cls, plan: Plan, address: Address) -> Work:
        """Pickle a plan."""
        return cls(pickle.dumps(plan, protocol=5), address)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a worker returns: that the batch is stored, how many of its draws failed, how long it took."""

    index: int
    failed: int
    seconds: float


class Engine(Protocol):
    """Computes batches somewhere; a context manager that owns its workers."""

    @property
    def window(self) -> int:
        """Batches worth having under way at once."""

    def submit(self, batch: Batch) -> Future[Receipt]:
        """Compute and store a batch; the future raises ``LostError`` where its worker died."""

    def rebuild(self) -> None:
        """Make the engine fit for work again after a batch was lost."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def compute(work: Work, batch: Batch) -> Receipt:
    """Draw, answer and store one batch; runs in whatever process the engine chose."""
    from countermove.document.faults import AnalysisError
    from countermove.stress.plan import code_version

    begun = perf_counter()
    plan = _plan(work.plan)
    if code_version(plan.kind_module) != work.address.code:
        raise AnalysisError("a worker runs another version of countermove than the command; install the same on both")
    answers = plan.answers(batch)
    work.address.write(batch, answers)
    return Receipt(batch.index, sum(error is not None for error in answers.error), perf_counter() - begun)


@dataclass(slots=True)
class InProcess:
    """Computes each batch at once, in this process: the fastest for studies of a second or two."""

    work: Work
    window: int = 1

    def submit(self, batch: Batch) -> Future[Receipt]:
        """Compute a batch before returning."""
        future: Future[Receipt] = Future()
        try:
            future.set_result(compute(self.work, batch))
        except Exception as error:  # handed over, as every future does
            future.set_exception(error)
        return future

    def rebuild(self) -> None:
        """Nothing can be lost here."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to give back."""


@dataclass(slots=True)
class Processes:
    """A pool of fresh processes on this machine, one kernel thread each; a broken pool is built anew."""

    work: Work
    workers: int = field(default_factory=lambda: usable_cores())
    _pool: ProcessPoolExecutor | None = None
    _held: set[Future[Receipt]] = field(default_factory=set)

    @property
    def window(self) -> int:
        """Two batches a worker: one under way, one waiting."""
        return 2 * self.workers

    def submit(self, batch: Batch) -> Future[Receipt]:
        """Hand a batch to the pool."""
        if self._pool is None:
            self.rebuild()
        assert self._pool is not None
        future: Future[Receipt] = Future()
        try:
            future = _translated(self._pool.submit(_in_worker, batch), BrokenProcessPool)
        except BrokenProcessPool as error:
            future.set_exception(LostError(str(error)))
        self._held.add(future)
        future.add_done_callback(self._held.discard)
        return future

    def pids(self) -> list[int]:
        """Return the process ids of the workers."""
        return list(self._pool._processes or {}) if self._pool is not None else []

    def rebuild(self) -> None:
        """Start a pool in place of one that is broken, once all that it held is known to be lost."""
        from multiprocessing import get_context

        if self._pool is not None:
            wait(list(self._held))
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = ProcessPoolExecutor(
            self.workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(self.work,)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the workers; after an interruption without waiting for what they hold."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            if error is not None:
                for process in list((pool._processes or {}).values()):
                    process.terminate()
            pool.shutdown(wait=error is None, cancel_futures=True)


@dataclass(slots=True)
class Ray:
    """Ray Core tasks on this machine or a cluster; every node must see the study's folder under the same path."""

    work: Work
    address: str | None = None
    workers: int | None = None
    _started: bool = False
    _task: Any = None
    _shared: Any = None

    @property
    def window(self) -> int:
        """Two batches a core of the cluster."""
        if self._task is None:
            return 2
        return 2 * max(int(_ray().cluster_resources().get("CPU", 1)), 1)

    def submit(self, batch: Batch) -> Future[Receipt]:
        """Hand a batch to the cluster."""
        errors = _ray().exceptions
        lost: tuple[type[BaseException], ...] = (
            errors.WorkerCrashedError,
            errors.NodeDiedError,
            errors.ObjectLostError,
            errors.OutOfMemoryError,
            errors.LocalRayletDiedError,
            errors.RaySystemError,
        )
        reference = self._task.remote(self._shared, batch)
        return _translated(reference.future(), lost, _cause)

    def rebuild(self) -> None:
        """Ray replaces dead workers by itself; only what they held is handed out again."""

    def __enter__(self) -> Self:
        ray = _ray()
        if not ray.is_initialized():
            import logging

            options: dict[str, Any] = {"address": self.address}
            if self.address is None:  # left to itself, Ray would join any cluster that runs on this machine
                options = {"address": "local", "num_cpus": self.workers, "include_dashboard": False}
            ray.init(log_to_driver=False, logging_level=logging.ERROR, **options)
            self._started = True
        # retries are counted and limited where the window is kept, the same for every engine
        self._task = ray.remote(num_cpus=1, max_retries=0)(compute)
        self._shared = ray.put(self.work)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the cluster, and end it where this engine started it."""
        self._task = self._shared = None
        if self._started:
            self._started = False
            _ray().shutdown()


def usable_cores() -> int:
    """Return how many cores this process may use."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _ray() -> Any:
    try:
        import ray
    except ImportError:
        from countermove.document.faults import AnalysisError

        raise AnalysisError("the engine ray is not installed; run: pip install 'countermove[ray]'") from None
    return ray


def _cause(error: BaseException) -> BaseException:
    """Return the error that a Ray task raised in place of Ray's wrapping."""
    return getattr(error, "cause", None) or error


def _translated(
    future: Future[Receipt],
    lost: type[BaseException] | tuple[type[BaseException], ...],
    cause: Callable[[BaseException], BaseException] = lambda error: error,
) -> Future[Receipt]:
    """Return a future that raises ``LostError`` where the other one raises one of ``lost``."""
    told: Future[Receipt] = Future()

    def tell(done: Future[Receipt]) -> None:
        if done.cancelled():
            told.cancel()
            return
        error = done.exception()
        if error is None:
            told.set_result(done.result())
        else:
            told.set_exception(LostError(f"{type(error).__name__}") if isinstance(error, lost) else cause(error))

    future.add_done_callback(tell)
    return told


_work: list[Work] = []
_plans: dict[bytes, Plan] = {}


def _begin(work: Work) -> None:
    """Make a fresh process ready: one kernel thread, gone with its parent, deaf to Ctrl-C (the command answers)."""
    import signal
    from threading import Thread

    Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for limit in THREAD_LIMITS:
        os.environ[limit] = "1"
    _work[:] = [work]


def _end_with_parent() -> None:
    """Leave when the command is gone: a killed command closes no pipe that a worker would notice."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _in_worker(batch: Batch) -> Receipt:
    return compute(_work[0], batch)


def _plan(pickled: bytes) -> Plan:
    if pickled not in _plans:
        _plans.clear()
        _plans[pickled] = pickle.loads(pickled)
    return _plans[pickled]
