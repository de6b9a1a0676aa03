"""What an agent was typing: a value, and how long it is kept."""
