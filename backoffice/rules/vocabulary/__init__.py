"""The closed lists of the trade, one module per family, each word with its French label."""
