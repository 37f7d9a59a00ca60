"""git, called as a person calls it; no other part of rezone starts it."""
