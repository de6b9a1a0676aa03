"""One family of events in each module: what it refuses, changes and leaves to be done."""
