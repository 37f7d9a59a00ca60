"""Handlers that answer with HTML."""
