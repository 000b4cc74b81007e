"""Files of private keys."""

import errno
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ledger.errors import Refusal
from ledger.proofs.key_files import new_key_file, read_key_file


def test_a_new_key_is_read_as_it_was_written_and_its_owner_alone_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "host.pem"

    made = new_key_file(file)

    assert read_key_file(file).private_bytes_raw() == made.private_bytes_raw()
    assert file.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_key_is_ever_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "host.pem"
    made = new_key_file(file)
    (tmp_path / "link.pem").symlink_to(tmp_path / "elsewhere.pem")

    for path in (file, tmp_path / "link.pem"):
        with pytest.raises(Refusal) as refused:
            new_key_file(path)
        assert refused.value.code == "key-file-exists"
    assert read_key_file(file).private_bytes_raw() == made.private_bytes_raw()
    assert not (tmp_path / "elsewhere.pem").exists()


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        new_key_file(tmp_path / "missing" / "host.pem")
    assert refused.value.code == "file-unwritable"


def test_a_key_that_a_full_disk_cuts_off_leaves_nothing_in_the_way_of_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(Refusal) as refused:
            new_key_file(tmp_path / "host.pem")
    assert refused.value.code == "file-unwritable"
    assert list(tmp_path.iterdir()) == []

    made = new_key_file(tmp_path / "host.pem")
    assert read_key_file(tmp_path / "host.pem").private_bytes_raw() == made.private_bytes_raw()


OTHER = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("content", [b"", b"no key", OTHER])
def test_what_is_no_such_key_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "host.pem").write_bytes(content)

    with pytest.raises(Refusal) as refused:
        read_key_file(tmp_path / "host.pem")
    assert refused.value.code == "key-file-invalid"
