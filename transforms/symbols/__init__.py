"""Symbols that leave their module: what they are made of, what they need, and both files after."""
