"""Secrets that are none: right in shape, drawn again from a seed, and never written down in a checkout."""

from __future__ import annotations

import base64
import random
import string

_LETTERS = string.ascii_letters + string.digits


def letters(seed: str, length: int, among: str = _LETTERS) -> str:
    """Letters that look random and hang on the seed alone."""
    draw = random.Random(seed)  # noqa: S311 (nothing is kept secret with it)
    return "".join(draw.choice(among) for _ in range(length))


def hexadecimal(seed: str, length: int) -> str:
    return letters(seed, length, "0123456789abcdef")


def private_key(seed: str, kind: str = "") -> str:
    body = base64.b64encode(random.Random(seed).randbytes(600)).decode()  # noqa: S311
    rows = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{rows}\n-----END {kind}PRIVATE KEY-----\n"


def tokens(seed: str) -> dict[str, str]:
    """One token of each shape, by what a finding calls it."""
    upper = string.ascii_uppercase + "234567"
    part = base64.urlsafe_b64encode(b'{"sub":"' + letters(seed, 30).encode() + b'"}').decode().rstrip("=")
    return {
        "a GitHub token": "ghp" + "_" + letters(seed, 36),
        "a GitLab token": "glpat" + "-" + letters(seed, 20),
        "an AWS access key": "AKIA" + letters(seed, 16, upper) + "\nsecret: " + letters(seed, 40),
        "a Slack token": "xoxb" + "-" + letters(seed, 12, string.digits) + "-" + letters(seed, 24),
        "a Slack webhook": "https://hooks.slack.com/services/"
        "T" + letters(seed, 9, upper) + "/B" + letters(seed, 9, upper) + "/" + letters(seed, 24),
        "a Stripe key": "sk_" + "live_" + letters(seed, 24),
        "an npm token": "npm" + "_" + letters(seed, 36),
        "a PyPI token": "pypi" + "-AgE" + letters(seed, 70),
        "a Google OAuth secret": "GOCSPX" + "-" + letters(seed, 28),
        "a Google API key": "AIza" + letters(seed, 35),
        "an OpenAI key": "sk-" + "proj-" + letters(seed, 60),
        "an Anthropic key": "sk-" + "ant-api03-" + letters(seed, 93),
        "a Twilio key": "twilio: SK" + hexadecimal(seed, 32),
        "a SendGrid key": "SG" + "." + letters(seed, 22) + "." + letters(seed, 43),
        "a Mailgun key": "mailgun: key" + "-" + hexadecimal(seed, 32),
        "a Mailchimp key": hexadecimal(seed, 32) + "-us7",
        "a Hugging Face token": "hf" + "_" + letters(seed, 34, string.ascii_letters),
        "a DigitalOcean token": "dop" + "_v1_" + hexadecimal(seed, 64),
        "a Docker Hub token": "dckr" + "_pat_" + letters(seed, 27),
        "a Shopify token": "shpat" + "_" + hexadecimal(seed, 32),
        "a Databricks token": "dapi" + hexadecimal(seed, 32),
        "a HashiCorp Vault token": "hvs" + "." + letters(seed, 90),
        "a Terraform Cloud token": letters(seed, 14) + ".atlasv1." + letters(seed + "x", 67),
        "a Grafana token": "glsa" + "_" + letters(seed, 32) + "_" + hexadecimal(seed, 8),
        "an Atlassian token": "ATATT3" + letters(seed, 80),
        "a Linear key": "lin" + "_api_" + letters(seed, 40),
        "a Notion token": "ntn" + "_" + letters(seed, 11, string.digits) + letters(seed, 35),
        "a Sentry token": "sntryu" + "_" + hexadecimal(seed, 64),
        "a New Relic key": "NRAK" + "-" + letters(seed, 27, upper),
        "a PlanetScale credential": "pscale" + "_tkn_" + letters(seed, 43),
        "a RubyGems key": "rubygems" + "_" + hexadecimal(seed, 48),
        "a Postman key": "PMAK" + "-" + hexadecimal(seed, 24) + "-" + hexadecimal(seed + "x", 34),
        "a Square token": "sq0csp" + "-" + letters(seed, 43),
        "a Telegram bot token": letters(seed, 10, "123456789") + ":AA" + letters(seed, 33),
        "an age key": "AGE-SECRET-" + "KEY-1" + letters(seed, 58, upper),
        "an Azure storage key": "AccountKey=" + letters(seed, 86) + "==",
        "a Groq key": "gsk" + "_" + letters(seed, 52),
        "a Replicate token": "r8" + "_" + letters(seed, 37),
        "a signed token (JWT)": "eyJ" + letters(seed, 33) + "." + part + "." + letters(seed, 43),
    }
