"""Parties by their codes: the members of the United Nations and six more that sign or join; and groups over time.

Codes are ISO 3166 alpha-3, with ``XKX`` for Kosovo and ``EUU`` for the European Union. Group memberships start and end
on dates; where only the year of accession is established, the first of January stands for it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from countermove.document.faults import did_you_mean
from countermove.document.text import Text

REGIONS: Mapping[str, Text] = MappingProxyType(
    {
        "africa": Text("Africa", "非洲"),
        "asia": Text("Asia and the Pacific", "亚洲和太平洋"),
        "eeg": Text("Eastern Europe", "东欧"),
        "grulac": Text("Latin America and the Caribbean", "拉丁美洲和加勒比"),
        "weog": Text("Western Europe and others", "西欧和其他"),
        "other": Text("Others", "其他"),
    }
)

GROUP_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "nato": Text("NATO", "北约"),
        "eu": Text("European Union", "欧盟"),
        "brics": Text("BRICS", "金砖国家"),
        "sco": Text("Shanghai Cooperation Organisation", "上海合作组织"),
        "csto": Text("Collective Security Treaty Organization", "集体安全条约组织"),
        "asean": Text("ASEAN", "东盟"),
        "gcc": Text("Gulf Cooperation Council", "海湾合作委员会"),
        "arab_league": Text("League of Arab States", "阿拉伯国家联盟"),
        "caricom": Text("CARICOM", "加勒比共同体"),
        "pacific_islands_forum": Text("Pacific Islands Forum", "太平洋岛国论坛"),
        "nuclear_armed": Text("nuclear-armed states", "拥核国家"),
        "us_treaty_allies_outside_nato": Text(
            "treaty allies of the United States outside NATO", "美国在北约以外的条约盟友"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who may sign: its codes, its name, its regional group, and whether it is a member of the UN."""

    code: str
    short_code: str
    name: Text
    region: str
    member: bool


@cache
def parties() -> Mapping[str, Party]:
    """Return every known party by its alpha-3 code, in the order of the regional groups.

    Examples
    --------
    >>> len([party for party in parties().values() if party.member])
    193
    """
    text = files("countermove.agreement").joinpath("parties.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType(
        {
            row["iso3"]: Party(row["iso3"], row["iso2"], Text(row["en"], row["zh"]), row["region"], row["un"] == "1")
            for row in rows
        }
    )


@cache
def _aliases() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for code, party in parties().items():
        for name in (code, party.short_code, party.name.get("en"), party.name.get("zh")):
            known[name.casefold()] = code
    return MappingProxyType(known)


def party_code(written: object) -> str:
    """Return the alpha-3 code of a party written as alpha-3, alpha-2, or its English or Chinese name.

    Raises
    ------
    ValueError
        If no party is written like this; the message offers the nearest.

    Examples
    --------
    >>> party_code("NO"), party_code("挪威"), party_code("NOR")
    ('NOR', 'NOR', 'NOR')
    """
    if isinstance(written, bool):
        raise ValueError("a country code was read as yes or no: put it in quotes, e.g. 'NO' for Norway")
    name = str(written).strip()
    found = _aliases().get(name.casefold())
    if found is not None:
        return found
    near = [*parties(), *(party.name.get("en") for party in parties().values())]
    cure = did_you_mean(name.upper() if len(name) <= 3 else name, near)
    raise ValueError(f"no party {name!r}; {cure}")


@cache
def _memberships() -> tuple[tuple[str, date, date | None, frozenset[str]], ...]:
    text = files("countermove.agreement").joinpath("groups.csv").read_text(encoding="utf-8")
    return tuple(
        (
            row["group"],
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
            frozenset(row["members"].split()),
        )
        for row in csv.DictReader(text.splitlines())
    )


def group_members(on: date | None = None) -> Mapping[str, frozenset[str]]:
    """Return the members of each group on a day, or of today's record where no day is given.

    Examples
    --------
    >>> len(group_members(date(2026, 2, 5))["nato"]), "FIN" in group_members(date(2023, 2, 16))["nato"]
    (32, False)
    """
    members: dict[str, frozenset[str]] = {name: frozenset() for name in GROUP_NAMES}
    for group, since, until, names in _memberships():
        begun, over = on is None or since <= on, until is not None and (on is None or until <= on)
        if begun and not over:
            members[group] |= names
    return members
