"""HCL's grammar: from tokens to a tree (``hclsyntax``'s parser)."""

from __future__ import annotations

from typing import Final

from ctxsize.project.bake import number, template, tree, values
from ctxsize.project.bake.lexer import Token, tokens
from ctxsize.project.bake.problem import BakeError, Place

DEEPEST: Final = 60
"""How deep expressions and blocks may be nested."""

_PRECEDENCE = {
    **dict.fromkeys(["||"], 1),
    **dict.fromkeys(["&&"], 2),
    **dict.fromkeys(["==", "!="], 3),
    **dict.fromkeys([">", ">=", "<", "<="], 4),
    **dict.fromkeys(["+", "-"], 5),
    **dict.fromkeys(["*", "/", "%"], 6),
}
_KEYWORDS = {"true": values.TRUE, "false": values.FALSE, "null": values.NULL}


def parse(text: str, file: str) -> tree.Body:
    """Return the tree of an HCL file; raises :class:`BakeError` with its place for what is no HCL."""
    return Parser(tokens(text, file), file).body("end")


def parse_expression(text: str, file: str, line: int) -> tree.Expression:
    """Return the tree of a single expression."""
    parser = Parser(tokens(text, file, line), file)
    # As in brackets, a line break within a single expression means nothing.
    parser.newlines.append(False)
    found = parser.expression()
    parser.expect("end", "The expression should end here")
    return found


class Parser:
    """A reader of tokens that keeps to HCL's rule: a line break counts, except within brackets."""

    def __init__(self, given: list[Token], file: str) -> None:
        self.file = file
        self.newlines = [True]
        self._tokens = given
        self._at = 0
        self._depth = 0
        self._splats = 0

    def peek(self) -> Token:
        """Return the next token that counts."""
        if not self.newlines[-1]:
            while self._tokens[self._at].kind == "newline":
                self._at += 1
        return self._tokens[self._at]

    def read(self) -> Token:
        """Return the next token that counts, and pass it."""
        found = self.peek()
        if found.kind != "end":
            self._at += 1
        return found

    def expect(self, kind: str, message: str) -> Token:
        """Pass a token of this kind; raises :class:`BakeError` with the message where there is another one."""
        if self.peek().kind != kind:
            raise self.refuse(message)
        return self.read()

    def refuse(self, message: str, at: Token | None = None) -> BakeError:
        """Return the error that something else should stand here."""
        found = at or self.peek()
        shown = {"end": "the file ends", "newline": "the line ends"}.get(found.kind, f'there is "{found.text[:40]}"')
        return BakeError(f"{message}, but {shown} here.", Place(self.file, found.line))

    def deeper(self) -> None:
        """Count a level of nesting; raises :class:`BakeError` for one too many."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise BakeError(f"This is nested more than {DEEPEST} levels deep.", Place(self.file, self.peek().line))

    def shallower(self) -> None:
        """Leave a level of nesting."""
        self._depth -= 1

    def body(self, end: str) -> tree.Body:
        """Read arguments and blocks up to the token ``end``, and pass that."""
        self.deeper()
        line = self._tokens[max(self._at - 1, 0)].line
        arguments: dict[str, tree.Argument] = {}
        blocks: list[tree.Block] = []
        while True:
            token = self.read()
            if token.kind == end:
                break
            if token.kind == "newline":
                continue
            if token.kind != "name":
                if token.kind == "end":
                    raise BakeError("The block that begins here is never closed.", Place(self.file, line))
                raise self.refuse("An argument or a block should stand here", token)
            if self.peek().kind == "=":
                argument = self._argument(token)
                if argument.name in arguments:
                    place = Place(self.file, token.line)
                    first = arguments[argument.name].line
                    raise BakeError(f'"{argument.name}" is set a second time; the first is in line {first}.', place)
                arguments[argument.name] = argument
                self._end_of_line("An argument ends with its line")
            else:
                blocks.append(self._block(token))
                self._end_of_line("A block ends with its line")
        self.shallower()
        return tree.Body(tuple(arguments.values()), tuple(blocks), self.file, line)

    def _end_of_line(self, message: str) -> None:
        if self.peek().kind not in {"newline", "end"}:
            raise self.refuse(message)
        self.read()

    def _argument(self, name: Token) -> tree.Argument:
        self.read()
        return tree.Argument(name.text, self.expression(), self.file, name.line)

    def _block(self, kind: Token) -> tree.Block:
        labels: list[str] = []
        while self.peek().kind != "{":
            token = self.read()
            if token.kind == "quote":
                labels.append(template.plain_text(self))
            elif token.kind == "name":
                labels.append(token.text)
            else:
                raise self.refuse(f'After "{kind.text}" there should be "=", or a label and "{{"', token)
        self.read()
        if self.peek().kind in {"newline", "end", "}"}:
            body = self.body("}")
        else:
            token = self.expect("name", "An argument should stand here")
            if self.peek().kind != "=":
                raise self.refuse("A block on one line holds one argument and nothing else")
            argument = self._argument(token)
            self.expect("}", "A block on one line ends after its one argument")
            body = tree.Body((argument,), (), self.file, token.line)
        return tree.Block(kind.text, tuple(labels), body, self.file, kind.line)

    def expression(self) -> tree.Expression:
        """Read an expression."""
        self.deeper()
        found = self._operation(1)
        if self.peek().kind == "?":
            self.read()
            then = self.expression()
            self.expect(":", 'A condition needs ":" and what holds otherwise')
            found = tree.Conditional(found, then, self.expression(), found.line)
        self.shallower()
        return found

    def _operation(self, least: int) -> tree.Expression:
        left = self._term()
        while (level := _PRECEDENCE.get(self.peek().kind, 0)) >= least:
            operator = self.read().kind
            left = tree.Binary(operator, left, self._operation(level + 1), left.line)
        return left

    def _term(self) -> tree.Expression:
        signs: list[Token] = []
        while self.peek().kind in {"-", "!"}:
            signs.append(self.read())
        found = self._steps(self._atom())
        for sign in reversed(signs):
            self.deeper()
            found = tree.Unary(sign.kind, found, sign.line)
        for _ in signs:
            self.shallower()
        return found

    def _atom(self) -> tree.Expression:  # noqa: PLR0911 (one return for each beginning)
        token = self.read()
        match token.kind:
            case "number":
                return tree.Literal(self._number(token), token.line)
            case "name":
                return self._name(token)
            case "quote":
                return template.read(self, "unquote", token)
            case "heredoc":
                return template.read(self, "heredoc end", token)
            case "(":
                return self._parentheses(token)
            case "[":
                return self._sequence(token)
            case "{":
                return self._mapping(token)
            case _:
                raise self.refuse("An expression should stand here", token)

    def _number(self, token: Token) -> values.Value:
        found = number.parse(token.text)
        if found is None:
            raise self.refuse("A number should stand here", token)
        return values.number(found)

    def _name(self, token: Token) -> tree.Expression:
        if self.peek().kind in {"(", "::"}:
            return self._call(token)
        if token.text in _KEYWORDS:
            return tree.Literal(_KEYWORDS[token.text], token.line, token.text)
        return tree.Reference(token.text, (), token.line)

    def _call(self, token: Token) -> tree.Call:
        name = token.text
        while self.peek().kind == "::":
            self.read()
            name += "::" + self.expect("name", "A function's name should stand here").text
        self.expect("(", 'A function\'s name needs "(" behind it')
        self.newlines.append(False)
        arguments: list[tree.Expression] = []
        expand = False
        while self.peek().kind != ")":
            arguments.append(self.expression())
            if self.peek().kind == "...":
                self.read()
                expand = True
                break
            if self.peek().kind != ")":
                self.expect(",", "A comma should separate the arguments")
        self.expect(")", 'The call should end with ")"')
        self.newlines.pop()
        return tree.Call(name, tuple(arguments), expand, token.line)

    def _parentheses(self, token: Token) -> tree.Expression:
        self.newlines.append(False)
        inner = self.expression()
        self.expect(")", 'The expression should end with ")"')
        self.newlines.pop()
        return tree.Wrapped(inner, token.line)

    def _sequence(self, token: Token) -> tree.Expression:
        self.newlines.append(False)
        found: tree.Expression
        if self._is_word("for"):
            found = self._loop(token, "]")
        else:
            items: list[tree.Expression] = []
            while self.peek().kind != "]":
                items.append(self.expression())
                if self.peek().kind != "]":
                    self.expect(",", 'A comma or "]" should stand here')
            self.read()
            found = tree.Sequence(tuple(items), token.line)
        self.newlines.pop()
        return found

    def _mapping(self, token: Token) -> tree.Expression:
        self.newlines.append(False)
        before = self._at
        if self._is_word("for"):
            found = self._loop(token, "}")
            self.newlines.pop()
            return found
        self._at = before
        self.newlines[-1] = True
        items: list[tuple[tree.Expression, tree.Expression]] = []
        while self.peek().kind != "}":
            if self.peek().kind == "newline":
                self.read()
                continue
            items.append(self._item())
            if self.peek().kind not in {"}", ",", "newline"}:
                raise self.refuse('A comma, a line break or "}" should stand here')
            if self.peek().kind != "}":
                self.read()
        self.read()
        self.newlines.pop()
        return tree.Mapping(tuple(items), token.line)

    def _item(self) -> tuple[tree.Expression, tree.Expression]:
        computed = self.peek().kind == "("
        key = self.expression()
        if self.peek().kind not in {"=", ":"}:
            raise self.refuse('A key needs "=" and a value')
        self.read()
        return (key if computed else tree.Name(key, key.line)), self.expression()

    def _loop(self, opening: Token, end: str) -> tree.For:
        self.read()
        key, value = "", self.expect("name", "A variable's name should stand here").text
        if self.peek().kind == ",":
            self.read()
            key, value = value, self.expect("name", "A variable's name should stand here").text
        if not self._is_word("in"):
            raise self.refuse('"in" should stand here')
        self.read()
        collection = self.expression()
        self.expect(":", 'A ":" should stand here')
        result_key, result = None, self.expression()
        if self.peek().kind == "=>":
            self.read()
            result_key, result = result, self.expression()
        group = self.peek().kind == "..."
        if group:
            self.read()
        condition = None
        if self._is_word("if"):
            self.read()
            condition = self.expression()
        self.expect(end, f'The loop should end with "{end}"')
        if (result_key is None) == (end == "}") or (group and end == "]"):
            message = 'A loop in braces gives "key => value", one in brackets a single value.'
            raise BakeError(message, Place(self.file, opening.line))
        return tree.For(key, value, collection, result_key, result, condition, group, opening.line)

    def _is_word(self, word: str) -> bool:
        token = self.peek()
        return token.kind == "name" and token.text == word

    def _steps(self, source: tree.Expression) -> tree.Expression:
        while self.peek().kind in {".", "["}:
            if self.read().kind == ".":
                source = self._dot(source)
            elif self.peek().kind == "*":
                self.read()
                self.expect("]", 'A "]" should stand here')
                item = self._new_item(source)
                source = tree.Splat(source, self._nested_steps(item), item, source.line)
            else:
                source = self._bracket(source)
        return source

    def _nested_steps(self, item: tree.Item) -> tree.Expression:
        self.deeper()
        found = self._steps(item)
        self.shallower()
        return found

    def _new_item(self, source: tree.Expression) -> tree.Item:
        self._splats += 1
        return tree.Item(self._splats, source.line)

    def _dot(self, source: tree.Expression) -> tree.Expression:
        if self.peek().kind != "*":
            return _with_step(source, self._dotted())
        self.read()
        item = self._new_item(source)
        each: tree.Expression = item
        # This older splat takes nothing but names and numbers behind it.
        while self.peek().kind == ".":
            self.read()
            each = _with_step(each, self._dotted())
        return tree.Splat(source, each, item, source.line)

    def _dotted(self) -> tree.Attribute | tree.Key:
        token = self.read()
        if token.kind == "name":
            return tree.Attribute(token.text)
        if token.kind == "number" and "." not in token.text:
            return tree.Key(self._number(token))
        raise self.refuse("A name should stand behind the dot", token)

    def _bracket(self, source: tree.Expression) -> tree.Expression:
        self.newlines.append(False)
        key = self.expression()
        self.expect("]", 'A "]" should stand here')
        self.newlines.pop()
        if isinstance(key, tree.Literal):
            return _with_step(source, tree.Key(key.value))
        if isinstance(key, tree.Template) and len(key.parts) == 1 and isinstance(key.parts[0], tree.Literal):
            return _with_step(source, tree.Key(key.parts[0].value))
        return tree.Index(source, key, source.line)


def _with_step(source: tree.Expression, step: tree.Attribute | tree.Key) -> tree.Expression:
    if isinstance(source, tree.Reference):
        return tree.Reference(source.name, (*source.steps, step), source.line)
    if isinstance(source, tree.Steps):
        return tree.Steps(source.source, (*source.steps, step), source.line)
    return tree.Steps(source, (step,), source.line)
