"""What every test needs: its own settings, programs that start quickly, and a warm server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

from studyapp.folder import Folder
from studyapp.proof.confinement import ALL
from studyapp.proof.run.engine import Engine, choose_layers, find_readable
from studyapp.proof.run.environment import make_environment
from studyapp.proof.run.warm import MOST_PATIENCE, WarmServer
from tests.altered import alter_torch

# A busy machine is no failure: drawn examples may take their time.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the key that decisions are sealed with away from the user's own, in child processes too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Each program that a test starts would compile all of the app again where bytecode is not to be kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


class Guest(Engine):
    """An engine whose server is not its own: it was there before, and stays."""

    def close(self) -> None:
        self.server = None


@pytest.fixture(scope="session")
def altered_torch(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What PYTHONPATH has to be for a torch that changed."""
    return alter_torch(tmp_path_factory.mktemp("altered"))


@pytest.fixture(scope="session")
def find_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], WarmServer]]:
    """A warm server for all tests that look at what a run says, and not at how it started.

    One for each environment: a server that is asked for from another one starts again, which takes seconds.
    """
    readable = find_readable(tmp_path_factory.getbasetemp())
    servers: dict[tuple[tuple[str, str], ...], WarmServer] = {}

    def find() -> WarmServer:
        environment = tuple(sorted(make_environment().items()))
        if environment not in servers:
            servers[environment] = WarmServer(ALL, readable, [1, 2], MOST_PATIENCE)
            servers[environment].start()
        return servers[environment]

    yield find
    for server in servers.values():
        server.stop()


@pytest.fixture
def warm(find_server: Callable[[], WarmServer], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every folder that is opened runs its proofs on the server that is there."""

    def make_engine(folder: Folder) -> Engine:
        engine = Guest(choose_layers(), find_readable(folder.root))
        if engine.layers == ALL:
            engine.server = find_server()
        return engine

    for place in ("study.opening", "cli.checks", "cli.testing"):
        monkeypatch.setattr(f"studyapp.{place}.make_engine", make_engine)
