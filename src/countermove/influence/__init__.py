"""Influence: how far a loud or interested source moves beliefs of states and institutions."""

from countermove.influence.answers import InfluenceKind
from countermove.influence.model import InfluenceModel
from countermove.influence.solution import InfluenceSolution
from countermove.kind import Kind

KIND: Kind[InfluenceModel, InfluenceSolution] = InfluenceKind()
