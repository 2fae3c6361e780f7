//! What is on screen while a text grows.

use hadal_markdown::{Block, Stream, plain_text};

use crate::notation;

fn screen(text: &str) -> String {
    let mut stream = Stream::new();
    for c in text.chars() {
        stream.push(c.encode_utf8(&mut [0; 4]));
        stream.patch();
    }
    notation::of(stream.blocks())
}

#[test]
fn half_written_marks_are_closed_or_held_back() {
    for (text, shown) in [
        ("a **bold", "P(a <b bold>)"),
        ("a **bold ", "P(a <b bold>)"),
        ("a **bold*", "P(a <b bold>)"),
        ("a **bold**", "P(a <b bold>)"),
        ("a **", "P(a)"),
        ("a *", "P(a)"),
        ("*it", "P(<i it>)"),
        ("***both", "P(<i <b both>>)"),
        ("**bold *and", "P(<b bold <i and>>)"),
        ("a ~~gone", "P(a <s gone>)"),
        ("a `cod", "P(a <c cod>)"),
        ("a `", "P(a)"),
        ("a ``b`", "P(a <c b>)"),
        ("**b `c", "P(<b b <c c>>)"),
        ("3 * 4", "P(3 * 4)"),
        ("snake_case", "P(snake_case)"),
        ("2**10", "P(2**10)"),
        ("see [te", "P(see te)"),
        ("see [text]", "P(see text)"),
        ("see [text](https://exa", "P(see text)"),
        ("see [text](https://a.example)", "P(see <a https://a.example/ @a.example text>)"),
        ("see [**te", "P(see <b te>)"),
        ("x ![al", "P(x)"),
        ("x ![alt](https://a", "P(x)"),
        ("a[0", "P(a[0)"),
        ("a $", "P(a)"),
        ("a $x_", "P(a)"),
        ("a $x_1$", "P(a <m x_1>)"),
        ("costs $5 and", "P(costs $5 and)"),
        ("a \\(x", "P(a)"),
        ("a \\", "P(a)"),
        ("AT&am", "P(AT)"),
        ("\u{4e2d}**\u{91cd}\u{70b9}\u{ff1a}", "P(\u{4e2d}<b \u{91cd}\u{70b9}\u{ff1a}>)"),
        ("see https://a.exam", "P(see https://a.exam)"),
        ("see https://a.example b", "P(see <a https://a.example/ @a.example https://a.example> b)"),
    ] {
        assert_eq!(screen(text), shown, "{text:?}");
    }
}

#[test]
fn half_written_blocks_keep_their_look() {
    for (text, shown) in [
        ("text\n-", "P(text)"),
        ("text\n--", "P(text)"),
        ("-", ""),
        ("- ", ""),
        ("- a\n- **b", "UL -{P(a)} -{P(<b b>)}"),
        ("- [", ""),
        ("- [ ]", ""),
        ("- [ ] a", "UL -[ ]{P(a)}"),
        ("1", ""),
        ("1.", ""),
        ("1. a", "OL1 -{P(a)}"),
        ("#", ""),
        ("# T", "H1(T)"),
        ("# **T", "H1(<b T>)"),
        (">", ""),
        ("> [!NO", ""),
        ("> [!NOTE]\n> a", "NOTE{P(a)}"),
        ("| a | b |", "P(| a | b |)"),
        ("| a | b |\n|--", "P(| a | b |)"),
        ("| a | b |\n|--|--|\n", "TABLE -- a | b / "),
        ("| a | b |\n|--|--|\n| 1 | **2", "TABLE -- a | b / 1 | <b 2>"),
        ("``", ""),
        ("```ru", ""),
        ("```rust\n", "CODE(rust|\"\"...)"),
        ("```rust\nlet x", "CODE(rust|\"let x\"...)"),
        ("```rust\nlet x\n``", "CODE(rust|\"let x\"...)"),
        ("```rust\nlet x\n```", "CODE(rust|\"let x\"...)"),
        ("```rust\nlet x\n```\n", "CODE(rust|\"let x\")"),
        ("- a\n  ```\n  x\n  ``", "UL -{P(a) CODE(|\"x\"...)}"),
        ("$$", ""),
        ("$$\n", ""),
        ("$$\nx +", "MATH(\"x +\"...)"),
        ("$$\nx\n$", "MATH(\"x\"...)"),
        ("$$\nx\n$$", "MATH(\"x\")"),
        ("\\[\nx", "MATH(\"x\"...)"),
        ("Sum:\n\\[ x", "P(Sum:)\nMATH(\"x\"...)"),
        ("[a]: https://a.ex", ""),
    ] {
        assert_eq!(screen(text), shown, "{text:?}");
    }
}

const ANSWER: &str = include_str!("answer.md");

fn kind(block: &Block) -> &'static str {
    match block {
        Block::Paragraph { .. } => "paragraph",
        Block::Heading { .. } => "heading",
        Block::List { .. } => "list",
        Block::Quote { .. } => "quote",
        Block::Code { .. } => "code",
        Block::Math { .. } => "formula",
        Block::Table { .. } => "table",
        _ => "other",
    }
}

#[test]
fn an_ordinary_answer_never_jumps_while_it_is_written() {
    let mut stream = Stream::new();
    let mut before: Vec<&str> = Vec::new();
    let mut words = 0;
    for c in ANSWER.chars() {
        stream.push(c.encode_utf8(&mut [0; 4]));
        stream.patch();
        let now: Vec<&str> = stream.blocks().iter().map(kind).collect();
        assert!(now.len() >= before.len(), "no block goes away again: {before:?} became {now:?}");
        for (old, new) in before.iter().zip(&now) {
            let expected = old == new || (*old == "paragraph" && *new == "table");
            assert!(expected, "a {old} became a {new}");
        }
        let shown = plain_text(stream.blocks()).chars().count();
        assert!(shown + 8 >= words, "{words} characters on screen shrank to {shown}");
        words = shown;
        before = now;
    }
    assert!(stream.finish().ops.len() <= 1, "only the last line was still open");
}

#[test]
fn no_mark_of_an_ordinary_answer_is_ever_seen() {
    let mut stream = Stream::new();
    for c in ANSWER.chars() {
        stream.push(c.encode_utf8(&mut [0; 4]));
        stream.patch();
        let text = notation::of(stream.blocks());
        let prose = text.lines().filter(|line| !line.starts_with("CODE") && !line.starts_with("MATH"));
        for line in prose {
            for mark in ["**", "`", "](", "~~", "\\(", "\\[", "$$", "[!"] {
                assert!(!line.contains(mark), "{mark} is on screen: {line}");
            }
        }
    }
}

/// Code and formulas by their place, and whether they are closed.
fn settled_flags(blocks: &[Block], path: &str, out: &mut Vec<(String, bool)>) {
    for (index, block) in blocks.iter().enumerate() {
        let path = format!("{path}/{index}");
        match block {
            Block::Code { closed, .. } | Block::Math { closed, .. } => {
                out.push((format!("{path} {}", kind(block)), *closed));
            }
            Block::List { items, .. } => {
                for (number, item) in items.iter().enumerate() {
                    settled_flags(&item.blocks, &format!("{path}.{number}"), out);
                }
            }
            Block::Quote { blocks, .. } | Block::Footnote { blocks, .. } => settled_flags(blocks, &path, out),
            _ => {}
        }
    }
}

#[test]
fn what_is_closed_never_opens_again() {
    let steps = "1. Do:\n\n   ```sh\n   echo a\n   ```\n\n   Then\n\n   $$\n   x\n   $$\n\n2. Go on\n".repeat(3);
    let quoted: String = steps.lines().map(|line| format!("> {line}\n")).collect::<Vec<_>>().concat();
    let codes = "```rust\nfn a() {}\n```\nand\n~~~\n```\n~~~\n\n    b\n\n".repeat(3);
    for text in [ANSWER, &steps, &quoted, &codes, &format!("- a\n\n{}", codes.replace('\n', "\n  "))] {
        let mut stream = Stream::new();
        let mut closed: Vec<String> = Vec::new();
        for c in text.chars() {
            stream.push(c.encode_utf8(&mut [0; 4]));
            stream.patch();
            let mut now = Vec::new();
            settled_flags(stream.blocks(), "", &mut now);
            for (place, is_closed) in &now {
                assert!(*is_closed || !closed.contains(place), "{place} opened again: {:?}", stream.blocks().last());
            }
            closed = now.into_iter().filter(|(_, is_closed)| *is_closed).map(|(place, _)| place).collect();
        }
    }
}
