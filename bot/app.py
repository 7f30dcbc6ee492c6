"""The web application: webhooks for Twilio, the console for staff, a health page."""

from flask import Flask, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.runtime import Runtime
from bot.web.console import register_console
from bot.web.voice import voice
from bot.web.webhooks import webhooks


def create_app(runtime: Runtime) -> Flask:
    """An application around an opened runtime; importing this module opens nothing."""
    app = Flask("bot.web", static_folder=None)
    app.extensions["prs"] = runtime
    app.register_blueprint(webhooks)
    app.register_blueprint(voice)
    register_console(app, runtime)

    @app.get("/health")
    def health() -> tuple[Response, int]:
        """Whether this process can reach its database; says nothing else to strangers."""
        try:
            with runtime.look() as work:
                work.session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return jsonify(status="no database"), 503
        return jsonify(status="ok"), 200

    return app
