# SPDX-License-Identifier: Apache-2.0
"""What is private to a node stays in its folder: canaries are sought in all that leaves it."""

import base64
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from comity.assembly.record import Assembled
from comity.exchange.chunks import open_chunks, payload_key
from comity.exchange.header import INFO, read_header
from comity.exchange.roads.file import read_pouch, write_pouch
from comity.exchange.roads.https_client import HttpsCarrier
from comity.keys.keyring import read_root
from comity.keys.keysets import SigningKeys
from comity.node.sign import Proposal, attach, sign_moves
from tests.journey.roads.capitals import (
    JP,
    KR,
    ROOT_PASSPHRASE,
    Pair,
    call,
    create_pair,
    open_pair,
    process,
)
from tests.journey.roads.serving import PASSPHRASE, accept_newest
from tests.unit.node.parties import TERMS, wording

IN_SETTINGS = "canary in a comment of the settings"
IN_NAMES = "canary in the names of channels"
IN_BODY = "canary in a body that both may read"
PUBLIC = {"keys/card.json", "keys/root.json", "record.db", "record.db-shm", "record.db-wal"}
SECRET = {"keys/root.key", "keys/working.key", "names.json", "node.toml"}


class Wire:
    """All bytes that passed between a caller and a server, both ways, as a listener hears them."""

    def __init__(self, port: int) -> None:
        self.heard = bytearray()
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads: list[threading.Thread] = []
        self._lines: list[socket.socket] = []
        self._start(self._accept)

    def close(self) -> None:
        """Hear no more."""
        for one in (self._listener, *self._lines):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for one in (self._listener, *self._lines):
            one.close()

    def _start(self, work: object, *arguments: socket.socket) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
                self._lines += [caller, server]
                self._start(self._pass_on, caller, server)
                self._start(self._pass_on, server, caller)

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(65_536):
                self.heard += chunk
                target.sendall(chunk)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@contextmanager
def _tapped(here: Assembled, there: Assembled) -> Iterator[tuple[HttpsCarrier, Wire]]:
    """A road to the peer's server on which somebody listens."""
    card = here.correspondence.card(there.node.root)
    assert card.tls is not None
    port = urlsplit(card.addresses[0]).port
    assert port is not None
    with closing(Wire(port)) as wire, HttpsCarrier((wire.address,), card.tls) as carrier:
        yield carrier, wire


def _forms(secret: bytes) -> set[bytes]:
    """The ways in which bytes are usually written; of the base64 ones, each shift of it."""
    found = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    for shift in range(3):
        whole = len(secret[shift:]) // 3 * 3
        part = secret[shift : shift + whole]
        found |= {base64.b64encode(part), base64.urlsafe_b64encode(part)}
    return found


def _seeds(keys: SigningKeys) -> list[bytes]:
    return [keys.ed25519_seed, keys.ml_dsa_65_seed]


def _secrets(here: Assembled) -> dict[str, set[bytes]]:
    """What must never leave the folder, by what it is."""
    config, keys = here.config, here.keys
    assert keys is not None
    assert keys.tls is not None
    root = read_root(config.root_key, ROOT_PASSPHRASE)
    pem = "".join(keys.tls.key_pem.splitlines()[1:-1]).encode()
    sealing = [seed for one in keys.sealing for seed in (one.x25519_seed, one.ml_kem_768_seed)]
    plain = {
        "settings": [IN_SETTINGS.encode()],
        "names": [IN_NAMES.encode()],
        "passphrases": [PASSPHRASE.encode(), ROOT_PASSPHRASE.encode()],
        "working keys": _seeds(keys.signing),
        "root keys": _seeds(root.current) + _seeds(root.next),
        "sealing secrets": sealing,
        "key of the certificate": [base64.b64decode(pem)[-40:]],
        "key files": [path.read_bytes()[-64:] for path in (config.working_key, config.root_key)],
    }
    return {what: {f for one in some for f in _forms(one)} for what, some in plain.items()}


def _found(secrets: dict[str, set[bytes]], text: bytes) -> list[str]:
    return [what for what, forms in secrets.items() if any(form in text for form in forms)]


def _folder(folder: Path) -> bytes:
    return b"\0".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


def _opened(raw: bytes, receiver: Assembled) -> bytes:
    """All that a pouch says under its seal, as its receiver can read it."""
    opening = read_header(raw)
    file_key = receiver.correspondence.sealer.unwrap(
        receiver.correspondence.sealing_ids[0], INFO, opening.wrapped
    )
    key = payload_key(file_key, opening.digest)
    return b"".join(open_chunks(key, memoryview(raw)[opening.size :]))


def _private_words(folder: Path) -> None:
    """Canaries in the files of JP's node that are written by hand or by its own people."""
    with (folder / "node.toml").open("a", encoding="utf-8") as file:
        file.write(f"# {IN_SETTINGS}\n")
    (folder / "names.json").write_text(f'{{"{IN_NAMES}":null}}', "utf-8")


def _talk(pair: Pair) -> None:
    document = attach(pair.jp.node, pair.channel, IN_BODY.encode() * 9_000)
    sign_moves(pair.jp.node, pair.channel, [Proposal({TERMS: wording(IN_BODY)}, (document,))])


def test_nothing_private_of_a_node_leaves_its_folder(tmp_path: Path) -> None:
    channel = create_pair(tmp_path)
    _private_words(tmp_path / JP)
    pair = open_pair(tmp_path, channel)
    secrets = _secrets(pair.jp)
    _talk(pair)
    to_kr: list[bytes] = []
    to_jp: list[bytes] = []
    heard = b""
    # JP calls and is called, over lines on which somebody listens; and carries a file.
    with process("serve", tmp_path / KR), _tapped(pair.jp, pair.kr) as (carrier, wire):
        for _ in range(3):
            raw, answer, _ = call(pair.jp, pair.kr, carrier)
            to_kr.append(raw)
            to_jp.append(answer)
        heard += bytes(wire.heard)
    assert accept_newest(pair.kr, channel)
    with process("serve", tmp_path / JP), _tapped(pair.kr, pair.jp) as (carrier, wire):
        for _ in range(3):
            raw, answer, _ = call(pair.kr, pair.jp, carrier)
            to_jp.append(raw)
            to_kr.append(answer)
        heard += bytes(wire.heard)
    path = write_pouch(tmp_path, pair.jp.correspondence.write(pair.kr.node.root))
    to_kr.append(read_pouch(path))
    pair.kr.correspondence.take(to_kr[-1])

    under_seal = b"\0".join(_opened(raw, pair.kr) for raw in to_kr)
    there = _folder(tmp_path / KR)
    outside = b"\0".join((*to_kr, *to_jp, heard, path.name.encode()))
    # The search finds what is there to be found.
    assert set(_found(secrets, _folder(tmp_path / JP))) >= {"settings", "names", "key files"}
    for text in (under_seal, there):
        assert IN_BODY.encode() in text
        assert channel.encode() in text
    assert len(heard) > sum(len(raw) for raw in (*to_kr[:-1], *to_jp))
    # And nothing private, under the seal or outside, nor any name or word outside (POUCH-3).
    for text in (under_seal, there, outside):
        assert _found(secrets, text) == []
    shared = (IN_BODY, channel, pair.jp.node.root, pair.kr.node.root, "https://127.0.0.1", "terms")
    assert [word for word in shared if word.encode() in outside] == []
    pair.close()


def test_every_file_of_a_node_is_known_to_be_private_or_not(tmp_path: Path) -> None:
    """A new file in a node's folder must be looked at here: may what it holds leave?"""
    channel = create_pair(tmp_path)
    _private_words(tmp_path / JP)
    folder = tmp_path / JP
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    marks = {name for name in files if name.startswith("marks/")}
    # A mark is a number and a digest, under the id of a channel or of a founding.
    assert f"marks/{channel}" in marks
    assert all(re.fullmatch("marks/(lock|[A-Za-z0-9_-]{43})", name) for name in marks)
    assert files - marks - PUBLIC == SECRET
    for name in SECRET & {"keys/root.key", "keys/working.key"}:
        assert (folder / name).stat().st_mode & 0o077 == 0
