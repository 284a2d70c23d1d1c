"""Agreements: who signs, what tips whom, and what holds itself up."""
