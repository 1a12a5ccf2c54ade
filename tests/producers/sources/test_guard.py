"""No address of the own network, however it is spelled, and no other than the one that was checked."""

from __future__ import annotations

import contextlib
import ipaddress

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.sources.http.addresses import RefusedAddress
from producers.sources.http.guard import Address, GuardedBackend, addresses, spelled, unfit
from tests.producers.sources.web_server import Names, run

PRIVATE_4 = ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
             "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4")  # fmt: skip
PRIVATE_6 = ("::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "100::/64", "2001::/32",
             "2001:db8::/32", "2002::/16", "64:ff9b:1::/48", "5f00::/16")  # fmt: skip

private_4 = st.sampled_from(PRIVATE_4).flatmap(lambda net: st.ip_addresses(network=net)).filter(lambda a: a.version == 4)
private_6 = st.sampled_from(PRIVATE_6).flatmap(lambda net: st.ip_addresses(network=net))


def spellings(address: ipaddress.IPv4Address) -> list[str]:
    """How inet_aton and browsers write it."""
    a, b, c, d = address.packed
    whole = int(address)
    return [
        str(address), f"{address}.", str(whole), hex(whole), f"0{whole:o}", f"{a}.{whole & 0xFFFFFF}",
        f"{a}.{b}.{c << 8 | d}", f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"0X{a:X}.{b}.0{c:o}.{d}", f"[::ffff:{address}]", f"::ffff:{a << 8 | b:x}:{c << 8 | d:x}",
        f"0:0:0:0:0:ffff:{address}", f"64:ff9b::{address}", f"::{address}", f"2002:{a << 8 | b:x}:{c << 8 | d:x}::1",
    ]  # fmt: skip


def found(host: str, *, allow_private: bool = False, names: Names | None = None) -> list[str]:
    return run(addresses(host, 80, names or Names(), allow_private=allow_private))


@given(private_4, st.data())
def test_a_private_ipv4_address_is_refused_in_any_spelling(address: ipaddress.IPv4Address, data: st.DataObject) -> None:
    names = Names()
    with pytest.raises(RefusedAddress):
        found(data.draw(st.sampled_from(spellings(address))), names=names)
    assert not names.asked, "what spells an address is not a name"


@given(private_6)
def test_a_private_ipv6_address_is_refused_in_any_spelling(address: ipaddress.IPv6Address) -> None:
    for spelling in (str(address), address.exploded, str(address).upper(), f"[{address}]"):
        with pytest.raises(RefusedAddress):
            found(spelling)


@given(st.one_of(private_4, private_6), st.lists(st.just("93.184.216.34"), max_size=3), st.data())
def test_one_private_address_behind_a_name_is_enough(address: Address, others: list[str], data: st.DataObject) -> None:
    answer = data.draw(st.permutations([str(address), *others]))
    with pytest.raises(RefusedAddress, match=r"feed\.example is at"):
        found("feed.example", names=Names(feed_example=[answer]))


@given(st.ip_addresses())
def test_what_the_standard_library_holds_for_private_is_never_fit(address: Address) -> None:
    if not address.is_global and address not in ipaddress.ip_network("64:ff9b::/96"):
        inner = getattr(address, "ipv4_mapped", None)
        assert unfit(address) or (inner is not None and inner.is_global)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.15.0.1",
                                     "172.32.0.1", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450::1",
                                     "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])  # fmt: skip
def test_public_addresses_are_fit(address: str) -> None:
    assert unfit(ipaddress.ip_address(address)) is None
    assert found(address) == [str(ipaddress.ip_address(address))]


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "0x7f.1", "[::1]", "::ffff:192.168.0.1", "169.254.1.1",
                                  "fe80::1", "100.64.0.1", "fd12::1"])  # fmt: skip
def test_a_source_may_be_allowed_its_own_network(host: str) -> None:
    with pytest.raises(RefusedAddress, match="allow_private"):
        found(host)
    assert found(host, allow_private=True)


@pytest.mark.parametrize("host", ["169.254.169.254", "0xA9FEA9FE", "[::ffff:169.254.169.254]", "fd00:ec2::254",
                                  "64:ff9b::169.254.169.254", "224.0.0.1", "ff02::1"])  # fmt: skip
def test_the_metadata_of_clouds_stays_closed(host: str) -> None:
    with pytest.raises(RefusedAddress):
        found(host, allow_private=True)


@pytest.mark.parametrize("host", ["1.2.3.4.5", "256.1.1.1", "0x", "0xg.1", "1.2.3.4x.9999999999", "[::1", "::1::"])
def test_what_looks_like_an_address_and_is_none_is_refused(host: str) -> None:
    with pytest.raises(RefusedAddress):
        found(host)


@given(st.text(max_size=30))
def test_any_host_is_a_name_an_address_or_refused(host: str) -> None:
    with contextlib.suppress(RefusedAddress):
        assert spelled(host) is None or ipaddress.ip_address(str(spelled(host)))


class Recorder(httpcore.AsyncNetworkBackend):
    """Takes connections in; those to `dead` fail."""

    def __init__(self, *dead: str) -> None:
        self.dead, self.connected = dead, list[str]()

    async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):  # type: ignore[no-untyped-def]
        self.connected.append(host)
        if host in self.dead:
            raise httpcore.ConnectError("dead")
        return httpcore.AsyncMockStream([])


def test_a_name_is_asked_once_and_what_was_checked_is_connected_to() -> None:
    recorder, names = Recorder(), Names(feed_example=[["8.8.8.8"], ["127.0.0.1"]])
    backend = GuardedBackend(recorder, names, allow_private=False)
    run(backend.connect_tcp("feed.example", 80, 5.0))
    assert (names.asked, recorder.connected) == (["feed.example"], ["8.8.8.8"])
    with pytest.raises(RefusedAddress):
        run(backend.connect_tcp("feed.example", 80, 5.0))
    assert recorder.connected == ["8.8.8.8"]


def test_the_next_address_is_tried_where_one_is_dead() -> None:
    recorder = Recorder("8.8.8.8")
    backend = GuardedBackend(recorder, Names(feed_example=[["8.8.8.8", "9.9.9.9"]]), allow_private=False)
    run(backend.connect_tcp("feed.example", 80))
    assert recorder.connected == ["8.8.8.8", "9.9.9.9"]


def test_a_host_with_no_address_left_is_unreachable() -> None:
    backend = GuardedBackend(Recorder("8.8.8.8"), Names(feed_example=[["8.8.8.8"]], none_example=[[]]), allow_private=False)
    for host in ("feed.example", "none.example"):
        with pytest.raises(httpcore.ConnectError):
            run(backend.connect_tcp(host, 80, 5.0))
