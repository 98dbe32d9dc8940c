"""What is kept for a user, and by which rules; knows neither LiveKit nor HTTP."""
