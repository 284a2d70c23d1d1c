"""What an agreement’s verdicts mean, in words."""

from countermove.document.text import Text

SENSES = {
    "in_every_equilibrium": Text("joins in every equilibrium", "在所有均衡中加入"),
    "in_some_equilibrium": Text("joins in some equilibrium", "在某个均衡中加入"),
    "reached_by_tipping": Text("inside once the cheapest package tips it", "最低成本组合促成后在内"),
    "in_common_text": Text("clauses of a text that all could join", "各方都能加入的文本中的条款"),
    "blocked_at_home": Text("kept out by players at home", "因国内各方反对而不加入"),
    "in_largest_stable": Text("in a largest coalition that holds itself up", "属于能自我维持的最大联盟"),
    "stable_number": Text("members with whom an agreement holds itself up", "能使协定自我维持的成员数"),
    "with_first_sponsor": Text("ends in the first sponsor's system only", "仅加入第一个主导方的体系"),
    "with_second_sponsor": Text("ends in the second sponsor's system only", "仅加入第二个主导方的体系"),
    "with_both_sponsors": Text("ends in both systems", "同时加入两套体系"),
    "with_neither_sponsor": Text("ends in neither system", "两套体系均不加入"),
    "reaches_quota": Text("its system reaches its quota", "其体系达到门槛"),
    "listed": Text("on the list of the record", "在记录的名单上"),
    "forecast_to_list": Text("forecast to be on the list", "预测会列名"),
}
