"""How good critiques are: the systems that write them, the measures, the intervals, the report.

Kiwi and the embeddings are loaded by the measures that need them; a model runs in the engine's process, as it ships.
"""
