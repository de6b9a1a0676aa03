"""La barre: one box for people and commands, what it finds, and the way back."""
