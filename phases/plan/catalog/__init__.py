"""Plans that ship with rezone."""
