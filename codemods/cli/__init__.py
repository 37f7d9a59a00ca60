"""The `rezone` command line."""
