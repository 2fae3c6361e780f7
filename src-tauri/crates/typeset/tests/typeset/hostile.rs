//! Texts that were made to break something: all of them end in a file.

use crate::document;
use hadal_markdown::NoPaint;
use hadal_typeset::{Paper, docx, pdf};

fn survives(text: &str) {
    let document = document(text);
    assert!(pdf(&document, Paper::A4, &NoPaint).unwrap().starts_with(b"%PDF"));
    assert!(docx(&document, &NoPaint).unwrap().starts_with(b"PK"));
}

#[test]
fn a_line_of_half_a_megabyte_and_one_word_that_fills_pages() {
    survives(&"words and 词语 ".repeat(30_000));
    survives(&"x".repeat(50_000));
    survives(&format!("```\n{}\n```", "y".repeat(50_000)));
}

#[test]
fn a_table_of_a_hundred_thousand_rows() {
    survives(&format!("|a|b|\n|--|--|\n{}", "|1|二|\n".repeat(100_000)));
    survives(&format!("|{}\n|{}\n|{}\n", "a|".repeat(300), "-|".repeat(300), "b|".repeat(300)));
    survives(&format!("|a|b|\n|--|--|\n|{}|x|\n", "long cell ".repeat(5_000)));
}

#[test]
fn deep_nesting_directions_emoji_and_marks() {
    survives(&format!("{}deep", "> ".repeat(2_000)));
    survives(&(0..200).map(|level| format!("{}- a\n", "  ".repeat(level))).collect::<String>());
    survives(
        "\u{202e}rtl override\u{2066}מרחבא\u{200f}مرحبا\u{0} \u{7}\u{feff} 👨‍👩‍👧‍👦🏳️‍🌈 e\u{301}\u{301}\u{301}\u{301}\u{301}",
    );
    survives(&format!("a{}", "\u{301}".repeat(20_000)));
    survives(&"$\\frac{1}{2}$ ".repeat(3_000));
    survives(
        "![a](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ)\n\n![b](data:image/jpeg;base64,AAAA)",
    );
    survives("");
}
