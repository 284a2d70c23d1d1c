"""Outlooks: which futures are consistent with themselves (cross-impact balances)."""
