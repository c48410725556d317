"""What the database knows of one person: all of it in an export, as little as the law lets be after an erasure."""
