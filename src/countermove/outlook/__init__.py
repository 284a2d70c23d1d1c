"""Outlooks: which futures are consistent with themselves (cross-impact balances)."""

from countermove.kind import Kind
from countermove.outlook.answers import OutlookKind
from countermove.outlook.model import OutlookModel
from countermove.outlook.solution import OutlookSolution

KIND: Kind[OutlookModel, OutlookSolution] = OutlookKind()
