"""The plan and its execution: the only layer that touches the disk."""
