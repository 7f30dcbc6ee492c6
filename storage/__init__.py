"""What the service remembers: tables, queries, encryption, audit, migrations.

Nothing in here commits: the use case in bot/ owns the transaction. Imports only
flows.vocabulary, SQLAlchemy, Alembic and cryptography.
"""
