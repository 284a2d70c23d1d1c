"""The document that ``countermove new agreement`` writes."""

STARTER = """\
countermove: 1
title: {en: A declaration and five parties, zh: 一份宣言与五个参与方}
actors:
  alpha: {name: {en: Alpha, zh: 甲国}}
  beta: {name: {en: Beta, zh: 乙国}}
models:
  signing:
    kind: agreement
    question: {en: "Who joins, and who would tip the others?", zh: 谁会加入，谁能带动其他各方？}
    parties:                     # net benefit of joining; a party joins if it is at least zero
      alpha: {own: 1, basis: assumption}
      beta: {own: {uniform: [-2, 0]}, basis: assumption}
      allies: {name: {en: Five allies, zh: 五个盟友}, own: -1, counts: 5, basis: assumption}
    influences:                  # what it adds to some that each of others is inside
      - {on: [beta], of: [alpha], amount: 1.5, basis: assumption}
    conditions:                  # what it adds once enough are inside
      both: {name: {en: Alpha and Beta are in, zh: 甲乙两国均加入}, of: [alpha, beta], quota: 2, on: [allies], bonus: 2}
    clauses:                     # what a clause is worth to each; `lever: true` lets a tipping package add it
      review: {name: {en: Review after five years, zh: 五年后审议}, depth: 1, lever: true, values: {beta: 0.5}}
      checks:                    # a clause of several levels, the weakest first; a text picks one or none
        name: {en: Checks, zh: 核查}
        levels:
          reports: {name: {en: by reports, zh: 通过报告}, depth: 1, values: {alpha: 0.2}}
          visits: {name: {en: by visits, zh: 通过视察}, depth: 2, values: {alpha: 0.3, allies: -0.4}}
    target: {parties: [allies]}  # what a tipping package must reach in every equilibrium
    design: {together: [alpha, beta], bring_in: [allies]}  # the deepest text these would sign; the price of those
"""
