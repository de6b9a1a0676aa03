"""Qt item models; called tables, a model being a mapped class."""
