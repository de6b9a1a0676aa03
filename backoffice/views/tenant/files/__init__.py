"""The files open at once, as tabs above the page."""
