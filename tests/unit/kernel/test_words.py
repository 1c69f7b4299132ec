"""The catalogue: joined from parts, complete, its blanks kept."""

from __future__ import annotations

from pathlib import Path

from portal.kernel.web import words

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def _part(folder: Path, name: str, body: str) -> None:
    parts = folder / words.DEFAULT / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    (parts / f"{name}.po").write_text(HEAD + body, encoding="utf-8")


def test_parts_are_joined_and_a_clash_is_named(tmp_path: Path) -> None:
    _part(tmp_path, "a", 'msgid "Back"\nmsgstr "返回"\n')
    _part(tmp_path, "b", 'msgid "Back"\nmsgstr "后退"\n\nmsgid "Open"\nmsgstr ""\n')
    done = words.merge_catalogue(tmp_path)
    assert done.count == 1
    assert len(done.clashes) == 1
    assert done.clashes[0].startswith("b.po")
    assert (tmp_path / words.DEFAULT / "LC_MESSAGES" / "messages.mo").stat().st_size > 0


def test_the_same_parts_give_the_same_bytes(tmp_path: Path) -> None:
    _part(tmp_path, "a", 'msgid "Back"\nmsgstr "返回"\n\nmsgid "Next"\nmsgstr "下一页"\n')
    target = tmp_path / words.DEFAULT / "LC_MESSAGES"
    words.merge_catalogue(tmp_path)
    assert b"2026-01-01" in (target / "messages.mo").read_bytes()
    first = [(target / f"messages.{kind}").read_bytes() for kind in ("po", "mo")]
    words.merge_catalogue(tmp_path)
    assert first == [(target / f"messages.{kind}").read_bytes() for kind in ("po", "mo")]


def test_what_has_no_translation_is_missing(tmp_path: Path) -> None:
    (tmp_path / "portal").mkdir()
    (tmp_path / "templates").mkdir()
    code = '_("Known")\n_l("Unknown %(n)s")\nngettext("one", "many", 2)\n'
    (tmp_path / "portal" / "x.py").write_text(code, encoding="utf-8")
    (tmp_path / "templates" / "x.html").write_text('{{ _("In a page") }}', encoding="utf-8")
    _part(tmp_path, "a", 'msgid "Known"\nmsgstr "知道"\n\n#, fuzzy\nmsgid "one"\nmsgstr "一"\n')
    missing = words.missing_words(tmp_path, tmp_path)
    assert [line.split(": ", 1)[1] for line in missing] == ["Unknown %(n)s", "one", "In a page"]


def test_a_lost_blank_is_found(tmp_path: Path) -> None:
    _part(
        tmp_path,
        "a",
        'msgid "%(days)s left"\nmsgstr "还剩"\n\nmsgid "%(n)s ok"\nmsgstr "%(n)s 好"\n',
    )
    assert words.wrong_blanks(tmp_path) == ["%(days)s left: ['days']"]


def test_the_words_of_the_kernel_and_the_layouts_are_complete() -> None:
    ours = ("portal/kernel/web", "templates/layouts", "templates/components", "templates/errors")
    assert [line for line in words.missing_words() if line.startswith(ours)] == []
