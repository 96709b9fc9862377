"""Where the bytes of a model come from. A source fills a `PartFile`; it never decides whether the bytes are right."""

from typing import Protocol

from core.models.catalog import HubSource, Source
from core.models.hashing import Heard
from core.models.part import PartFile
from core.models.progress import Cancelled
from core.models.sources.hub import HubFetcher
from core.models.sources.registry import RegistryFetcher


class Fetcher(Protocol):
    """`name` is shown to users and kept with the model; `extra_bytes` is disk it needs besides the file itself."""

    name: str
    extra_bytes: int

    def fetch(self, part: PartFile, cancelled: Cancelled, heard: Heard) -> bool:
        """Append what is missing, telling `heard` how many bytes of the file are here.

        False when cancelled. Raises DownloadFailed (context: reason) and OSError of the disk; what has arrived stays.
        """
        ...


def fetcher(source: Source) -> Fetcher:
    """The way to fetch from a source of the catalogue."""
    return HubFetcher(source) if isinstance(source, HubSource) else RegistryFetcher(source)
