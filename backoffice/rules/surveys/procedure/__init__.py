"""What a survey opens in time: delays, formal notice, penalties, loss of the right to stay."""
