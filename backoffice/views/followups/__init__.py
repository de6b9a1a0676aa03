"""What decisions left to be done, on the screen."""
