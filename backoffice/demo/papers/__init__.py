"""Certificates of insurance made up: what they say, how they are laid out, how they are scanned."""
