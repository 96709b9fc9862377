"""The model in its own process: protocol, host, worker, backends."""
