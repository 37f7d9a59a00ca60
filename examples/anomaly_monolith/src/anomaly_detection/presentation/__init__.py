"""How results look, whatever shows them."""
