"""What an outlook’s verdicts mean, in words."""

from countermove.document.text import Text

SENSES = {
    "consistent_outcome": Text("a consistent scenario ends in it", "有自洽情景以其收场"),
    "robust_outcome": Text("a scenario that stays consistent ends in it (robust)", "有始终自洽的情景以其收场（稳健）"),
    "possible_outcome": Text(
        "a scenario that could be consistent ends in it (possible)", "有可能自洽的情景以其收场（可能）"
    ),
    "consistent": Text("scenarios consistent as stated", "按所述判断自洽的情景"),
    "robust": Text("scenarios consistent however judgements vary (robust)", "判断如何变动都自洽的情景（稳健）"),
}
