"""A local Twilio: the REST API, signed webhooks, and phones that can be scripted or typed on.

Used by the demo, by tests and by simulation, over HTTP or in process. The service never imports
this package, and this package never imports the service: they share only what Twilio publishes.
"""
