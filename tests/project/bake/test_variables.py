"""Variables: what the environment makes of them."""

from __future__ import annotations

import pytest

from ctxsize.errors import ProjectError
from tests.project.bake.files import args

USE = 'target "default" { args = {V = try(join("+", V), jsonencode(V))} }'


@pytest.mark.parametrize(
    ("block", "env", "found"),
    [
        ('default = "a"', {}, '"a"'),
        ('default = "a"', {"V": ""}, '""'),
        ("", {}, '""'),
        ("", {"V": "x"}, '"x"'),
        ("type = string", {}, "null"),
        ("default = null", {"V": ""}, '""'),
        ("default = 3", {"V": "0x1p4"}, "16"),
        ("default = 3", {"V": " 5"}, None),
        ("default = 3", {"V": "1_0"}, None),
        ("default = 3", {"V": "inf"}, None),
        ("default = true", {"V": "F"}, "false"),
        ("default = true", {"V": "no"}, None),
        ("default = []", {"V": "a"}, None),
        ("type = list(string)", {"V": 'a,"b,c"'}, "a+b,c"),
        ("type = list(string)", {"V": ""}, None),
        ("type = list(number)", {"V": "1,2.50"}, "1+2.5"),
        ("type = set(string)", {"V": "b,a,b"}, "a+b"),
        ("type = tuple([string, number])", {"V": "a,1"}, "a+1"),
        ("type = tuple([string, number])", {"V": "a"}, None),
        ("type = map(number)", {"V": "a:1,b:2"}, '{"a":1,"b":2}'),
        ("type = map(number)", {"V": "a"}, None),
        ("type = list(list(string))", {"V": "a"}, None),
        ("type = object({a = string})", {"V": "a:1"}, None),
        ("type = object({a = string})", {"V_JSON": '{"a": 1}'}, '{"a":"1"}'),
        ("type = object({a = string})", {"V_JSON": '{"b": 1}'}, None),
        ("type = list(string)", {"V": "x", "V_JSON": '["p","q"]'}, "p+q"),
        ('default = "a"', {"V_JSON": '"j"'}, '"\\"j\\""'),
        ("type = any\n  default = 1", {"V": "2"}, None),
        ("type = number\n  default = true", {}, None),
        ("type = lst", {}, None),
        ("default = V", {"V": "1"}, None),
    ],
)
def test_the_environment_by_type(block: str, env: dict[str, str], found: str | None) -> None:
    hcl = f'variable "V" {{\n  {block}\n}}\n{USE}'
    if found is None:
        with pytest.raises(ProjectError, match=r"^docker-bake\.hcl:\d: "):
            args(hcl, env=env)
    else:
        assert args(hcl, env=env) == {"V": found}


def test_what_the_command_sets_goes_before_the_environment() -> None:
    assert args('variable "V" {}\n' + USE, env={"V": "env"}, variables={"V": "set"}) == {"V": '"set"'}


def test_bake_can_be_told_not_to_ask_the_environment() -> None:
    env = {"V": "env", "BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP": "1"}
    assert args('variable "V" { default = "a" }\n' + USE, env=env) == {"V": '"a"'}


def test_a_check_that_fails_says_so_with_its_place() -> None:
    hcl = 'variable "V" {\n  validation {\n    condition = V != ""\n    error_message = "give V"\n  }\n}\n' + USE
    with pytest.raises(ProjectError, match=r"^docker-bake\.hcl:3: V: give V"):
        args(hcl)
    assert args(hcl, env={"V": "x"}) == {"V": '"x"'}
