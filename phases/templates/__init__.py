"""The files that `rezone init` writes as they are."""
