"""The trace: sealing, verifying, exporting, purging."""
