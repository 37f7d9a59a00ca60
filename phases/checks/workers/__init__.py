"""Programs that run the repository's own code, each in a process of its own.

The interpreter may be another one than rezone's: they import the standard library, and what the
repository depends on.
"""
