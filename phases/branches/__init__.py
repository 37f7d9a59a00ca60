"""Phases and git history: open branches, committed phases."""
