"""Colours, type and the style sheet made of them."""
