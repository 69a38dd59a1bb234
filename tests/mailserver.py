"""A real mail server on this machine, which accepts, refuses, hangs or disconnects on demand."""

import asyncio
import email
import email.policy
import logging
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Handler:
    """Handles each mail.

    ``answers`` maps a stage to the answer, such as ``{"RCPT": "550 no such person"}``; HANG and
    HANG_UP are also answers. ``only_for`` limits them to one recipient.
    """

    def __init__(self):
        self.accepted = []  # (recipients, message) in the order of arrival
        self.senders = []
        self.connections = 0
        self.answers = {}
        self.only_for = None
        self.on_hang = lambda: None

    async def _answer(self, server, stage, recipients):
        answer = self.answers.get(stage)
        if answer is None or (self.only_for and self.only_for not in recipients):
            return None
        if answer is HANG:
            self.on_hang()
            await asyncio.Event().wait()  # until the other side gives up
        if answer is HANG_UP:
            server.transport.close()
            return "451 never seen"
        return answer

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        if answer := await self._answer(server, "EHLO", []):
            return [answer]
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if answer := await self._answer(server, "MAIL", []):
            return answer
        envelope.mail_from = address
        self.senders.append(address)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := await self._answer(server, "RCPT", [address]):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if answer := await self._answer(server, "DATA", envelope.rcpt_tos):
            return answer
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.accepted.append((envelope.rcpt_tos, message))
        return "250 taken"

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipients, _ in self.accepted for recipient in recipients]

    @property
    def subjects(self) -> list[str]:
        return [message["Subject"] for _, message in self.accepted]


HANG, HANG_UP = object(), object()


class Server(Controller):
    def _trigger_server(self):
        # The controller connects to its own port once. Port 0 means any free port, so use the actual one.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server():
    """Run a mail server during the block; yield (handler, port)."""
    handler = Handler()
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # its log contains every address
    controller = Server(handler, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield handler, controller.port
    finally:
        controller.stop()
