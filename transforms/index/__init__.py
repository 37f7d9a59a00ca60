"""Modules and their names, of a list of paths."""
