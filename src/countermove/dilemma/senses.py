"""What a dilemma’s verdicts mean, in words."""

from countermove.document.text import Text

SENSES = {
    "game": Text("which game the two are in", "双方处于哪种博弈"),
    "place": Text("its place among the 144 ordinal games", "在144种序数博弈中的位置"),
    "nash": Text("neither side gains by moving alone (Nash)", "任何一方单独改变都无所得（纳什）"),
    "efficient": Text(
        "nothing is better for one without being worse for the other (efficient)",
        "无法使一方更好而不使另一方更差（有效率）",
    ),
    "dominant": Text("a move best whatever the other does (dominant)", "无论对方如何都最优的行动（占优）"),
    "sustained": Text("restraint keeps itself, by element", "克制能自我维持，按要素"),
    "package": Text("elements of the cheapest package", "最低成本组合中的要素"),
    "second_order": Text("the game about keeping the rules", "关于是否守规的二阶博弈"),
    "exemption": Text("whether exempting is better", "豁免是否更好"),
}
