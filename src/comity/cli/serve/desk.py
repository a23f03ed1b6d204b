# SPDX-License-Identifier: Apache-2.0
"""The part that shows the desk: ``python -m comity.cli.serve.desk FOLDER [--beside]``.

Granian answers in one process of its own, which alone loads Django and unlocks the keys; this one
only watches it. With ``--beside`` another process of ours may still hold the port: the page of the
first run, which leads over.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import signal
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

from comity.cli.serve.lines import (
    READY,
    end_with_input,
    read_passphrase,
    reported,
    say,
    say_error,
)
from comity.config import Config, read_config
from comity.core.errors import ComityError, ConfigError

__all__ = ["answers", "claim", "show_desk", "stand_by", "web_server"]

THREADS: Final = 8
"""Requests answered at once; the rest wait for their turn."""
CONNECTIONS_MAX: Final = 1_024
"""Connections at once: pages that are open, mostly idle."""
HEADER_MS_MAX: Final = 10_000
"""Milliseconds until the head of a request is whole, and that an idle connection is kept."""
STOP_S_MAX: Final = 1
"""Seconds that requests in work are given when the desk ends."""
PROBE_PATH: Final = "/sign-in"
PROBE_S: Final = 0.05
PROBE_S_MAX: Final = 10
"""Seconds until an answer; the first one of a process takes longest."""


def show_desk(arguments: Sequence[str]) -> None:
    """Answer officers at the desk of a node until told to stop.

    Raises:
        ConfigError: a file of the node is not as it must be; ``desk/plain``; ``desk/listen`` if
            the place is taken; ``desk/certificate``.
    """
    parser = argparse.ArgumentParser(prog="comity.cli.serve.desk")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--beside", action="store_true")
    told = parser.parse_args(arguments)
    config = read_config(told.folder)
    config.check_desk()
    passphrase = read_passphrase()
    if not told.beside:
        claim(config.desk_host, config.desk_port)
    web_server(config, partial(_load, config, passphrase))


def web_server(
    config: Config | None, load: Callable[..., Any], host: str = "", port: int = 0
) -> None:
    """Answer by HTTP/1.1 until told to stop: over TLS 1.3 where the settings name a certificate.

    Args:
        config: of a node; None before there is one.
        load: called in the process that answers; returns the WSGI application.
        host, port: where, without a config.
    """
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, SSLProtocols
    from granian.http import HTTP1Settings

    if config is not None:
        host, port = config.desk_host, config.desk_port
    try:
        server = Granian(
            "comity.site.wsgi",
            address=host,
            port=port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            websockets=False,
            workers=1,
            backlog=CONNECTIONS_MAX,
            backpressure=CONNECTIONS_MAX,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_MS_MAX, keep_alive=True),
            log_enabled=False,
            ssl_cert=None if config is None else config.desk_certificate,
            ssl_key=None if config is None else config.desk_key,
            ssl_protocol_min=SSLProtocols.tls13,
            workers_kill_timeout=STOP_S_MAX,
        )
    except (OSError, ssl.SSLError) as error:
        raise ConfigError("desk/certificate", "CONFIG-5", f"certificate and key: {error}") from None
    # The process that answers is forked from this one, so that the passphrase never leaves memory.
    multiprocessing.set_start_method("fork")
    end_with_input(partial(os.kill, os.getpid(), signal.SIGTERM))
    server.serve(target_loader=partial(_fronted, load), wrap_loader=False)


def _fronted(load: Callable[..., Any]) -> Any:
    """What was loaded, and before it what keeps slow senders from its threads."""
    from comity.site.front import Front

    return Front(load(), THREADS)


def _load(config: Config, passphrase: str | None) -> Any:
    """The desk's application, in the process that answers. Says when it does."""
    stand_by()
    try:
        from comity.site.wsgi import open_desk

        application = open_desk(config, passphrase)
    except ComityError as error:
        say_error(error)
        os._exit(1)
    threading.Thread(target=_say_when_ready, args=(config,), name="ready", daemon=True).start()
    return application


def stand_by() -> None:
    """End this process as soon as the one that has started it has ended, however it did."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def _say_when_ready(config: Config) -> None:
    place = config.desk_host, config.desk_port
    while not answers(*place, PROBE_PATH, encrypted=config.desk_certificate is not None):
        time.sleep(PROBE_S)
    say(READY)


def answers(host: str, port: int, path: str, *, encrypted: bool = False) -> bool:
    """Whether a real request is answered there with a page."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared
    if encrypted:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, port, timeout=PROBE_S_MAX, context=context
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=PROBE_S_MAX)
    with closing(connection):
        try:
            connection.request("GET", path, headers={"Connection": "close"})
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False


def claim(host: str, port: int) -> None:
    """Nothing, if the place is free: the server itself would share it with another process.

    Raises:
        ConfigError: ``desk/listen``.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as place:
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            place.bind((host, port))
    except OSError as error:
        hint = f"{host}:{port}: {error.strerror or error}"
        raise ConfigError("desk/listen", "CONFIG-5", hint) from None


if __name__ == "__main__":
    sys.exit(reported(partial(show_desk, sys.argv[1:])))
