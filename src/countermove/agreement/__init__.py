"""Agreements: who signs, what tips whom, and what holds itself up."""

from countermove.agreement.answers import KIND

__all__ = ["KIND"]
