"""Who names what moved."""
