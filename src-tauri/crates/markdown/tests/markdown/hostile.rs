//! Texts made to kill a renderer: time, depth and output stay bounded.

use hadal_markdown::{Block, Inline, NoPaint, OmitReason, Stream, html, parse, plain_text};

/// Counts nodes and the deepest level.
fn measure(blocks: &[Block], level: usize) -> (usize, usize) {
    let mut nodes = blocks.len();
    let mut deepest = level;
    let mut add = |(more, deep): (usize, usize)| {
        nodes += more;
        deepest = deepest.max(deep);
    };
    for block in blocks {
        match block {
            Block::Paragraph { inlines } | Block::Heading { inlines, .. } => add(measure_inlines(inlines, level + 1)),
            Block::List { items, .. } => items.iter().for_each(|item| add(measure(&item.blocks, level + 2))),
            Block::Quote { blocks, .. } | Block::Footnote { blocks, .. } => add(measure(blocks, level + 1)),
            Block::Table { head, rows, .. } => {
                for cell in rows.iter().flatten().chain(head) {
                    add(measure_inlines(&cell.inlines, level + 1));
                }
            }
            _ => {}
        }
    }
    (nodes, deepest)
}

fn measure_inlines(inlines: &[Inline], level: usize) -> (usize, usize) {
    let mut nodes = inlines.len();
    let mut deepest = level;
    for inline in inlines {
        if let Inline::Emphasis { children }
        | Inline::Strong { children }
        | Inline::Strike { children }
        | Inline::Link { children, .. } = inline
        {
            let (more, deep) = measure_inlines(children, level + 1);
            nodes += more;
            deepest = deepest.max(deep);
        }
    }
    (nodes, deepest)
}

fn judge(name: &str, text: &str) {
    let blocks = parse(text);
    let (nodes, deepest) = measure(&blocks, 1);
    assert!(nodes <= 200_100, "{name}: {nodes} nodes");
    assert!(deepest <= 60, "{name}: {deepest} levels");
    let json = serde_json::to_string(&blocks).unwrap();
    assert!(json.len() <= 60 * text.len() + 100_000, "{name}: {} bytes from {}", json.len(), text.len());
    let read = serde_json::from_str::<serde_json::Value>(&json);
    assert!(read.is_ok(), "{name}: an ordinary JSON reader takes it: {read:?}");
    let words = plain_text(&blocks);
    assert!(words.len() <= 20 * text.len() + 100, "{name}: {} bytes of words", words.len());

    let page = html(&blocks, &NoPaint);
    assert!(page.len() <= 80 * text.len() + 100_000, "{name}: {} bytes of HTML", page.len());

    stream(name, text);
}

/// The same text as it grows; a share of it is enough to meet every path.
fn stream(name: &str, text: &str) {
    let text: String = text.chars().take(24_000).collect();
    let mut stream = Stream::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let at = rest.char_indices().nth(1_000).map_or(rest.len(), |(at, _)| at);
        let (piece, tail) = rest.split_at(at);
        stream.push(piece);
        stream.patch();
        rest = tail;
    }
    stream.finish();
    assert!(stream.blocks() == parse(&text), "{name}: the streamed end state differs");
}

const MARKS: &[&str] = &[
    "[",
    "]",
    "*",
    "_",
    "**",
    "~",
    "~~",
    ">",
    "> ",
    "`",
    "``` ",
    "`a",
    "*a ",
    "a* ",
    "**a ",
    "*a_ ",
    "[a](",
    "![",
    "![a](",
    "<",
    "<a ",
    "<!--",
    "<!",
    "<?",
    "<![CDATA[",
    "&",
    "&#",
    "\\",
    "$",
    "$a",
    "$$",
    "$$\n",
    "$$a\n",
    "\\(",
    "\\(a",
    "\\)",
    "\\[",
    "\\[\n",
    "\\]",
    "|",
    "|a",
    "| a\n",
    "- ",
    "* ",
    "1. ",
    "-\n",
    "#",
    "# ",
    "#\n",
    "=\n",
    "-\n\n",
    "[^1]",
    "[^a",
    "[a]: b\n",
    "[^1]: a\n",
    "https://",
    "https://a.example ",
    "www.a.example/",
    "http://a.example(",
    "\u{202e}",
    "\u{200b}",
    "a@b.example ",
    "。**中",
    "**（",
    "x\n",
    "\n",
    "\t",
    "    a\n",
    ":",
    "\"",
    "**\u{ff1a}**",
    "$a|b$ ",
    "\\\\(",
    "`$` ",
    "`\\(`",
    "> $$\n",
    "\u{1}",
    "\0",
];

/// A quarter of the marks a test, so that they share the machine's cores. A cost that grows with the
/// square of the length would show at this size already; the classics get their full one.
fn repeat(quarter: usize) {
    for mark in MARKS.iter().skip(quarter).step_by(4) {
        let size = if matches!(*mark, "[" | "*" | ">" | "> " | "`" | "$") { 100_000 } else { 24_000 };
        judge(&format!("{mark:?} repeated"), &mark.repeat(size / mark.len()));
    }
}

#[test]
fn repeated_marks_stay_bounded_one() {
    repeat(0);
}

#[test]
fn repeated_marks_stay_bounded_two() {
    repeat(1);
}

#[test]
fn repeated_marks_stay_bounded_three() {
    repeat(2);
}

#[test]
fn repeated_marks_stay_bounded_four() {
    repeat(3);
}

#[test]
fn deep_nesting_ends_in_a_notice() {
    let quotes = "> ".repeat(50_000) + "a";
    assert!(format!("{:?}", parse(&quotes)).contains("Nesting"));
    judge("quotes", &quotes);
    let mut lists = String::new();
    for level in 0..500 {
        lists.push_str(&" ".repeat(level * 2));
        lists.push_str("- a\n");
    }
    judge("lists", &lists);
    judge("quotes and lists", &"> - ".repeat(5_000));
    judge("ordered", &"1. ".repeat(5_000));
    judge("emphasis", &("*a **b ".repeat(5_000) + &"c** d* ".repeat(5_000)));
    judge("links", &("[".repeat(5_000) + &"](https://a.example)".repeat(5_000)));
    judge("pictures", &("![".repeat(5_000) + &"](https://a.example)".repeat(5_000)));
}

#[test]
fn tables_stay_bounded() {
    let wide = format!("{}\n{}\n{}", "|a".repeat(1_000), "|-".repeat(1_000), "|x\n".repeat(1_000));
    judge("padding", &wide);
    let long = format!("|a|b|\n|-|-|\n{}", "|x|y|\n".repeat(10_000));
    judge("long", &long);
    let blocks = parse(&long);
    assert!(matches!(blocks.last(), Some(Block::Omitted { reason: OmitReason::TableCells })));
    judge("head", &format!("{}\n{}\n", "|a".repeat(20_000), "|-".repeat(20_000)));
}

#[test]
fn references_do_not_multiply() {
    let address = "https://a.example/".to_owned() + &"x".repeat(4_000);
    judge("one address, many links", &format!("[a]: {address}\n\n{}", "[a] ".repeat(20_000)));
    judge("one label, many footnotes", &("[^1] ".repeat(20_000) + "\n\n[^1]: a"));
}

#[test]
fn long_lines_and_long_texts_stay_bounded() {
    judge("one word", &"x".repeat(1 << 20));
    judge("words", &"word ".repeat(60_000));
    judge("chinese", &"\u{4e2d}\u{6587}\u{3002}".repeat(40_000));
    judge("an open formula", &("$$\n".to_owned() + &"x + y\n".repeat(20_000)));
    judge("open code in a list", &("- ```\n".to_owned() + &"  x + y\n".repeat(20_000)));
    let over = parse(&"word\n\n".repeat(1_000_000));
    assert!(matches!(over.last(), Some(Block::Omitted { reason: OmitReason::Size })));
}

#[test]
fn links_and_formulas_end_at_their_caps() {
    let blocks = parse(&"[a](https://a.example) ".repeat(3_000));
    assert_eq!(format!("{blocks:?}").matches("Link {").count(), 2_000);
    let blocks = parse(&"$x_1$ ".repeat(3_000));
    assert_eq!(format!("{blocks:?}").matches("Math {").count(), 2_000);
}
