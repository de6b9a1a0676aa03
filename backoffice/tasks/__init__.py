"""Jobs off the UI thread."""
