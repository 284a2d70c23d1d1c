"""The register of a document: what is claimed, what is contested, what each model rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from countermove.document.faults import dotted
from countermove.document.reading import Document
from countermove.document.text import Lang


@dataclass(frozen=True, slots=True)
class Register:
    """Claims and contradictions of a document, and the places in its models that rest on each claim."""

    document: Document
    used_by: dict[str, tuple[str, ...]]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON of ``claims``."""
        claims = {
            name: {
                "text": claim.text.to_dict(),
                "source": claim.source,
                "at": claim.at,
                "quote": claim.quote,
                "kind": claim.kind,
                "standing": claim.standing,
                "note": claim.note.to_dict() if claim.note else None,
            }
            for name, claim in self.document.claims.items()
        }
        contradictions = {
            name: {
                "topic": one.topic.to_dict(),
                "claims": list(one.claims),
                "accounts": {source: text.to_dict() for source, text in one.accounts.items()},
            }
            for name, one in self.document.contradictions.items()
        }
        used = {name: list(places) for name, places in self.used_by.items()}
        return {"claims": claims, "contradictions": contradictions, "used_by": used}

    def lines(self, lang: Lang) -> Iterator[str]:
        """Yield the register for people: the contested first, then every claim with its source and what rests on it."""
        contested = {claim: name for name, one in self.document.contradictions.items() for claim in one.claims}
        words = WORDS[lang]
        for name, one in self.document.contradictions.items():
            yield f"{name}  {one.topic.get(lang)}  [{', '.join(one.claims)}]"
        for name, claim in self.document.claims.items():
            source = self.document.sources[claim.source]
            place = f" {claim.at}" if claim.at else ""
            mark = f" ‡{contested[name]}" if name in contested else ""
            kind, standing = words.get(claim.kind, claim.kind), words.get(claim.standing, claim.standing)
            yield f"{name}{mark}  {claim.text.get(lang)}"
            yield f"      {claim.source}{place} ({source.title.get(lang)}) · {kind} · {standing}"
            if claim.quote:
                yield f"      「{claim.quote}」"
            if self.used_by.get(name):
                yield f"      {words['used']}: {', '.join(self.used_by[name][:6])}"


WORDS: dict[Lang, dict[str, str]] = {
    "en": {"used": "rests on it"},
    "zh": {
        "fact": "事实",
        "motive": "动机归因",
        "forecast": "预测",
        "value": "价值判断",
        "hypothetical": "假设",
        "supported": "有佐证",
        "contradicted": "有反证",
        "unconfirmed": "未证实",
        "untestable": "无法检验",
        "used": "据此者",
    },
}


def register(document: Document) -> Register:
    """Collect what each claim carries in a document's models and parameters. O(document)."""
    used: dict[str, list[str]] = {}
    for key in ("models", "parameters"):
        for path, claim in _bases(document.tree.data.get(key) or {}, (key,)):
            used.setdefault(claim, []).append(dotted(path))
    return Register(document, {claim: tuple(places) for claim, places in used.items()})


def _bases(data: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in items:
        if step == "basis" and isinstance(value, list):
            for claim in value:
                yield path, str(claim)
        else:
            yield from _bases(value, (*path, step))
