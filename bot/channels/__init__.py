"""The ways out: Twilio for texts, SMTP for pages by e-mail."""
