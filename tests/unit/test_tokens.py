"""Tokens: what is good, and every way of not being it."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm

from abutre.adapters.web.entry.identity import NotAdmitted, Role
from abutre.adapters.web.entry.keys import key_set, public_key, shared_secret
from abutre.adapters.web.entry.tokens import LEEWAY_SECONDS, Authority
from abutre.domain.errors import UserError
from tests.tokens import SECRET, claims, signed, token
from tests.web_client import host_time

ED25519 = ed25519.Ed25519PrivateKey.generate()
RSA = rsa.generate_private_key(public_exponent=65_537, key_size=2048)


def authority(leeway: int = 0) -> Authority:
    return Authority(shared_secret(SECRET), leeway=leeway)


def refusal(given: str, judge: Authority | None = None) -> str:
    with pytest.raises(NotAdmitted) as refused:
        (judge or authority()).identity(given)
    assert not given or given not in str(refused.value)
    return str(refused.value)


def pem(private: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_a_good_token_says_who_it_is() -> None:
    issued = token(Role.VIEWER, 600, "ana")

    identity = authority().identity(issued.token)

    assert (identity.who, identity.role, identity.token_id) == ("ana", Role.VIEWER, issued.token_id)
    assert identity.expires_at is not None
    assert 590 <= identity.expires_at - host_time() <= 600


def test_no_two_tokens_have_the_same_id() -> None:
    assert token().token_id != token().token_id


@pytest.mark.parametrize(
    "given",
    [
        lambda: "",
        lambda: "x",
        lambda: "a.b.c",
        lambda: "x" * 5000,
        lambda: "é.é.é",
        lambda: signed()[:-4],
        lambda: signed() + "x",
        lambda: signed(role="admin"),
        lambda: signed(role=None),
        lambda: signed(role=["operator"]),
        lambda: signed(sub=None),
        lambda: signed(sub=""),
        lambda: signed(sub="two words"),
        lambda: signed(jti=None),
        lambda: signed(jti="x" * 65),
        lambda: signed(exp=None),
        lambda: signed(exp="soon"),
        lambda: signed(aud=None),
        lambda: signed(aud="another program"),
        lambda: signed(nbf=host_time() + 600),
        lambda: jwt.encode(claims(), "another secret of 32 bytes or more!", algorithm="HS256"),
        lambda: jwt.encode(claims(), SECRET + " " * 60, algorithm="HS512"),
    ],
    ids=range(22),
)
def test_a_token_that_is_not_right_in_everything_opens_nothing(given: Callable[[], str]) -> None:
    assert "not valid" in refusal(given())


def test_an_expired_token_is_told_from_a_bad_one() -> None:
    assert "expired" in refusal(signed(exp=host_time() - 1))


def test_clocks_may_be_a_little_apart() -> None:
    late = signed(exp=host_time() - LEEWAY_SECONDS + 3)

    assert authority(LEEWAY_SECONDS).identity(late).who == "ana"
    assert "expired" in refusal(signed(exp=host_time() - LEEWAY_SECONDS), authority(LEEWAY_SECONDS))


@pytest.mark.parametrize(
    "algorithm", ["none", "None", "NONE", "nOnE", "HS384", "RS256", "", None, 5], ids=repr
)
def test_a_forged_algorithm_opens_nothing(algorithm: object) -> None:
    head, body, signature = signed().split(".")
    forged = encoded({"alg": algorithm, "typ": "JWT"})

    assert head != forged
    assert "not valid" in refusal(f"{forged}.{body}.")
    assert "not valid" in refusal(f"{forged}.{body}.{signature}")


def test_a_public_key_is_never_taken_for_a_shared_secret(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(pem(RSA))
    judge = Authority(public_key(tmp_path / "key.pem"))
    head, body = encoded({"alg": "HS256", "typ": "JWT"}), encoded(claims())
    algorithm = jwt.get_algorithm_by_name("HS256")
    signature = algorithm.sign(f"{head}.{body}".encode(), pem(RSA))
    forged = f"{head}.{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"

    assert "not valid" in refusal(forged, judge)


@pytest.mark.parametrize(("private", "algorithm"), [(RSA, "RS256"), (ED25519, "EdDSA")])
def test_a_public_key_reads_the_tokens_of_its_private_key_only(
    tmp_path: Path, private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey, algorithm: str
) -> None:
    (tmp_path / "key.pem").write_bytes(pem(private))
    judge = Authority(public_key(tmp_path / "key.pem"))

    assert judge.identity(jwt.encode(claims(), private, algorithm=algorithm)).who == "ana"
    assert "not valid" in refusal(signed(), judge)
    assert "not valid" in refusal(
        jwt.encode(claims(), rsa.generate_private_key(65_537, 2048), algorithm="RS256"), judge
    )


def test_a_key_set_chooses_by_name(tmp_path: Path) -> None:
    entries = [
        RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True) | {"kid": "old"},
        OKPAlgorithm.to_jwk(ED25519.public_key(), as_dict=True) | {"kid": "new"},
    ]
    (tmp_path / "keys.json").write_text(json.dumps({"keys": entries}))
    judge = Authority(key_set(tmp_path / "keys.json"))

    for private, algorithm, name in ((RSA, "RS256", "old"), (ED25519, "EdDSA", "new")):
        good = jwt.encode(claims(), private, algorithm=algorithm, headers={"kid": name})
        assert judge.identity(good).who == "ana"
    assert "not valid" in refusal(jwt.encode(claims(), RSA, algorithm="RS256", headers={"kid": "new"}), judge)
    assert "not valid" in refusal(jwt.encode(claims(), RSA, algorithm="RS256", headers={"kid": "x"}), judge)
    assert "not valid" in refusal(jwt.encode(claims(), RSA, algorithm="RS256"), judge)


def test_a_short_secret_is_refused_without_showing_it() -> None:
    with pytest.raises(UserError, match="at least 32 bytes, found 5") as refused:
        shared_secret("hush!")
    assert "hush" not in str(refused.value)


SMALL_RSA = rsa.generate_private_key(65_537, 1024)  # noqa: S505 (must be refused)
BAD_PEM = [
    b"",
    b"-----BEGIN PUBLIC KEY-----\nxxxx\n-----END PUBLIC KEY-----\n",
    pem(SMALL_RSA),
    pem(ec.generate_private_key(ec.SECP256R1())),
    RSA.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ),
]


@pytest.mark.parametrize("content", BAD_PEM, ids=["empty", "junk", "small", "curve", "private"])
def test_a_file_without_a_fitting_public_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key.pem").write_bytes(content)

    with pytest.raises(UserError, match=r"ABUTRE_AUTH_PUBLIC_KEY.*RSA"):
        public_key(tmp_path / "key.pem")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read: No such file"):
        public_key(tmp_path / "key.pem")


BAD_SETS: list[object] = [
    [],
    {},
    {"keys": []},
    {"keys": 5},
    {"keys": [5]},
    {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "a"}]},
    {"keys": [RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True)] * 2},
]


@pytest.mark.parametrize("content", BAD_SETS, ids=range(len(BAD_SETS)))
def test_a_file_that_is_no_set_of_public_keys_is_refused(tmp_path: Path, content: object) -> None:
    (tmp_path / "keys.json").write_text(json.dumps(content))

    with pytest.raises(UserError, match="ABUTRE_AUTH_JWKS"):
        key_set(tmp_path / "keys.json")
