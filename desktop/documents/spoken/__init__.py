"""Labels in the printer's own letters: far quicker to make and to send, but only for what those letters can say."""
