"""Files among what is exported: a PDF does not stand in JSON, but beside it under its name."""

from typing import Any

_ENDS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG": "png"}


def with_files_apart(exported: Any) -> tuple[Any, dict[str, bytes]]:
    """`exported`, of dictionaries, lists and values, with the name of a file where it holds one's content, and the
    files by their names.
    """
    files: dict[str, bytes] = {}

    def apart(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: apart(each) for key, each in value.items()}
        if isinstance(value, list):
            return [apart(each) for each in value]
        if isinstance(value, bytes | memoryview):
            content = bytes(value)
            end = next((end for begin, end in _ENDS.items() if content.startswith(begin)), "bin")
            name = f"file-{len(files) + 1}.{end}"
            files[name] = content
            return name
        return value

    return apart(exported), files
