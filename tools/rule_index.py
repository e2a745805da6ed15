"""The index of the rules' pages, made from the rules.

python -m tools.rule_index     writes docs/rules/README.md again
"""

from pathlib import Path

from ctxsize.rules import RULES
from ctxsize.rules.pages import file_name

PAGES = Path(__file__).parents[1] / "docs" / "rules"
INDEX = PAGES / "README.md"

FAMILIES = {
    "CTX1": "Unnecessary: it is received and nothing needs it",
    "CTX2": "Secrets",
    "CTX3": "The ignore file",
    "CTX4": "Sources of the Dockerfile",
    "CTX5": "Limits of a builder",
    "CTX6": "Needed, and excluded by the ignore file",
}

HEAD = """\
# Rules

<!-- Made by `python -m tools.rule_index`; the words about each rule stand in its page and in the code. -->

`ctxsize --rule CODE` prints a rule's page. `--select` and `--ignore` take codes, beginnings of codes and names, with commas between them:
`--ignore CTX1,secret-file`. Where a rule is both selected and ignored, the longer beginning counts: `--ignore CTX1 --select CTX110`.

**Severity** is how bad it is; `error` fails a build pipeline unless `--fail-on` says otherwise. **Confidence** is how sure ctxsize is:
what is of low confidence is counted, and shown where its rule is named with `--select`.

## Keeping a rule quiet in one place

A comment in the ignore file or the Dockerfile, above the line that it is about:

```text
# ctxsize: ignore CTX301 because the directory exists on the build server only
generated
```

Above a pattern of the ignore file it covers findings about that line and about the paths that the pattern matches; above an instruction of
the Dockerfile, findings about that instruction. With paths behind the code, in the ignore file's own language, it covers these, wherever
the comment stands:

```text
# ctxsize: ignore CTX110,CTX112 testdata/** because the tests in the image read it
```

What is kept quiet so is counted in the report and listed in the JSON form with its reason: nothing is lost without a word.
A comment that has no effect is [a finding itself](CTX309-unused-suppression.md).
"""


def fresh() -> str:
    """The index as it should be."""
    parts = [HEAD]
    for family, title in FAMILIES.items():
        rules = [rule for rule in RULES if rule.code.startswith(family)]
        if rules:
            parts.append(f"\n## {family}xx {title}\n\n| code | name | severity | |\n|---|---|---|---|\n")
            parts += [
                f"| [{rule.code}]({file_name(rule)}) | {rule.name} | {rule.severity.value} | {rule.summary} |\n"
                for rule in rules
            ]
    return "".join(parts)


if __name__ == "__main__":
    INDEX.write_text(fresh(), "utf-8")
