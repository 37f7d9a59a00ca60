"""Plans: the model, its readers and the shipped catalog."""
