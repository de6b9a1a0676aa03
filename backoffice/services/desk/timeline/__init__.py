"""One time line of everything that happened on a file, read by pages."""
