"""Read codes and links as the demo's visitor does: on its page of phones."""

from __future__ import annotations

import re
import time

from tests.browser.conftest import Watcher

CODE = re.compile(r"(?<![\d-])(\d{6})(?![\d-])")


class Telephone:
    """The page of all phones, in a tab of its own."""

    def __init__(self, tab: Watcher) -> None:
        self.tab = tab

    def texts(self, phone: str) -> list[str]:
        """What this phone received, newest first."""
        masked = f"{phone[:3]} **** {phone[-4:]}"
        page = self.tab.goto("/demo/phones")
        rows = page.locator("ul.sms li").all_inner_texts()
        return [row for row in rows if masked in row]

    def wait(self, phone: str, pattern: re.Pattern[str], known: int = 0) -> str:
        """The newest text that fits, once there are more of them than ``known``."""
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            found = [m for text in self.texts(phone) if (m := pattern.search(text))]
            if len(found) > known:
                return found[0].group(1)
            time.sleep(0.4)
        raise AssertionError(f"nothing like {pattern.pattern} came to {phone[-4:]}")

    def count(self, phone: str) -> int:
        """How many codes came so far."""
        return sum(bool(CODE.search(text)) for text in self.texts(phone))
