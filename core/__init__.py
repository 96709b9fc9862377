"""The core of Cheomsak: critique, engine process, models, storage. No Qt, no torch."""
