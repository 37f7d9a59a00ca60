"""What `rezone init` writes, and what it guesses for it."""
