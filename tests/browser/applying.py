"""From an ID number to the receipt, as people do it; what is typed on the way is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.browser.telephone import CODE, LINK, Telephone
from tests.browser.watcher import Watcher, shape
from tests.intake import Cast

OWN = {"id_number", "name", "phone", "code", "signature"}
"""What a fully matched household types, each once: five kinds, no more."""

LISTEN = """document.addEventListener('input', (e) => {
    if (e.target.matches('textarea, input:not([type=radio]):not([type=checkbox])'))
        anjuTyped(e.target.form.getAttribute('action') || '', e.target.name); }, true);"""


@dataclass
class Count:
    """The pages one comes past and the fields one types into, up to the receipt.

    What another adult of the household costs — a phone, or nothing when that adult comes to a
    window — is counted by itself.
    """

    pages: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def begin(self, page: Page) -> None:
        """Count from this page on."""
        self.pages.append(shape(page.url))
        page.on("framenavigated", lambda frame: self.pages.append(shape(frame.url)))
        page.expose_function("anjuTyped", self._typed)
        page.add_init_script(LISTEN)
        page.evaluate(LISTEN)

    def _typed(self, action: str, name: str) -> None:
        (self.others if action.endswith("/facts/co") else self.own).add(name)

    def judge(self, *, adults: int) -> None:
        """At most seven pages and five kinds of typing; per other adult one phone."""
        assert len(set(self.pages)) <= 7, self.pages
        assert self.own == OWN
        assert self.others == ({"phone"} if adults else set())


@dataclass
class Applicant:
    """Somebody at a browser, with a phone, and what the receipt gave."""

    tab: Watcher
    phones: Telephone
    who: Cast
    receipt: str = ""

    @property
    def number(self) -> str:
        """The application number."""
        found = re.search(r"NN2026-\d{6}-.", self.receipt)
        assert found, self.receipt
        return found.group()

    @property
    def receipt_code(self) -> str:
        """The code shown once."""
        code = r"\b[0-9A-Z]{4}\s+[0-9A-Z]{4}\s+[0-9A-Z]{4,5}-[0-9A-Z]\b"
        found = re.search(code, self.receipt)
        assert found, self.receipt
        return " ".join(found.group().split())

    def code(self, known: int) -> str:
        """The newest code that came to this phone."""
        return self.phones.wait(self.who.phone, CODE, known)

    def to_facts(self) -> None:
        """Three fields, two answers, a code."""
        tab, who, known = self.tab, self.who, self.phones.codes(self.who.phone)
        if tab.path != "/apply/who":
            tab.goto("/apply/who")
        tab.send(
            "/apply/who", id_number=who.id_number, name=who.name, phone=who.phone,
            agree="yes", sensitive="yes",
        )  # fmt: skip
        assert tab.path == "/apply/code", tab.text
        tab.send("/apply/code", code=self.code(known))
        assert tab.path == "/apply/facts", tab.text

    def ask(self, other: Cast) -> None:
        """The other adult gets a message; nothing of theirs is asked or shown before."""
        self.tab.send("/apply/facts/co", phone=other.phone)

    def to_check(self, wish: str) -> None:
        """The facts are right; what is wished for."""
        self.tab.send("/apply/facts")
        self.tab.send("/apply/wish", wish=wish, district="450103")
        assert self.tab.path == "/apply/check", self.tab.text

    def to_sign(self, wish: str) -> None:
        """Up to the promise."""
        self.to_check(wish)
        self.tab.follow(self.tab.main.locator('a[href="/apply/sign"]'))

    def sign(self, route: str = "commitment") -> None:
        """Signed and handed in: the receipt."""
        self.tab.send("/apply/sign", route=route, signature=self.who.name)
        assert self.tab.path == "/apply/done", self.tab.text
        self.receipt = self.tab.text

    def apply(self, wish: str, ask: Cast | None = None) -> None:
        """All of it."""
        self.to_facts()
        if ask is not None:
            self.ask(ask)
        self.to_sign(wish)
        self.sign()

    def leave(self) -> None:
        """Sign out, if signed in."""
        button = self.tab.page.locator('form[action="/sign-out"] button')
        if button.count():
            self.tab.follow(button.first)

    def sign_in(self) -> None:
        """Come back another day: receipt code, and a code to the phone."""
        known = self.phones.codes(self.who.phone)
        self.leave()
        self.tab.goto("/sign-in")
        self.tab.send("/sign-in", receipt_code=self.receipt_code)
        self.tab.send("/sign-in/code", code=self.code(known))
        assert self.tab.path == "/my", self.tab.text


def agrees(tab: Watcher, phones: Telephone, who: Cast) -> None:
    """The other adult follows the link of the message and answers with a code of their own."""
    path = phones.wait(who.phone, LINK)
    known = phones.codes(who.phone)
    tab.goto(path)
    tab.send(path, last_four=who.id_number[-4:])
    tab.send("/sign/co/code", code=phones.wait(who.phone, CODE, known))
    tab.send("/sign/co", agree="yes", sensitive="yes", family="yes", signature=who.name)
    assert tab.path == "/my/application", tab.text


def newcomer(tab: Watcher) -> Cast:
    """Somebody new at the demo's door, with papers in hand."""
    tab.goto("/demo/")
    tab.follow(tab.main.locator('form[action^="/demo/be/new-"] button').last)
    name, number, phone = tab.main.locator("dl.vals dd").all_inner_texts()
    return Cast(name, number, phone)
