import os

import pytest
from sessions_emulator import connect


@pytest.fixture(scope="session")
def emulator():
    with connect(os.environ["AMIGO_BASE_URL"]) as emulator:
        yield emulator


@pytest.fixture
def sessions(emulator):
    with emulator.workspace("demo") as workspace:
        yield workspace
