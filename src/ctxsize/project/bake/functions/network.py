"""HCL's functions on networks in CIDR notation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ctxsize.project.bake import kinds, values
from ctxsize.project.bake.function import Function, FunctionError
from ctxsize.project.bake.functions.arguments import whole_number
from ctxsize.project.bake.kinds import NUMBER, TEXT
from ctxsize.project.bake.values import Value

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

_MOST_BITS = 32


def _network(value: Value) -> IPv4Network | IPv6Network:
    import ipaddress  # few files have networks in them  # noqa: PLC0415

    address, slash, bits = value.content.partition("/")
    try:
        if not slash or not bits.isdecimal() or not bits.isascii() or "%" in address:
            raise ValueError(bits)  # noqa: TRY301 (as the library does)
        return ipaddress.ip_network(f"{address}/{int(bits)}", strict=False)
    except ValueError as error:
        raise FunctionError("this is not a network such as 10.0.0.0/8") from error


def _subnet(network: IPv4Network | IPv6Network, base: int, bits: int) -> str:
    # Go takes the bytes of the number without its sign.
    address = type(network.network_address)(abs(base))
    return f"{address}/{bits}"


def _cidrhost(given: Sequence[Value]) -> Value:
    host, network = whole_number(given[1]), _network(given[0])
    last = (1 << (network.max_prefixlen - network.prefixlen)) - 1
    if (host if host >= 0 else -host - 1) > last:
        raise FunctionError(f"the network has no host {host}")
    address = int(network.network_address) + (host if host >= 0 else last + host + 1)
    return values.text(str(type(network.network_address)(address)))


def _cidrnetmask(given: Sequence[Value]) -> Value:
    return values.text(str(_network(given[0]).netmask))


def _cidrsubnet(given: Sequence[Value]) -> Value:
    bits, number, network = whole_number(given[1]), whole_number(given[2]), _network(given[0])
    length = network.prefixlen + bits
    if bits > _MOST_BITS or not 0 <= length <= network.max_prefixlen:
        raise FunctionError(f"the network can't be extended by {bits} bits")
    # Fewer bits than before make a larger network, in which every number is allowed.
    if bits >= 0 and not 0 <= number < 1 << bits:
        raise FunctionError(f"{bits} bits hold no subnet {number}")
    base = int(network.network_address) | number << (network.max_prefixlen - length)
    if abs(base) >> network.max_prefixlen:
        raise FunctionError("the subnet lies outside of all addresses")
    return values.text(_subnet(network, base, length))


def _cidrsubnets(given: Sequence[Value]) -> Value:
    network = _network(given[0])
    at = int(network.network_address)
    end = at + (1 << (network.max_prefixlen - network.prefixlen))
    found: list[Value] = []
    for value in given[1:]:
        bits = whole_number(value)
        length = network.prefixlen + bits
        if not 1 <= bits <= _MOST_BITS or length > network.max_prefixlen:
            raise FunctionError(f"the network can't be extended by {bits} bits")
        size = 1 << (network.max_prefixlen - length)
        base = -(-at // size) * size
        if base + size > end:
            raise FunctionError(f"there is no room for another subnet of {length} bits")
        found.append(values.text(_subnet(network, base, length)))
        at = base + size
    return values.list_of(found, TEXT)


FUNCTIONS = {
    "cidrhost": Function(_cidrhost, (TEXT, NUMBER), result=TEXT),
    "cidrnetmask": Function(_cidrnetmask, (TEXT,), result=TEXT),
    "cidrsubnet": Function(_cidrsubnet, (TEXT, NUMBER, NUMBER), result=TEXT),
    "cidrsubnets": Function(_cidrsubnets, (TEXT,), NUMBER, kinds.list_of(TEXT)),
}
