"""Races: stocks and flows over time, who leads when, and which input binds."""

from typing import TYPE_CHECKING

from countermove.race.answers import RaceKind

if TYPE_CHECKING:
    from countermove.kind import Kind
    from countermove.race.model import RaceModel
    from countermove.race.solution import RaceSolution

KIND: "Kind[RaceModel, RaceSolution]" = RaceKind()
