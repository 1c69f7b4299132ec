"""Read codes and links as the demo's visitor does: on its page of phones."""

from __future__ import annotations

import re

from tests.browser.watcher import Watcher

CODE = re.compile(r"(?<![\d-])(\d{6})(?![\d-])")
LINK = re.compile(r"(/sign/co/[A-Za-z0-9_-]{22})")


class Telephone:
    """The page of all phones, in a tab of its own."""

    def __init__(self, tab: Watcher) -> None:
        self.tab = tab

    def found(self, phone: str, pattern: re.Pattern[str]) -> list[str]:
        """What fits among the texts this phone received, newest first."""
        masked = f"{phone[:3]} **** {phone[-4:]}"
        rows = self.tab.page.locator("ul.sms li").all_inner_texts()
        return [m.group(1) for row in rows if masked in row and (m := pattern.search(row))]

    def wait(self, phone: str, pattern: re.Pattern[str], known: int = 0) -> str:
        """The newest text that fits, once there are more of them than ``known``."""
        self.tab.until(
            "/demo/phones",
            lambda page: len(self.found(phone, pattern)) > known,
            f"{pattern.pattern} for {phone[-4:]}",
        )
        return self.found(phone, pattern)[0]

    def codes(self, phone: str) -> int:
        """How many codes came so far."""
        self.tab.goto("/demo/phones")
        return len(self.found(phone, CODE))
