"""Small widgets shared by the whole window: no storage, no engine, no knowledge of what they show."""
