"""E-mails to buyers: what happened is told once, in the buyer's language, in words that the shop may choose.

A mail is waiting, sending, then sent. Nobody knows whether the mail server took it: unsure, for a person. It will not
take it: parked. It took it and gave it back later: bounced. A person does not want it: discarded. What it told of was
undone before it left: withdrawn.
"""

from desktop.services.messages.chat import as_chat, chat_link, for_chat
from desktop.services.messages.events import Event
from desktop.services.messages.telling import kolli_mails, preview, received, take_back, tell
from desktop.services.messages.texts import Preview

__all__ = [
    "Event", "Preview", "as_chat", "chat_link", "for_chat", "kolli_mails", "preview", "received", "take_back", "tell",
]  # fmt: skip
