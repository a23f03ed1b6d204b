# SPDX-License-Identifier: Apache-2.0
"""What every test run shares: Hypothesis profiles, no skips under CI, shared data, purity."""

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent
CI = os.environ.get("CI", "").lower() in {"true", "1"}

# quick judges a change by the change, not by luck, so it draws the same examples each time;
# deep looks for what nobody has thought of.
settings.register_profile(
    "quick",
    max_examples=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep",
    max_examples=2000,
    print_blob=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="session")
def deep(pytestconfig: pytest.Config) -> bool:
    """Whether this run may take its time (`make test-deep`): explorers widen their bounds."""
    return bool(pytestconfig.getoption("--hypothesis-profile") == "deep")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data that some tests read, COMITY_SHARED or ../shared.

    Missing, it fails the test under CI and skips it, saying so, elsewhere.
    """
    folder = Path(os.environ.get("COMITY_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}; set COMITY_SHARED to its folder")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under CI a skipped test has failed."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped under CI: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Under CI a skipped file has failed."""
    report = yield
    if CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped under CI: {report.longrepr}"
    return report


# Coverage is asked of core and subjects, and of the tests that are about them. To follow every line
# makes Python half as slow again, also where a test has nothing to tell of those two rooms.
MEASURED = tuple(
    ROOT / name
    for name in (
        "spec",
        "tests/simulation",
        "tests/unit/core",
        "tests/unit/core_keys",
        "tests/unit/subjects",
    )
)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Coverage rests while a test outside the measured rooms runs, its fixtures included."""
    control = getattr(item.config.pluginmanager.get_plugin("_cov"), "cov_controller", None)
    if control is None:
        return
    wanted = any(room in item.path.parents for room in MEASURED)
    if wanted != control.started:
        (control.resume if wanted else control.pause)()


PURE = tuple(f"{ROOT / 'src' / 'comity' / room}{os.sep}" for room in ("core", "subjects"))
REACHES = ("open", "os.", "socket.", "subprocess.", "sqlite3.", "time.", "shutil.", "tempfile.")


def _refuse_the_world(event: str, _arguments: object) -> None:
    # Sees what no contract on imports can: a call that reaches the world straight from core.
    if not event.startswith(REACHES):
        return
    try:
        caller = sys._getframe(1).f_code.co_filename
    except ValueError:  # the interpreter is closing: nobody called
        return
    if caller.startswith(PURE):
        message = f"{event} from a pure room: pass the value in instead"
        raise AssertionError(message)


sys.addaudithook(_refuse_the_world)
