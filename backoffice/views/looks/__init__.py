"""A second pair of eyes: a decision drawn, read on a page with its papers, and judged there."""
