"""Tags an annotation in a tagged PDF, so that a screen reader meets it where the page is read (PDF/UA, 7.18)."""

from typing import Any

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject


def tag_annotation(writer: PdfWriter, page: int, annotation: DictionaryObject, said: str) -> bool:
    """Add an annotation of a page (from 0) to the structure of the file; `said` is read for it.

    Returns whether it was added: a file without tags, or whose tags are numbered in another way than by one list,
    stays as it is.
    """
    tree = _resolved(writer.root_object.get("/StructTreeRoot"))
    numbered = _resolved(tree.get("/ParentTree")) if tree else None
    numbers = _resolved(numbered.get("/Nums")) if numbered else None
    parent = _first_element(tree) if tree else None
    if numbers is None or parent is None or annotation.indirect_reference is None:
        return False
    key = 1 + max((int(number) for number in numbers[::2]), default=-1)
    on = writer.pages[page].indirect_reference
    points_to = {"/Type": NameObject("/OBJR"), "/Obj": annotation.indirect_reference, "/Pg": on}
    element = writer._add_object(
        _dictionary(
            {
                "/Type": NameObject("/StructElem"), "/S": NameObject("/Annot"), "/P": parent.indirect_reference,
                "/Pg": on, "/Alt": TextStringObject(said), "/K": _dictionary(points_to),
            }
        )
    )  # fmt: skip
    annotation[NameObject("/StructParent")] = NumberObject(key)
    numbers.extend([NumberObject(key), element])
    tree[NameObject("/ParentTreeNextKey")] = NumberObject(key + 1)
    kids = _resolved(parent.get("/K"))
    if not isinstance(kids, ArrayObject):
        kids = ArrayObject([parent.raw_get("/K")] if "/K" in parent else [])
        parent[NameObject("/K")] = kids
    kids.append(element)
    return True


def _first_element(tree: DictionaryObject) -> Any:
    """The element that holds the whole document."""
    kids = _resolved(tree.get("/K"))
    first = _resolved(kids[0]) if isinstance(kids, ArrayObject) and kids else kids
    return first if isinstance(first, DictionaryObject) and first.indirect_reference is not None else None


def _dictionary(values: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({NameObject(name): value for name, value in values.items()})


def _resolved(found: Any) -> Any:
    return found.get_object() if found is not None else None
