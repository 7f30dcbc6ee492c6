"""The worker process: runs the ticks until it is told to stop."""

from apscheduler.schedulers.background import BackgroundScheduler

from bot.channels.twilio_sms import TwilioSms
from bot.runtime import Runtime
from bot.scheduler import add_ticks
from bot.stopping import StopSignal


def run_worker(runtime: Runtime) -> None:
    """Run until SIGTERM or SIGINT; calls under way are finished first."""
    stop = StopSignal()
    scheduler = BackgroundScheduler(timezone="UTC")
    add_ticks(scheduler, runtime, TwilioSms(runtime.settings))
    scheduler.start()
    while not stop.wait():
        pass
    scheduler.shutdown(wait=True)
    runtime.close()
