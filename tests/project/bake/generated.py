"""Random Bake files: what people write, and what HCL makes of odd things."""

from __future__ import annotations

import json
import random
from typing import Any

from tests.project.compose.cases import Case

_TEXTS = [
    "a",
    "app",
    "x-y",
    "",
    "A b",
    "5",
    "true",
    "1.50",
    "é",
    "a,b",
    "v1.2.3",
    "a/b/c.txt",
    "  s ",
    "x\\ny",
    "$${H}",
    "50%",
    "%%{q}",
]
_NUMBERS = ["0", "1", "2", "3", "-1", "1.5", "0.1", "1e3", "10", "255", "1e21", "12345678901234567890", "2.50", "1e-7"]
_NAMES = ["V", "W", "N", "B", "L", "M", "T", "my-var"]
_TARGETS = ["a", "b", "c", "app-x", "base", "default", "_c"]
_TIMES = ['"2024-02-03T04:05:06Z"', '"1999-12-31T23:59:59+02:00"', '"2024-02-30T00:00:00Z"', '"x"']
_PATTERNS = [
    "[a-z]+",
    "^v(\\\\d+)\\\\.(\\\\d+)",
    "(?P<x>a)|b",
    "a*",
    "(a)(b)?",
    "\\\\s+",
    "[",
    "(?i)APP",
    ".",
    "x{2,3}",
    "\\\\bapp\\\\b",
]
_FORMATS = [
    "%s-%s",
    "%d",
    "%05d",
    "%.2f",
    "%v",
    "%q",
    "%x",
    "%8s|",
    "%-8s|",
    "%+d",
    "%e",
    "%g",
    "%t",
    "%%",
    "%[2]s%[1]s",
    "%#v",
    "%",
]


class Generator:
    """Draws one case; the same seed gives the same case."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 (cases, not secrets)
        self._locals: list[str] = []
        self._variables: list[str] = []
        self._functions: list[tuple[str, int]] = []
        self._missing = True

    def case(self) -> Case:
        draw = self._random
        kind = draw.random()
        env: dict[str, str] = {}
        tree: list[dict[str, str]] = []
        command = ["docker", "buildx", "bake"]
        if kind < 0.12:
            tree.append({"path": "docker-bake.json", "content": self._json()})
        elif kind < 0.5:
            # A sheet of expressions, of which each is refused by itself.
            sheet = "".join(f"    A{at} = {self._arg()}\n" for at in range(40))
            tree.append({"path": "docker-bake.hcl", "content": f'target "default" {{\n  args = {{\n{sheet}  }}\n}}\n'})
            return {"id": "generated", "tree": tree, "cmd": command, "env": env, "cwd": "."}
        else:
            tree.append({"path": "docker-bake.hcl", "content": self._file()})
            if draw.random() < 0.15:
                tree.append({"path": "docker-bake.override.hcl", "content": self._override()})
        for name in _NAMES:
            if draw.random() < 0.05:
                env[name] = self._odd(
                    ["1", "1", "0"], ["x", "2.5", "true", "a,b", "", "0x10", "1_0", "k:v", '"a,b",c', " 5", "yes"]
                )
            if draw.random() < 0.02:
                env[name + "_JSON"] = draw.choice(['["p"]', "5", '{"k":"v"}', "x", "null", '"s"'])
        if draw.random() < 0.25:
            command += ["*"] if draw.random() < 0.7 else draw.sample([*_TARGETS, "app-*", "g"], draw.randint(1, 2))
        if draw.random() < 0.15:
            command += ["--set", f"{draw.choice([*_TARGETS, '*', '*', 'app-*'])}.{self._set()}"]
        return {"id": "generated", "tree": tree, "cmd": command, "env": env, "cwd": "."}

    def _set(self) -> str:
        usual = [
            "args.X=1",
            "args.HOME",
            "context=sub",
            "dockerfile=D",
            "target=t",
            "platform=linux/arm64",
            "platform+=linux/arm64",
            "contexts.x=lib",
        ]
        return self._odd(usual, ["contexts.x=target:a", "no-cache=maybe", "nope=1", "context", "args=1"])

    def _file(self) -> str:
        draw = self._random
        parts: list[str] = []
        if draw.random() < 0.05:
            parts.append("\ufeff" if draw.random() < 0.5 else "# comment\n")
        for name in draw.sample(_NAMES, draw.randint(0, 5)):
            parts.append(self._variable(name))
            self._variables.append(name)
        if draw.random() < 0.25:
            parts.append(self._function())
        if draw.random() < 0.1:
            parts.append(f"TOP = {self._expression(1)}\n")
            self._variables.append("TOP")
        names = draw.sample(_TARGETS, draw.randint(1, 4))
        if draw.random() < 0.6:
            members = [*names, "g", "zzz"] if draw.random() < 0.04 else names
            chosen = draw.sample(members, min(len(members), draw.randint(1, 3)))
            parts.append(f'group "default" {{\n  targets = {json.dumps(chosen)}\n}}\n')
        elif "default" not in names:
            names.append("default")
        if draw.random() < 0.3:
            parts.append(f'group "g" {{\n  targets = {json.dumps(draw.sample(names, 1))}\n}}\n')
        parts += [self._target(name, names) for name in dict.fromkeys(names)]
        if draw.random() < 0.3:
            draw.shuffle(parts)
        return self._broken("".join(parts))

    def _broken(self, text: str) -> str:
        """Return the text, now and then with one character changed."""
        draw = self._random
        if draw.random() > 0.05 or not text:
            return text
        at = draw.randrange(len(text))
        return text[:at] + draw.choice(["", '"', "{", "}", "$", "\n", ",", "'", "~", "%{", "\t", "é"]) + text[at + 1 :]

    def _override(self) -> str:
        name = self._random.choice(_TARGETS)
        return f'target "{name}" {{\n  args = {{O = {self._expression(1)}}}\n  platforms = ["linux/arm64"]\n}}\n'

    def _variable(self, name: str) -> str:
        draw = self._random
        lines = []
        kinds = {
            "string": self._text(),
            "number": draw.choice(_NUMBERS),
            "bool": "true",
            "list(string)": f"[{self._text()}]",
            "map(string)": f"{{k = {self._text()}}}",
            "set(number)": "[2, 1, 2]",
            "object({k = string})": "{k = 5}",
            "object({k = optional(string), l = number})": '{l = "7"}',
            "tuple([string, number])": "[1, 2]",
            "any": "null",
        }
        kind, default = draw.choice(list(kinds.items()))
        if draw.random() < 0.85:
            lines.append("default = " + self._odd([default], [self._expression(1), "null", self._text()]))
        if draw.random() < 0.4:
            lines.append("type = " + self._odd([kind], ["lst", "string", "list(number)"]))
        if draw.random() < 0.1:
            lines.append('description = "d"')
        if draw.random() < 0.1:
            lines.append(f'validation {{\n    condition = {name} != "x"\n    error_message = "no"\n  }}')
        body = "".join(f"  {line}\n" for line in lines)
        return f'variable "{name}" {{\n{body}}}\n'

    def _function(self) -> str:
        draw = self._random
        name = draw.choice(["f", "tag", "upper"])
        self._locals = ["p", "q"]
        result = f'try(jsonencode({self._expression(2)}), "refused")'
        self._locals = []
        rest = "  variadic_params = r\n" if draw.random() < 0.2 else ""
        self._functions.append((name, 2))
        return f'function "{name}" {{\n  params = [p, q]\n{rest}  result = {result}\n}}\n'

    def _target(self, name: str, names: list[str]) -> str:  # noqa: C901 (one after the other)
        draw = self._random
        lines: list[str] = []
        self._locals = []
        if draw.random() < 0.12:
            axis, suffix = draw.choice(
                [('["x", "y"]', "-${i}"), ("[1, 2]", "-${i}"), ('[{n = "p"}, {n = "q"}]', "-${i.n}")]
            )
            lines.append("matrix = {i = " + self._odd([axis], ["[]", "V", "1"]) + "}")
            lines.append('name = "' + name + self._odd([suffix], ["-${i.z}", "", ".${i}"]) + '"')
            self._locals = ["i"]
        if draw.random() < 0.4:
            contexts = [
                '"app"',
                '"./app/"',
                '".."',
                '""',
                "null",
                '"https://github.com/a/b.git#main:sub"',
                '"cwd://x"',
                '"/abs"',
            ]
            lines.append("context = " + self._odd(contexts, [self._expression(1), '["x"]', '"-"']))
        if draw.random() < 0.3:
            lines.append("dockerfile = " + self._odd(['"D"', '"../docker/D"', '""', "null"], [self._text(), "5"]))
        if draw.random() < 0.1:
            inline = [
                '"FROM scratch"',
                "<<EOT\nFROM scratch\n  RUN ${1 + 1} $x\nEOT",
                '<<-EOT\n    FROM scratch\n      x ${~ "y" ~}\n\n    z\n    EOT',
            ]
            lines.append(f"dockerfile-inline = {draw.choice(inline)}")
        if draw.random() < 0.2:
            lines.append("target = " + self._odd(['"t"', "null", "5", "true"], [self._expression(1)]))
        if draw.random() < 0.8:
            args = "".join(f"    {key} = {self._arg()}\n" for key in draw.sample("ABCDEFGH", draw.randint(1, 8)))
            lines.append(f"args = {{\n{args}  }}")
        if draw.random() < 0.2:
            platforms = [
                '["linux/amd64"]',
                '["linux/amd64", "linux/arm64", ""]',
                "[]",
                "null",
                '["local"]',
                'split(",", "linux/amd64,linux/arm/v7")',
                'setunion(["linux/arm64"], ["linux/amd64"])',
                '["arm64"]',
                '["linux"]',
            ]
            odd = ['["nope"]', '["a:b/c"]', '["linux/*"]', '["a/b/c/d"]', "[null]", '"linux"']
            lines.append("platforms = " + self._odd(platforms, odd))
        if draw.random() < 0.3:
            lines.append(f"inherits = {json.dumps(draw.sample(names, 1))}")
        if draw.random() < 0.2:
            others = [other for other in names if other != name] or ["zzz"]
            contexts = [
                '{x = "./lib"}',
                '{x = ""}',
                "null",
                '{x = "docker-image://alpine"}',
                '{for k in ["x", "y"]: k => "./${k}"}',
            ]
            if draw.random() < 0.5:
                contexts = [f'{{x = "target:{draw.choice(others)}"}}']
            lines.append("contexts = " + self._odd(contexts, ["{x = null}", '["x"]']))
        if draw.random() < 0.15:
            others = [
                "tags = [timestamp()]",
                "stuff = nope",
                "pull = true",
                "labels = {a = 1}",
                'output = ["type=docker"]',
                "tags = null",
                'cache-from = [{type = "gha"}]',
                "args2 = {}",
            ]
            lines.append(self._odd(others, ["tags = [local.x]", "no-cache = 5", 'cache-from = "x"', "tags = [null]"]))
        draw.shuffle(lines)
        body = "".join(f"  {line}\n" for line in lines)
        return f'target "{name}" {{\n{body}}}\n'

    def _arg(self) -> str:
        """Return an expression whose refusal shows as a value, so that one of them does not refuse the whole file."""
        kind = self._random.random()
        if kind < 0.001:
            return self._expression(2)
        inner = self._expression(3)
        return (
            f'try("v ${{{inner}}}", jsonencode({inner}), "refused")'
            if kind < 0.4
            else f'try(jsonencode({inner}), "refused")'
        )

    def _odd(self, usual: list[str], odd: list[str]) -> str:
        return self._random.choice(odd if self._random.random() < 0.06 else usual)

    def _text(self) -> str:
        return '"' + self._random.choice(_TEXTS) + '"'

    def _reference(self) -> str:
        draw = self._random
        known = [*self._variables, *self._locals]
        # Bake forgives what is not there once: the second time it is a circle to it.
        if self._missing and draw.random() < 0.02:
            self._missing = False
            return "nope"
        if draw.random() < 0.05:
            return draw.choice(["target.a.context", "BAKE_CMD_CONTEXT", "target.base.platforms"])
        return draw.choice(known) if known else self._text()

    def _power(self) -> str:
        # Of other powers the last digit is not the same on all machines.
        return self._random.choice(["0", "1", "2", "3", "-1", "0.5", "1e3", "10", "255"])

    def _number(self) -> str:
        return self._random.choice(_NUMBERS)

    def _list(self, depth: int) -> str:
        draw = self._random
        choices = [
            '["a", "b", "a"]',
            "[1, 2, 3]",
            "[]",
            '["b", "", "a"]',
            '[["a"], ["b", ["c"]]]',
            '[{k = "x"}, {k = "y"}]',
            '[1, "a", true]',
            '[null, "z"]',
            'split(",", "a,b,c")',
            "range(3)",
        ]
        if depth > 0 and draw.random() < 0.3:
            result, condition = draw.choice(["x", "upper(x)", '"${x}!"', "x"]), draw.choice(["", ' if x != "a"'])
            return f"[for x in {self._list(depth - 1)}: {result}{condition}]"
        return draw.choice(choices)

    def _map(self, depth: int) -> str:
        draw = self._random
        choices = [
            '{a = "1", b = "2"}',
            "{b = 1, a = 2}",
            "{}",
            '{"k.x" = "v"}',
            '{("c") = 3}',
            "{a: 1, b: null}",
            'zipmap(["k", "l"], ["v", "w"])',
        ]
        if depth > 0 and draw.random() < 0.25:
            return f"{{for k, v in {self._map(depth - 1)}: {draw.choice(['k', 'upper(k)', 'v'])} => v{draw.choice(['', '...'])}}}"
        return draw.choice(choices)

    def _expression(self, depth: int) -> str:  # noqa: PLR0911 (one return for each kind of thing)
        draw = self._random
        kind = draw.random()
        if depth <= 0 or kind < 0.15:
            return draw.choice([self._text(), self._number(), self._reference(), self._reference(), "true", "null"])
        if kind < 0.25:
            inner = self._expression(depth - 1)
            return draw.choice(
                [
                    f'"p-${{{inner}}}"',
                    f'"${{{inner}}}"',
                    f'"%{{ if {self._condition(depth - 1)} }}y%{{ else }}n%{{ endif }}"',
                    f'"%{{ for x in {self._list(0)} ~}} ${{x}} %{{~ endfor }}"',
                    f'"a ${{~ {inner} ~}} b"',
                ]
            )
        if kind < 0.35:
            return f"{self._condition(depth - 1)} ? {self._expression(depth - 1)} : {self._expression(depth - 1)}"
        if kind < 0.45:
            operator = draw.choice(["+", "-", "*", "/", "%"])
            return f"({self._numeric(depth - 1)} {operator} {self._numeric(depth - 1)})"
        if kind < 0.5:
            return draw.choice(
                [
                    f"{self._list(depth - 1)}[{self._numeric(0)}]",
                    f"{self._map(depth - 1)}.a",
                    f'{self._map(0)}["b"]',
                    f"{self._list(0)}[*]",
                    f"{self._list(0)}.*.k",
                    f"{self._list(0)}.0",
                    "-(" + self._numeric(depth - 1) + ")",
                    "!" + self._condition(depth - 1),
                ]
            )
        if kind < 0.54 and self._functions:
            name, count = draw.choice(self._functions)
            return f"{name}({', '.join(self._expression(depth - 1) for _ in range(count))})"
        if kind < 0.58:
            return f"try({self._expression(depth - 1)}, {self._expression(depth - 1)})"
        return self._call(depth - 1)

    def _condition(self, depth: int) -> str:
        draw = self._random
        return draw.choice(
            [
                "true",
                "false",
                f"{self._reference()} == {self._text()}",
                f"{self._numeric(depth)} > {self._numeric(0)}",
                f"({self._expression(max(depth, 0))} == {self._expression(0)})",
                f"contains({self._list(0)}, {self._text()})",
                f"can({self._reference()})",
                f"{self._reference()} != null",
                "true && false || true",
                f"equal({self._text()}, {self._text()})",
            ]
        )

    def _numeric(self, depth: int) -> str:
        draw = self._random
        if depth > 0 and draw.random() < 0.4:
            return draw.choice(
                [
                    f"length({self._list(0)})",
                    f"strlen({self._text()})",
                    f"max({self._number()}, {self._number()})",
                    f"ceil({self._number()})",
                    f"int({self._number()})",
                    f"pow({self._number()}, {self._power()})",
                    f"parseint({self._text()}, 16)",
                    f"log({self._number()}, {self._number()})",
                ]
            )
        return draw.choice([self._number(), self._number(), self._text(), self._reference()])

    def _call(self, depth: int) -> str:
        t, n = self._text, self._number

        def li() -> str:
            return self._list(depth)

        def m() -> str:
            return self._map(depth)

        def e() -> str:
            return self._text() if self._random.random() < 0.6 else self._expression(depth)

        pattern = '"' + self._random.choice(_PATTERNS) + '"'
        form = '"' + self._random.choice(_FORMATS) + '"'
        time = self._random.choice(_TIMES)
        minus = "-"  # the newest Bake and Debian's differ in what they make of a negative number
        template = self._random.choice(['"#"', '"$1"', '"$${1}x"', '"$x"'])
        calls = [
            f"upper({e()})", f"lower({e()})", f"title({t()})", f"replace({e()}, {t()}, {t()})", f"join({t()}, {li()})",
            f"split({t()}, {e()})", f"trim({e()}, {t()})", f"trimspace({e()})", f"trimprefix({e()}, {t()})",
            f"trimsuffix({e()}, {t()})", f"substr({e()}, {n()}, {n()})", f"reverse({e()})", f"strlen({e()})",
            f"chomp({t()})", f"indent({n()}, {t()})", f"format({form}, {e()})", f"format({form}, {e()}, {e()})",
            f"formatlist({form}, {li()})", f"regex({pattern}, {e()})", f"regexall({pattern}, {e()})",
            f"regex_replace({e()}, {pattern}, {template})",
            f"length({e()})", f"concat({li()}, {li()})", f"contains({li()}, {t()})", f"lookup({m()}, {t()}, {e()})",
            f"keys({m()})", f"values({m()})", f"merge({m()}, {m()})", f"element({li()}, {n().lstrip(minus)})", f"index({li()}, {n()})",
            f"indexof({li()}, {e()})", f"coalesce({e()}, {e()})", f"coalescelist({li()}, {li()})", f"distinct({li()})",
            f"flatten({li()})", f"slice({li()}, {n()}, {n()})", f"sort({li()})", f"compact({li()})", f"reverselist({li()})",
            f"zipmap({li()}, {li()})", f"setproduct({li()}, {li()})", f"setunion({li()}, {li()})",
            f"setintersection({li()}, {li()})", f"setsubtract({li()}, {li()})", f"setsymmetricdifference({li()}, {li()})",
            f"sethaselement({li()}, {e()})", f"range({n()})", f"range({n()}, {n()})", f"range({n()}, {n()}, {n()})",
            f"chunklist({li()}, {n()})", f"hasindex({li()}, {n()})", f"add({n()}, {n()})", f"min({n()}, {n()})",
            f"max({n()}, {n()})", f"ceil({n()})", f"floor({n()})", f"absolute({n()})", f"signum({n()})",
            f"int({n()})", f"pow({n()}, {self._power()})", f"log({n()}, {n()})", f"parseint({t()}, {n()})", f"modulo({n()}, {n()})",
            f"divide({n()}, {n()})", f"multiply({n()}, {n()})", f"negate({n()})", f"and(true, {e()})", f"or(false, {e()})",
            f"not({e()})", f"equal({e()}, {e()})", f"notequal({e()}, {e()})", f"greaterthan({n()}, {e()})",
            f"lessthanorequalto({e()}, {n()})", f"md5({e()})", f"sha1({e()})", f"sha256({t()})", f"sha512({t()})",
            f"base64encode({e()})", f"base64decode(base64encode({t()}))", f"base64decode({t()})", f"urlencode({e()})",
            f"jsonencode({e()})", f"jsonencode({m()})", f"jsonencode({li()})", 'jsondecode("{\\"a\\": [1, 2.50, null]}")',
            f"jsondecode({t()})", 'csvdecode("a,b\\n1,2\\n3,4")', f"csvdecode({t()})", f"sanitize({e()})", f"basename({t()})",
            f"dirname({t()})", 'cidrhost("10.0.0.0/8", 5)', f'cidrhost("fd00::/64", {n()})', 'cidrnetmask("10.0.0.0/12")',
            f'cidrsubnet("10.0.0.0/8", {n()}, {n().lstrip(minus)})', f'cidrsubnets("10.0.0.0/8", 4, {n()})',
            f'formatdate("YYYY-MM-DD hh:mm:ss ZZZ EEE", {time})', f'formatdate("MMM D, H:mm aa Z", {time})',
            f'timeadd({time}, "36h")', f'timeadd({time}, "-1h30m5.5s")', f'uuidv5("dns", {t()})',
            f"convert({e()}, string)", f"convert({li()}, list(string))", f"convert({e()}, number)", f"upper({li()}...)",
            f"concat({li()}...)", f"lookup({m()}, {t()})", f"nope({e()})", "homedir()",
        ]  # fmt: skip
        found = self._random.choice(calls)
        # So it does with the types in convert(), which look like variables to it.
        if found.startswith("convert("):
            if not self._missing:
                return self._call(depth)
            self._missing = False
        return found

    def _json(self) -> str:  # noqa: C901 (one after the other)
        draw = self._random
        names = draw.sample(_TARGETS, draw.randint(1, 3))
        targets: dict[str, Any] = {}
        for name in names:
            target: dict[str, Any] = {}
            if draw.random() < 0.5:
                target["args"] = {
                    key: draw.choice(
                        [
                            1,
                            1.5,
                            1.0,
                            True,
                            None,
                            "x",
                            "${V}",
                            "${upper(V)}-x",
                            "$${V}",
                            "%{ if true }y%{ endif }",
                            "é",
                            "${",
                            1e30,
                        ]
                    )
                    for key in draw.sample(["A", "B", "${V}", "C"], draw.randint(1, 3))
                }
            if draw.random() < 0.3:
                target["context"] = draw.choice(["app", "${V}", "", None])
            if draw.random() < 0.3:
                target["inherits"] = draw.sample(names, 1)
            if draw.random() < 0.2:
                target["//"] = "note"
            if draw.random() < 0.2:
                target["matrix"] = {"i": ["x", "y"]}
                target["name"] = name + "-${i}"
            targets[name] = target
        document: dict[str, Any] = {"target": draw.choice([targets, [targets]])}
        document["group"] = {"default": {"targets": names}}
        if draw.random() < 0.8:
            document["variable"] = {"V": {"default": draw.choice(["v", 5, None, ["l"], "${W}"])}}
        if draw.random() < 0.2:
            document["W"] = draw.choice(["w", 7, "${V}"])
        if draw.random() < 0.2:
            document["function"] = {"f": {"params": ["x"], "result": "${x}!"}}
        if draw.random() < 0.1:
            document["//"] = "note"
        text = json.dumps(document, indent=draw.choice([None, 2]), ensure_ascii=draw.random() < 0.5)
        return text if draw.random() > 0.08 else text[:-1] + draw.choice(["", ",}", "} x", "}}"])
