"""The functional core: bytes in, edits out."""
