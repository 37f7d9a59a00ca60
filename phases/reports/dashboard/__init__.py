"""One page that shows where a migration stands, from what its runs have left."""
