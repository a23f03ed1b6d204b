# SPDX-License-Identifier: Apache-2.0
"""Places on this machine where nobody listens just now."""

import socket
from contextlib import ExitStack


def free_ports(count: int) -> list[int]:
    """That many ports, no two alike."""
    with ExitStack() as stack:
        places = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in places:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in places]


def free_port() -> int:
    """One of them."""
    return free_ports(1)[0]
