"""What tokens are verified with. The kind of a key decides the one algorithm that it is good for."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from abutre.domain.errors import UserError

MIN_SECRET_BYTES = 32
"""A shorter HS256 secret could be guessed from one token."""

_MIN_RSA_BITS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key. Its material stands in no text that this object gives of itself.

    Attributes:
        algorithm: the only one it verifies: HS256, RS256 or EdDSA.
        material: the secret, or the public key.
        key_id: its name in a key set; None when it has none.
    """

    algorithm: str
    material: bytes | RSAPublicKey | Ed25519PublicKey = field(repr=False)
    key_id: str | None = None


def shared_secret(secret: str) -> tuple[Key, ...]:
    """The key of a secret that issuer and bot share.

    Raises:
        UserError: it is too short.
    """
    material = secret.encode()
    if len(material) < MIN_SECRET_BYTES:
        raise UserError(
            f"ABUTRE_AUTH_SECRET: expected at least {MIN_SECRET_BYTES} bytes, found {len(material)}; "
            "make one with: openssl rand -hex 32"
        )
    return (Key(algorithm="HS256", material=material),)


def public_key(path: Path) -> tuple[Key, ...]:
    """The public key in a PEM file.

    Raises:
        UserError: there is none that fits.
    """
    try:
        material = load_pem_public_key(_read(path, "ABUTRE_AUTH_PUBLIC_KEY"))
    except ValueError:
        raise UserError(
            f"ABUTRE_AUTH_PUBLIC_KEY: {path} holds no public key in PEM; "
            "expected '-----BEGIN PUBLIC KEY-----', RSA or Ed25519. "
            "The private key stays with whoever issues the tokens"
        ) from None
    return (_key(material, None, f"ABUTRE_AUTH_PUBLIC_KEY: {path}"),)


def key_set(path: Path) -> tuple[Key, ...]:
    """The public keys of a JWKS file.

    Raises:
        UserError: it is none, or holds a key that does not fit.
    """
    where = f"ABUTRE_AUTH_JWKS: {path}"
    try:
        entries = json.loads(_read(path, "ABUTRE_AUTH_JWKS"))["keys"]
        found = [(PyJWK(entry).key, entry.get("kid")) for entry in entries]
    except (ValueError, TypeError, KeyError, AttributeError, PyJWTError):
        raise UserError(
            f'{where} is not a key set; expected JSON, {{"keys": [...]}}, of RSA and Ed25519 keys'
        ) from None
    if not found or len({name for _, name in found}) < len(found):
        raise UserError(f"{where} holds {len(found)} keys; expected at least one, each with its own kid")
    return tuple(_key(material, name, where) for material, name in found)


def _key(material: object, name: str | None, where: str) -> Key:
    if isinstance(material, Ed25519PublicKey):
        return Key(algorithm="EdDSA", material=material, key_id=name)
    if isinstance(material, RSAPublicKey) and material.key_size >= _MIN_RSA_BITS:
        return Key(algorithm="RS256", material=material, key_id=name)
    raise UserError(
        f"{where} holds a key that tokens cannot be verified with; "
        f"expected public keys, RSA of at least {_MIN_RSA_BITS} bits or Ed25519"
    )


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise UserError(f"{name}: {path} cannot be read: {fault.strerror}; name a file that can") from None
