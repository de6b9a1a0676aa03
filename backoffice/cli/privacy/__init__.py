"""The commands of the data protection officer."""
