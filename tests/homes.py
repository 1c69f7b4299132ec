"""Estates and units for tests, as a city officer would register them."""

from __future__ import annotations

from itertools import count
from typing import Any

from portal import housing
from portal.kernel.act import Act

_running = count(1)


def an_estate(act: Act, n: int = 1, **more: Any) -> str:
    """An estate in Qingxiu, Nanning (inside ``write()``)."""
    given = {
        "county": "450103",
        "name": f"凤岭北小区{n}",
        "name_en": f"Fengling North {n}",
        "address": "民族大道 1 号",
        "owner_kind": "government",
        "project_code": f"NN-2019-{n:03d}",
        **more,
    }
    uid: str = housing.register_estate(act, **given).uid
    return uid


def a_unit(act: Act, estate_uid: str, room: str = "1204", **more: Any) -> str:
    """A unit under construction (inside ``write()``)."""
    given = {
        "building": "3",
        "floor": 12,
        "floor_position": "middle",
        "layout": "one_bed",
        "area": 4500,
        **more,
    }
    uid: str = housing.register_unit(act, estate_uid=estate_uid, room=room, **given).uid
    return uid


def a_free_unit(act: Act, estate_uid: str, room: str = "1204", **more: Any) -> str:
    """A unit that may be offered (inside ``write()``); rooms must differ within all tests."""
    uid = a_unit(act, estate_uid, room, **more)
    housing.complete_unit(act, unit_uid=uid)
    housing.register_title(
        act, unit_uid=uid, real_estate_number=f"450103001001GB00001F{next(_running):08d}",
        registration_no=f"桂(2020)南宁市不动产权第{room}号", registered_on=act.on,
    )  # fmt: skip
    housing.open_unit(act, unit_uid=uid)
    return uid
