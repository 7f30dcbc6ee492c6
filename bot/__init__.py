"""The shell: Twilio, web, scheduler, staff console and command line. Imports flows and storage."""
