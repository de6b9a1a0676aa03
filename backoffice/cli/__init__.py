"""The commands: what a terminal, another program or a check may ask."""
