//! The HTML of exports.

use hadal_markdown::{LinePainter, NoPaint, Paint, html, parse};

#[test]
fn every_kind_of_block_has_its_elements() {
    for (text, out) in [
        ("# a *b*", "<h1>a <em>b</em></h1>"),
        (
            "- [x] a\n- b",
            "<ul>\n<li><input type=\"checkbox\" disabled=\"\" checked=\"\"> a\n</li>\n<li>b\n</li>\n</ul>",
        ),
        ("3. a\n\n4. b", "<ol start=\"3\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>"),
        ("> [!NOTE]\n> a", "<blockquote class=\"alert note\">\n<p>a</p>\n</blockquote>"),
        ("```rs\n<a>\n```", "<pre><code class=\"language-rs\">&lt;a&gt;\n</code></pre>"),
        ("$a<b$", "<p><span class=\"math inline\">\\(a&lt;b\\)</span></p>"),
        ("$$\nx\n$$", "<p><span class=\"math display\">\\[x\\]</span></p>"),
        ("[a](https://b.example)", "<p><a href=\"https://b.example/\" rel=\"noopener noreferrer nofollow\">a</a></p>"),
        ("![a](https://b.example/c.png)", "<p><span class=\"image\">a (b.example)</span></p>"),
        ("![a](data:image/png;base64,AAAA)", "<p><img src=\"data:image/png;base64,AAAA\" alt=\"a\"></p>"),
        (
            "|a|b|\n|:-|-|\n|c|",
            "<table>\n<thead><tr>\n<th align=\"left\">a</th>\n<th>b</th>\n</tr></thead><tbody><tr>\n\
             <td align=\"left\">c</td>\n<td></td>\n</tr></tbody></table>",
        ),
        ("<b onclick=x>a</b>", "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>"),
        ("<script>\nalert(1)\n</script>", "<pre class=\"raw-html\">&lt;script&gt;\nalert(1)\n&lt;/script&gt;</pre>"),
        (
            "a[^1]\n\n[^1]: b",
            "<p>a<sup class=\"footnote-ref\">1</sup></p>\n<div class=\"footnote\"><sup>1</sup>\n<p>b</p>\n</div>",
        ),
    ] {
        assert_eq!(html(&parse(text), &NoPaint).trim_end(), out, "{text}");
    }
}

struct Halves;

impl Paint for Halves {
    fn reader(&self, language: &str) -> Option<Box<dyn LinePainter>> {
        (language == "x").then(|| Box::new(Self) as Box<dyn LinePainter>)
    }
}

impl LinePainter for Halves {
    fn line(&mut self, line: &str) -> Vec<(&'static str, usize)> {
        vec![("", 1), ("string", 2), ("number", if line.is_empty() { 0 } else { 99 })]
    }
}

#[test]
fn colours_are_classes_and_lengths_that_do_not_fit_lose_no_text() {
    let out = html(&parse("```x\na\u{1f642}b<\n\n```\n\n```y\na\n```"), &Halves);
    assert!(
        out.contains("a<span class=\"tok-string\">\u{1f642}</span><span class=\"tok-number\">b&lt;</span>\n"),
        "{out}"
    );
    assert!(out.contains("<code class=\"language-y\">a\n</code>"), "{out}");
}
