"""Values of a config.toml set anew, with everything else, comments too, as it was."""

import json
import re
from collections.abc import Mapping

_TABLE = re.compile(r"\s*\[(\w+)\]\s*(?:#.*)?")
_KEY = re.compile(r"\s*(\w+)\s*=")


def rewritten(text: str, values: Mapping[str, str]) -> str:
    """`values` by table and key, "base.repo". One that is not there is put at the head of its table."""
    left = {name: f"{name.partition('.')[2]} = {_toml(value)}" for name, value in values.items()}
    table, lines = "", []
    for line in text.splitlines():
        header, key = _TABLE.fullmatch(line), _KEY.match(line)
        table = header[1] if header else table
        lines.append(left.pop(f"{table}.{key[1]}", line) if key else line)
    for name, line in left.items():
        table = name.partition(".")[0]
        headers = [at for at, one in enumerate(lines) if (found := _TABLE.fullmatch(one)) and found[1] == table]
        if not headers:
            lines.append(f"[{table}]")
        lines.insert(headers[0] + 1 if headers else len(lines), line)
    return "".join(f"{line}\n" for line in lines)


def _toml(text: str) -> str:
    """A JSON string is a TOML string."""
    return json.dumps(text, ensure_ascii=False)
