"""What is stored of the tree, against the tree computed anew from the leaf hashes (RFC 6962)."""

from collections.abc import Iterable, Iterator

from ledger.proofs.tree import Tree
from ledger.store.log import RawNode
from projections.verifying.problems import Problem, shown


def check_nodes(agreement: str, tree: Tree, stored: Iterable[RawNode]) -> Iterator[Problem]:
    """Nodes that do not follow from the leaves, that are missing, or that should not be there.

    The position is that of the event with which the node was complete.
    """
    awaited = tree.places()
    place = next(awaited, None)
    for node in stored:
        found = _place(node)
        while place is not None and found is not None and place < found:
            yield _problem(agreement, place, shown(tree.node(*place)), "–")
            place = next(awaited, None)
        if place is None or found != place:
            where = f"node {shown(node.level)}/{shown(node.node)}"
            yield Problem(agreement, None, "tree", where, "–", shown(node.hash))
            continue
        if type(node.hash) is not bytes or node.hash != tree.node(*place):
            yield _problem(agreement, place, shown(tree.node(*place)), shown(node.hash))
        place = next(awaited, None)
    for missing in [] if place is None else [place, *awaited]:
        yield _problem(agreement, missing, shown(tree.node(*missing)), "–")


def _place(node: RawNode) -> tuple[int, int] | None:
    """Where it claims to be; None where that is no place at all."""
    if isinstance(node.level, int) and isinstance(node.node, int):
        return node.level, node.node
    return None


def _problem(agreement: str, place: tuple[int, int], expected: str, found: str) -> Problem:
    level, index = place
    return Problem(agreement, (index + 1) << level, "tree", f"node {level}/{index}", expected, found)
