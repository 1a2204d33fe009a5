"""IPP bytes: what we write is read back, and what is not IPP is told from what is."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hal.page.ipp_codec import DEEPEST, NotIpp, decode, encode
from hal.page.ipp_model import Attribute, Group, GroupTag, Message, Operation, Tag, Value, attribute

# The Print-Job request of RFC 8010, appendix A.1, with a document of our own.
PRINT_JOB_OF_THE_RFC = bytes.fromhex(
    "0101 0002 00000001 01"
    "47 0012 617474726962757465732d63686172736574 0005 7574662d38"
    "48 001b 617474726962757465732d6e61747572616c2d6c616e6775616765 0005 656e2d7573"
    "45 000b 7072696e7465722d757269 002c"
    "6970703a2f2f7072696e7465722e6578616d706c652e636f6d2f6970702f7072696e742f70696e65747265 65"
    "42 0008 6a6f622d6e616d65 0006 666f6f626172"
    "22 0016 6970702d6174747269627574652d666964656c697479 0001 01"
    "02"
    "21 0006 636f70696573 0004 00000014"
    "44 0005 7369646573 0013 74776f2d73696465642d6c6f6e672d65646765"
    "03 255044462e2e2e".replace(" ", "")
)

names = some.text(some.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
integers = some.integers(-(2**31), 2**31 - 1)


def attributes_of(inner: some.SearchStrategy[Value]) -> some.SearchStrategy[Attribute]:
    return some.builds(Attribute, names, some.lists(inner, min_size=1, max_size=3).map(tuple))


values = some.recursive(
    some.one_of(
        some.builds(Value, some.sampled_from([Tag.INTEGER, Tag.ENUM]), integers),
        some.builds(Value, some.just(Tag.BOOLEAN), some.booleans()),
        some.builds(Value, some.sampled_from([Tag.TEXT, Tag.KEYWORD, Tag.URI]), some.text(max_size=30)),
        some.builds(Value, some.just(Tag.OCTET_STRING), some.binary(max_size=30)),
        some.builds(Value, some.just(Tag.RANGE), some.binary(min_size=8, max_size=8)),
        some.builds(Value, some.sampled_from([Tag.NO_VALUE, Tag.UNKNOWN]), some.none()),
    ),
    lambda inner: some.builds(
        Value,
        some.just(Tag.BEGIN_COLLECTION),
        some.lists(attributes_of(inner), max_size=3).map(tuple),
    ),
    max_leaves=6,
)


groups = some.builds(
    Group, some.sampled_from(list(GroupTag)), some.lists(attributes_of(values), max_size=4).map(tuple)
)
messages = some.builds(
    Message,
    code=some.integers(0, 0xFFFF),
    request_id=integers,
    groups=some.lists(groups, max_size=4).map(tuple),
    data=some.binary(max_size=40),
    version=some.tuples(some.integers(0, 255), some.integers(0, 255)),
)


def test_the_print_request_of_the_rfc_is_read_and_written_byte_for_byte():
    message = decode(PRINT_JOB_OF_THE_RFC)
    assert message.code == Operation.PRINT_JOB
    assert message.group(GroupTag.OPERATION).words("job-name") == ("foobar",)
    assert message.group(GroupTag.JOB).number("copies") == 20
    assert message.group(GroupTag.OPERATION).flag("ipp-attribute-fidelity") is True
    assert message.data == b"%PDF..."
    assert encode(message) == PRINT_JOB_OF_THE_RFC


@given(messages)
def test_every_message_survives_the_wire(message):
    assert decode(encode(message)) == message


@given(some.binary(max_size=300))
def test_garbage_is_not_ipp_or_is_some_message_but_never_a_crash(raw):
    try:
        decode(raw)
    except NotIpp:
        return


@given(messages, some.data())
def test_a_message_cut_anywhere_in_its_attributes_is_not_ipp(message, data):
    whole = encode(message)
    cut = data.draw(some.integers(0, len(whole) - len(message.data) - 1))
    with pytest.raises(NotIpp):
        decode(whole[:cut])


@given(messages, some.data())
def test_one_wrong_byte_never_crashes(message, data):
    raw = bytearray(encode(message))
    raw[data.draw(some.integers(0, len(raw) - 1))] = data.draw(some.integers(0, 255))
    try:
        decode(bytes(raw))
    except NotIpp:
        return


def test_collections_nested_beyond_reason_are_not_followed():
    value = Value(Tag.INTEGER, 1)
    for _ in range(DEEPEST + 1):
        value = Value(Tag.BEGIN_COLLECTION, (Attribute("inner", (value,)),))
    raw = encode(Message(0, 1, (Group(GroupTag.JOB, (Attribute("outer", (value,)),)),)))
    with pytest.raises(NotIpp, match="deep"):
        decode(raw)


def test_more_attributes_than_any_printer_has_are_not_read():
    many = tuple(attribute(Tag.INTEGER, "copies", 1) for _ in range(30_000))
    with pytest.raises(NotIpp, match="many"):
        decode(encode(Message(0, 1, (Group(GroupTag.JOB, many),))))


def test_latin_1_in_a_printers_name_does_not_cost_us_the_printer():
    raw = encode(Message(0, 1, (Group(GroupTag.PRINTER, (attribute(Tag.TEXT, "printer-info", "XX"),)),)))
    message = decode(raw.replace(b"XX", b"\xf1a"))
    assert message.group(GroupTag.PRINTER).words("printer-info") == ("\N{REPLACEMENT CHARACTER}a",)


def test_a_value_that_does_not_fit_the_wire_is_our_own_mistake():
    with pytest.raises(ValueError, match="too long"):
        encode(Message(0, 1, (Group(GroupTag.JOB, (attribute(Tag.TEXT, "x", "y" * 40_000),)),)))
