"""Moves and the name map they define."""
