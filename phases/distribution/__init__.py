"""Wheels and sdists built before and after phases: equal up to the names that moved."""
