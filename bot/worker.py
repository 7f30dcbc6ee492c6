"""The worker process: runs the ticks until it is told to stop."""

from dataclasses import replace

from apscheduler.schedulers.background import BackgroundScheduler

from bot.channels.twilio import Twilio
from bot.runtime import Runtime
from bot.scheduler import add_ticks
from bot.stopping import StopSignal


def run_worker(runtime: Runtime) -> None:
    """Run until SIGTERM or SIGINT. The text that is just being sent is finished, and no other is taken."""
    stop = StopSignal()
    runtime = replace(runtime, stopping=lambda: stop.asked)
    scheduler = BackgroundScheduler(timezone="UTC")
    add_ticks(scheduler, runtime, Twilio(runtime.settings))
    scheduler.start()
    while not stop.wait():
        pass
    scheduler.shutdown(wait=True)
    runtime.close()
