"""Dilemmas: which game is it, what holds in it, and what a dialogue would have to deliver."""
