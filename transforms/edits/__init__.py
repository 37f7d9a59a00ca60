"""References into edits, edits into bytes."""
