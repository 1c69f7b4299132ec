"""A client that reads every page it sees as a strict visitor would, and fails on what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

FULL_ID = re.compile(
    r"(?<!\d)[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"
)
OWN_FIELD = re.compile(r'<input[^>]*\bname="(?:id_number|sought)"[^>]*>')
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class FormSeen:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.h1: list[str] = []
        self.title = ""
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.inputs: list[dict[str, str]] = []
        self.forms: list[FormSeen] = []
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.lang = ""
        self.stack: list[str] = []
        self._form: FormSeen | None = None
        self._select: str | None = None
        self._area: str | None = None
        self._link: str | None = None
        self.inline: list[str] = []

    def handle_starttag(  # noqa: C901 - one tag after another
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag not in VOID:
            self.stack.append(tag)
        if tag == "html":
            self.lang = a.get("lang", "")
        if "id" in a:
            self.ids.append(a["id"])
        if tag == "label" and "for" in a:
            self.labels.add(a["for"])
        self._look_inline(tag, a)
        if tag == "h1":
            self.h1.append("")
        if tag == "a":
            self._link = a.get("href", "")
            self.links.append((self._link, ""))
        if tag == "form":
            self._form = FormSeen(a.get("action", ""), a.get("method", "get").lower())
            self.forms.append(self._form)
        if tag in ("input", "select", "textarea"):
            self.inputs.append({"tag": tag, **a, "in_label": str("label" in self.stack)})
        if tag == "option" and self._select and self._form is not None:
            self._form.options.setdefault(self._select, []).append(a.get("value", ""))
        if self._form is not None and a.get("name"):
            self._take(tag, a)

    def _look_inline(self, tag: str, a: dict[str, str]) -> None:
        if "style" in a or any(k.startswith("on") for k in a):
            self.inline.append(f"<{tag} {a}>")

    def _take(self, tag: str, a: dict[str, str]) -> None:
        assert self._form is not None
        name, kind = a["name"], a.get("type", "text")
        if tag == "input" and kind in ("radio", "checkbox"):
            self._form.choices.setdefault(name, []).append(a.get("value", "on"))
            if "checked" in a:
                self._form.fields.setdefault(name, []).append(a.get("value", "on"))
        elif tag == "input" and kind == "submit":
            self._form.buttons.append((name, a.get("value", "")))
        elif tag == "input":
            self._form.fields.setdefault(name, []).append(a.get("value", ""))
        elif tag == "button":
            self._form.buttons.append((name, a.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            self._form.fields.setdefault(name, [""])

    def handle_endtag(self, tag: str) -> None:
        if tag in self.stack:
            while self.stack and self.stack.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None
        if tag == "a":
            self._link = None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if "script" in self.stack or "style" in self.stack:
            return
        if "title" in self.stack and "svg" not in self.stack:
            self.title += data
        self.text.append(data)
        if self.h1 and "h1" in self.stack:
            self.h1[-1] += data
        if self._link is not None and self.links:
            href, words = self.links[-1]
            self.links[-1] = (href, words + data)
        if self._area and self._form is not None:
            self._form.fields[self._area][0] += data


class Page:
    """A response, read."""

    def __init__(self, client: HouseClient, response: TestResponse, url: str) -> None:
        self.client, self.response, self.url = client, response, url
        self.status = response.status_code
        self.html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        self.read = _Reader()
        self.read.feed(self.html)
        self.text = re.sub(r"\s+", " ", " ".join(self.read.text)).strip()
        self.h1 = re.sub(r"\s+", " ", self.read.h1[0]).strip() if self.read.h1 else ""

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def check(self) -> None:
        """One h1, unique ids, labelled fields, CSRF in every post, nothing personal in full."""
        where = f"{self.url} [{self.status}]"
        assert len(self.read.h1) == 1, f"{where}: {len(self.read.h1)} h1"
        assert self.h1, f"{where}: empty h1"
        twice = {i for i in self.read.ids if self.read.ids.count(i) > 1}
        assert not twice, f"{where}: ids twice: {twice}"
        assert self.read.lang in ("zh-CN", "en"), f"{where}: lang {self.read.lang!r}"
        assert not self.read.inline, f"{where}: inline {self.read.inline[:2]}"
        for given in self.read.inputs:
            if given.get("type") in ("hidden", "submit", "button"):
                continue
            named = (
                given.get("id") in self.read.labels
                or given.get("aria-label")
                or given.get("aria-labelledby")
                or given["in_label"] == "True"
            )
            assert named, f"{where}: no label for {given}"
        for form in self.read.forms:
            if form.method == "post":
                assert form.fields.get("csrf_token"), f"{where}: post without CSRF: {form.action}"
        # What one has just typed oneself stands in its field again when the form is refused.
        found = FULL_ID.search(OWN_FIELD.sub("", self.html))
        assert not found or "data-reveal" in self.html, f"{where}: full ID number on the page"
        assert "Traceback" not in self.html, where

    def form(self, action: str | None = None, index: int = 0) -> FormSeen:
        """The form that posts to ``action`` (part of it), else the index-th own form."""
        forms = [f for f in self.read.forms if f.method == "post"]
        if action is not None:
            found = [f for f in forms if action in f.action]
            assert found, f"{self.url}: no form to {action}; there are {[f.action for f in forms]}"
            return found[0]
        own = [
            f
            for f in forms
            if "/preferences" not in f.action
            and "/demo/" not in f.action
            and "/sign-out" not in f.action
        ]
        assert len(own) > index, f"{self.url}: no own form; {[f.action for f in forms]}"
        return own[index]

    def submit(
        self,
        values: dict[str, Any] | None = None,
        *,
        action: str | None = None,
        index: int = 0,
        follow: bool = True,
        **more: Any,
    ) -> Page:
        """Fill in and send, as a browser without script would."""
        form = self.form(action, index)
        data: dict[str, Any] = {k: v if len(v) > 1 else v[0] for k, v in form.fields.items()}
        data.update(values or {})
        data.update(more)
        return self.client.send(form.action or self.url, data, follow=follow)

    def click(self, words: str) -> Page:
        """Follow the first link that carries these words."""
        for href, text in self.read.links:
            if words in text:
                return self.client.see(href)
        there = [text.strip() for _, text in self.read.links]
        raise AssertionError(f"{self.url}: no link {words!r}; {there}")


class HouseClient(FlaskClient):
    """``see`` and ``send`` answer with a checked ``Page``."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Each request in an app context of its own, as a server would: nothing in ``g`` stays."""
        with self.application.app_context():
            return super().open(*args, **kwargs)

    def see(self, url: str, *, status: int | None = 200, **kwargs: Any) -> Page:
        response = self.get(url, follow_redirects=True, **kwargs)
        return self._page(response, url, status)

    def send(
        self, url: str, data: dict[str, Any], *, status: int | None = None, follow: bool = True
    ) -> Page:
        response = self.post(url, data=data, follow_redirects=follow)
        return self._page(response, url, status)

    def _page(self, response: TestResponse, url: str, status: int | None) -> Page:
        page = Page(self, response, response.request.path if response.history else url)
        if status is not None:
            assert page.status == status, f"{url}: {page.status}, not {status}: {page.text[:300]}"
        assert page.status < 500 or status == page.status, f"{url}: {page.status} {page.text[:400]}"
        if page.html:
            page.check()
        return page
