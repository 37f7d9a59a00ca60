"""What a lint rule asks about one file: answered from the plan and a few looks at the disk."""
