"""`prs-checkin keys rotate`: the newest master key wraps every data key anew; no other row is touched."""

import click

from bot.runtime import Runtime
from storage.queries.keys import rewrap_some, under_other_masters

AT_ONCE = 200


def rotate(runtime: Runtime) -> int:
    """Wrap in small transactions until none is left, which is where a rotation that was cut off goes on.

    Several machines may do it at once: a key that another has in hand is waited for, and is then done.
    Returns how many keys this process wrapped.
    """
    done = 0
    while True:
        with runtime.work() as work:
            done += rewrap_some(work.session, runtime.keyring, runtime.ids.bytes, AT_ONCE)
        with runtime.look() as work:
            if not under_other_masters(work.session, runtime.keyring.current):
                return done


def rotate_and_tell(runtime: Runtime) -> None:
    """Rotate, and say which key may now be taken away."""
    done = rotate(runtime)
    current = runtime.keyring.current
    click.echo(f"{done} data keys wrapped anew; all are under master key {current!r}.")
    old = sorted(set(runtime.keyring.masters) - {current})
    if old:
        click.echo(
            f"{', '.join(old)} may leave PRS_MASTER_KEYS on every machine, once the spool folders are empty "
            "and no back-up from before today is needed."
        )
