"""Old office files (.doc, .wps, .rtf) → .docx by LibreOffice, where it is installed; macros stay off."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from zhenyu.core.errors import UsageError

_SECONDS: Final = 120
_NAMES: Final = ("soffice", "libreoffice")
_HINT: Final = "请用 WPS 或 Word 打开，另存为 .docx"


def converted(data: bytes, suffix: str, wanted: str) -> bytes:
    """The file as another kind, made in an empty profile of its own.

    Raises:
        UsageError: LibreOffice is not installed, takes too long or cannot open the file.
    """
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise UsageError(f"是旧版 {suffix} 文件，本机没有安装 LibreOffice，不能转换", _HINT)
    with tempfile.TemporaryDirectory(prefix="zhenyu-office-") as name:
        folder = Path(name)
        (folder / f"in{suffix}").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [
            program,
            "--headless",
            "--norestore",
            profile,
            "--convert-to",
            wanted[1:],
            "--outdir",
            str(folder / "out"),
        ]
        try:
            subprocess.run(
                [*command, str(folder / f"in{suffix}")], capture_output=True, timeout=_SECONDS, check=False
            )
            return (folder / "out" / f"in{wanted}").read_bytes()
        except subprocess.TimeoutExpired as error:
            raise UsageError(f"旧版 {suffix} 文件转换超过{_SECONDS}秒", _HINT) from error
        except OSError as error:
            raise UsageError(f"旧版 {suffix} 文件转换不了，可能已损坏或设了密码", _HINT) from error
