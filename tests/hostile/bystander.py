"""A client that asks something small all the while, as a script that needs nothing but Python.

    python bystander.py HOST PORT

Says `ready` after its first answers. When its input ends it says, as JSON, how long it waited for each answer, and
which answers were not the right ones.
"""

import json
import socket
import sys
import threading
import time
from itertools import cycle

PAUSE_SECONDS = 0.01
PATIENCE_SECONDS = 15.0
_WARMING_UP = 6
"""Questions before it is ready."""
ADDRESS = "127.0.0.3"
"""Its own, so that nothing is charged to it that others do."""

QUESTIONS = [
    ('{"query":"{ __typename }"}', b'"data":{"__typename":"Query"}'),  # needs nothing but the event loop
    ('{"query":"{ cart(token: \\"none\\") { id } }"}', b'"data":{"cart":null}'),  # and this the database
]


class Client:
    """Two of three questions on a connection that is kept, the third on a new one."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._kept = self._connect()

    def ask(self, body: str, *, anew: bool) -> bytes:
        connection = self._connect() if anew else self._kept
        try:
            connection.sendall(self._request(body))
            return self._answer(connection)
        except OSError:
            self._kept = self._connect()
            raise
        finally:
            if anew:
                connection.close()

    def _connect(self) -> socket.socket:
        return socket.create_connection((self._host, self._port), PATIENCE_SECONDS, (ADDRESS, 0))

    def _request(self, body: str) -> bytes:
        head = f"POST /graphql HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()

    def _answer(self, connection: socket.socket) -> bytes:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._some(connection)
        head, _, body = received.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += self._some(connection)
        return body

    def _some(self, connection: socket.socket) -> bytes:
        found = connection.recv(65536)
        if not found:
            raise ConnectionError("the server closed the connection")
        return found


def main() -> None:
    """Ask until told to stop."""
    client = Client(sys.argv[1], int(sys.argv[2]))
    stopped = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(stopped,), daemon=True).start()
    waits: list[float] = []
    failures: list[str] = []
    for number, (question, expected) in enumerate(cycle(QUESTIONS)):
        started = time.monotonic()
        try:
            answer = client.ask(question, anew=number % 3 == 0)
            if expected not in answer:
                failures.append(answer[:300].decode(errors="replace"))
        except (OSError, ValueError) as error:
            failures.append(repr(error))
        waits.append(time.monotonic() - started)
        if number + 1 == _WARMING_UP:
            _say("ready")
        if number + 1 >= _WARMING_UP and stopped.wait(PAUSE_SECONDS) and len(waits) > _WARMING_UP:
            break  # not before one more, though an attack can be over in less than a pause
    _say(json.dumps({"waits": waits[_WARMING_UP:], "failures": failures}))


def _wait_for_the_end(stopped: threading.Event) -> None:
    sys.stdin.read()
    stopped.set()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
