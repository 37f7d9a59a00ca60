"""What the lint rules share: functions, for Fixit takes every class they import for a rule."""
