"""A page as its words stand on it: lines, cells, columns, and what is written beside what."""
