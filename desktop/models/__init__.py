"""Getting, choosing and removing models and adapters."""
