"""What a month of an account deserves: allocation, eligibility, the sheet of a receipt."""
