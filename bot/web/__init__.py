"""What speaks HTTP: webhooks for the provider of texts, and the console of staff."""
