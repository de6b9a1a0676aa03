"""Carrying messages out: mail and SMS, once each, and what came back."""
