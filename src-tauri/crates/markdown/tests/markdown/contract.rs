//! What crosses to the window, as the window reads it.

use hadal_markdown::{Block, Op, Patch, Stream, parse, plain_text};
use serde_json::json;

#[test]
fn nodes_are_tagged_by_type() {
    let blocks = parse("# a **b**\n\n- [x] c\n\n```rs\nd\n```\n\n| e |\n|:-:|\n| f |\n\n> [!TIP]\n> g\n\n---\n");
    assert_eq!(
        serde_json::to_value(blocks).unwrap(),
        json!([
            {"type": "heading", "level": 1, "inlines": [
                {"type": "text", "text": "a "},
                {"type": "strong", "children": [{"type": "text", "text": "b"}]},
            ]},
            {"type": "list", "ordered": false, "start": 0, "tight": true, "items": [
                {"task": true, "blocks": [{"type": "paragraph", "inlines": [{"type": "text", "text": "c"}]}]},
            ]},
            {"type": "code", "language": "rs", "text": "d", "closed": true},
            {"type": "table", "align": ["center"],
             "head": [{"inlines": [{"type": "text", "text": "e"}]}],
             "rows": [[{"inlines": [{"type": "text", "text": "f"}]}]]},
            {"type": "quote", "alert": "tip", "blocks": [
                {"type": "paragraph", "inlines": [{"type": "text", "text": "g"}]},
            ]},
            {"type": "rule"},
        ])
    );
}

#[test]
fn inlines_are_tagged_by_type() {
    let blocks = parse("$x$ [a](https://b.example) ![c](https://d.example/e.png)\\\n`f`\ng");
    assert_eq!(
        serde_json::to_value(blocks).unwrap(),
        json!([{"type": "paragraph", "inlines": [
            {"type": "math", "tex": "x"},
            {"type": "text", "text": " "},
            {"type": "link", "href": "https://b.example/", "host": "b.example", "warn": false,
             "children": [{"type": "text", "text": "a"}]},
            {"type": "text", "text": " "},
            {"type": "image", "alt": "c", "host": "d.example", "src": null},
            {"type": "hardBreak"},
            {"type": "code", "text": "f"},
            {"type": "softBreak"},
            {"type": "text", "text": "g"},
        ]}])
    );
}

#[test]
fn operations_are_tagged_by_type() {
    let patch = Patch {
        ops: vec![
            Op::Put { index: 0, block: Block::Rule },
            Op::AppendText { index: 1, text: "a".to_owned() },
            Op::Truncate { len: 2 },
        ],
    };
    assert_eq!(
        serde_json::to_value(patch).unwrap(),
        json!({"ops": [
            {"type": "put", "index": 0, "block": {"type": "rule"}},
            {"type": "appendText", "index": 1, "text": "a"},
            {"type": "truncate", "len": 2},
        ]})
    );
}

#[test]
fn a_definition_that_comes_late_is_put_right_at_the_end() {
    let mut stream = Stream::new();
    let mut screen = Vec::new();
    for line in ["see [a] and[^1]\n", "\n", "more\n", "\n", "[a]: https://b.example\n", "\n", "[^1]: note\n"] {
        stream.push(line);
        stream.patch().apply(&mut screen);
    }
    assert!(!format!("{screen:?}").contains("Link"), "the address was not known in time");
    stream.finish().apply(&mut screen);
    assert!(format!("{screen:?}").contains("https://b.example/"));
    assert!(format!("{screen:?}").contains("FootnoteRef"));
}

#[test]
fn a_definition_that_came_early_serves_the_whole_text() {
    let mut stream = Stream::new();
    for line in ["[a]: https://b.example\n", "\n", "one\n", "\n", "two\n", "\n", "see [A] now"] {
        stream.push(line);
        stream.patch();
    }
    assert!(format!("{:?}", stream.blocks()).contains("https://b.example/"));
    assert!(stream.finish().is_empty());
}

#[test]
fn plain_text_keeps_the_words_only() {
    let blocks = parse(
        "# A **b**\n\n1. c `d`\n2. [e](https://f.example) $g$\n\n| h | i |\n|---|---|\n| j | k |\n\n![l](https://m.example)",
    );
    assert_eq!(plain_text(&blocks), "A b\n1. c d\n2. e g\nh\ti\nj\tk\nl");
}

#[test]
fn direction_tricks_are_visible() {
    let blocks = parse("a\u{202e}b `c\u{2066}d`\n\n```\ne\u{200f}f\n```");
    let text = plain_text(&blocks);
    assert_eq!(text, "a\u{27e6}U+202E\u{27e7}b c\u{27e6}U+2066\u{27e7}d\ne\u{27e6}U+200F\u{27e7}f");
}

#[test]
fn raw_html_is_only_ever_text() {
    let blocks =
        parse("<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> <b>x</b>\n\n<a href=\"javascript:x\">y</a>");
    let tree = format!("{blocks:?}");
    assert!(!tree.contains("Link") && !tree.contains("Image") && !tree.contains("Strong"), "{tree}");
}
