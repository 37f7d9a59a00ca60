"""The workspace on disk and the run over it."""
