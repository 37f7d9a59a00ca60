"""Bridges: small modules that keep an old name importable after its module has moved."""
