//! Facets: what a message is besides its text, as words of the index, so that a filter narrows the search itself and
//! not its result.

use hadal_domain::{ModelId, Role};

/// The facets of one message.
pub(crate) fn of(speaker: Role, asked: Option<&ModelId>, text: &str, conversation_row: i64) -> String {
    let mut facets = format!("{} {}", conversation(conversation_row), role(speaker));
    if let Some(asked) = asked {
        facets.push(' ');
        facets.push_str(&model(asked));
    }
    if has_code(text) {
        facets.push(' ');
        facets.push_str(CODE);
    }
    facets
}

pub(crate) const CODE: &str = "code";

pub(crate) fn conversation(row: i64) -> String {
    format!("in{row}")
}

pub(crate) fn role(role: Role) -> String {
    format!("by{}", role.word())
}

/// Names of models have signs that the index would split.
pub(crate) fn model(model: &ModelId) -> String {
    model.as_str().bytes().fold("of".to_owned(), |mut word, byte| {
        let hex = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
        word.extend([hex(byte >> 4), hex(byte & 15)]);
        word
    })
}

/// There is a line that opens a fenced block.
fn has_code(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start_matches([' ', '\t', '>']);
        line.starts_with("```") || line.starts_with("~~~")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_a_fence_at_the_start_of_a_line() {
        assert!(has_code("see\n  ```rust\nfn a() {}\n```"));
        assert!(has_code("> ~~~\nx"));
        assert!(!has_code("the sign ``` in a line"));
    }

    #[test]
    fn the_name_of_a_model_is_one_word_of_the_index() {
        assert!(model(&ModelId::new("deepseek-v4/pro:x")).bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(model(&ModelId::new("a-b")), model(&ModelId::new("a_b")));
    }
}
