"""What a caretaker may know."""
