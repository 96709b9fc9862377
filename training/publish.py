"""`python -m training publish`: a package to the hub, to a folder, or into a zip for handing over. Whole or not at all.

    hub:OWNER/NAME   one commit, private unless asked otherwise
    folder:PATH      a new folder, such as on a memory stick or a mounted drive
    zip:FILE         a new file; the same package gives the same bytes

Before anything leaves, the package is checked for what must not be told of this computer, its user, or a text.
"""

import errno
import getpass
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from core.errors import DiskFull
from core.models.adapter_card import CARD, EVALUATION
from core.models.adapter_files import CONFIG, WEIGHTS
from core.models.adapter_package import README
from training.hub_upload import upload
from training.package import LONGEST, Package, open_package
from training.package_errors import PackageInvalid, PublishFailed
from training.whole_folder import whole_folder

Report = Callable[[str], None]

# A path of some computer: two names deep from a root, a drive, a share or a home. Addresses of the web are none.
_PATH = re.compile(r"""(?:^|[\s"'`(=,:<])(?:/[\w.+-]+/|[A-Za-z]:[\\/]|\\\\|~/|file:/)[^\s"']+""")
_SHORTEST_USER = 3  # letters: a shorter name of a user stands in any text


def publish(folder: Path, target: str, report: Report, *, public: bool = False) -> str:
    """Publish; returns where it is: the commit on the hub, or the path.

    Raises PackageInvalid when anything in the package must not leave this computer, PublishFailed and DiskFull.
    """
    kind, _, where = target.partition(":")
    if kind not in ("hub", "folder", "zip") or not where:
        raise PublishFailed(target=target, reason="target")
    package = open_package(folder)
    check_presentable(package)
    report(f"{package.card['title']} {package.card['version']}, {package.size / 1e6:.1f} MB")
    if kind == "hub":
        return upload(package, where, public=public)
    path = Path(where).expanduser()
    if path.exists():
        raise PublishFailed(target=target, reason="exists")
    if kind == "folder":
        _copy(package, path)
    else:
        _zip(package, path)
    return str(path)


def check_presentable(package: Package) -> None:
    """Raises PackageInvalid for a card that is not made of the facts, and for what tells of this computer or a text."""
    path = str(package.folder)
    if (package.folder / README).read_text(encoding="utf-8") != package.written_card():
        raise PackageInvalid("not made of the facts", path=path, file=README, reason="card")
    for file in package.files:
        if file.name == WEIGHTS:
            continue
        found = _PATH.search(file.read_text(encoding="utf-8"))
        if found is not None:
            raise PackageInvalid("a path", path=path, file=file.name, reason="private", found=found[0].strip()[:80])
    user = _user()
    for name in (CARD, EVALUATION, CONFIG):
        if not (package.folder / name).exists():
            continue
        for value in _values(json.loads((package.folder / name).read_text(encoding="utf-8"))):
            if len(value) > LONGEST:
                raise PackageInvalid("a long text", path=path, file=name, reason="private", found=value[:20])
            if user and re.search(rf"(?<![\w-]){re.escape(user)}(?![\w-])", value, re.ASCII | re.IGNORECASE):
                raise PackageInvalid("the user's name", path=path, file=name, reason="private", found=user)


def _user() -> str:
    """The name of who is logged in, where it would be told from any other word."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # a container without users
        return ""
    return name if len(name) >= _SHORTEST_USER else ""


def _values(value: Any) -> Iterator[str]:
    """Every text in a JSON value; keys are names of ours."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _values(one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one)


def _copy(package: Package, out: Path) -> None:
    with whole_folder(out, package.size) as fresh:
        for file in package.files:
            # Contents only: a memory stick knows neither owners nor modes.
            shutil.copyfile(file, fresh / file.name)
        open_package(fresh)


def _zip(package: Package, out: Path) -> None:
    """Stored, not packed: weights do not shrink, and what packs differs from one computer to another."""
    fresh = out.with_name(f"{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            with ZipFile(file, "w", ZIP_STORED) as archive:
                for each in package.files:
                    info = ZipInfo(each.name)  # dated 1980, the earliest that a zip knows
                    info.external_attr, info.create_system = 0o644 << 16, 3
                    archive.writestr(info, each.read_bytes())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(out)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull("writing a zip", path=str(out.parent)) from error
        raise
    finally:
        fresh.unlink(missing_ok=True)
