"""Its place puts this folder on the path: the tests below share what is in it."""
