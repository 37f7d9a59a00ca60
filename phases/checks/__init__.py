"""What must hold before and after a phase: measured, judged against a threshold, told."""
