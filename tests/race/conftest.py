from collections.abc import Callable
from typing import Any

import pytest

from countermove.document.evidence import Actor
from countermove.document.text import Text
from countermove.kind import Case
from countermove.race.model import RaceModel


@pytest.fixture
def case() -> Callable[..., Case[RaceModel]]:
    """Make a case from what a document's model section would hold."""

    def make(section: dict[str, Any], reading: str = "base") -> Case[RaceModel]:
        model = RaceModel.model_validate(section, context={"parameters": {}})
        actors = {key: Actor(name=Text.both(key.upper())) for key in ("us", "cn")}
        return Case("test", "race", reading, Text.both("test"), model, actors)

    return make
