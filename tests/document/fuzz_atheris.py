"""Coverage-guided fuzzing of the reader by hand: ``python -m tests.document.fuzz_atheris -runs=10000``.

Needs ``atheris`` (``pip install atheris``; Linux or macOS), which is no dependency of the project: pytest does not
collect this file. Options are libFuzzer's. An exception other than a DocumentError ends the run and leaves the input
in a file ``crash-…``; add what it shows to ``FOUND`` in ``test_fuzz.py``.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Fuzz until libFuzzer stops."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]  # it ships no types

    with atheris.instrument_imports(include=["countermove.document", "countermove.conflict", "ruamel"]):
        from tests.document.mutations import corpus, read_or_refuse, spoiled

    documents = corpus()
    folder = Path(tempfile.mkdtemp())

    def one_input(data: bytes) -> None:
        """Take the input as a document itself, or as the seed of a spoiled one."""
        if len(data) > 9 and data[0] % 2:
            read_or_refuse(data[1:], folder)
        else:
            chance = random.Random(data)
            read_or_refuse(spoiled(chance.choice(documents), chance), folder)

    seeds = Path(tempfile.mkdtemp())
    for index, text in enumerate(documents):
        (seeds / f"{index}.yaml").write_bytes(b"\x01" + text.encode())
    atheris.Setup([*sys.argv, str(seeds)], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
