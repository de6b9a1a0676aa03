"""Persons entered twice: seen before they are, listed, said to be one, parted again."""
