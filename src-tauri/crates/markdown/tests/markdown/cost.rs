//! What a growing text costs, in bytes read and in bytes sent: counts, which are the same on any machine.
#![expect(clippy::format_collect, reason = "the texts of tests are written to be read")]

use hadal_markdown::{Block, Stream, parse};

const ANSWER: &str = include_str!("answer.md");

/// The corpus: a name and a text.
fn corpus() -> Vec<(&'static str, String)> {
    let table = |rows: usize| {
        let rows: String = (0..rows).map(|n| format!("| {n} | some **words** |\n")).collect();
        format!("| a | b |\n|---|---|\n{rows}")
    };
    let code: String = (0..4_000).map(|n| format!("let x{n} = {n};\n")).collect();
    let indented: String = code.lines().take(1_500).map(|line| format!("  {line}\n")).collect();
    let quoted = |text: &str| text.lines().map(|line| format!("> {line}\n")).collect::<String>();
    let nested: String = (0..500).map(|n| format!("  - item {n} with **bold** and `code`\n")).collect();
    let steps: String =
        (1..100).map(|n| format!("{n}. Step {n}:\n\n   ```sh\n   echo {n}\n   ```\n\n   Then go on.\n\n")).collect();
    vec![
        ("an ordinary answer", ANSWER.repeat(6)),
        ("a list of 500 items", "- an item with **bold** text and `code`\n".repeat(500)),
        ("a loose list", "1. an item with **bold** text\n\n   and more of it\n\n".repeat(300)),
        ("a list in a list", format!("- outer\n{nested}")),
        ("a list in a quotation", quoted(&nested)),
        ("a table of 500 rows", table(500)),
        ("a table in a list", format!("- x\n\n{}", table(400).lines().map(|l| format!("  {l}\n")).collect::<String>())),
        ("4,000 lines of code", format!("```rust\n{code}```\n")),
        ("code in a list", format!("- x\n\n  ```rust\n{indented}  ```\n")),
        ("code in a quotation", quoted(&format!("```rust\n{code}```\n"))),
        ("steps with code", steps),
        ("15 KB without a blank line", "Some words, **bold** ones and `code` among them, line by line.\n".repeat(250)),
        ("15 KB in one line", "Some words, *leaning* ones and `code` among them. ".repeat(300)),
        ("15 KB of Chinese in one line", "\u{8fd9}\u{662f}**\u{91cd}\u{70b9}**\u{5185}\u{5bb9}\u{3002}".repeat(600)),
        ("a paragraph in a list", format!("- {}", "Some words and **bold** ones,\n  line by line.\n  ".repeat(400))),
    ]
}

/// What a stretch of the stream cost.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    read: u64,
    sent: usize,
    patches: usize,
}

/// Streams `text`, four characters at a time, and returns the cost of each tenth of it.
fn stream(name: &str, text: &str) -> Vec<Cost> {
    let chars: Vec<char> = text.chars().collect();
    let pieces: Vec<String> = chars.chunks(4).map(|piece| piece.iter().collect()).collect();
    let mut stream = Stream::new();
    let mut screen: Vec<Block> = Vec::new();
    let mut out = Vec::new();
    for tenth in pieces.chunks(pieces.len().div_ceil(10)) {
        let mut cost = Cost::default();
        let before = stream.work();
        for piece in tenth {
            stream.push(piece);
            let patch = stream.patch();
            if !patch.is_empty() {
                cost.sent += serde_json::to_string(&patch).unwrap().len();
                cost.patches += 1;
            }
            patch.apply(&mut screen);
        }
        assert!(screen == stream.blocks(), "{name}: the patches lead to the stream's own state");
        cost.read = stream.work() - before;
        out.push(cost);
    }
    let last = stream.finish();
    let left = serde_json::to_string(&last).unwrap().len();
    assert!(left < 2_000, "{name}: the end had {left} bytes to put right: {:.300}", format!("{last:?}"));
    last.apply(&mut screen);
    assert!(screen == parse(text), "{name}: the end state is the text read at once");
    out
}

#[test]
fn the_end_of_a_long_block_costs_what_its_beginning_costs() {
    for (name, text) in corpus() {
        let costs = stream(name, &text);
        let per_tenth: Vec<u64> = costs.iter().map(|cost| cost.read).collect();
        let tree = serde_json::to_string(&parse(&text)).unwrap().len();
        let sent: usize = costs.iter().map(|cost| cost.sent).sum();
        let patches: usize = costs.iter().map(|cost| cost.patches).sum();
        let (early, late) = per_tenth.split_at(5);
        let (early, late) = (early.iter().max().copied().unwrap(), late.iter().max().copied().unwrap());
        assert!(late * 10 <= 13 * early.max(2_000), "{name}: {per_tenth:?}");
        assert!(sent <= 3 * tree + 120 * patches, "{name}: {sent} bytes sent for a tree of {tree}, {patches} patches");
    }
}
