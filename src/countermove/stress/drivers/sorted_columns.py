"""Columns of draws that are searched again and again: numbers sorted once, facts and categories as small codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.bool_] | NDArray[np.integer] | NDArray[np.float64]
NUMBER, CODE = 0, 1


class SortedColumns(Sequence[Column]):
    """The columns as given, and beside them what a search needs.

    Parameters
    ----------
    columns : sequence of (n,) arrays
        float64 for numbers, bool for facts, integers for categories.

    Attributes
    ----------
    kind, place : (p,) int64
        Of each column whether it is a number or a code, and its row in the tables of those.
    order, value : (numbers, n)
        The draws by ascending value, and the values as given.
    code : (others, n) int64, codes : (others,) int64
        Categories numbered from 0 (of a fact: true first), and how many there are.
    labels : tuple of tuple of int
        What each code stands for; empty for a number.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        numbers: list[Column] = []
        coded: list[NDArray[np.int16]] = []
        labels, kind, place = [], [], []
        for column in self.columns:
            if column.dtype.kind == "f":
                kind.append(NUMBER)
                place.append(len(numbers))
                numbers.append(column)
                labels.append(())
                continue
            own = np.array([1, 0]) if column.dtype == np.bool_ else np.unique(column)
            code = (~column.astype(np.bool_)) if column.dtype == np.bool_ else np.searchsorted(own, column)
            kind.append(CODE)
            place.append(len(coded))
            coded.append(code.astype(np.int16))
            labels.append(tuple(own.tolist()))
        rows = len(self.columns[0]) if self.columns else 0
        self.kind, self.place = np.array(kind, np.int64), np.array(place, np.int64)
        self.value = np.array(numbers, np.float64).reshape(len(numbers), rows)
        self.order = np.argsort(self.value, axis=1, kind="stable").astype(np.int32)
        self.code = np.array(coded, np.int16).reshape(len(coded), rows)
        self.labels: tuple[tuple[int, ...], ...] = tuple(labels)
        self.codes = np.array([len(one) for one in labels if one], np.int64)

    def bounds(self) -> NDArray[np.int64]:
        """Return the first and last place of every order, for a search to move inwards."""
        numbers, rows = self.order.shape
        return np.repeat([[0, rows - 1]], numbers, axis=0).astype(np.int64)

    @overload
    def __getitem__(self, index: int) -> Column: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Column]: ...

    def __getitem__(self, index: int | slice) -> Column | Sequence[Column]:
        return self.columns[index]

    def __len__(self) -> int:
        return len(self.columns)
