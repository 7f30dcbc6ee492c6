"""Names, numbers and bodies rest encrypted, each person under a key of their own (6.8.5)."""

import uuid

import pytest

from storage.crypto import KeyProblem, Keyring, Unreadable, seal, unseal
from storage.database import Database
from storage.models import DataKey
from storage.vault import Vault

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_what_is_sealed_opens_unchanged_in_another_session(database: Database, open_vault) -> None:
    body = "tengo miedo 😟 \x00 \u202e \ud83d"
    with database.begin() as session:
        vault = open_vault(session)
        key = vault.new_key()
        sealed = vault.seal(key, "body", body)
    assert b"miedo" not in sealed
    with database.read() as session:
        assert open_vault(session).open(key, "body", sealed) == body


def test_a_sealed_field_does_not_open_as_another_field_or_key(database: Database, open_vault) -> None:
    with database.begin() as session:
        vault = open_vault(session)
        one, two = vault.new_key(), vault.new_key()
        sealed = vault.seal(one, "first_name", "Ana")
        for key, field in ((one, "check_word"), (two, "first_name")):
            with pytest.raises(Unreadable):
                vault.open(key, field, sealed)


def test_rotating_the_master_key_rewraps_and_changes_no_row(database: Database, ids) -> None:
    old = Keyring("a", {"a": b"a" * 32}, b"l" * 32)
    both = Keyring("b", {"b": b"b" * 32, "a": b"a" * 32}, b"l" * 32)
    with database.begin() as session:
        vault = Vault(session, old, ids.new, ids.bytes)
        key = vault.new_key()
        sealed = vault.seal(key, "body", "hola")
    with database.begin() as session:
        assert Vault(session, both, ids.new, ids.bytes).open(key, "body", sealed) == "hola"
        assert session.get(DataKey, key).master == "a"


def test_a_missing_master_key_names_the_remedy(database: Database, ids) -> None:
    with database.begin() as session:
        key = Vault(session, Keyring("a", {"a": b"a" * 32}, b"l" * 32), ids.new, ids.bytes).new_key()
    with database.begin() as session, pytest.raises(Unreadable, match="PRS_MASTER_KEYS"):
        Vault(session, Keyring("c", {"c": b"c" * 32}, b"l" * 32), ids.new, ids.bytes).seal(key, "x", "y")


def test_an_altered_row_does_not_open() -> None:
    sealed = bytearray(seal(b"k" * 32, b"hola", "id:body", lambda n: b"n" * n))
    sealed[-1] ^= 1
    with pytest.raises(Unreadable):
        unseal(b"k" * 32, bytes(sealed), "id:body")


def test_numbers_are_found_by_a_keyed_index_only() -> None:
    one = Keyring.parse(f"m1:{KEY}", KEY)
    other = Keyring.parse(f"m1:{KEY}", KEY.replace("AAEC", "BBEC"))
    assert one.blind_index("+12025550101") == one.blind_index("+12025550101")
    assert one.blind_index("+12025550101") != one.blind_index("+12025550102")
    assert one.blind_index("+12025550101") != other.blind_index("+12025550101")


@pytest.mark.parametrize("masters", ["", "nocolon", "a:notbase64!", "a:QUJD", ":" + KEY])
def test_malformed_keys_are_named(masters: str) -> None:
    with pytest.raises(KeyProblem):
        Keyring.parse(masters, KEY)


def test_ids_are_uuids(ids) -> None:
    assert isinstance(ids.new(), uuid.UUID)
