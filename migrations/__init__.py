"""How the tables came to be: versions for SQLite (Alembic), SQL for Supabase and PostgreSQL."""
