"""Commands whose effects leave the build: each try would repeat them."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.dockerfile.sources import Usage

_EFFECTS = re.compile(
    r"\b(?:npm|yarn|pnpm|cargo|poetry|flit|hatch|pdm|uv|lerna|dart\s+pub|mvn|gradlew?)\b[^\n;&|]*\b(?:publish|deploy)\b"
    r"|\btwine\s+upload\b|\bgem\s+push\b|\bnuget\s+push\b|\bgit\b[^\n;&|]*\bpush\b|\bdocker\s+push\b|\bhelm\s+push\b"
    r"|\bcurl\b[^\n;&|]*(?:\s-X\s*(?:POST|PUT|DELETE|PATCH)\b|\s--request[ =](?:POST|PUT|DELETE|PATCH)\b|\s-d\b|\s--data\S*|\s-F\b|\s-T\b|\s--form\b|\s--upload-file\b)"
    r"|\bwget\b[^\n;&|]*\s--post-\S+"
    r"|\b(?:terraform|tofu|pulumi|cdk|serverless|sls)\b[^\n;&|]*\b(?:apply|up|deploy|destroy)\b"
    r"|\bkubectl\b[^\n;&|]*\b(?:apply|create|delete)\b|\baws\s+s3\s+(?:cp|sync|mv|rm)\b|\bgsutil\s+(?:cp|rsync)\b"
    r"|\b(?:firebase|vercel|netlify|wrangler|flyctl|fly|heroku|gh)\b[^\n;&|]*\b(?:deploy|publish|release)\b"
    r"|\bsentry-cli\b|\b(?:make|just|task|ant|rake|npm\s+run|yarn\s+run)\b[^\n;&|]*\b(?:publish|deploy|release|push)\b"
)


def with_effects(usage: Usage) -> tuple[tuple[int, str], ...]:
    """Return the RUNs that publish, deploy or send something by the look of them: their lines, and the part that says so."""
    found = []
    for run in usage.runs:
        if run.instruction.keyword != "RUN":
            continue
        text = "\n".join([*run.instruction.args, *(heredoc.content for heredoc in run.instruction.heredocs)])
        if run.instruction.json:
            text = " ".join(run.instruction.args)
        match = _EFFECTS.search(text)
        if match is not None:
            found.append((run.instruction.line, " ".join(match[0].split())))
    return tuple(found)
