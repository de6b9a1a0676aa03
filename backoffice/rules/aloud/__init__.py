"""Sentences that can be read aloud as they are."""
