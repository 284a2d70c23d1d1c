"""Conflicts: which outcomes hold against moves, countermoves and counter-countermoves (the graph model)."""
