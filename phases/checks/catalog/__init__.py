"""The checks, one a file: each a `Check` named ``CHECK``."""
