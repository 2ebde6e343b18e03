"""The hub's own key: made on the first start, kept in one file that only its user can read."""

import os
import secrets
import stat
from pathlib import Path

import asyncssh

from store.errors import StoreUnsafe, Unavailable


def load_or_make(path: Path) -> asyncssh.SSHKey:
    """Read the Ed25519 host key, making it when there is none.

    Args:
        path: The file, in OpenSSH's format.

    Returns:
        The private key.

    Raises:
        StoreUnsafe: Others can read the file.
        Unavailable: It cannot be read or written, or holds something else.
    """
    try:
        if not path.exists():
            _make(path)
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise StoreUnsafe(f"Others can read the host key {path}; run: chmod 600 {path}")
        key = asyncssh.read_private_key(path)
    except OSError as error:
        raise Unavailable(f"The host key {path} cannot be read or written: {error.strerror}.") from error
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise Unavailable(
            f"{path} does not hold a host key; restore it from a backup, or move it away to have a new one made."
        ) from error
    if key.get_algorithm() != "ssh-ed25519":
        raise Unavailable(f"{path} is not an Ed25519 key; move it away to have one made.")
    return key


def fingerprint(key: asyncssh.SSHKey) -> str:
    """What people compare when their client asks about the hub's key.

    Args:
        key: The host key.

    Returns:
        `SHA256:` and base64, as OpenSSH shows it.
    """
    return key.get_fingerprint("sha256")


def _make(path: Path) -> None:
    """Write a new key; when another process was faster, its key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    key = asyncssh.generate_private_key("ssh-ed25519", comment="porchlight")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key.export_private_key("openssh"))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        path.with_name(path.name + ".pub").write_bytes(key.export_public_key("openssh"))
    finally:
        draft.unlink()
