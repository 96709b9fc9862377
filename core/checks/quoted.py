"""Direct speech in an answer: what somebody said is not how the applicant writes."""

import re

_SPEECH = re.compile(
    r"“[^”\n]{1,200}”|‘[^’\n]{1,200}’|\"[^\"\n]{1,200}\"|(?<![A-Za-z])'[^'\n]{1,200}'|「[^」\n]{1,200}」"
)


def without_speech(text: str) -> str:
    """`text` with every letter of direct speech blanked, so offsets stay as they are."""
    return _SPEECH.sub(lambda match: " " * len(match.group()), text)
