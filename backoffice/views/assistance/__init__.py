"""The assistance forms: their queue, each beside the file, what is decided of it."""
