"""XML as JSON values, for what is kept as it came: `[name, attributes, text, children]`.

A name stands with `x:` where it is in the message's own namespace, so that it can be written in that of another
version; XÖV writes the `code` of a code list without one.
"""

from collections.abc import Iterable

from lxml import etree

from einamt.catalog.importing.records import Json

DEEPEST = 60


def tree_of(element: etree._Element, namespace: str) -> list[Json]:
    """An element with all that is in it."""
    own = f"{{{namespace}}}"
    tag = str(element.tag)
    name = f"x:{tag[len(own) :]}" if tag.startswith(own) else tag
    attributes: dict[str, Json] = {str(key): str(value) for key, value in element.attrib.items()}
    children: list[Json] = [tree_of(child, namespace) for child in element if isinstance(child.tag, str)]
    return [name, attributes, "" if children else (element.text or "").strip(), children]


def element_of(tree: Json, namespace: str) -> etree._Element:
    """The element that a tree stands for, in `namespace`."""
    assert isinstance(tree, list)  # noqa: S101 - as written by `tree_of`
    name, attributes, text, children = tree
    element = etree.Element(_tag(str(name), namespace), nsmap={"xzufi": namespace})
    for key, value in attributes.items():  # type: ignore[union-attr] # as written by `tree_of`
        element.set(key, str(value))
    element.text = str(text) or None
    element.extend([element_of(child, namespace) for child in children])  # type: ignore[union-attr]
    return element


def name_of(tree: Json) -> str:
    """The local name of a tree's element."""
    assert isinstance(tree, list)  # noqa: S101 - as written by `tree_of`
    return str(tree[0]).removeprefix("x:")


def trees_of(elements: Iterable[etree._Element], namespace: str) -> list[Json]:
    """Each element as a tree."""
    return [tree_of(element, namespace) for element in elements]


def local_name(element: etree._Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _tag(name: str, namespace: str) -> str:
    return f"{{{namespace}}}{name[2:]}" if name.startswith("x:") else name
