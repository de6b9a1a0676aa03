"""One statement reads all that the first screen of a file shows."""
