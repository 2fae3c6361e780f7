//! Finds the reasoning in a delta, whichever field a host uses, and never twice.

use crate::chunk::Delta;

/// Remembers which fields a reply uses.
///
/// Order: `reasoning_content`, `reasoning`, `reasoning_details`, `thinking`. `OpenRouter` sends the same
/// text as `reasoning` and in `reasoning_details`, so the details count only while no plain field has
/// been seen.
#[derive(Debug, Default)]
pub(crate) struct ReasoningField {
    plain_seen: bool,
}

impl ReasoningField {
    /// A plain field was seen.
    pub(crate) fn saw_plain(&mut self) {
        self.plain_seen = true;
    }

    /// The reasoning of one delta; `None` if it holds none.
    pub(crate) fn take(&mut self, delta: &mut Delta) -> Option<String> {
        let filled = |text: &mut Option<String>| text.take().filter(|text| !text.is_empty());
        let plain = filled(&mut delta.reasoning_content).or_else(|| filled(&mut delta.reasoning));
        if plain.is_some() {
            self.plain_seen = true;
            return plain;
        }
        let mut details = String::new();
        if !self.plain_seen {
            for detail in &mut delta.reasoning_details {
                details.push_str(&filled(&mut detail.text).or_else(|| filled(&mut detail.summary)).unwrap_or_default());
            }
        }
        if !details.is_empty() {
            return Some(details);
        }
        filled(&mut delta.thinking)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunk;

    fn merged(deltas: &[&str]) -> String {
        let mut field = ReasoningField::default();
        deltas.iter().filter_map(|json| field.take(&mut chunk::read(json).unwrap())).collect()
    }

    #[test]
    fn each_field_is_read_and_the_same_text_in_two_fields_counts_once() {
        let table: [(&[&str], &str); 8] = [
            (&[r#"{"reasoning_content":"a"}"#, r#"{"reasoning_content":"b"}"#], "ab"),
            (&[r#"{"reasoning":"a"}"#], "a"),
            (&[r#"{"reasoning_content":"a","reasoning":"a"}"#], "a"),
            (&[r#"{"reasoning_content":"","reasoning":"a"}"#], "a"),
            (
                &[
                    r#"{"reasoning":"a","reasoning_details":[{"type":"reasoning.text","text":"a"}]}"#,
                    r#"{"reasoning_details":[{"text":"a"}]}"#,
                ],
                "a",
            ),
            (&[r#"{"reasoning_details":[{"text":"a"},{"summary":"b"},{"data":"x"}]}"#], "ab"),
            (&[r#"{"thinking":"a"}"#], "a"),
            (&[r#"{"content":"x","reasoning_content":null}"#], ""),
        ];
        for (deltas, wanted) in table {
            assert_eq!(merged(deltas), wanted, "{deltas:?}");
        }
    }
}
