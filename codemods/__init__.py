"""LibCST and click commands: what a person runs."""
