"""The document that `new influence` writes."""

STARTER = """\
countermove: 1
title: {en: Who moves whose view, zh: 谁影响谁的看法}
question: {en: Does the third state come to share the first state's account?, zh: 第三国最终会认同第一国的说法吗？}
actors:
  a: {name: {en: State A, zh: 甲国}}
  b: {name: {en: State B, zh: 乙国}}
  c: {name: {en: State C, zh: 丙国}}
models:
  influence:
    kind: influence
    proposition: {en: The text serves everybody, zh: 该文本对各方有利}
    parties:                       # belief: 0 not at all, 1 fully; stubbornness: 1 never moves
      a: {belief: 1, stubbornness: 1, basis: assumption}
      b: {belief: 0, stubbornness: 1, basis: assumption}
      c: {belief: 0.5, stubbornness: {uniform: [0, 0.6]}, basis: assumption}
    trust:                         # listener → whom it listens to; the weights of a row sum to 1
      c: {a: {uniform: [0.2, 0.6]}, b: {uniform: [0.1, 0.3]}, c: 0.4}
    sources: [a, b]                # whose pull is compared
    warnings:
      alarm:
        name: {en: State A warns of State B, zh: 甲国就乙国发出警告}
        sender: a
        receiver: c
        bias: {uniform: [0.02, 0.3]}       # how much further than the receiver the sender would go
        prior: 0.3
        threshold: 0.5
        basis: assumption
"""
