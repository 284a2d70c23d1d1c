"""What an influence model’s verdicts mean, in words."""

from countermove.document.text import Text

SENSES = {
    "agrees": Text("holds the proposition for more likely true than not", "认为该命题更可能成立"),
    "agrees_near": Text("the same, if near views only are listened to", "在只听取相近看法时亦然"),
    "informative": Text("the warning can tell something", "警告能够说明些什么"),
    "blocks_blame": Text("the act blocks the blame", "该行动能挡住指责"),
}
