"""Papers a household sends along: photos and PDFs, told by their first bytes."""

from __future__ import annotations

from portal.kernel.act import Act
from portal.kernel.blobs import put
from portal.kernel.errors import Refused

LARGEST = 1_500_000
MEDIA = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
}


def keep_file(act: Act, content: bytes) -> str:
    """Keep a photo or PDF sealed; its uid, or nothing for an empty file.

    Raises ``Refused``: ``file_large``, ``file_kind`` (by its first bytes, not its name).
    """
    if not content:
        return ""
    if len(content) > LARGEST:
        raise Refused("file_large", field="file")
    media = next((kind for head, kind in MEDIA.items() if content.startswith(head)), None)
    if media is None:
        raise Refused("file_kind", field="file")
    return put(content, media_type=media, at=act.at).uid
