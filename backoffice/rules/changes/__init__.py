"""What is proposed in a change, checked before it is sent."""
