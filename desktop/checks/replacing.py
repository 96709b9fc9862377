"""What a click may put into the answer: a corrected spelling, never words of the program's own. No Qt."""

from desktop.checks.finding import Finding

LONGEST = 24  # characters of a passage that a click may replace
_MOST_ADDED = 4  # such as spaces between words


def replacements(finding: Finding) -> tuple[str, ...]:
    """The suggestions that may take the place of the passage."""
    if finding.span is None or not finding.fresh or finding.span.end - finding.span.start > LONGEST:
        return ()
    most = finding.span.end - finding.span.start + _MOST_ADDED
    return tuple(one for one in finding.suggestions if len(one) <= most and "\n" not in one)
