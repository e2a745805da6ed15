"""`RUN --mount=…`: every spelling of a key, every value that Docker refuses."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.mounts import Mount, check_device, fields, mount_origin, read_mount
from ctxsize.dockerfile.refusal import RefusalError


def read(value: str) -> Mount:
    return read_mount(value, lambda text: text.replace("$X", "x"))


@pytest.mark.parametrize(
    ("value", "mount"),
    [
        ("target=/m", Mount(target="/m")),
        ("type=bind,source=a,target=/m", Mount(source="a", written="a", target="/m")),
        ("type=BIND,SRC=$X,dst=/m", Mount(source="x", written="$X", target="/m")),
        ("from=one,destination=/m", Mount(origin="one", target="/m")),
        ("target=/m,ro", Mount(target="/m")),
        ("target=/m,READONLY=false", Mount(target="/m")),
        ("target=/m,rw,readwrite=0", Mount(target="/m")),
        ("target=/a,target=/m", Mount(target="/m")),
        ('"target=/m,n"', Mount(target="/m,n")),
        ('"target=/""m"""', Mount(target='/"m"')),
        ("target=/m\r\n", Mount(target="/m")),
        (
            "type=cache,id=a,sharing=Locked,mode=0755,uid=1,gid=2,target=/m",
            Mount(type="cache", id="a", sharing="locked", owned="gid", target="/m"),
        ),
        ("type=tmpfs,size=1.5k,target=/m", Mount(type="tmpfs", target="/m")),
        ("type=tmpfs,size=10MiB,target=/m", Mount(type="tmpfs", target="/m")),
        ("type=secret,id=a,required,env=A", Mount(type="secret", id="a")),
        ("type=secret,target=/run/a,required=true", Mount(type="secret", target="/run/a")),
        ("type=ssh", Mount(type="ssh")),
        ("type=ssh,required=f,mode=0", Mount(type="ssh", owned="mode")),
    ],
)
def test_a_mount(value: str, mount: Mount) -> None:
    assert read(value) == mount


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", "the mount is empty. Write key=value pairs"),
        ("target", "the mount has `target` without a value."),
        ('target="/m"', 'the mount `target="/m"` has a quote inside a field.'),
        ('"target=/m', 'the mount `"target=/m` has a quote that does not close or end its field.'),
        ('"target=/m"x', 'the mount `"target=/m"x` has a quote that does not close or end its field.'),
        ("tarte=/m", "the mount has the unknown key `tarte`. Docker asks: did you mean target?"),
        ("what=/m", "the mount has the unknown key `what`. Write key=value pairs"),
        ("type=bnd", "the mount's type is `bnd`. Docker asks: did you mean bind?"),
        ("type=volume", "the mount's type is `volume`. Docker knows bind, cache, tmpfs, secret, ssh."),
        ("type=cache,sharing=all", "the mount's sharing is `all`. Docker knows shared, private, locked."),
        ("type=cache,uid=x", "the mount's uid is `x`. uid takes a number."),
        ("type=cache,mode=8", "the mount's mode is `8`. mode takes an octal number."),
        ("ro=maybe", "the mount's readonly is `maybe`. readonly takes true or false."),
        (
            "required",
            "a mount of type bind has required. Only secret and ssh take it, and type= must stand in front of it.",
        ),
        ("type=secret,required=x", "the mount's required is `x`. required takes true or false."),
        ("size=1", "a mount of type bind has size=. Only type=tmpfs takes it, and type= must stand in front of it."),
        ("type=tmpfs,size=x", "the mount's size is `x`. Write bytes, or a number with k, m, g, t or p."),
        ("target=/m,uid=0", "a mount of type bind has uid=. Only secret, ssh and cache take it."),
        ("target=/m,sharing=shared", "a mount of type bind has sharing=. Only type=cache takes it."),
        ("type=secret,id=a,from=b", "a secret mount has from=. Take it out."),
        ("type=secret,id=a,sharing=shared", "a secret mount has sharing=. Take it out."),
        ("type=secret", "a secret mount names no secret. Give it id=."),
        ("type=secret,id=a,source=b", "a secret mount has source= and id=. They mean the same; keep id=."),
    ],
)
def test_a_mount_is_refused(value: str, message: str) -> None:
    with pytest.raises(RefusalError) as refusal:
        read(value)
    assert str(refusal.value).startswith(message)


def test_the_origin_is_known_before_anything_is_expanded() -> None:
    assert mount_origin("target=/m") == ""
    assert mount_origin("FROM=one,from=Two$,target=$X") == "Two$"
    with pytest.raises(RefusalError, match="Docker expands none there"):
        mount_origin("from=$X")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("type=bind,source=a", ["type=bind", "source=a"]),
        ("a,", ["a", ""]),
        ('"a,b",c', ["a,b", "c"]),
        ('"say ""hi"""', ['say "hi"']),
        ("a\r\n", ["a"]),
        (" a , b ", [" a ", " b "]),
    ],
)
def test_a_line_is_cut_at_commas_outside_of_quotes(value: str, found: list[str]) -> None:
    assert fields(value, "mount", "") == found


@pytest.mark.parametrize("value", ["", "\n", '"a', 'a"b', '"a"b'])
def test_what_can_not_be_cut_is_refused(value: str) -> None:
    with pytest.raises(RefusalError, match="the mount"):
        fields(value, "mount", "")


@pytest.mark.parametrize("value", ["vendor/class=name", "name=x,required", "Name=x,required=false", "x,required=1"])
def test_a_device_is_a_name_and_whether_it_is_required(value: str) -> None:
    check_device(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x,name=y,name=z", "second name"),
        ("x,required=maybe", "`maybe`"),
        ("x,nam=y", "did you mean name"),
        ("x,y", "`y`"),
    ],
)
def test_a_wrong_device_is_refused(value: str, words: str) -> None:
    with pytest.raises(RefusalError, match=words):
        check_device(value)
