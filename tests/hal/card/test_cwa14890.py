"""The secure channel: vectors of a published norm, and what must not pass."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hal.card.apdu import Command, Reply, exchange
from hal.card.cvc import Cvc
from hal.card.cwa14890 import Channel, ChannelLost, Session, pad, unpad, unwrap, wrap
from hal.card.driver import LinkLost
from hal.card.iso9796 import BadSignature, seal, unseal
from hal.card.sim_component import Components, raw
from hal.card.terminal import BadProfile, TerminalProfile, load, parse, save
from hal.card.tlv import BadTlv, tlv, walk

SECRET, BINDING = bytes(range(32)), b"16 bytes of ours"

# ICAO 9303-11, appendix D.4: the same wrapping (3DES, retail MAC, counter first), keys and counter given.
ICAO = (
    bytes.fromhex("979EC13B1CBFE9DCD01AB0FED307EAE5"),
    bytes.fromhex("F1CB1F1FB5ADF208806B89DC579DC1F8"),
    0x887022120C06C226,
)


def icao_session(mac_size: int = 8) -> Session:
    return Session(*ICAO, mac_size)


def test_a_command_is_wrapped_as_the_norms_example():
    wrapped = wrap(icao_session(), Command(0x00, 0xA4, 0x02, 0x0C, bytes.fromhex("011E")))
    assert wrapped.encode().hex().upper() == "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F8"


def test_a_command_without_data_carries_the_length_it_expects():
    session = icao_session()
    session.counter += 2
    wrapped = wrap(session, Command(0x00, 0xB0, 0x00, 0x00, le=4))
    assert wrapped.encode().hex().upper() == "0CB000000D9701048E08ED6705417E96BA55"


def test_an_answer_is_unwrapped_as_the_norms_example():
    session = icao_session()
    session.counter += 1
    assert unwrap(session, Reply(bytes.fromhex("990290008E08FA855A5D4C50A8ED"), 0x9000)).ok
    session.counter += 1
    answer = bytes.fromhex("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED")
    assert unwrap(session, Reply(answer, 0x9000)).data.hex().upper() == "60145F01"


def test_a_card_that_names_a_length_inside_the_channel_is_asked_again_with_it_once():
    asked: list[int] = []
    of_the_card = icao_session()

    def answers(command: Command) -> Reply:
        asked.append(command.data[2])
        of_the_card.counter += 1
        body = tlv(0x99, b"\x6c\x05" if len(asked) == 1 else b"\x90\x00")
        return Reply(body + tlv(0x8E, of_the_card.next_mac(body)), 0x9000)

    assert Channel(answers, icao_session()).send(Command(0, 0xB0, 0, 0, le=16)).ok
    assert asked == [16, 5]


def test_a_command_with_data_is_never_sent_again():
    sent: list[Command] = []

    def answers(command: Command) -> Reply:
        sent.append(command)
        return Reply(b"", 0x6C05)

    assert Channel(answers, icao_session()).send(Command(0, 0x20, 0, 0, b"12345678")).sw == 0x6C05
    assert len(sent) == 1


def test_the_checksum_of_older_cards_is_the_first_half():
    wrapped = wrap(icao_session(mac_size=4), Command(0x00, 0xA4, 0x02, 0x0C, bytes.fromhex("011E")))
    assert wrapped.data.hex().upper().endswith("8E04BF8B92D6")


def test_an_answer_that_was_recorded_does_not_pass_twice():
    session, answer = icao_session(), Reply(bytes.fromhex("990290008E08FA855A5D4C50A8ED"), 0x9000)
    session.counter += 1
    unwrap(session, answer)
    with pytest.raises(ChannelLost):
        unwrap(session, answer)


@given(st.integers(0, 14 * 8 - 1))
def test_no_bit_of_an_answer_may_change(bit):
    session = icao_session()
    session.counter += 1
    answer = bytearray.fromhex("990290008E08FA855A5D4C50A8ED")
    answer[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ChannelLost):
        unwrap(session, Reply(bytes(answer), 0x9000))


@given(st.binary(max_size=300), st.sampled_from([0x9000, 0x6282, 0x6A82, 0x0000]))
def test_an_answer_of_any_bytes_is_lost_or_a_refusal(answer, status):
    channel = Channel(lambda _: Reply(answer, status), icao_session())
    with contextlib.suppress(ChannelLost):
        assert not channel.send(Command(0, 0xB0, 0, 0, le=8)).ok


@given(st.binary(max_size=200))
def test_padding_comes_off_as_it_went_on(data):
    assert len(pad(data)) % 8 == 0
    assert unpad(pad(data)) == data


@pytest.mark.parametrize("nothing", [b"", bytes(8), b"\x80\x01", b"\xff" * 8])
def test_what_was_never_padded_is_not_unpadded(nothing):
    with pytest.raises(ValueError, match="padding"):
        unpad(nothing)


def test_a_secret_reaches_who_it_is_for_and_only_with_the_right_random_numbers(pki):
    ours, theirs = raw(pki.key("component1-chip", 1024)), raw(pki.key("component1-user", 1024))
    token = seal(SECRET, BINDING, ours, theirs.public)
    assert unseal(token, 32, BINDING, theirs, ours.public) == SECRET
    with pytest.raises(BadSignature):
        unseal(token, 32, b"16 bytes of else", theirs, ours.public)
    with pytest.raises(BadSignature):
        unseal(token, 32, BINDING, ours, theirs.public)


@settings(max_examples=30, deadline=None)
@given(token=st.binary(max_size=140))
def test_a_token_of_any_bytes_is_refused(token, pki):
    key = raw(pki.key("component1-chip", 1024))
    with pytest.raises(BadSignature):
        unseal(token, 32, BINDING, key, key.public)


def test_a_certificate_opens_with_its_issuers_key_and_no_other(profile: TerminalProfile):
    old, new = profile.generations
    holder = new.user.certificate.opened_by(new.authority_holder.key)
    assert holder.chr[-8:] == new.user.serial
    assert holder.key == new.user.key.public
    with pytest.raises(BadSignature):
        new.user.certificate.opened_by(old.authority_holder.key)


@given(st.binary(max_size=400))
def test_a_certificate_of_any_bytes_is_refused(data):
    with pytest.raises(BadTlv):
        Cvc.parse(data)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 209), other=st.integers(1, 255))
def test_a_certificate_with_a_changed_byte_is_refused(at, other, profile):
    generation = profile.generations[1]
    changed = bytearray(generation.user.certificate.encoded)
    changed[at % len(changed)] ^= other
    with pytest.raises((BadTlv, BadSignature)):
        Cvc.parse(bytes(changed)).opened_by(generation.authority_holder.key)


@given(
    st.lists(st.tuples(st.sampled_from([0x30, 0x87, 0x7F21, 0x5F37]), st.binary(max_size=300)), max_size=4)
)
def test_objects_are_read_back_as_they_were_written(objects):
    data = b"".join(tlv(tag, value) for tag, value in objects)
    assert [(one.tag, one.value) for one in walk(data + b"\0\0")] == objects


@given(st.binary(max_size=200))
def test_objects_in_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(BadTlv):
        assert sum(len(one.encoded) for one in walk(data)) <= len(data)


def test_a_card_that_never_stops_answering_is_lost():
    with pytest.raises(LinkLost):
        exchange(lambda _: b"\x00\x61\x01", b"\x00\xb0\x00\x00\x00")
    with pytest.raises(LinkLost):
        exchange(lambda _: b"\x6c\x01", b"\x00\xb0\x00\x00\x00")


def test_a_profile_comes_back_from_its_file_and_only_its_owner_reads_it(profile, tmp_path):
    path = tmp_path / "terminal.toml"
    save(profile, path)
    assert load(path) == profile
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_profile_with_a_key_that_is_not_its_certificates_is_refused(pki, profile, tmp_path):
    generation = profile.generations[0]
    key = replace(generation.user.key, d=generation.user.key.d + 2)
    wrong = replace(generation, user=replace(generation.user, key=key))
    save(TerminalProfile((wrong,)), tmp_path / "terminal.toml")
    with pytest.raises(BadProfile):
        load(tmp_path / "terminal.toml")


def test_a_profile_that_is_not_there_says_how_to_make_it(tmp_path):
    with pytest.raises(BadProfile) as missing:
        load(tmp_path / "none.toml")
    assert "terminal_constants" in missing.value.fix


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_a_profile_of_any_bytes_is_refused(data):
    with pytest.raises(BadProfile):
        parse(data)


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "[[generation]]\nname = 1", "generation = []", ""])
def test_a_profile_that_is_something_else_is_refused(text):
    with pytest.raises(BadProfile):
        parse(text.encode())


def test_the_two_test_generations_share_nothing(pki):
    one, two = (Components(pki, generation).terminals() for generation in (1, 2))
    assert one.root != two.root
    assert one.user.serial != two.user.serial
