//! A growing text: patches lead to the state they claim, and the end equals the text read at once.

use hadal_markdown::{Block, Op, Stream, parse};
use proptest::prelude::*;

use crate::notation;

/// Pieces that meet each other in answers, and some that should not.
const FRAGMENTS: &[&str] = &[
    "# Heading\n",
    "## 标题 **b**\n",
    "text ",
    "word",
    " ",
    "\n",
    "\n\n",
    "\n\n",
    "- item\n",
    "- [ ] task\n",
    "- [x] done\n",
    "1. one\n",
    "2. two\n",
    "  nested\n",
    "   ",
    "    indented code\n",
    "> quote\n",
    "> [!NOTE]\n> note\n",
    "```rust\n",
    "```\n",
    "~~~\n",
    "``",
    "`",
    "`code`",
    "**",
    "**bold**",
    "*",
    "*it*",
    "_",
    "__",
    "~~",
    "~",
    "~~gone~~",
    "***\n",
    "---\n",
    "===\n",
    "| a | b |\n",
    "|---|:-:|\n",
    "| 1 | 2 |\n",
    "| $5 | 6$ |\n",
    "|",
    "\\|",
    "[",
    "]",
    "(",
    ")",
    "[text](https://a.example)",
    "[text](",
    "https://b.example/x",
    "https://b.example。",
    "www.c.example",
    "![alt](https://d.example/p.png)",
    "![",
    "[ref]",
    "[ref]: https://e.example\n",
    "[^1]",
    "[^1]: note\n",
    "$",
    "$x$",
    "$$",
    "$$\n",
    "$$\nx\n$$\n",
    "\\(",
    "\\)",
    "\\(x\\)",
    "\\[",
    "\\]",
    "\\[\nx\n\\]\n",
    "$5",
    "$5-$10",
    "\\",
    "\\*",
    "&amp;",
    "&am",
    "<b>",
    "</b>",
    "<br>",
    "<div>\n",
    "<!--",
    "-->",
    "中文",
    "。",
    "：",
    "**重点：**内容",
    "“",
    "”",
    "**“引”**后",
    "\t",
    "\r\n",
    "\r",
    "\u{202e}",
    "\u{200b}",
    "\0",
    "\u{1}",
    "🙂",
    "+ plus\n",
    "* star\n",
    "10) ten\n",
    "\n\n\n",
    "\\begin{a}\n",
    "= b\n",
    "    $$\n",
    "  $$\n",
    "> $$\n",
    "fn main() {}\n",
    "<",
    ">",
    "!",
    "#",
    "#\n",
    "-",
    "=",
    ":",
    "12.",
];

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(FRAGMENTS), 1..40).prop_map(|pieces| pieces.concat())
}

/// Lengths, in characters, of the pieces a text arrives in.
fn splits() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1_usize..12, 1..60)
}

fn cut<'a>(text: &'a str, splits: &[usize]) -> Vec<&'a str> {
    let mut rest = text;
    let mut out = Vec::new();
    for length in splits.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let at = rest.char_indices().nth(*length).map_or(rest.len(), |(at, _)| at);
        let (piece, tail) = rest.split_at(at);
        out.push(piece);
        rest = tail;
    }
    out
}

/// Feeds `text` and checks every step; returns what was on screen before the end.
fn grow(text: &str, splits: &[usize]) -> Vec<Block> {
    let mut stream = Stream::new();
    let mut screen = Vec::new();
    for piece in cut(text, splits) {
        stream.push(piece);
        stream.patch().apply(&mut screen);
        assert_eq!(screen, stream.blocks(), "the patches lead to the stream's own state");
        assert!(stream.patch().is_empty(), "nothing came, nothing changed");
    }
    let before = screen.clone();
    stream.finish().apply(&mut screen);
    assert_eq!(screen, stream.blocks());
    assert_eq!(notation::of(&screen), notation::of(&parse(text)), "the end state is the text read at once");
    assert_eq!(screen, parse(text));
    before
}

proptest! {
    // `PROPTEST_CASES` asks for more.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(1000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_end_state_is_the_text_read_at_once(text in document(), splits in splits()) {
        grow(&text, &splits);
    }

    #[test]
    fn any_characters_at_all_survive(text in "[\\x00-\\x7f\u{3000}-\u{3020}\u{4e00}-\u{4e10}\u{202a}-\u{202e}]{0,120}", splits in splits()) {
        grow(&text, &splits);
    }

    /// Without labels that reach across the text, nothing on screen but the open end may change
    /// when the text ends.
    #[test]
    fn finished_blocks_are_never_sent_again(text in document(), splits in splits()) {
        let text = text.replace("]:", "] :").replace("[^", "[");
        settles(&text, &splits);
    }
}

/// Feeds `text` and checks that what is settled stays as it is, up to the end.
fn settles(text: &str, splits: &[usize]) {
    let mut stream = Stream::new();
    let mut settled = Vec::new();
    for piece in cut(text, splits) {
        stream.push(piece);
        let touched = stream.patch();
        for op in &touched.ops {
            assert!(op.index() as usize >= settled.len(), "{op:?} touches a settled block of {text:?} in {splits:?}");
        }
        settled = stream.blocks().get(..stream.settled()).unwrap().to_vec();
    }
    stream.finish();
    let end = stream.blocks().get(..settled.len()).unwrap();
    assert_eq!(notation::of(&settled), notation::of(end), "{text:?} in {splits:?}");
}

#[test]
fn a_list_that_ends_settles_as_it_is_read_from_its_beginning() {
    let texts = [
        "- item\n# Heading\n- item\n   # Heading\n[  nested\n2. two\n",
        "# Heading\n[1]: note\n- item\ntext ***\n\t- item\n# Heading\n",
    ];
    for text in texts {
        let text = text.replace("]:", "] :");
        for width in 1..=4 {
            settles(&text, &[width]);
        }
    }
}

#[test]
fn an_open_fence_is_only_appended_to() {
    let mut stream = Stream::new();
    stream.push("intro\n\n```rust\nfn a() {}\n");
    stream.patch();
    for line in 0..100 {
        stream.push(&format!("let x{line} = 1;\n"));
        let ops = stream.patch().ops;
        assert!(matches!(ops.as_slice(), [Op::AppendText { index: 1, .. }]), "one line costs one append, not {ops:?}");
    }
    stream.push("```\nafter");
    let ops = stream.patch().ops;
    assert_eq!(ops.len(), 2, "closed code and what follows: {ops:?}");
    assert!(stream.finish().is_empty(), "nothing was left to put right");
}

#[test]
fn a_paragraph_costs_a_few_hundred_bytes() {
    let mut stream = Stream::new();
    stream.push("A **bold** word, `code` and [a link](https://a.example).");
    let json = serde_json::to_string(&stream.patch()).unwrap();
    assert!(json.len() < 600, "{} bytes: {json}", json.len());
}

#[test]
fn line_ends_cut_in_half_count_once() {
    let mut stream = Stream::new();
    for piece in ["a\r", "\nb\r", "\r", "\nc"] {
        stream.push(piece);
    }
    stream.finish();
    assert_eq!(stream.blocks(), parse("a\nb\n\nc"));
}

#[test]
fn a_formula_within_a_line_does_not_reach_back_over_a_finished_block() {
    let text = "$$> [!NOTE]\n> note\n$$<!--$$\n> quote\n  nested\n    $$\n";
    let mut stream = Stream::new();
    let mut settled = Vec::new();
    for c in text.chars() {
        stream.push(c.encode_utf8(&mut [0; 4]));
        stream.patch();
        settled = stream.blocks()[..stream.settled()].to_vec();
    }
    stream.finish();
    assert_eq!(notation::of(&settled), notation::of(&stream.blocks()[..settled.len()]));
}

#[test]
fn a_list_that_a_formula_makes_loose_is_final_as_a_loose_one() {
    let text = "- [ ] task\n\n    $$\n- item\n    $$\n> $$\n# Heading\n";
    for width in 1..12 {
        let mut stream = Stream::new();
        let mut settled = Vec::new();
        for piece in cut(text, &[width]) {
            stream.push(piece);
            stream.patch();
            settled = stream.blocks()[..stream.settled()].to_vec();
        }
        stream.finish();
        assert_eq!(notation::of(&settled), notation::of(&stream.blocks()[..settled.len()]), "{width}");
    }
}
