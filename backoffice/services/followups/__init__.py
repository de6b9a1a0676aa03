"""What decisions left to be done: listed, done, cancelled."""
