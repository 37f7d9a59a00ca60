"""Adapters to the outside.  Deliberately without imports: each part is loaded by whoever needs it."""
