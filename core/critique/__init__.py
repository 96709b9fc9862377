"""From an answer to remarks: the prompt, the parser, the gate, a session."""
