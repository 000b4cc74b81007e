"""What happened to a contract, and whether it may be recorded."""
