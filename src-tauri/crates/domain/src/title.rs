//! A conversation's first title: the first words of what was asked.

/// Longest title that is made or kept, in characters.
pub const TITLE_MAX_CHARS: usize = 200;

const FIRST_WORDS_MAX_CHARS: usize = 48;

/// The first words of a text as a title: one line, no control characters, cut at a word where there is one.
/// Empty when the text has nothing to show.
#[must_use]
pub fn title_from(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    let line = file_name(line).unwrap_or(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    let clean: String =
        words.join(" ").chars().filter(|c| !c.is_control()).skip_while(|c| matches!(c, '#' | '>' | ' ')).collect();
    if clean.chars().count() <= FIRST_WORDS_MAX_CHARS {
        return clean;
    }
    let head: String = clean.chars().take(FIRST_WORDS_MAX_CHARS).collect();
    let cut = match head.rsplit_once(' ') {
        // A cut far to the left would throw away most of a line with one long word.
        Some((before, _)) if before.chars().count() * 2 > FIRST_WORDS_MAX_CHARS => before,
        _ => &head,
    };
    format!("{}…", cut.trim_end())
}

/// The name of a file that goes with a message, from the line that opens its text: the window writes it as
/// ```` ```file "name" ````.
fn file_name(line: &str) -> Option<&str> {
    line.strip_prefix("```")?.trim_start_matches('`').strip_prefix("file \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_short_line_cut_at_a_word() {
        assert_eq!(title_from("  \n# Hello   deep\tsea\nmore"), "Hello deep sea");
        assert_eq!(title_from(" \n\t"), "");
        assert_eq!(title_from("````file \"tides 2026.csv\"\nmoon,sun\n````"), "tides 2026.csv", "only a file was sent");
        let long = title_from("How do the currents of the deep ocean move heat between the hemispheres?");
        assert_eq!(long, "How do the currents of the deep ocean move heat…");
    }

    #[test]
    fn chinese_is_cut_by_characters() {
        let title = title_from(&"深".repeat(100));
        assert_eq!(title.chars().count(), 49, "48 characters and an ellipsis");
    }
}
