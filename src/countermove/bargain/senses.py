"""What a bargain’s verdicts mean, in words."""

from countermove.document.text import Text

SENSES = {
    "possible": Text("a deal that helps everyone with a say exists", "存在有利于所有有发言权者的协议"),
    "gains": Text("gains by the Nash package", "在纳什方案中获益"),
    "loses": Text("loses by the Nash package", "在纳什方案中受损"),
    "shared": Text("issues on which all gain", "各方都获益的议题"),
    "traded": Text("issues in the best trade", "最佳交换中的议题"),
    "efficient": Text("texts that cannot be bettered for all (efficient)", "无法使各方同时更好的文本（有效率）"),
    "signs": Text("signs the contract as written", "签署现有文本的合同"),
    "plant": Text("where the plant stands", "工厂所在地"),
    "leads": Text("whose standard leads in the end", "其标准最终领先"),
    "locked_in": Text("a standard is locked in", "某一标准被锁定"),
    "alike": Text("issues on which a common rule holds", "共同规则成立的议题"),
}
