"""The engine is tested with its compiled loops; `test_walks` compares them with the same loops as they stand."""

from __future__ import annotations

import countermove.conflict._kernels  # noqa: F401  loaded, so that small conflicts too are answered by compiled loops
