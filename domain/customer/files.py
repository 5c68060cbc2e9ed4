"""Which files of a buyer are kept for the shop, and what they are called."""

from __future__ import annotations

ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/wav": "wav",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
"""By type; of any other nothing is kept."""
TYPES = {ending: kind for kind, ending in ENDINGS.items()}
SAME = {"audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "image/jpg": "image/jpeg", "audio/mp3": "audio/mpeg"}
LARGEST = 5 * 1024 * 1024


def plain_type(content_type: str) -> str:
    """`audio/ogg; codecs=opus` is `audio/ogg`."""
    plain = content_type.partition(";")[0].strip().lower()
    return SAME.get(plain, plain)


def file_name(token: str, content_type: str) -> str:
    """Under which it is looked up: whoever knows it may read it."""
    return f"{token}.{ENDINGS[plain_type(content_type)]}"


def is_kept(content_type: str, size: int) -> bool:
    return plain_type(content_type) in ENDINGS and 0 < size <= LARGEST


def type_of_name(name: str) -> str:
    return TYPES.get(name.rpartition(".")[2], "")
