"""Sizes and times as people read them."""


def size_words(size: int | None) -> str:
    """`491 MB`, `1.1 GB`; a dash when it is not known."""
    if size is None:
        return "—"
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:,.0f} MB"


def speed_words(bytes_per_second: float) -> str:
    """`12.3 MB/초`, `340 KB/초`."""
    if bytes_per_second >= 1e6:
        return f"{bytes_per_second / 1e6:.1f} MB/초"
    return f"{bytes_per_second / 1e3:,.0f} KB/초"


def time_words(seconds: float) -> str:
    """`1시간 5분`, `3분 20초`, `8초`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}시간 {minutes}분"
    return f"{minutes}분 {rest}초" if minutes else f"{rest}초"
