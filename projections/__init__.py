"""What follows from the recorded facts, as at any day and as known at any time."""
