"""The port that is listened on, and how another server takes it over without a connection lost."""

import ctypes
import socket
import struct
import sys
from contextlib import suppress

_ATTACH_FILTER = 51  # SO_ATTACH_REUSEPORT_CBPF in Linux's <asm-generic/socket.h>, which Python does not name
_RETURN = 0x06  # BPF_RET | BPF_K


def bind(host: str, port: int, *, beside_another: bool) -> socket.socket:
    """A socket of this address, not listening yet. Raises OSError where the port is taken.

    `beside_another` lets it share the port with a server of the same user that has been bound by this function.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    if not beside_another:
        with socket.socket(family, kind, protocol) as probe:  # which shares with nobody
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    bound.set_inheritable(True)
    return bound


def take_new_connections(listening: socket.socket) -> None:
    """Let every new connection come to the second of two sockets that share a port, which is the one that came later.

    The system shares connections out, also to a server that is about to close its socket, and with it those which it
    has not accepted yet. A filter that names the second ends that before the first is stopped; where there is no second
    one any more, the system goes by its own rule again. Elsewhere than on Linux nothing is done.
    """
    if sys.platform != "linux":
        return
    instruction = ctypes.create_string_buffer(struct.pack("=HBBI", _RETURN, 0, 0, 1))
    program = struct.pack("@HP", 1, ctypes.addressof(instruction))
    with suppress(OSError):  # a kernel without it: the moment in which a connection can be lost is short
        listening.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, program)
