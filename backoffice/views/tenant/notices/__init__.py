"""Alerts on a file and hints on its building: shown, written, ended."""
