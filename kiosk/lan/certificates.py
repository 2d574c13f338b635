"""Certificates for one event on a local network: an authority that can vouch for one computer only, and what it signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SERVER_DAYS = 14
_BACK = timedelta(days=1)
"""Certificates begin a day ago: a phone whose clock is some hours behind must not be kept out."""
_PEM, _PKCS8 = Encoding.PEM, PrivateFormat.PKCS8
_FOR_SERVERS = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
"""Signs no mail and no program: for web servers only."""
_Extension = tuple[x509.ExtensionType, bool]
"""An extension, and whether whoever does not know it must refuse the certificate."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a certificate is for: a computer's private addresses, and its name under .local."""

    addresses: tuple[IPv4Address, ...]
    host: str

    def within(self, allowed: Names) -> Names:
        """Return those of these names that ``allowed`` holds; the order stays."""
        host = self.host if self.host == allowed.host else ""
        return Names(tuple(each for each in self.addresses if each in allowed.addresses), host)

    def as_strings(self) -> list[str]:
        """Return them as a person reads them."""
        return [*map(str, self.addresses), *filter(None, [self.host])]


@dataclass(frozen=True, slots=True)
class Authority:
    """``root`` is what phones install.  ``issuer`` signs for it: the root's own key was thrown away when it had signed the issuer.

    Both are name-constrained.  Some phones overlook what stands in the root itself, but none what stands in the issuer; so
    even whoever steals this computer cannot make a certificate for another name that those phones would believe.
    """

    root: x509.Certificate
    issuer: x509.Certificate
    key: EllipticCurvePrivateKey = field(repr=False)

    @property
    def label(self) -> str:
        """The name under which a phone lists it."""
        return str(self.root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)

    @property
    def names(self) -> Names:
        """What it may vouch for."""
        allowed = self.root.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
        networks = [each.value for each in allowed if isinstance(each, x509.IPAddress) and isinstance(each.value, IPv4Network)]
        hosts = [each.value for each in allowed if isinstance(each, x509.DNSName)]
        return Names(tuple(network.network_address for network in networks), hosts[0])

    @property
    def ends(self) -> datetime:
        """The moment from which no phone believes it."""
        return self.root.not_valid_after_utc

    @property
    def fingerprint(self) -> str:
        """The root's SHA-256 as phones show it: AB CD …"""
        return self.root.fingerprint(SHA256()).hex(" ").upper()

    @property
    def der(self) -> bytes:
        """The root as phones take it in."""
        return self.root.public_bytes(Encoding.DER)

    def to_pem(self) -> bytes:
        """Return root, issuer and the issuer's key for ``read_authority``."""
        return self.root.public_bytes(_PEM) + self.issuer.public_bytes(_PEM) + self.key.private_bytes(_PEM, _PKCS8, NoEncryption())


def make_authority(names: Names, ends: datetime, now: datetime) -> Authority:
    """Return a new authority for ``names`` alone, which nobody believes after ``ends``; its label says the last day, in the zone of ``ends``."""
    root_key, issuer_key, span = generate_private_key(SECP256R1()), generate_private_key(SECP256R1()), (now - _BACK, ends)
    root_name = _name(f"Kiosk on {names.host[:30]}, until {ends - timedelta(seconds=1):%Y-%m-%d}")
    issuer_name = _name(f"Kiosk on {names.host[:30]}, this computer")
    root = _sign(root_name, root_key.public_key(), root_name, root_key, span, _of_authority(names, depth=1))
    issuer = _sign(issuer_name, issuer_key.public_key(), root_name, root_key, span, [*_of_authority(names, depth=0), _FOR_SERVERS])
    return Authority(root, issuer, issuer_key)


def read_authority(pem: bytes) -> Authority:
    """Return what ``Authority.to_pem`` wrote; ValueError."""
    root, issuer = x509.load_pem_x509_certificates(pem)
    key = load_pem_private_key(pem, None)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise ValueError("not a key of ours")
    return Authority(root, issuer, key)


def sign_for_server(authority: Authority, names: Names, now: datetime) -> bytes:
    """Return a certificate for ``names`` with its chain and its own key as PEM, for at most 14 days and never past the authority's end."""
    key, begins = generate_private_key(SECP256R1()), now - _BACK
    span = (begins, min(authority.ends, begins + timedelta(days=SERVER_DAYS)))
    asked: list[x509.GeneralName] = [x509.IPAddress(address) for address in names.addresses]
    asked += [x509.DNSName(names.host)] if names.host else []
    extensions: list[_Extension] = [
        (x509.BasicConstraints(False, None), True), (_key_usage(signs_certificates=False), True), _FOR_SERVERS,
        (x509.SubjectAlternativeName(asked), False),
    ]  # fmt: skip
    subject = _name(f"Kiosk at {names.as_strings()[0][:40]}")
    leaf = _sign(subject, key.public_key(), authority.issuer.subject, authority.key, span, extensions)
    return leaf.public_bytes(_PEM) + authority.issuer.public_bytes(_PEM) + key.private_bytes(_PEM, _PKCS8, NoEncryption())


def read_server(pem: bytes) -> tuple[Names, datetime]:
    """Return what a server's certificate is for, and when it ends; ValueError."""
    leaf = x509.load_pem_x509_certificates(pem)[0]
    said = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = [address for address in said.get_values_for_type(x509.IPAddress) if isinstance(address, IPv4Address)]
    return Names(tuple(addresses), "".join(said.get_values_for_type(x509.DNSName))), leaf.not_valid_after_utc


def _sign(
    subject: x509.Name, key: EllipticCurvePublicKey, issuer: x509.Name, signer: EllipticCurvePrivateKey,
    span: tuple[datetime, datetime], extensions: list[_Extension],
) -> x509.Certificate:  # fmt: skip
    said = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    said = said.serial_number(x509.random_serial_number()).not_valid_before(span[0]).not_valid_after(span[1])
    by: x509.ExtensionType = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    for extension, critical in [*extensions, (x509.SubjectKeyIdentifier.from_public_key(key), False), (by, False)]:
        said = said.add_extension(extension, critical)
    return said.sign(signer, SHA256())


def _of_authority(names: Names, depth: int) -> list[_Extension]:
    allowed = [x509.DNSName(names.host), *(x509.IPAddress(IPv4Network(address)) for address in names.addresses)]
    return [
        (x509.BasicConstraints(True, depth), True), (_key_usage(signs_certificates=True), True), (x509.NameConstraints(allowed, None), True),
    ]  # fmt: skip


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])  # at most 64 characters


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs_certificates, crl_sign=signs_certificates, encipher_only=False, decipher_only=False,
    )  # fmt: skip
