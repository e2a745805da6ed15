"""What Compose's schema asks of the parts of a file that decide builds; it is silent on the rest.

Mirrors ``schema/compose-spec.json`` of compose-go.
"""

from __future__ import annotations

import re
from typing import Any

from ctxsize.project.compose.sections import Section, Shown
from ctxsize.project.definition import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeGuard

TOP = ("version", "name", "include", "services", "models", "networks", "volumes", "secrets", "configs")
SERVICE = (
    "annotations", "attach", "blkio_config", "build", "cap_add", "cap_drop", "cgroup", "cgroup_parent", "command", "configs",
    "container_name", "cpu_count", "cpu_percent", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares",
    "cpus", "cpuset", "credential_spec", "depends_on", "deploy", "develop", "device_cgroup_rules", "devices", "dns", "dns_opt",
    "dns_search", "domainname", "entrypoint", "env_file", "environment", "expose", "extends", "external_links", "extra_hosts",
    "gpus", "group_add", "healthcheck", "hostname", "image", "init", "ipc", "isolation", "label_file", "labels", "links",
    "logging", "mac_address", "mem_limit", "mem_reservation", "mem_swappiness", "memswap_limit", "models", "network_mode",
    "networks", "oom_kill_disable", "oom_score_adj", "pid", "pids_limit", "platform", "ports", "post_start", "pre_start",
    "pre_stop", "privileged", "profiles", "provider", "pull_policy", "pull_refresh_after", "read_only", "restart", "runtime",
    "scale", "secrets", "security_opt", "shm_size", "stdin_open", "stop_grace_period", "stop_signal", "storage_opt", "sysctls",
    "tmpfs", "tty", "ulimits", "use_api_socket", "user", "userns_mode", "uts", "volumes", "volumes_from", "working_dir",
)  # fmt: skip
DECIDING = frozenset(
    ("build", "cgroup", "configs", "depends_on", "extends", "image", "ipc", "links", "models", "network_mode", "networks",
     "pid", "platform", "profiles", "provider", "secrets", "uts", "volumes_from")
)  # fmt: skip
"""The keys of a service that decide which builds there are, what is in them, or whether Compose takes the file."""

_TEXT, _TEXTS, _PAIRS, _BOOLEAN, _SIZE, _TEXT_OR_TEXTS, _MAPPING, _ANY = (
    "a text", "a list of texts", "a mapping or a list of texts", "true or false", "a size", "a text or a list of texts",
    "a mapping", "anything",
)  # fmt: skip
_BUILD = {
    **dict.fromkeys(("context", "dockerfile", "dockerfile_inline", "isolation", "network", "target"), _TEXT),
    **dict.fromkeys(("cache_from", "cache_to", "entitlements", "platforms", "tags"), _TEXTS),
    **dict.fromkeys(("additional_contexts", "args", "labels", "ssh"), _PAIRS),
    **dict.fromkeys(("no_cache", "privileged", "provenance", "pull", "sbom"), _BOOLEAN),
    "no_cache_filter": _TEXT_OR_TEXTS,
    "shm_size": _SIZE,
    **dict.fromkeys(("extra_hosts", "secrets", "ulimits"), _ANY),
}
_TOP_KINDS = {"version": _TEXT, "name": _TEXT, **dict.fromkeys(TOP[3:], _MAPPING)}
_SERVICE_KINDS = {"image": _TEXT, "platform": _TEXT, "provider": _MAPPING, "profiles": _TEXTS}
_CONDITIONS = ("service_started", "service_healthy", "service_completed_successfully")
_NAME = re.compile(r"[a-zA-Z0-9._-]+")
_TRUTHS = {
    **dict.fromkeys(("true", "y", "yes", "on"), True),
    **dict.fromkeys(("false", "n", "no", "off"), False),
}


def is_text(value: object) -> TypeGuard[str]:
    """Whether a value is a text to Compose: an instant is not one."""
    return type(value) is str


class Schema:
    """Refuses a model that Compose's schema does not allow; raises ProjectError with the place."""

    def __init__(self, shown: Shown) -> None:
        """Keep how files are named."""
        self._shown = shown

    def check(self, model: Section) -> None:
        """Check the model of all files up to here."""
        self._keys(model, TOP, "", "the top level")
        self._kinds(model, _TOP_KINDS, "")
        services: Section = model.get("services") or Section()
        for name, service in services.items():
            place = services.places[name]
            if not _NAME.fullmatch(name):
                raise self._shown.refusal(
                    place, f"'{name}' can't be the name of a service: only a-z, 0-9, '.', '_' and '-'."
                )
            if not isinstance(service, Section):
                raise self._shown.refusal(place, f"services.{name} must be a mapping.")
            self._service(service, f"services.{name}")

    def _service(self, service: Section, path: str) -> None:
        self._keys(service, SERVICE, f"{path}.", path)
        self._kinds(service, _SERVICE_KINDS, f"{path}.")
        if "depends_on" in service:
            self._depends_on(service["depends_on"], service.places["depends_on"], f"{path}.depends_on")
        if "build" not in service:
            return
        build, place = service["build"], service.places["build"]
        if isinstance(build, Section):
            self._keys(build, tuple(_BUILD), f"{path}.build.", f"{path}.build")
            self._kinds(build, _BUILD, f"{path}.build.")
        elif not is_text(build):
            raise self._shown.refusal(place, f"{path}.build must be a directory or a mapping.")

    def _keys(self, section: Section, known: tuple[str, ...], prefix: str, where: str) -> None:
        for key in section:
            if key in known or key.startswith("x-"):
                continue
            from ctxsize.dockerfile.refusal import suggest  # noqa: PLC0415 (only for a refusal)

            near = suggest(key, known)
            meant = f" Is {prefix}{near} meant?" if near else ""
            raise self._shown.refusal(section.places[key], f"{where} has no key '{key}'.{meant}")

    def _kinds(self, section: Section, kinds: dict[str, str], prefix: str) -> None:
        for key, kind in kinds.items():
            if key in section and not _fits(section[key], kind):
                raise self._shown.refusal(section.places[key], f"{prefix}{key} must be {kind}.")

    def _depends_on(self, value: Any, place: Origin, path: str) -> None:  # noqa: ANN401 (any value of YAML)
        if isinstance(value, list):
            if not _texts(value) or len(set(value)) < len(value):
                raise self._shown.refusal(place, f"{path} must be a list of different names.")
            return
        if not isinstance(value, Section):
            raise self._shown.refusal(place, f"{path} must be a list or a mapping.")
        for name, terms in value.items():
            at = value.places[name]
            if not isinstance(terms, Section) or not _NAME.fullmatch(name):
                raise self._shown.refusal(at, f"{path}.{name} must be a mapping with a condition.")
            if terms.get("condition") not in _CONDITIONS:
                raise self._shown.refusal(at, f"{path}.{name}.condition must be one of {', '.join(_CONDITIONS)}.")
            if truth(terms.get("required", True)) is None:
                raise self._shown.refusal(at, f"{path}.{name}.required must be true or false.")
            self._keys(terms, ("condition", "required", "restart"), f"{path}.{name}.", f"{path}.{name}")


def truth(value: object) -> bool | None:
    """Return what a boolean field means that may come out of a variable, ``None`` for what is not a boolean."""
    if isinstance(value, str):
        return _TRUTHS.get(value.lower())
    return value if isinstance(value, bool) else None


def _texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(map(is_text, value))


def _fits(value: object, kind: str) -> bool:
    return _CHECKS[kind](value)


def _is_pairs(value: object) -> bool:
    if isinstance(value, Section):
        return all(key and not isinstance(each, (Section, list)) for key, each in value.items())
    return isinstance(value, list) and _texts(value) and len(set(value)) == len(value)


_CHECKS: dict[str, Callable[[object], bool]] = {
    _TEXT: is_text,
    _TEXTS: _texts,
    _TEXT_OR_TEXTS: lambda value: is_text(value) or _texts(value),
    _PAIRS: _is_pairs,
    _BOOLEAN: lambda value: is_text(value) or isinstance(value, bool),
    _SIZE: lambda value: is_text(value) or isinstance(value, int),
    _MAPPING: lambda value: isinstance(value, Section),
    _ANY: lambda _: True,
}
