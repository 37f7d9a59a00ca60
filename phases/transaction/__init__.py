"""Apply a change set all or not at all, and undo it."""
