"""Bargains: what deal across issues is in everyone's interest, and who pays for it."""
