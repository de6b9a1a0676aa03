"""What rings and what is opened from outside; persons entered and merged."""
