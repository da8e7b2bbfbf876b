"""TLS for the one HTTP port."""

import ssl
from pathlib import Path

from abutre.domain.errors import UserError


def tls_context(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """What the server proves itself with; None without both files.

    Raises:
        UserError: only one is named, or they cannot be read or do not belong together.
    """
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise UserError("TLS needs both files; name the certificate by --tls-cert and its key by --tls-key")
    for path, flag in ((certificate, "--tls-cert"), (key, "--tls-key")):
        try:
            path.read_bytes()
        except OSError as fault:
            raise UserError(f"{flag}: {path} cannot be read: {fault.strerror}; name a PEM file") from None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # Without the last argument a locked key would be asked about on the terminal.
        context.load_cert_chain(certificate, key, password=lambda: b"")
    except (ssl.SSLError, ValueError):
        raise UserError(
            f"--tls-cert {certificate} and --tls-key {key} cannot be used; expected PEM files, the chain of "
            "a certificate and its own private key without a passphrase"
        ) from None
    return context
