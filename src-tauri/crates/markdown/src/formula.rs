//! Finds formulas in a source: `$ $`, `$$ $$`, `\( \)` and `\[ \]`.
//!
//! Inline formulas stay inside one stretch of inline content. A display formula that begins its
//! line may run over lines that would otherwise be lists or headings, and over blank lines when its
//! opener stands alone. Prices stay text.

mod display;
mod inline;
mod reading;
mod search;

use std::ops::Range;

use crate::structure::{Definitions, Structure};
use reading::Reading;
use search::Search;

/// A formula with its delimiters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Formula {
    pub(crate) range: Range<usize>,
    pub(crate) tex: String,
    pub(crate) display: bool,
    pub(crate) closed: bool,
    /// Of several lines, or open, and first in its line: it may look like blocks.
    pub(crate) tall: bool,
}

/// The formulas of a source.
#[derive(Debug)]
pub(crate) struct Formulas {
    pub(crate) found: Vec<Formula>,
    /// Where an inline formula begins that more text may still close. Only looked for in a growing text.
    pub(crate) open_inline: Option<usize>,
    /// What was handed in, if no formula is tall.
    pub(crate) structure: Option<Structure>,
}

/// Whether there can be a formula at all; saves the search in most texts.
pub(crate) fn possible(text: &str) -> bool {
    text.contains('$') || text.contains("\\(") || text.contains("\\[")
}

/// Finds the first `limit` formulas of `text`, whose structure is `structure` while nothing is veiled. With `growing` an
/// unclosed display formula at the end counts as one, since the text that closes it is still to come.
pub(crate) fn find(text: &str, structure: Structure, known: &Definitions, growing: bool, limit: usize) -> Formulas {
    Search::new(text, Reading::new(text, structure, known), growing).run(limit)
}

#[cfg(test)]
mod tests {
    use crate::structure::Definitions;
    use crate::survey::Survey;

    fn tex(text: &str) -> Vec<String> {
        let survey = Survey::of(text, &Definitions::new(), false, 100);
        survey.formulas.into_iter().map(|formula| formula.tex).collect()
    }

    #[test]
    fn each_delimiter_makes_a_formula() {
        for (text, formula) in [
            ("a $x_1$ b", "x_1"),
            ("a \\( x_1 \\) b", "x_1"),
            ("$$\nx\n$$", "x"),
            ("\\[\nx\n\\]", "x"),
            ("\\[ x = 1 \\]", "x = 1"),
            ("\u{8bbe}$x$\u{4e3a}", "x"),
            ("$2x$", "2x"),
            ("$5$", "5"),
            ("$\\$5$", "\\$5"),
            ("- a\n\n  $$\n  x\n\n  y\n  $$", "x\n\ny"),
            ("> $$\n> x\n> - y\n> $$", "x\n- y"),
            ("$$\na\n+ b\n- c\n$$", "a\n+ b\n- c"),
            ("| $|x|$ | b |\n|---|---|\n| 1 | 2 |", "|x|"),
            ("**$x$**", "x"),
        ] {
            assert_eq!(tex(text), [formula], "{text}");
        }
    }

    #[test]
    fn prices_code_and_addresses_stay_text() {
        for text in [
            "$5",
            "$5 and $10",
            "$5-$10",
            "US$5, US$6",
            "10$ or 20$",
            "from $5 to 10$",
            "$5 \u{5230} 10$",
            "| $5 | 10$ |\n|---|---|\n| $1 | 2$ |",
            "`$x$`",
            "``` \n$x$\n```",
            "    $x$",
            "https://a.example/?x=$b&y=$c",
            "[a](https://b.example/$x$)",
            "\\$x$",
            "$ x $",
            "$$ ",
            "\\\\(x\\\\)",
            "a\\[0\\]",
            "\\[a\\](b)",
            "$x\n\ny$",
            "- $5\n- x$",
        ] {
            assert_eq!(tex(text), [""; 0], "{text}");
        }
    }
}
