"""A real `kolli mail send` is killed with SIGKILL in the moment in which the server has its whole mail: never two."""

import subprocess

from desktop.models.base import run
from desktop.services import messages
from desktop.services.changes import unit
from desktop.services.mail import listing
from desktop.services.messages import Event, sender
from desktop.sync.post import Postman
from tests.cli.process import COMMAND, Kolli
from tests.mail_server import MailServer
from tests.services import shop


def test_a_sender_that_is_killed_before_the_answer_leaves_one_mail_and_a_question(sqlite_database, tmp_path) -> None:
    killed: list[int] = []
    with MailServer() as server:
        sender.change(name="Sagara", address="halo@sagara.example", host="127.0.0.1", port=server.port,
                      security="none", grace_s=0)  # fmt: skip
        sender.switch(True)
        order_id = shop.order(("CUP", 1)).id
        run("UPDATE orders SET email = ? WHERE id = ?", ("ayu@example.com", order_id))
        with unit() as work:
            mail_id = messages.tell(work, Event.PAID, order_id, "paid")
        data = sqlite_database.parent
        process = subprocess.Popen([*COMMAND, "mail", "send"], env=Kolli(data).environment, cwd=tmp_path,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip

        def kill() -> None:
            process.kill()
            killed.append(process.wait())

        server.on_dot = kill
        _out, said = process.communicate(timeout=60)
        assert killed == [-9], said.decode()
        server.on_dot = lambda: None
        Postman().run_once()
        Postman().run_once()
        assert mail_id is not None
        assert listing.row(mail_id).state == "unsure"
        assert list(server.times().values()) == [1]
