"""The document that `new outlook` writes."""

STARTER = """\
countermove: 1
title: {en: Which futures fit together, zh: 哪些未来自洽}
question: {en: Can trade recover while talks stay frozen?, zh: 在对话停滞的情况下，贸易能否恢复？}
models:
  outlook:
    kind: outlook
    factors:                       # what the future turns on; variants in their natural order
      talks:
        name: {en: Talks, zh: 对话}
        variants:
          frozen: {name: {en: Frozen, zh: 停滞}}
          open: {name: {en: Open, zh: 畅通}}
      trade:
        name: {en: Trade, zh: 贸易}
        variants:
          shrinking: {name: {en: Shrinking, zh: 萎缩}}
          growing: {name: {en: Growing, zh: 增长}}
    outcome: trade                 # the factor that the question is about
    impacts:                       # factor → factor: how a variant of the first bears on each variant of the second
      talks:
        trade:
          weight: {triangular: [0.5, 1, 1.5]}      # weight of evidence; a number or a law
          basis: assumption
          rows:                    # 3 promotes strongly, 0 has no bearing, -3 restricts strongly
            frozen: [2, -2]        # in the order of trade's variants: shrinking, growing
            open: [-1, 1]
      trade:
        talks:
          basis: assumption
          rows:
            shrinking: [1, -1]
            growing: [{uniform: [-2, 1]}, 1]
    indicators:                    # what would be seen, by when, under each variant of the outcome
      ministers:
        name: {en: Ministers meet, zh: 部长会晤}
        criterion: {en: Both ministries announce a meeting in 2027., zh: 两部在2027年公布一次会晤。}
        by: 2027-12-31
        under: {shrinking: 0.3, growing: {uniform: [0.5, 0.9]}}
        basis: assumption
"""
