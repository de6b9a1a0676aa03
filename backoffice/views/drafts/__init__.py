"""What is being typed, kept until it is sent, and offered back after a bad end."""
