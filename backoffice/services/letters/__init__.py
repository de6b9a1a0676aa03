"""Texts and reasons in the landlord's words, messages and letters made of them."""
