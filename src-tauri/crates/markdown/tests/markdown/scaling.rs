//! What hostile texts cost when they grow: as much more as they are longer, read at once and in pieces.
//!
//! Pieces are judged by bytes read, a count. A text read at once is judged by the time that this thread computed, which
//! a busy machine changes little: four times the text may take ten times the time, where a cost that grows with the
//! square takes sixteen times. Systems that do not tell that time are not judged by it.

use std::time::Duration;

use hadal_markdown::{Stream, parse};

/// What makes a text of about so many characters.
type Make = fn(usize) -> String;

/// Signs that open something, over and over.
const MARKS: &[&str] = &[
    "[",
    "]",
    "*",
    "_",
    ">",
    "> ",
    "`",
    "<",
    "![",
    "$",
    "$$",
    "|",
    "~",
    "&",
    "\\",
    "\\(",
    "\\[",
    "`a",
    "``a` ",
    "$a ",
    "*a ",
    "a* ",
    "**a ",
    "*a_ ",
    "a**b",
    "[a](",
    "![a](",
    "[a]",
    "[^a]",
    "<a ",
    "<!--",
    "&#",
    "www.a.b ",
    "https://",
    "a@b.c ",
    "x\n",
    "- a\n\n",
    "|a|\n",
    "$$\n",
    "$$a\n",
    "\\[\n",
    "[a]: b\n",
    "\u{4e2d}**\u{3002}",
    "[[a](b)",
    "(",
    "\"",
];

/// Texts with a plan.
const BOMBS: &[(&str, Make)] = &[
    ("links in links", |size| "[".repeat(size / 3) + &"](b)".repeat(size / 6)),
    ("emphasis in emphasis", |size| "*a **b ".repeat(size / 14) + &"c** d* ".repeat(size / 14)),
    ("one long address, many links", |size| format!("[a]: /{}\n\n{}", "x".repeat(size / 2), "[a] ".repeat(size / 8))),
    ("many definitions", |size| {
        let definitions: Vec<String> = (0..size / 24).map(|n| format!("[a{n}]: /x\n")).collect();
        let uses: Vec<String> = (0..size / 24).map(|n| format!("[a{n}] ")).collect();
        format!("{}\n{}", definitions.concat(), uses.concat())
    }),
    ("lists in lists", |size| {
        let lines: Vec<String> = (0..size.isqrt()).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
        lines.concat()
    }),
    ("quotations in quotations", |size| {
        let lines: Vec<String> = (0..size.isqrt()).map(|depth| format!("{} a\n", ">".repeat(depth + 1))).collect();
        lines.concat()
    }),
    ("backticks, one more each time", |size| {
        let runs: Vec<String> = (1..(2 * size).isqrt()).map(|width| format!("{}a", "`".repeat(width))).collect();
        runs.concat()
    }),
    ("a table of many columns and short rows", |size| {
        let columns = size / 12;
        format!("{}\n{}\n{}", "|a".repeat(columns), "|-".repeat(columns), "|x\n".repeat(size * 2 / 9))
    }),
    ("one line of prose", |size| "Some words, *leaning* ones and `code` among them. ".repeat(size / 50)),
];

/// What this thread computed so far, where the system tells.
fn computed() -> Option<Duration> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(line.split(' ').next()?.parse().ok()?))
}

fn time(text: &str) -> Option<Duration> {
    let begun = computed()?;
    std::hint::black_box(parse(text));
    Some(computed()?.saturating_sub(begun))
}

fn judge_at_once(name: &str, make: &dyn Fn(usize) -> String) {
    // Below this, the system's clock is too coarse.
    let least = Duration::from_millis(40);
    let (Some(short), Some(long)) = (time(&make(50_000)), time(&make(200_000))) else { return };
    assert!(long <= 10 * short.max(least), "{name:?}: {short:?} for 50,000 characters, {long:?} for 200,000");
}

/// Bytes read for a text in pieces of 64 characters.
fn work(text: &str) -> u64 {
    let chars: Vec<char> = text.chars().collect();
    let mut stream = Stream::new();
    for piece in chars.chunks(64) {
        stream.push(&piece.iter().collect::<String>());
        stream.patch();
    }
    let work = stream.work();
    stream.finish();
    assert!(stream.blocks() == parse(text), "the end state is the text read at once");
    work
}

fn judge_in_pieces(name: &str, make: &dyn Fn(usize) -> String) {
    let (short, long) = (work(&make(20_000)), work(&make(40_000)));
    assert!(
        long <= 5 * short.max(1_000_000) / 2,
        "{name:?}: {short} bytes read for 20,000 characters, {long} for 40,000"
    );
    // The stretch that is read again has an end: 16 KiB twice a piece, whatever the text is.
    assert!(long <= 40_000 / 64 * (36 << 10), "{name:?}: {long} bytes read for 40,000 characters");
}

#[test]
fn a_longer_text_costs_as_much_more_as_it_is_longer() {
    for mark in MARKS {
        judge_at_once(mark, &|size| mark.repeat(size / mark.len()));
    }
    for (name, make) in BOMBS {
        judge_at_once(name, make);
    }
}

/// Those of the marks that are worth their time here, for each way there is to read them.
const IN_PIECES: &[&str] = &["[", "*", "_", ">", "`", "<", "![", "$", "|", "~", "&", "\\(", "www.a.b ", "x\n", "$$\n"];

/// A third of them a test, so that they share the machine's cores.
fn repeat(third: usize) {
    for mark in IN_PIECES.iter().skip(third).step_by(3) {
        judge_in_pieces(mark, &|size| mark.repeat(size / mark.len()));
    }
}

#[test]
fn marks_in_pieces_are_read_a_bounded_number_of_times_one() {
    repeat(0);
}

#[test]
fn marks_in_pieces_are_read_a_bounded_number_of_times_two() {
    repeat(1);
}

#[test]
fn marks_in_pieces_are_read_a_bounded_number_of_times_three() {
    repeat(2);
}

#[test]
fn bombs_in_pieces_are_read_a_bounded_number_of_times() {
    for (name, make) in BOMBS {
        judge_in_pieces(name, make);
    }
}

#[test]
fn a_line_of_a_megabyte_in_pieces_is_read_a_bounded_number_of_times() {
    let size = 1 << 20;
    for (name, word) in [("words", "some words, "), ("a word", "x")] {
        let read = work(&word.repeat(size / word.len()));
        assert!(read <= size as u64 * 300, "{name}: {read} bytes read");
    }
}
