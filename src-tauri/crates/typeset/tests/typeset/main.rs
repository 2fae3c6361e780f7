//! Files as other programs read them.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::format_collect,
    reason = "a test fails by panicking, and its texts are short"
)]

mod formulas;
mod hostile;
mod pages;
mod parts;
mod pictures;
mod word;

use hadal_typeset::{Document, Section, Tone};

/// A rich conversation: Chinese, code, tables, twenty formulas.
const RICH: &str = include_str!("fixtures/rich.md");
/// What is hard to set: wide tables, chemistry, lines without a break, two directions, layers in layers.
const WIDE: &str = include_str!("fixtures/wide.md");

/// A document with a question and this answer.
fn document(answer: &str) -> Document<'_> {
    Document {
        title: "深海里的洋流 · Deep sea currents",
        facts: "2026-11-22T09:30:00Z".to_owned(),
        created_at_ms: Some(1_795_339_800_000),
        sections: vec![
            Section {
                heading: "You · 2026-11-22T09:30:00Z".to_owned(),
                tone: Tone::Typed,
                text: "请解释热盐环流。\n  With **figures**, please <&>.",
                ..Section::default()
            },
            Section {
                heading: "DeepSeek · deepseek-flash".to_owned(),
                thinking: "先想一想 $x^2$。",
                text: answer,
                note: "Stopped here".to_owned(),
                ..Section::default()
            },
        ],
    }
}
