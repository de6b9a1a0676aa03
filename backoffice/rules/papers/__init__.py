"""What is read on a paper, and what it proposes."""
