"""What the questions, the ratings and the pages tell those who write the documentation."""
