"""The one letter engine: a frozen sheet in, bytes out."""
