"""Complaints: linked to a customer and an order, answered in time, with standard answers in each language (I6)."""

from desktop.services.complaints.answers import Standard, change, fill, standards
from desktop.services.complaints.cases import (
    STATES,
    Answer,
    Complaint,
    Row,
    answer,
    heard,
    link_return,
    listed,
    of_customer,
    of_order,
    open_complaint,
    overdue,
    reopen,
    show,
    solve,
)
from desktop.services.complaints.timer import Timer, change_timer, timer

__all__ = [
    "STATES", "Answer", "Complaint", "Row", "Standard", "Timer", "answer", "change", "change_timer", "fill", "heard",
    "link_return", "listed", "of_customer", "of_order", "open_complaint", "overdue", "reopen", "show", "solve",
    "standards", "timer",
]  # fmt: skip
