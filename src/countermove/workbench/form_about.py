"""What schemas say of the keys of a document, in Chinese; a form shows it where the pointer or the keyboard rests."""

from __future__ import annotations

from countermove.document.text import Text

DOCUMENT = {
    "format version": "格式版本",
    "the analyst's question, in plain words": "分析者的问题，用平实的话写",
    "library:NAME or a file below the document's folder": "library:名称，或本文件所在文件夹下的文件",
    "systems of the register that the document implements": "本文件所实现的登记系统",
    "which finding answers a system that the document covers: MODEL or MODEL/FINDING": (
        "哪一条结论回答所涵盖的系统：写“模型”或“模型/结论”"
    ),
    "a short name for figures": "图中使用的简称",
    "page or line in the source": "来源中的页码或行号",
    "the source's own words, in its own script": "来源的原话，用其原文",
    "what other sources say of it": "其他来源的说法",
    "sources that the note or the standing relies on": "备注或核实情况所依据的来源",
    "what each source says of it": "各来源的说法",
    "sources that the note relies on": "备注所依据的来源",
    "what varies; everything that has a law where left out": "哪些内容变动；不写则为所有带分布的内容",
}
AGREEMENT = {
    "what it costs to add it, in the units of offers, when it is a lever": "作为杠杆时，加入它的成本，以提议的单位计",
    "whether adding it may be part of a tipping package": "加入它是否可以成为促成方案的一部分",
    "who counts; everybody where left out": "计入哪些方；不写则为所有各方",
    "for whom it matters; everybody where left out": "对哪些方有影响；不写则为所有各方",
    "all clauses where left out": "不写则为所有条款",
    "a coalition whose deepest common text is sought": "要为其寻求最深共同文本的联盟",
    "others: everybody else's position on the text counts; none: other texts only": (
        "others：计入其他各方对该文本的立场；none：只依据其他文本"
    ),
    "what somebody expected of single parties, to be set beside the forecast": "有人对个别缔约方的预期，与预测并列",
    "how many states it stands for in quotas": "计算配额时它代表多少个国家",
    "whether it may be brought in by an offer of its own": "是否可以用单独的提议争取它加入",
    "the states it stands for, where it is a group": "若它是一个集团，它所代表的国家",
    "a threshold at home that the net benefit must exceed, e.g. ratification": "净收益必须超过的国内门槛，例如批准程序",
    "worth of each other member to a member: a linked issue": "每个其他成员对一成员的价值：挂钩的议题",
    "cost of each member to an outsider: a trade measure": "每个成员给局外方造成的成本：贸易措施",
    "members needed for entry into force": "生效所需的成员数",
    "the day on which a rolling list was read": "读取滚动名单的日期",
    "texts of a sort, e.g. votes; inferred from the positions where left out": "文本的类别，例如表决；不写则由立场推断",
    "unknown: who could have joined is not known; all: every party; listed: those named": (
        "unknown：不知道谁本可加入；all：所有缔约方；listed：所列各方"
    ),
    "the source's own totals, checked against the names": "来源自己给出的合计数，与名单核对",
    "how many parties attended, where their number is known and their names are not": "只知人数不知名单时的出席数",
    "what every member of the UN that is not named did: yes in a vote, not_listed on a list": (
        "未列名的联合国会员国如何表态：表决中为yes，名单中为not_listed"
    ),
    "what `counts` counts, in the plural": "“counts”所计的是什么（英文用复数）",
}
AGREEMENT_GAMES = {
    "what it is worth to the sponsor that each party is in its system": "各方加入其体系对主导方的价值",
    "what the sponsor loses by each party that is in the other system": "各方加入另一体系给主导方造成的损失",
    "whether members may not be in the other system": "成员是否不得同时加入另一体系",
    "what is in the system anyway, in the units of its quota": "无论如何都在体系之内的成员，以门槛的单位计",
    "what the system needs to work, its core included": "体系运作所需的门槛，包括原有成员",
    "what the quota counts of each party": "门槛按各方的哪一数目计算",
    "what the sponsor gains once the quota is reached": "达到门槛后主导方的所得",
    "the most that the sponsor can offer in all": "主导方合计最多能出的价",
    "what each system is worth to it without any offer": "没有任何出价时每套体系对它的价值",
    "what being in both adds to the sum of the two; below zero: a cost": "同时加入在两者之和以外的附加值；负数为代价",
    "how many states it stands for": "它代表多少个国家",
    "what joining is worth to it apart from what it is worth to the party": "除对该国的价值外，加入对它自身的价值",
    "how much of the party's net benefit counts for it": "该国的净收益在多大程度上计入它的得失",
    "players at home, each of whom must gain, or as many as `consent` says": (
        "国内各方：须各自受益，或须有`consent`所写的数目受益"
    ),
    "how many players at home must gain; all where left out": "国内须有多少方受益；不写则为全部",
    "linear: each unit of effort is worth the same, at rising cost; quadratic: worth falls with the total; binary: a "
    "party acts or does not": "linear：每单位价值相同而成本递增；quadratic：价值随总量递减；binary：行动或不行动",
    "how many like parties there are": "同类各方的数目",
    "quadratic only: the total beyond which effort is worth nothing": "仅用于quadratic：超出后努力不再有价值的总量",
    "what the next period counts, for the repeated game; binary and linear only": (
        "反复博弈中下一期的权重；仅用于binary和linear"
    ),
    "how sharply choices follow net benefits": "选择在多大程度上紧随净收益",
    "chance beginnings from which parties reconsider in turn": "各方由此依次重新考虑的随机初始状态数",
    "parties inside at the outset, from whom a cascade begins": "一开始就在内的各方，连锁反应由此开始",
    "its levels, the weakest first, in place of depth, values and reservations": (
        "各档次，最弱者在前，代替力度、价值和保留"
    ),
    "whether a party may join with a reservation to it: it then neither gains nor pays by it": (
        "一方是否可以对其提出保留而加入：此时既不因之受益也不因之付出"
    ),
    "whether adding it may be part of a tipping package; of several levels, which one": (
        "加入它是否可以成为促成方案的一部分；有多个档次时写哪一档"
    ),
    "whether the text has it; of several levels, which one it has": "文本是否含有它；有多个档次时写哪一档",
    "parties of which it is asked what bringing them in costs": "要问争取其加入须付出什么代价的各方",
    "readings whose designs are set side by side, with a name for each": "设计并列比较的各读法，每个附名称",
    "how many had joined by a day, where the list was read more than once": "名单多次查阅时，到某日已有多少方加入",
    "on which days those named joined, where that is known": "所列各方分别在哪一日加入（如果知道）",
    "which clauses the text is coded to have; texts left uncoded tell nothing of clauses": (
        "文本被编码为含有哪些条款；未编码的文本不说明条款的任何情况"
    ),
    "how far ahead the pace of joining is carried on": "按目前加入的速度向前推算多久",
}
BARGAIN = {
    "the two sponsors, each with the users it has today": "两个推动方，及其现有用户",
    "new users a year": "每年新增用户",
    "what a standard that all use is worth more than one that nobody uses": "人人使用的标准比无人使用的标准多出的价值",
    "tastes spread evenly from this much for the first to this much against": (
        "偏好在支持与反对第一个标准之间均匀分布的幅度"
    ),
    "how much better the first standard is": "第一个标准优越多少",
    "what changing over costs a user": "用户转换的成本",
    "what carrying both costs a user": "用户两者并用的成本",
    "rights that it puts into joint hands": "交由共同掌握的权利",
    "rights that it gives to every signatory": "赋予每个签署方的权利",
    "the text lapses after that many periods": "多少期之后文本失效",
    "how long it would run": "有效期有多长",
    "what one period later is worth": "晚一期的价值",
    "what the words as written bring each signatory a period": "现有文字每期给各签署方带来的收益",
    "its two ends, the lesser first": "尺度的两端，较小者在前",
    "points of the scale in words": "用文字说明尺度上的各点",
    "what a text could say; five even steps where left out": "文本可取的档次；不写则为五个等距档",
    "the site where it stays if it is indifferent": "若无差别时留在哪个地点",
    "the party that sets its tariff": "制定其关税的一方",
    "what serving it whole is worth to the firm": "供应整个市场对企业的价值",
    "what it can bring to bear, on any scale that all share": "可动用的影响力，各方采用同一尺度",
    "what ending without a deal costs it beyond the status quo": "谈不成比现状多付出的代价",
    "what no deal is worth to it, its best package being 0; instead of the status quo less no_deal": (
        "谈不成对它的价值，以其最佳方案为0；写了则代替“现状减no_deal”"
    ),
    "what one round later is worth to it": "晚一轮对它的价值",
    "its bargaining weight in the axiomatic solutions, above 0": "它在公理解中的谈判权重，大于0",
    "its votes where votes are weighted": "加权表决时的票数",
    "bears the deal but has no say in it": "承受协议后果，但没有表决权",
    "the party that can sign only what this one accepts too: a parliament at home": (
        "只有本方也接受，才能签署的那一方：例如本方是其国内议会"
    ),
    "rates to choose from, today's first": "可选的税率，现行者在前",
    "amounts to choose from, today's first": "可选的金额，现行者在前",
    "what hosting the plant is worth to it": "工厂设在本国对它的价值",
    "share of a tariff that its own buyers pay": "关税中由本国买方承担的份额",
    "share of the loss from unlike rules that mutual recognition saves": "相互承认可以免去的规则差异损失份额",
    "a signatory; or `joint` (used only by agreement), or `each` (every signatory)": (
        "某个签署方；或“joint”（须一致同意才能行使），或“each”（每个签署方）"
    ),
    "chance in a period that it is used for the first time; then it binds": "每期首次行使的概率；行使之后即有约束力",
    "what its use brings the holder, a period": "行使时每期给持有方带来的收益",
    "what its use costs each other signatory, a period": "行使时每期给其他每个签署方造成的成本",
    "votes needed where votes are weighted": "加权表决时所需的票数",
    "actors without whom nothing passes": "缺了就无法通过的行为体",
    "who alone makes the proposal, if one actor does": "若只由一方提案，是哪一方",
    "the party whose tariffs it escapes and whose subsidy it gets": "在此设厂可免其关税并得其补贴的一方",
    "what producing there costs more than at the cheapest place": "比最便宜的地点多出的生产成本",
    "share of a market that can still be served from there": "从那里仍能供应的市场份额",
    "its ideal point on the issue's scale": "在该议题尺度上的理想点",
    "how much the issue matters to it, 0 to 1": "对该议题的重视程度，0到1",
    "what each level is worth to it, where that does not fall with the distance; else left out": (
        "各档次对它的价值；只在价值不随距离递减时才写"
    ),
    "how far from its ideal point it loses nothing, on the scale": "离理想点多远之内没有损失（按尺度计）",
    "the range outside which it accepts nothing": "超出此范围则一概不接受",
    "who proposes first where parties take turns": "轮流提案时由谁先提",
    "chance of each party to propose in a round, instead of turns": "不轮流时，每轮各方提案的概率",
    "after that many refusals there is no deal": "被拒绝多少次之后谈判失败",
    "chance that talks end after a refusal": "一次被拒后谈判破裂的概率",
    "to each of the two, in units of utility": "两方各得多少，以效用单位计",
    "where each issue stands today; a deal may leave it there": "各议题的现状；协议可以维持不变",
    "alternating offers; needs `patience` of everyone with a say": "轮流出价；有表决权的各方都须写“patience”",
    "pairs of parties whose texts are compared": "要对照其文本的成对缔约方",
    "a party signs only if it is better off by at least this": "至少改善这么多，一方才会签署",
    "a text with gaps, and who has the last word": "有空白的文本，以及由谁最终解释",
    "a plant that tariffs and subsidies may move": "关税和补贴可能使其搬迁的工厂",
    "two standards that compete for users": "争夺用户的两个标准",
    "regulators that each set their own rule on an issue": "在某一议题上各自制定规则的监管方",
    "whether parties can pay each other, in units of utility": "各方能否相互支付（以效用单位计）",
}
CONFLICT = {
    "whose moves; everybody's where left out": "谁的行动；不写则为所有各方",
    "condition on the state that is left": "对所离开状态的条件",
    "condition on the state that is reached": "对所到达状态的条件",
    "which way it can be changed": "可以朝哪个方向改变",
    "0 the plan, 1 its counter, 2 the counter to that …": "0为计划，1为反制，2为对反制的反制……",
    "options that this one answers, as the source says": "按来源所述，它所回应的选项",
    "options that it answers in the analyst's reading": "按分析者的理解，它所回应的选项",
    "pairs of states whose order is not known": "先后未知的成对状态",
    "[better, worse] pairs of a strict order": "严格排序中的[较好, 较差]对",
    "share of draws in which the rule applies": "规则适用的抽样份额",
    "share of the answered moves' effect that it removes": "消去所回应行动之效果的份额",
    "weight φ of one pairwise reversal, 0 < φ ≤ 1; 1 draws all alike": (
        "每颠倒一对的权重φ，0 < φ ≤ 1；为1时各种排序机会均等"
    ),
    "number of random swaps of neighbouring tiers": "随机交换相邻层级的次数",
    "actor → option → description": "行为体 → 选项 → 说明",
    "states of a hand-drawn graph": "手工绘制的图的状态",
    "actor → [from, to] pairs": "行为体 → [起点, 终点]对",
    "states where the condition holds count as one": "满足条件的状态视为同一状态",
    "the options that are on; every other is off": "已采取的选项；其余均未采取",
    "actor → other actor → reading": "行为体 → 其他行为体 → 读法",
    "actor → actor whose preferences it minds, and how": "行为体 → 它顾及其偏好的行为体，以及如何顾及",
    "moves as told, finer than options": "来源所述的行动，比选项更细",
    "option → cost and effect, for `layers`": "选项 → 成本与效果，供“layers”使用",
    "how much an actor minds the others' worth in `stages`: 1, their gain is its loss": (
        "“stages”中行为体对他方所得的在意程度：为1时，他方所得即己方所失"
    ),
}
DILEMMA = {
    "temptation: it accelerates alone": "诱惑：只有它加速",
    "reward: both restrain": "回报：双方克制",
    "punishment: both accelerate": "惩罚：双方加速",
    "sucker's payoff: it restrains alone": "吃亏：只有它克制",
    "r: how far effort decides": "r：努力在多大程度上决定胜负",
    "γ of today": "现在的γ",
    "ω of today": "现在的ω",
    "unit cost of effort": "每单位努力的成本",
    "what a unit of effort brings those outside": "每单位努力给局外方带来的得失",
    "γ when each keeps to its own strengths": "各自发挥所长时的γ",
    "ω when investments are staggered": "投资错开时的ω",
    "continuation δ: how much the next round counts": "延续因子δ：下一轮的分量",
    "q, chance of an alarm": "q，发出警报的概率",
    "chance of an alarm though both restrain, each": "双方都克制时仍发出警报的概率（各自）",
    "fine f for what is detected": "被发现时的罚款f",
    "added to R": "加到R上的数",
    "deposit a lone accelerator pays": "单独加速者失去的押金",
    "γ, share of same fields": "γ，相同领域的份额",
    "k in own payoff less k times the other's": "己方收益减去k倍对方收益中的k",
    "the channel breaks, per round": "每轮渠道中断的概率",
    "it is restored, per round": "每轮恢复的概率",
    "acceleration always seen and fined on, instead of detected once": "加速始终可见并按此处罚，而不是只被发现一次",
    "rules of conduct to be paired": "要配对比较的行为规则",
    "play the rules that remember one round, for so many rounds": "让只记一轮的规则对局多少轮",
    "what evading the rest still brings": "规避其余部分仍能带来的收益",
    "harm of what is exempt": "豁免部分的损害",
    "further harm where the exemption hides more": "豁免被用来掩盖更多时的额外损害",
    "inspections that may be spent over the rounds": "各轮中可用的检查次数",
    "an open gap is closed, per round": "每轮堵上漏洞的概率",
    "a closed gap is designed around, per round": "每轮绕开已堵漏洞的概率",
    "what an undetected evasion brings those outside": "未被发现的规避给局外方带来的得失",
    "v, paid whether or not it comes about": "v，无论成否都要付",
    "n, all alike": "n，各方相同",
    "k, the providers it takes": "k，所需的提供方数目",
    "additive: what each payer adds for everybody": "可加情形：每个付出者给各方增加的收益",
    "that the other restrains, as the actor sees it": "行为体认为对方会克制的概率",
    "share of acts against the motive": "与动机相反的行为份额",
    "4, 16 or 64 numbers: after CC, CD, DC, DD (C restrain, own action first), newest round last": (
        "4、16或64个数：依次对应CC、CD、DC、DD之后（C为克制，己方在前），最近一轮在最后"
    ),
    "worth of the commitment if it turns out well": "结果良好时承诺的价值",
    "what it costs if it turns out badly": "结果不佳时的代价",
    "that it turns out well": "结果良好的概率",
    "that a round of waiting tells which": "等待一轮即可得知结果的概率",
    "what both can do, restraint first": "双方都可以采取的行动，克制在前",
    "where the two differ": "双方行动不同时",
    "by actor or `both`: rows own action, columns the other's; greater is better, ties share a rank": (
        "按行为体或“both”：行为己方行动，列为对方行动；数大为好，并列者数相同"
    ),
    "the same with numbers": "同上，但用数值",
    "by actor or `both`: T, R, P, S": "按行为体或“both”：T、R、P、S",
    "stress: random swaps of neighbouring ranks of each actor": "压力测试：随机交换各行为体相邻的排序",
    "the game that a text says this is; checked": "文本所称的博弈；会加以核对",
    "what each profile brings those outside; rows the first actor's actions": (
        "各组合给局外方带来的得失；行为第一个行为体的行动"
    ),
}
INFLUENCE = {
    "what the act costs whoever carries it out": "实施者付出的成本",
    "what it costs on top to be held to it without meaning it": "无此意愿却受其约束的额外成本",
    "probability that the audience sees and believes that it took place": "受众看到并相信其发生的概率",
    "how much further than the receiver the sender would go, on a scale of 0 to 1": (
        "发出方比接收方更进一步的程度，尺度为0到1"
    ),
    "probability that the receiver gives to the threat before any warning": "接收方在任何警告之前给威胁的概率",
    "probability from which on the receiver acts": "接收方开始行动的概率门槛",
    "how probable the audience holds it that the party obstructs": "受众认为该方在阻挠的概率",
    "probability from which on the audience accepts the blame": "受众接受这一指责的概率门槛",
    "what an accepted blame costs the party, in the measure of the acts' costs": (
        "指责被接受时该方的代价，与行为的成本同一尺度"
    ),
    "first view; for a source with a campaign, the view it spreads": "初始看法；对有宣传的信息源，为其传播的看法",
    "how far it keeps to its first view: 0 not at all, 1 always": "坚持初始看法的程度：0为完全不坚持，1为始终坚持",
    "how far another's view may lie from its own to be listened to; left out: all are": (
        "他方看法相差多远之内才会听取；不写则全部听取"
    ),
    "what the parties hold to be true or not": "各方认为真或不真的命题",
    "listener → whom it listens to; weights sum to one; no row: only to itself": (
        "听者 → 它听取谁；权重之和为一；没有该行则只听自己"
    ),
    "parties whose pull on the others is compared": "要比较其对他方影响力的各方",
    "rounds that figures show": "图中显示的轮数",
}
OUTLOOK = {
    "two actors": "两个行为体",
    "for how many years ahead to say whether the matter is still open": "预计多少年后此事是否仍悬而未决",
    "what must be seen, and where, for it to count as true": "须在何处看到什么，才算为真",
    "the day on which it is resolved, YYYY-MM-DD": "判定之日，YYYY-MM-DD",
    "who gives it which probability": "谁给出什么概率",
    "how it turned out; left out while open": "结果如何；未定时不写",
    "what must be seen, and where, for a yes": "须在何处看到什么，才算“是”",
    "the day on which it is read, YYYY-MM-DD": "读取之日，YYYY-MM-DD",
    "variant of the outcome → probability of a yes if it comes about": "结果的取值 → 若其出现，答“是”的概率",
    "what was seen; left out while open": "所见结果；未定时不写",
    "variant of the first → one number a variant of the second": "第一个因素的取值 → 对第二个因素每个取值一个数",
    "weight of evidence: all numbers of the rows are multiplied by it": "证据权重：各行的数都乘以它",
    "numbers without a law of their own vary this far up and down": "没有自身分布的数上下变动的幅度",
    "how fast a party's benefit rises with the share it can work with": "一方收益随其可合作份额上升的快慢",
    "how much of the other system stays usable": "另一体系仍可使用的程度",
    "cost of running both systems, as a share of the benefit of one": "同时运行两个体系的成本，占一个体系收益的份额",
    "factor → factor → judgements": "因素 → 因素 → 判断",
    "the factor whose variants the question is about": "问题所问的因素",
    "largest judgement in size, before weighing": "加权之前绝对值最大的判断",
    "scenarios that miss consistency by at most this much are listed too": "离自洽相差不超过此数的情景也会列出",
}
RACE = {
    "independent suppliers or sites the system runs on": "体系所依赖的独立供应方或站点",
    "how many of them must work": "其中必须有多少正常运转",
    "input → the output that it alone would allow": "投入 → 仅凭它所能达到的产出",
    "what is under way at the start, spread evenly over the stages": "起始时在途的数量，均匀分布在各阶段",
    "step of the fixed-step solver; every result is checked against another": (
        "定步长求解的步长；每个结果都与另一解法核对"
    ),
    "actor → formula": "行为体 → 公式",
    "constant → its value from then on": "常数 → 此后的取值",
    "stock → what is added to it on that date": "存量 → 当日增加的数量",
    "experience at which the cost is `cost`": "成本为“cost”时的经验量",
    "capability is uniform between 0 and this": "能力在0与此数之间均匀分布",
    "0: a rival's safe win is as good; 1: as bad as ruin": "0：对手安全获胜同样好；1：与灾难一样坏",
    "the constant that is moved": "被移动的常数",
    "a formula, read at the end of the run; more is better": "公式，取运行结束时的值；越大越好",
    "constant → its value under the other course": "常数 → 另一做法下的取值",
    "what answers the question: a contest, ready flow, … or `strategy`": (
        "回答问题的部分：某项竞争、现成模型……或“strategy”"
    ),
    "unit → what it is a multiple of: {GPU: 0.7 * kW}": "单位 → 它是什么的多少倍：{GPU: 0.7 * kW}",
}
ABOUT = {**DOCUMENT, **AGREEMENT, **AGREEMENT_GAMES, **BARGAIN, **CONFLICT, **DILEMMA, **INFLUENCE, **OUTLOOK, **RACE}


def about(description: str | None) -> Text:
    """Return what a schema says of a key, in both languages where it is known in both."""
    words = description or ""
    return Text(words, ABOUT.get(words, words))
