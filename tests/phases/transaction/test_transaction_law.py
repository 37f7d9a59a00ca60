"""For any tree and any change set: apply gives what it says, and rollback gives the tree back."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from transaction_trees import change, snapshot

from rezone.phases.transaction.commit import apply
from rezone.phases.transaction.paths import ancestors
from rezone.phases.transaction.rollback import rollback
from rezone.transforms.edits.change_set import ChangeSet, FileChange


@dataclass(frozen=True)
class File:
    """A file with its bytes and mode, or a link with its text."""

    content: bytes = b""
    mode: int = 0o644
    link: str | None = None


Tree = dict[str, File]

# Few names, so that files meet: they swap, follow each other, and become each other's folders.
paths = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map("/".join)
contents = st.binary(max_size=4)
files = st.one_of(
    st.builds(File, contents, st.sampled_from([0o644, 0o755, 0o600, 0o444])),
    st.builds(File, link=st.sampled_from(["a", "../b", "nowhere"])),
)
folder_modes = st.dictionaries(paths, st.sampled_from([0o755, 0o700, 0o775]), max_size=4)


def fits(path: str, taken: set[str]) -> bool:
    """Say whether a file can stand at *path* beside files at *taken*."""
    is_folder = any(path in ancestors(other) for other in taken)
    return path not in taken and not is_folder and not taken & set(ancestors(path))


def is_below_no_link(path: str, tree: Tree) -> bool:
    """Say whether no link stands above *path*: through one it might lead anywhere."""
    return not any(up in tree and tree[up].link is not None for up in ancestors(path))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    tree: Tree = {}
    for path, file in draw(st.lists(st.tuples(paths, files), max_size=7)):
        if fits(path, set(tree)):
            tree[path] = file
    return tree


@st.composite
def outcomes(draw: st.DrawFn, tree: Tree) -> dict[str | None, list[tuple[str | None, File]]]:
    """For each file that changes: where it goes and what it is then; below None: new files."""
    changing = draw(st.lists(st.sampled_from(sorted(tree)), unique=True)) if tree else []
    taken = set(tree) - set(changing)
    goals: dict[str | None, list[tuple[str | None, File]]] = {None: []}
    spots = draw(st.permutations(changing))  # their own places, dealt anew: swaps and chains
    for old, spot in zip(changing, spots, strict=True):
        new = draw(st.sampled_from([spot, spot, None]) | paths)
        if new is not None and not (fits(new, taken) and is_below_no_link(new, tree)):
            new = None
        taken |= {new} if new is not None else set()
        after = draw(st.just(tree[old]) | files)
        if after.link is None:  # a file keeps its mode; one in place of a link gets the usual one
            after = File(after.content, tree[old].mode)
        goals[old] = [(new, after)]
    for path in draw(st.lists(paths, max_size=2)):
        if fits(path, taken) and is_below_no_link(path, tree):
            taken.add(path)
            goals[None].append((path, File(draw(contents), 0o644)))
    return goals


def build(root: Path, tree: Tree, folders: dict[str, int]) -> None:
    for path, file in tree.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.link is not None:
            target.symlink_to(file.link)
        else:
            target.write_bytes(file.content)
            target.chmod(file.mode)
            os.utime(target, ns=(10**18, 10**18 + len(path)))
    for path, mode in folders.items():
        if path not in tree and not any(up in tree for up in ancestors(path)):
            (root / path).mkdir(parents=True, exist_ok=True)
            (root / path).chmod(mode)


def found(root: Path) -> Tree:
    return {
        path: File(link=text) if kind == "link" else File(text, mode)
        for path, (kind, text, mode, _) in snapshot(root).items()
        if kind != "folder"
    }


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_rollback_of_apply_is_the_tree(data: st.DataObject) -> None:
    tree = data.draw(trees())
    goals = data.draw(outcomes(tree))
    folders = data.draw(folder_modes)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "root")
        root.mkdir()
        build(root, tree, folders)
        expected = {path: file for path, file in tree.items() if path not in goals}
        changes: list[FileChange] = []
        for old, ends in goals.items():
            for new, file in ends:
                is_same = old is not None and file == tree[old]
                content = None if is_same or file.link is not None else file.content
                changes.append(change(root, old, new, content, None if is_same else file.link))
                expected |= {new: file} if new is not None else {}
        # A file can take the place of a folder only if that folder goes.
        news = [change.new for change in changes if change.new is not None]
        standing = [
            path for path in news if (root / path).is_dir() and not (root / path).is_symlink()
        ]
        listed = data.draw(st.lists(paths)) + standing
        for path in standing:
            inside = {p for p in snapshot(root) if path in ancestors(p)}
            leaving = {change.old for change in changes}
            if not all(p in leaving or (root / p).is_dir() for p in inside):
                return
            listed += [p for p in inside if p not in leaving]
        listed = [path for path in listed if is_below_no_link(path, tree)]
        before = snapshot(root)
        backups = root / "migration_backups"
        apply(root, ChangeSet(tuple(changes), tuple(listed)), phase=1, backups=backups, meta={})
        assert found(root) == expected
        for path, entry in snapshot(root).items():
            if entry[0] == "folder" and path in before and before[path][0] == "folder":
                assert entry[2] == before[path][2]
        rollback(root, phase=1, backups=backups)
        assert snapshot(root) == before
