"""What a race’s verdicts mean, in words."""

from countermove.document.text import Text

SENSES = {
    "leads": Text("leads at the end", "期末领先"),
    "overtakes": Text("takes the lead on the way", "途中反超"),
    "binds": Text("the input that binds at the end", "期末起制约作用的投入"),
    "self_limiting": Text("the spiral limits itself", "螺旋自我收敛"),
    "saturates": Text("growth comes to an end", "增长趋于饱和"),
    "breaks_even": Text("the loss is made up before the end", "损失在期末前得到弥补"),
    "pays": Text("the course pays more as stated", "按所述数值，该做法更有利"),
}
