"""Text for people, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

Lang = Literal["en", "zh"]
LANGUAGES: tuple[Lang, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or a name in both languages; a missing language is ``None`` and falls back to the other.

    In a document it is a plain string (the same in both) or ``{en: …, zh: …}``.

    Examples
    --------
    >>> held = Text("{state} holds.", "{state}得以维持。")
    >>> held.of(state=Text("Peace", "和平")).get("zh")
    '和平得以维持。'
    """

    en: str | None
    zh: str | None

    def get(self, lang: Lang) -> str:
        """Return the text in one language, or in the other where it is missing."""
        first, second = (self.en, self.zh) if lang == "en" else (self.zh, self.en)
        return first if first is not None else second if second is not None else ""

    def has(self, lang: Lang) -> bool:
        """Say whether the text is written in this language (and does not fall back)."""
        return (self.en if lang == "en" else self.zh) is not None

    def of(self, **parts: Text | str | int | float) -> Text:
        """Return the text with its ``{named}`` places filled, each language with the part in that language."""

        def fill(lang: Lang) -> str | None:
            own = self.en if lang == "en" else self.zh
            if own is None:
                return None
            return own.format(
                **{name: part.get(lang) if isinstance(part, Text) else part for name, part in parts.items()}
            )

        return Text(fill("en"), fill("zh"))

    def to_dict(self) -> dict[str, str]:
        """Return ``{"en": …, "zh": …}`` with the fall-back applied, as the JSON promises both."""
        return {lang: self.get(lang) for lang in LANGUAGES}

    def __str__(self) -> str:
        return self.get("en")

    @classmethod
    def both(cls, word: str) -> Text:
        """Return a text that reads the same in both languages (a name, a label)."""
        return cls(word, word)

    @classmethod
    def _read(cls, value: object) -> Text:
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls(value, value)
        if isinstance(value, dict) and value and set(value) <= {"en", "zh"}:
            wrong = [lang for lang, part in value.items() if not isinstance(part, str)]
            if not wrong:
                return cls(value.get("en"), value.get("zh"))
            raise ValueError(f"the {wrong[0]} text is no text; put it in quotes")
        raise ValueError("this is no text; write a plain string, or {en: …, zh: …}; put numbers and dates in quotes")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read a plain string or a mapping of languages."""
        return core_schema.no_info_plain_validator_function(
            cls._read, serialization=core_schema.plain_serializer_function_ser_schema(cls.to_dict)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe both forms."""
        languages = {lang: {"type": "string"} for lang in LANGUAGES}
        return {
            "anyOf": [
                {"type": "string"},
                {"type": "object", "properties": languages, "additionalProperties": False, "minProperties": 1},
            ]
        }


WITH_ARTICLE = (
    "States",
    "Union",
    "Kingdom",
    "Emirates",
    "Nations",
    "Federation",
    "Republic",
    "Netherlands",
    "Philippines",
)


def in_sentence(name: Text) -> Text:
    """Return an actor's name as it stands within a sentence: in English, names of unions and federations take “the”.

    A name that begins with “The” loses its capital.

    Examples
    --------
    >>> [in_sentence(Text.both(name)).en for name in ("United States", "China", "The other states")]
    ['the United States', 'China', 'the other states']
    """
    if name.en is not None and name.en.startswith("The "):
        return Text(f"t{name.en[1:]}", name.zh)
    if name.en is None or not name.en[:1].isupper() or name.en.split()[-1] not in WITH_ARTICLE:
        return name
    return Text(f"the {name.en}", name.zh)


def listed(parts: list[Text], limit: int = 6) -> Text:
    """Join texts as a list in both languages, with the number left out where there are more than ``limit``.

    Examples
    --------
    >>> listed([Text.both("A"), Text.both("B"), Text.both("C")]).en
    'A, B and C'
    """
    if not parts:
        return Text("none", "无")
    shown, rest = parts[:limit], len(parts) - limit
    if rest > 0:
        return Text(
            ", ".join(part.get("en") for part in shown) + f" and {rest} more",
            "、".join(part.get("zh") for part in shown) + f"等{len(parts)}项",
        )
    head, last = shown[:-1], shown[-1]
    if not head:
        return last
    return Text(
        ", ".join(part.get("en") for part in head) + f" and {last.get('en')}",
        "、".join(part.get("zh") for part in head) + f"和{last.get('zh')}",
    )
