"""Functions that encode, decode and hash, as Bake answers."""

from __future__ import annotations

import pytest

from tests.project.bake.expressions import as_json, value

RECORDED = [
    (
        'jsonencode({b = [1, true, null], a = "<&>\\u2028"})',
        '"{\\"a\\":\\"\\\\u003c\\\\u0026\\\\u003e\\\\u2028\\",\\"b\\":[1,true,null]}"',
    ),
    ("jsonencode(1.50)", '"1.5"'),
    ('jsondecode("{\\"a\\": [1.0, null, \\"x\\"]}")', '{"a":[1,null,"x"]}'),
    ('jsondecode("[1,]")', "refused"),
    ('jsondecode("NaN")', "refused"),
    ('csvdecode("a,b\\n1,\\"x\\"\\"y\\"\\n")', '[{"a":"1","b":"x\\"y"}]'),
    ('csvdecode("a,b\\n1\\n")', "refused"),
    ('csvdecode("a,a\\n1,2\\n")', "refused"),
    ('csvdecode("")', "refused"),
    ('csvdecode("a\\r\\n1\\r\\n\\r\\n2")', '[{"a":"1"},{"a":"2"}]'),
    ('csvdecode("a\\nx\\"y\\n")', "refused"),
    ('base64encode("é")', '"w6k="'),
    ('base64decode("w6k=")', '"é"'),
    ('base64decode("w6k")', "refused"),
    ('base64decode("/w==")', "refused"),
    ('md5("")', '"d41d8cd98f00b204e9800998ecf8427e"'),
    ('sha1("a")', '"86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"'),
    ('sha256("a")', '"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"'),
    (
        'sha512("")',
        '"cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"',
    ),
    ('uuidv5("dns", "example.com")', '"cfbff0d1-9375-5685-968c-48ce8b15ae17"'),
    ('uuidv5("x", "y")', "refused"),
]


@pytest.mark.parametrize(("expression", "answer"), RECORDED, ids=[expression for expression, _ in RECORDED])
def test_bake_answers_the_same(expression: str, answer: str) -> None:
    assert as_json(expression) == answer


@pytest.mark.parametrize("call", ["uuidv4()", 'bcrypt("x")', 'rsadecrypt("x", "y")', "upper(uuidv4())"])
def test_what_is_never_the_same_twice_is_unknown(call: str) -> None:
    assert not value(call).is_known
