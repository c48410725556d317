"""What becomes of the mails to buyers: sent, looked after by a person, come back; and what buyers answer."""
