"""A ledger that nobody may write to: recording is refused and says why; nothing is lost, asking goes on."""

from pathlib import Path

import pytest

from tests.soak.files import SIZE, facts_by_file, must_be_sound, recorded, run, written
from tests.soak.permissions import read_only


@pytest.mark.parametrize("protected", ["ledger.db", "."])
def test_recording_into_a_read_only_file_or_directory_says_so(tmp_path: Path, protected: str) -> None:
    directory = tmp_path / "read-only"
    directory.mkdir()
    url = f"sqlite:///{directory}/ledger.db"
    recorded(url, written(tmp_path, 0))

    with read_only(directory / protected):
        status, printed, complaint = run(url, "record", str(written(tmp_path, 1)))

    assert (status, printed) == (1, "")
    what, why, now = complaint.splitlines()
    assert what == "Das Hauptbuch lässt sich nicht beschreiben."
    assert why.startswith("  Warum: Es ist nur lesbar")
    assert now == "  Jetzt: Schreibrecht geben lassen."
    assert facts_by_file(url) == {0: SIZE}
    must_be_sound(url)
    assert recorded(url, written(tmp_path, 1)) == (SIZE, 0)


def test_a_read_only_file_is_asked_and_verified(sqlite_url: str, tmp_path: Path) -> None:
    recorded(sqlite_url, written(tmp_path, 0))

    with read_only(tmp_path / "ledger.db"):
        must_be_sound(sqlite_url)
        assert run(sqlite_url, "tasks", "--agreement", "kim-eins")[0] == 0
