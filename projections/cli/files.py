"""Writing documents into a folder."""

from collections.abc import Mapping
from pathlib import Path

from ledger.errors import Refusal


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* by name into *folder*, which is made if need be; Refusal where that is impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as problem:
        raise Refusal("folder-unwritable", folder=folder, reason=problem.strerror or problem) from None
