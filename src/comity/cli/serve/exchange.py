# SPDX-License-Identifier: Apache-2.0
"""The part that answers the other sides: ``python -m comity.cli.serve.exchange FOLDER``.

It opens the record and nothing else: neither Django nor the dossier is ever imported here.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from comity.assembly.record import assemble
from comity.cli.serve.lines import READY, end_with_input, read_passphrase, reported, say
from comity.config import read_config
from comity.core.errors import UnavailableError
from comity.exchange.roads.https_server import HttpsRoad, Listening

__all__ = ["answer"]


def answer(folder: Path) -> None:
    """Answer pouches for the node of a folder until told to stop.

    Raises:
        ConfigError: a file of the node is not as it must be; ``road/listen`` if its place is taken.
        TrustError: ``passphrase``.
        UnavailableError: ``keys-locked`` without a passphrase, ``no-certificate``.
    """
    here = assemble(read_config(folder), read_passphrase())
    try:
        if here.keys is None:
            hint = "the certificate is among the working keys; locked, they answer nobody"
            raise UnavailableError("keys-locked", "HOME-7", hint)
        tls = here.keys.tls
        if tls is None:
            raise UnavailableError(
                "no-certificate", "POUCH-13", "the key file holds no certificate"
            )
        listening = Listening(here.config.host, here.config.port, tls.certificate_pem, tls.key_pem)
        letters = here.correspondence
        road = HttpsRoad(letters.answer, letters.vouch, listening, partial(say, READY))
        end_with_input(road.stop)
        road.run()
    finally:
        here.close()


if __name__ == "__main__":
    sys.exit(reported(partial(answer, Path(sys.argv[1]))))
