"""The parts of the order page: lines, delivery, payment, documents, history with composer."""
