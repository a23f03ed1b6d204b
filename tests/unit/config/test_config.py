# SPDX-License-Identifier: Apache-2.0
"""The settings of a node: written, read again, older than the desk, and wrong."""

from pathlib import Path

import pytest

from comity.config import Desk, Plan, parse_listen, read_config, write_config
from comity.core.errors import ConfigError
from comity.core.ids import Code

KR = Code("kr")
BEFORE_THE_DESK = """\
party = "kr"

[exchange]
listen = "127.0.0.1:8441"
addresses = ["https://127.0.0.1:8441"]

[record]
file = "record.db"
"""


def _refused(folder: Path, text: str) -> ConfigError:
    (folder / "node.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as refused:
        read_config(folder)
    return refused.value


def test_what_is_planned_is_what_is_read(tmp_path: Path) -> None:
    desk = Desk(
        "0.0.0.0:9000", "Asia/Seoul", 1, "tls/desk.pem", '/etc/"desk".key', 45, ("desk.example",)
    )
    plan = Plan(KR, "10.1.2.3", 8441, ("https://kr.example:8441",), desk, "../clock")
    config = write_config(tmp_path, plan)
    assert (config.party, config.host, config.port) == ("kr", "10.1.2.3", 8441)
    assert config.addresses == ("https://kr.example:8441",)
    assert (config.desk_host, config.desk_port) == ("0.0.0.0", 9000)  # noqa: S104 - compared
    assert config.desk_certificate == tmp_path / "tls" / "desk.pem"
    assert config.desk_key == Path('/etc/"desk".key')
    assert (config.zone, config.approvals, config.idle_minutes) == ("Asia/Seoul", 1, 45)
    assert config.desk_names == ("desk.example",)
    assert config.demo_clock == tmp_path / ".." / "clock"
    assert config.home == tmp_path / "home.db"
    assert config.desk_address == "https://0.0.0.0:9000"
    config.check_desk()


def test_a_file_that_knows_no_desk_means_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text(BEFORE_THE_DESK, "utf-8")
    config = read_config(tmp_path)
    assert config.desk_address == "http://127.0.0.1:8451"
    assert (config.zone, config.approvals, config.idle_minutes) == ("UTC", 0, 20)
    assert config.demo_clock is None
    assert config.desk_names == ()
    config.check_desk()


def test_two_new_nodes_on_one_machine_have_two_desks(tmp_path: Path) -> None:
    ports = []
    for port in (8441, 8442, 65_535):
        folder = tmp_path / str(port)
        folder.mkdir()
        ports.append(write_config(folder, Plan(KR, "127.0.0.1", port)).desk_port)
    assert ports == [8451, 8452, 65_525]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "[::1]"])
def test_a_desk_of_this_machine_alone_needs_no_certificate(host: str, tmp_path: Path) -> None:
    config = write_config(tmp_path, Plan(KR, "127.0.0.1", 8441, desk=Desk(f"{host}:8451")))
    config.check_desk()
    assert config.desk_address == f"http://{host}:8451"


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "[::]", "desk.example"])  # noqa: S104 - read
def test_a_desk_of_the_network_without_a_certificate_is_read_and_not_served(
    host: str, tmp_path: Path
) -> None:
    """CONFIG-5: the exchange of such a node goes on; its desk does not start."""
    config = write_config(tmp_path, Plan(KR, "127.0.0.1", 8441, desk=Desk(f"{host}:8451")))
    with pytest.raises(ConfigError) as refused:
        config.check_desk()
    assert (refused.value.code, refused.value.rule) == ("desk/plain", "CONFIG-5")


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ("[desk]\nlisten = 8451", "desk.listen"),
        ('[desk]\nlisten = "8451"', "desk.listen"),
        ('[desk]\nlisten = "127.0.0.1:99999"', "desk.listen"),
        ('[desk]\nzone = "Mars/Olympus"', "desk.zone"),
        ('[desk]\nzone = "../secret"', "desk.zone"),
        ("[desk]\nzone = 9", "desk.zone"),
        ("[desk]\napprovals = 2", "desk.approvals"),
        ("[desk]\napprovals = -1", "desk.approvals"),
        ("[desk]\napprovals = true", "desk.approvals"),
        ("[desk]\nidle_minutes = 0", "desk.idle_minutes"),
        ("[desk]\nidle_minutes = 1.5", "desk.idle_minutes"),
        ('[desk]\ncertificate = "desk.pem"', "both"),
        ('[desk]\nkey = "desk.key"', "both"),
        ("[desk]\ncertificate = 1", "desk.certificate"),
        ('[desk]\nnames = "desk.example"', "desk.names"),
        ('[desk]\nnames = ["*"]', "desk.names"),
        ('[desk]\nnames = [".example"]', "desk.names"),
        ('[desk]\nnames = ["desk.example:8451"]', "desk.names"),
        ("[desk]\nnames = [1]", "desk.names"),
        ('[desk.countries]\nmofa = "Japan"', "desk.countries"),
        ("[desk.countries]\nmofa = 1", "desk.countries"),
        ('[desk]\ncountries = ["JP"]', "[countries]"),
        ("[demo]\nclock = true", "demo.clock"),
        ("demo = 1", "[demo]"),
    ],
)
def test_a_setting_of_another_kind_is_named(table: str, named: str, tmp_path: Path) -> None:
    text = f"{table}\n{BEFORE_THE_DESK}" if table == "demo = 1" else f"{BEFORE_THE_DESK}\n{table}\n"
    error = _refused(tmp_path, text)
    assert (error.code, error.rule) == ("config/malformed", "CONFIG-1")
    assert named in error.hint


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        write_config(tmp_path, Plan(KR, "127.0.0.1", 8441, desk=Desk(zone="Mars/Olympus")))
    assert refused.value.code == "config/malformed"
    assert not list(tmp_path.iterdir())


def test_settings_are_never_written_over(tmp_path: Path) -> None:
    write_config(tmp_path, Plan(KR, "127.0.0.1", 8441))
    with pytest.raises(ConfigError) as refused:
        write_config(tmp_path, Plan(Code("jp"), "127.0.0.1", 8442))
    assert refused.value.code == "config/exists"
    assert read_config(tmp_path).party == "kr"


@pytest.mark.parametrize("text", ["8441", ":8441", "host:", "host:0", "host:65536", "host:١٢"])
def test_a_place_is_a_host_and_a_port(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_listen(text)
