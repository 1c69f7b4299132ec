"""A small app that shows every component through the layouts, for tests and the browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, flash, g, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader

from portal.kernel.errors import Conflict, Missing, NotYours, Refused, TooMany, Unavailable
from portal.kernel.web.errorpages import register_words
from portal.kernel.web.fields import (
    AreaField,
    CheckboxesField,
    Choice,
    CodeField,
    DateField,
    FileField,
    Form,
    IdNumberField,
    MoneyField,
    NumberField,
    PasswordField,
    PhoneField,
    RadiosField,
    Required,
    SelectField,
    TextAreaField,
    TextField,
)
from portal.kernel.web.looks import init_look, static_folder, template_folder

PAGES = Path(__file__).parent / "pages"


class WhoForm(Form):
    """The first page of an application, and one field of each kind."""

    id_number = IdNumberField(
        "身份证号", [Required()], description="18 位，最后一位可能是 X。有空格、全角数字都可以。"
    )
    name = TextField("姓名", [Required()], description="和身份证上一样。打不出的字，窗口能办。")
    phone = PhoneField(
        "手机号", [Required()], description="下一步发验证码到这里。请用您自己名下的号。"
    )
    born = DateField("出生日期", description="身份证上有。", birthday=True)
    rent = MoneyField("每月房租")
    room = AreaField("住房面积")
    people = NumberField("人数")
    code = CodeField("验证码")
    secret = PasswordField("口令")
    estate = SelectField("小区", choices=[("a", "榕荫里"), ("b", "邕水湾")])
    agree = RadiosField(
        "您同意我们去问吗？",
        [Required()],
        description="我们不替您先选。两种都能申请。",
        choices=[
            Choice("yes", "同意，你们去问", "这些证明就不用交了"),
            Choice("no", "不同意，我自己交材料", "下一页告诉您要准备什么", reveals="why"),
            Choice("never", "现在不能选的一种", "有未知项，现在不能选", disabled=True),
        ],
    )
    why = TextField("为什么不同意")
    ways = CheckboxesField(
        "怎样通知您", choices=[Choice("sms", "短信"), Choice("call", "打电话", "听不到短信的人")]
    )
    note = TextAreaField("还有要说的吗", render_kw={"maxlength": 200})
    paper = FileField("上传材料", description="拍照也可以。")


def _errors(app: Flask) -> None:
    register_words(
        {
            "gallery.closed": _l("Applications closed on %(day)s."),
            "gallery.changed": _l("Two things changed while you were looking."),
            "gallery.silent": _l("The vehicle office has not answered yet."),
        }
    )
    errors: dict[str, Any] = {
        "refused": lambda: Refused("gallery.closed", day=date(2026, 3, 2)),
        "unspoken": lambda: Refused("gallery.unspoken"),
        "conflict": lambda: Conflict(
            "gallery.changed", changes=[("状态", "初审中", "公示中"), ("经办", "周启明", "蒙晓燕")]
        ),
        "missing": lambda: Missing("x"),
        "notyours": lambda: NotYours("x"),
        "toomany": lambda: TooMany("x", minutes=5),
        "unavailable": lambda: Unavailable("gallery.silent"),
        "broken": lambda: RuntimeError("personal: 450103198506120027"),
    }

    @app.route("/error/<kind>", methods=["GET", "POST"])
    def error(kind: str) -> str:
        raise errors[kind]()


def _nav(*labels: str) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(label=text, url=f"#{i}", current=i == 0) for i, text in enumerate(labels)
    ]


def _frames(app: Flask) -> None:
    @app.before_request
    def frame() -> None:
        g.footer = [
            SimpleNamespace(label=text, url="/f")
            for text in ("评价这次服务", "投诉与申诉", "谁看过我的信息")
        ]
        if request.path.startswith("/staff"):
            g.signed_in = True
            g.region_name = "青秀区"
            g.nav = _nav("待办", "查一户", "轮候", "配租", "房源", "补贴", "信用")
            g.me = SimpleNamespace(
                name="蒙晓燕",
                role_label="区级复审",
                is_staff=True,
                level=2,
                sign_out_url="/out",
                duties_url=None,
            )
        elif request.path.startswith("/resident"):
            g.signed_in = True
            g.nav = _nav("我的排位", "我的申请", "信件 2", "房源", "帮助")
        else:
            g.nav = _nav("首页", "申请与进度", "房源与摇号", "公示", "规则", "公开数据")
        if request.args.get("demo"):
            g.demo = SimpleNamespace(
                today=date(2026, 3, 2),
                next_day=date(2026, 3, 3),
                next_deadline=date(2026, 3, 4),
                who=None,
                next_day_url="/demo/day",
                next_deadline_url="/demo/deadline",
                switch_url="/demo",
            )


def _pages(app: Flask) -> None:
    @app.get("/")
    def home() -> str:
        return render_template("home.html")

    @app.route("/form", methods=["GET", "POST"])
    def form() -> str | tuple[str, int]:
        filled = WhoForm()
        if filled.is_submitted() and not filled.validate():
            return render_template("form.html", form=filled), 422
        return render_template("form.html", form=filled)

    @app.get("/resident/<page>")
    def resident(page: str) -> str:
        if page == "place":
            flash("已保存。随时可以停下。", "good")
        return render_template(f"{page}.html", day=date(2026, 12, 7))

    @app.get("/staff/<page>")
    def staff(page: str) -> str:
        return render_template(f"{page}.html", day=date(2026, 12, 7), form=WhoForm())

    @app.get("/letter")
    def letter() -> str:
        return render_template("letter.html", day=date(2027, 2, 7))


def make_gallery(**settings: Any) -> Flask:
    """Build the gallery app with our real templates and static files."""
    app = Flask(
        "gallery",
        static_folder=str(static_folder()),
        template_folder=str(template_folder()),
        root_path=str(PAGES.parent),
    )
    app.config.update(
        SECRET_KEY="only for the gallery",
        PLACE_NAME="南宁市公共租赁住房",
        OFFICE="南宁市住房保障中心",
        **settings,
    )
    CSRFProtect(app)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(PAGES), app.jinja_loader])  # type: ignore[misc, assignment, list-item]
    init_look(app)
    _frames(app)
    _pages(app)
    _errors(app)
    return app


if __name__ == "__main__":
    make_gallery().run(port=5055)
