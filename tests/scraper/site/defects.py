"""Pages that are not as they should be: what a site answers with instead, and what would break a careless parser."""

from collections.abc import Callable

Damage = Callable[[str], str]

DELETED = """<html lang="ko"><head><meta charset="utf-8" /></head><body><script>
alert("선택하신 합격자소서 정보가 없습니다.");
history.back();
</script></body></html>
"""

BLOCKED = """<html lang="ko"><head><meta charset="utf-8" /><title>Access Denied</title></head><body>
<h1>접근이 차단되었습니다</h1><p>비정상적인 접근이 감지되어 서비스 이용이 제한되었습니다.</p><p>Reference #18.0</p>
</body></html>
"""

CAPTCHA = """<html lang="ko"><head><meta charset="utf-8" /><title>보안 확인</title></head><body>
<p>로봇이 아닙니다를 눌러 주세요.</p><form method="post"><div class="g-recaptcha" data-sitekey="x"></div>
<button>확인</button></form></body></html>
"""

CHALLENGE = """<html lang="en"><head><meta charset="utf-8" /><title>Just a moment...</title></head><body>
<div class="main-wrapper"><h1>Checking your browser</h1></div></body></html>
"""

LOGIN = """<html lang="ko"><head><meta charset="utf-8" /><title>로그인 | 잡코리아</title></head><body>
<form id="form" action="/Login/Login.asp" method="post"><label>아이디<input name="M_ID"/></label>
<label>비밀번호<input type="password" name="M_PWD"/></label><button>로그인</button></form></body></html>
"""

ERROR = """<html lang="ko"><head><meta charset="utf-8" /><title>서비스 점검</title></head><body>
<p>잠시 뒤에 다시 찾아 주세요.</p></body></html>
"""

_RENAMED = {
    "qnaLists": "questionSet",
    "viewTitWrap": "titleBox",
    "selfLists": "essayCards",
    "stTopWrap": "topBox",
    "txSpllChk": "lengthNote",
}


def changed_markup(html: str) -> str:
    """The same page after a redesign that renamed the classes."""
    for old, new in _RENAMED.items():
        html = html.replace(old, new)
    return html


def truncated(html: str, at: str = "dd class", *, closed_by_browser: bool = False) -> str:
    """A page of which the connection lost the rest after the last `at`; a browser closes what is open."""
    cut = html[: html.rindex(at) + len(at)]
    cut = cut[: cut.rindex("<")]
    return f"{cut}</dl></div></div></div></div></body></html>" if closed_by_browser else cut


def broken_encoding(html: str) -> str:
    """What is left of a page whose bytes were cut inside characters, every bad byte replaced."""
    data = html.encode()
    return b"".join(data[i : i + 997] + b"\xff" for i in range(0, len(data), 997)).decode("utf-8", "replace")


def with_script(html: str) -> str:
    """A page into whose answers and remarks scripts were smuggled."""
    evil = '<script>document.title="훔침";</script><style>p{display:none}</style><!-- 좋은점 9 -->'
    return html.replace('<div class="tx">', f'<div class="tx">{evil}').replace(
        '<div class="advice">', f'<div class="advice">{evil}'
    )


def unclosed(html: str) -> str:
    """A page whose author forgot most end tags that HTML lets one forget, and some that it does not."""
    for tag in ("</dd>", "</dt>", "</li>", "</p>", "</section>", "</article>"):
        html = html.replace(tag, "")
    return html


def huge(html: str, size: int = 5_000_000) -> str:
    """The page with so many characters of noise after it."""
    noise = "<p>잡음 <b>과</b> 소음</p>"
    return html.replace("</body>", noise * (size // len(noise)) + "</body>")


# Each would take a parser minutes, or its stack, if it went in unprepared.
HOSTILE: dict[str, Callable[[], str]] = {
    "deep": lambda: "<html><body>" + "<div>" * 100_000 + '<dl class="qnaLists">',
    "deep inline": lambda: '<html><body><dl class="qnaLists"><dt><dd><div class="tx">' + '<b class="good">' * 100_000,
    "many attributes": lambda: "<html><body " + " ".join(f'a{i}="x"' for i in range(100_000)) + ">",
    "long attribute": lambda: f'<html><body class="{"x" * 5_000_000}">',
    "only openings": lambda: "<" * 1_000_000,
    "unfinished tags": lambda: "<a<a<a" * 300_000,
    "endless": lambda: "<p>글</p>" * 2_500_000,
    "nul and controls": lambda: "<html><body>\x00\x01\x1b[31m" + "\ud83d" + "</body></html>",
    "empty": lambda: "",
    "no html": lambda: "%PDF-1.7 이건 쪽이 아닙니다",
}
