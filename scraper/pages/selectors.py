"""Where things are on the pages: the only CSS selectors of the project.

Either skin of the detail page has a head of its own and the same list of questions. How well each is known is in
jobkorea-pages.md of the project's notes; `python -m scraper check` holds them against the live site.
"""

# Detail page, first skin.
COMPANY = ".viewTitWrap h2.hd strong"
HEADING = ".viewTitWrap h2.hd em"
SPEC = "ul.specLists > li"

# Detail page, second skin.
COMPANY_VARIANT = ".company-header-branding-body .name"
HEADING_VARIANT = "article.detailView h2.tit"
SPEC_VARIANT = "div.items span.trm span.cell"

# Both skins.
QUESTION_LIST = "dl.qnaLists"
TERM, DESCRIPTION = "dt", "dd"  # in the list of questions, in turn
QUESTION = "span.tx"  # in a dt
ANSWER = "div.tx"  # in a dd
ADVICE = "div.advice"  # in a dd
REMARK = "p"  # in the advice
COUNTER = ".txSpllChk"  # in the answer, at its end
# Never more of these on the page than questions: the "Q1." of each, in whatever element it ended up.
ONE_PER_QUESTION = ("dt span.num", "dl.qnaLists span.num", ".txSpllChk")
OVERALL_BOX = ".adviceTotal"
OVERALL = ".adviceTotal > p.tx"
GRADE = ".adviceTotal .hd .grade"
STARS = ".stars"  # in a grade: its class "lv03" repeats the number

# Classes inside an answer. The site may change the tags; the classes are what all readers of it rely on.
GOOD_MARK = "good"
IMPROVE_MARK = "bad"
MARK_LABEL = "sup"
COUNTER_CLASS = "txSpllChk"

# List page.
TOTAL = "div.stTopWrap > h4.hd > span:nth-child(2)"
ITEM_LIST = "ul.selfLists"
ITEM = "ul.selfLists > li"
ITEM_TITLE_LINK = "p.tit a"
ITEM_COMPANY = "p.tit span.titTx"
ITEM_SEASON = "span.linkArray > span.career"
ITEM_FIELD = "span.linkArray > span.field"
ITEM_QUESTION = "div.item.question"
ITEM_ADVICE = "div.advice"
ITEM_GRADE = "div.advice span.grade"
ITEM_OVERALL = "div.advice span.tx"
ITEM_VIEWS = "span.txViewNum"
LINK = "a[href]"
PAGE_NOW = "div.tplPagination span.now"
PAGE_LINK = "div.tplPagination a[data-page]"

# Decoration inside texts: icons with a word for screen readers, and the mark of a new essay.
ICON = "stSpImg"
NEW_MARK = "newIco"

# Any page.
TITLE = "title"
EVERY = "*"

# Signs of another page than the one asked for.
PASSWORD = "input[type=password]"  # noqa: S105  a selector, not a password
CAPTCHA = (
    "iframe[src*=captcha], .g-recaptcha, .h-captcha, .cf-turnstile, #captcha, .captcha, img[src*=captcha], "
    "input[name*=captcha]"
)
