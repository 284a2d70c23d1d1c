"""What would change an answer: the assumption at which a reading parts, the nearest change of mind, a study's flips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from countermove.document.text import Text, in_sentence, listed
from countermove.report.dossier import Chapter, Dossier, Nearest
from countermove.report.places import place_words, value_words, whole_value

INSTEAD = Text("{place}: {own}, in place of: {base}", "{place}：{own}，而不是：{base}")
MORE_DIFFERENCES = Text(" ({count} more differences)", "（另有{count}处不同）")
ONE_MORE_DIFFERENCE = Text(" (1 more difference)", "（另有1处不同）")
ONE_SWAP = Text("1 swap in what {actors} prefers undoes it", "{actors}的偏好互换1次即告瓦解")
SWAPS = Text("{count} swaps in what {actors} prefers undo it", "{actors}的偏好互换{count}次即告瓦解")
SWAPS_BETWEEN = Text("between {low} and {high} swaps of preference undo it", "偏好互换{low}至{high}次即告瓦解")
NEVER = Text("no order of preference undoes it", "任何偏好次序都不能使其瓦解")


@dataclass(frozen=True, slots=True)
class _Place:
    """A place, and what stands there in a reading and in the first one."""

    place: Text
    own: Text
    base: Text


def with_nearest(dossier: Dossier) -> Dossier:
    """Return a dossier that also knows how near each first reading is to another answer, where its kind can tell.

    It asks for the radius of the first outcome that holds in the strictest sense; the search may take a second.
    """
    return replace(dossier, chapters=tuple(_measured(chapter) for chapter in dossier.chapters))


def _measured(chapter: Chapter) -> Chapter:
    ask = getattr(chapter.first.kind, "radius", None) if chapter.answers else None
    if ask is None:
        return chapter
    concept, subjects = next(iter(chapter.first.verdicts().items()), ("", ()))
    if not subjects:
        return chapter
    try:
        told, _ = ask(chapter.first.solution, subjects[0])
    except (LookupError, RuntimeError, ValueError):  # preferences that are not known; a search that grew too long
        return chapter
    found: Mapping[str, Any] = told.get(concept) or {}
    if "swaps" not in found:
        return chapter
    nearest = Nearest(subjects[0], found["swaps"], bool(found.get("exact")), found.get("lower"), found.get("upper"),
                      tuple(found.get("orders") or ()))  # fmt: skip
    return replace(chapter, nearest=nearest)


def nearest_words(dossier: Dossier, nearest: Nearest) -> Text | None:
    """Say how many swaps of neighbours in whose order of preference undo an outcome."""
    actors = dossier.document.actors
    named = [in_sentence(actors[one].label) for one in nearest.actors if one in actors]
    if not nearest.exact and nearest.upper is not None:
        return SWAPS_BETWEEN.of(low=nearest.lower or 1, high=nearest.upper)
    if nearest.swaps is None:
        return NEVER if nearest.exact else None
    return (ONE_SWAP if nearest.swaps == 1 else SWAPS).of(count=nearest.swaps, actors=listed(named, 3))


def differing(chapter: Chapter) -> list[str]:
    """Return the readings in which other subjects hold than in the first: in the first sense, or else in any."""
    if chapter.comparison is None or not chapter.comparison.agree:
        return []
    concept, first = next(iter(chapter.comparison.agree)), next(iter(chapter.answers))
    every = chapter.comparison.flips
    strict = [flip.values for flip in every if flip.concept == concept]
    flips = strict or [flip.values for flip in every]
    return [name for name in chapter.answers if any(values[name] != values[first] for values in flips)]


def parting_words(chapter: Chapter, reading: str, actors: Mapping[str, Text]) -> Text | None:
    """Return the first assumption in which a reading differs from the first one, in words."""
    part = chapter.partings.get(reading)
    if part is None:
        return None
    there = _as_its_kind_says(chapter, reading) or _as_written(chapter, reading, actors)
    words = INSTEAD.of(place=there.place, own=there.own, base=there.base)
    more = part.count - 1
    if more:
        rest = ONE_MORE_DIFFERENCE if more == 1 else MORE_DIFFERENCES.of(count=more)
        words = Text(words.get("en") + rest.get("en"), words.get("zh") + rest.get("zh"))
    return words


def _as_its_kind_says(chapter: Chapter, reading: str) -> _Place | None:
    part, speak = chapter.partings[reading], getattr(chapter.first.kind, "assumption", None)
    own = speak(chapter.answers[reading].solution, part.path, part.own) if speak else None
    if own is None:
        return None
    base = speak(chapter.first.solution, part.path, part.base) if speak else None
    return _Place(own[0], own[1], base[1] if base else value_words(part.base))


def _as_written(chapter: Chapter, reading: str, actors: Mapping[str, Text]) -> _Place:
    part, readings = chapter.partings[reading], chapter.model.readings
    own, base = readings[reading].tree.data, readings["base"].tree.data
    place = place_words(part.path, own, actors)
    return _Place(place, value_words(whole_value(part.path, own)), value_words(whole_value(part.path, base)))
