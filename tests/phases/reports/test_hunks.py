from __future__ import annotations

from rezone.phases.reports.hunks import hunks, similarity


def test_one_edit_of_a_large_file_is_one_small_hunk() -> None:
    # All lines are alike: only the trimmed ends keep the matcher from taking them for noise.
    before = b"x = 1\n" * 5000
    after = b"x = 1\n" * 4000 + b"y = 2\n" + b"x = 1\n" * 999
    header, *lines = hunks(before, after)
    assert header == b"@@ -3998,7 +3998,7 @@\n"
    assert sorted(lines) == [b" x = 1\n"] * 6 + [b"+y = 2\n", b"-x = 1\n"]


def test_edits_far_apart_are_hunks_of_their_own() -> None:
    lines = [b"%d\n" % number for number in range(100)]
    after = [b"first\n", *lines[1:50], *lines[51:]]
    found = hunks(b"".join(lines), b"".join(after))
    headers = [line for line in found if line.startswith(b"@@")]
    assert headers == [b"@@ -1,4 +1,4 @@\n", b"@@ -48,7 +48,6 @@\n"]


def test_only_a_line_feed_ends_a_line() -> None:
    assert hunks(b"a\rb\x0cc\r\n", b"a\rb\x0cd\r\n") == [
        b"@@ -1 +1 @@\n",
        b"-a\rb\x0cc\r\n",
        b"+a\rb\x0cd\r\n",
    ]


def test_a_final_newline_that_goes_is_a_change() -> None:
    assert b"".join(hunks(b"a\nb\n", b"a\nb")) == (
        b"@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n"
    )


def test_an_empty_file_has_no_lines() -> None:
    assert hunks(b"", b"a\n") == [b"@@ -0,0 +1 @@\n", b"+a\n"]
    assert hunks(b"a\n", b"") == [b"@@ -1 +0,0 @@\n", b"-a\n"]
    assert hunks(b"", b"") == []


def test_similarity_is_what_stays_of_the_larger_content() -> None:
    def alike(before: bytes, after: bytes) -> int:
        return similarity(before, after, hunks(before, after))

    assert alike(b"a\n" * 4, b"a\n" * 4) == 100
    assert alike(b"a\n" * 4, b"a\n" * 3 + b"b\n") == 75
    assert alike(b"a\n" * 3, b"a\n" * 4) == 75
    assert alike(b"a\n" * 1000, b"a\n" * 999) == 99
    assert alike(b"a", b"b") == 0
    assert alike(b"", b"") == 100
