"""The household of a survey: its category and its resources."""
