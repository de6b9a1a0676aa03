"""The queues at work: which page shows which kind of item."""
