"""What checks measure on one state of a repository; the results are JSON values."""
