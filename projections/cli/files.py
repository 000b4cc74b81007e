"""Writing documents into a folder."""

from collections.abc import Mapping
from pathlib import Path

from ledger.durable import replace_file
from ledger.errors import Refusal
from ledger.files import must_be_a_file


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* by name into *folder*, which is made if need be; Refusal where that is impossible."""
    for path in (folder, *(folder / name for name in files)):
        must_be_a_file(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            replace_file(folder / name, content)
    except OSError as problem:
        raise Refusal("folder-unwritable", folder=folder, reason=problem.strerror or problem) from None
