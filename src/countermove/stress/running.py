"""Running a study: hand out what is missing, a bounded number of batches at a time, until all is stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from time import perf_counter

from countermove.document.faults import AnalysisError
from countermove.stress.draws import Batch
from countermove.stress.engines import Engine, InProcess, LostError, Processes, Ray, Receipt, Work, usable_cores
from countermove.stress.plan import Plan
from countermove.stress.store import Store

ATTEMPTS = 5
WORTH_PROCESSES = 3.0  # seconds of work left that outweigh the start of fresh processes


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a study is: draws stored, draws a second since the start, seconds left at that rate."""

    stored: int
    draws: int
    rate: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Run:
    """What running did: batches computed now, found stored before, handed out again after their worker died."""

    computed: int
    found: int
    lost: int


def run(
    plan: Plan,
    store: Store,
    engine: str = "local",
    address: str | None = None,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Run:
    """Compute and store every batch that is missing, then compact.

    ``local`` begins in this process and, where more than a few seconds are left after the first batch, goes on with one
    process a core; ``ray`` hands all to a Ray cluster. Which of them computes a batch changes nothing in its bytes.

    Raises
    ------
    AnalysisError
        If the engine is unknown or not installed, the disk is full, or a batch lost its worker five times.
    KeyboardInterrupt
        On Ctrl-C: what is stored stays, and the same call goes on with the rest.
    """
    if engine not in ("local", "processes", "ray"):
        raise AnalysisError(f"no engine {engine!r}; use local, processes or ray")
    missing = deque(store.missing())
    expected = store.expected()
    found, lost = len(expected) - len(missing), 0
    computed = len(missing)
    if missing:
        work = Work.of(plan, store.address)
        clock = _Clock(store.draws, store.draws - sum(batch.rows for batch in missing), on_progress)
        cores = workers or usable_cores()
        if engine == "local":
            first = _taken(missing, 1)
            seconds = perf_counter()
            _hand_out(InProcess(work), first, clock)
            seconds = perf_counter() - seconds
            if cores == 1 or seconds * len(missing) < WORTH_PROCESSES:
                _hand_out(InProcess(work), missing, clock)
        if missing:
            chosen: Engine = Ray(work, address, workers) if engine == "ray" else Processes(work, cores)
            with chosen:
                lost = _hand_out(chosen, missing, clock)
    store.compact()
    return Run(computed, found, lost)


@dataclass(slots=True)
class _Clock:
    draws: int
    stored: int
    tell: Callable[[Progress], None]
    fresh: int = 0
    begun: float = 0.0

    def tick(self, rows: int) -> None:
        self.stored += rows
        self.fresh += rows
        rate = self.fresh / max(perf_counter() - self.begun, 1e-9)
        self.tell(Progress(self.stored, self.draws, rate, (self.draws - self.stored) / rate))


def _taken(queue: deque[Batch], count: int) -> deque[Batch]:
    return deque(queue.popleft() for _ in range(min(count, len(queue))))


def _hand_out(engine: Engine, queue: deque[Batch], clock: _Clock) -> int:
    """Keep the engine's window full until the queue is empty; return how many batches were handed out again."""
    clock.begun = clock.begun or perf_counter()
    under_way: dict[Future[Receipt], Batch] = {}
    attempts: dict[int, int] = {}
    while queue or under_way:
        while queue and len(under_way) < engine.window:
            batch = queue.popleft()
            attempts[batch.index] = attempts.get(batch.index, 0) + 1
            under_way[engine.submit(batch)] = batch
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        broken = False
        for future in done:
            batch = under_way.pop(future)
            try:
                future.result()
            except LostError as error:
                if attempts[batch.index] >= ATTEMPTS:
                    raise AnalysisError(
                        f"batch {batch.index} lost its worker {ATTEMPTS} times ({error}); the machine may be short of "
                        "memory: close other programs or use fewer workers, then give the same command again"
                    ) from None
                queue.appendleft(batch)
                broken = True
            else:
                clock.tick(batch.rows)
        if broken:
            engine.rebuild()
    return sum(count - 1 for count in attempts.values())
