"""What `make demo` takes: every shipped scenario's report in both languages and the index, kernels warm."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter


def seconds(folder: str) -> float:
    """Return the wall time of the demonstration in a process of its own."""
    start = perf_counter()
    subprocess.run([sys.executable, "-m", "countermove.demo", folder], check=True, capture_output=True)
    return perf_counter() - start


def one_by_one(folder: str) -> float:
    """Return the wall time of the same reports written one after the other, each solved for itself."""
    from countermove.analysis import load
    from countermove.document.including import library_names
    from countermove.document.text import LANGUAGES
    from countermove.report import write_report

    start = perf_counter()
    for name in library_names():
        if name != "register":
            for lang in LANGUAGES:
                page = write_report(load(f"library:{name}"), lang)
                Path(folder, f"{name}.{lang}.html").write_text(page, encoding="utf-8")
    return perf_counter() - start


def main() -> None:
    """Print one line; the first run fills the kernel cache and is not told."""
    with tempfile.TemporaryDirectory() as folder:
        seconds(folder)
        warm = seconds(folder)
        written = list(Path(folder).glob("*.html"))
        mib = sum(one.stat().st_size for one in written) / 2**20
        alone = one_by_one(folder)
    print(
        f"report-site: {len(written)} pages ({mib:.1f} MiB) in {warm:.0f} s on {os.cpu_count()} cores, kernels warm, "
        f"three studies of 400 draws and the index among them; {alone / warm:.1f} × faster than the reports one by "
        "one, without studies and index"
    )


if __name__ == "__main__":
    main()
