"""Messages that leave: when to try again, what may not leave, what came back."""
