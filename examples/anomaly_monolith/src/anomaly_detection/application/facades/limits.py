"""Limits that keep answers readable."""

#: Sentences in one explanation.
SENTENCES = 5

#: Rows in one request.
ROWS = 10_000
