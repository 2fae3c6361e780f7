//! The Markdown file: texts untouched, our parts told from theirs, notes on what ended early.

use crate::trees::tree;
use hadal_domain::{Conversation, FinishReason, Message, ModelId, Status, Thinking, Timestamp};
use hadal_transfer::{MarkdownOptions, Whole, markdown};
use proptest::prelude::*;

const GOLDEN: &str = include_str!("golden/deep_sea.md");

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(1_795_219_200_000 + second * 1000)
}

/// A conversation with fixed ids, so that the file is the same each time.
fn deep_sea() -> (Conversation, Vec<Message>) {
    let mut conversation = Conversation::new(
        "深海里有什么？ \"What's\" down: there".into(),
        ModelId::default(),
        Thinking::default(),
        at(0),
    );
    conversation.id = "01936f00-0000-7000-8000-000000000000".parse().unwrap();
    conversation.updated_at = at(99);
    let mut messages = vec![
        Message::user(conversation.id, None, "深海里有什么？\n\n请给一个例子。".into(), at(1)),
        Message::user(conversation.id, None, include_str!("golden/answer.md").into(), at(2)),
        Message::user(conversation.id, None, "And in Rust?".into(), at(3)),
        Message::user(
            conversation.id,
            None,
            "Here it is:\n\n````rust\nfn main() {\n    println!(\"深\");".into(),
            at(4),
        ),
        Message::user(conversation.id, None, "Again, please.".into(), at(5)),
        Message::user(conversation.id, None, String::new(), at(6)),
    ];
    for (index, message) in messages.iter_mut().enumerate() {
        message.id = format!("01936f00-0000-7000-8000-00000000000{}", index + 1).parse().unwrap();
        if index % 2 == 1 {
            message.role = hadal_domain::Role::Assistant;
            message.model = Some(ModelId::default());
        }
    }
    messages[1].reasoning = "The user asks in Chinese.\r\n\r\n# Plan\r> quote\n```\nopen".into();
    messages[1].finish_reason = Some(FinishReason::Stop);
    messages[3].status = Status::Stopped;
    messages[5].status = Status::Failed;
    messages[5].error_code = Some("balance".into());
    messages[5].error_detail = Some("Insufficient Balance\n# top up".into());
    (conversation, messages)
}

fn exported(options: MarkdownOptions) -> String {
    let (conversation, messages) = deep_sea();
    markdown(&conversation, &messages.iter().collect::<Vec<_>>(), options)
}

#[test]
fn a_conversation_reads_as_the_file_that_we_agreed_on() {
    let made = exported(MarkdownOptions::default());
    if made != GOLDEN {
        let beside = std::env::temp_dir().join("deep_sea.made.md");
        std::fs::write(&beside, &made).unwrap();
        panic!("the export changed; compare golden/deep_sea.md with {}:\n{made}", beside.display());
    }
}

#[test]
fn reasoning_can_be_left_out() {
    let made = exported(MarkdownOptions { reasoning: false, ..MarkdownOptions::default() });
    assert!(!made.contains("Thinking") && !made.contains("The user asks"));
    assert!(made.contains("深海里有什么"), "the texts stay");
}

/// The first-level headings at the margin, as a reader of Markdown finds them.
fn outline(text: &str) -> Vec<String> {
    use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
    let body = text.splitn(3, "---\n").nth(2).unwrap();
    let (mut depth, mut open, mut found) = (0, None, Vec::new());
    for event in Parser::new_ext(body, Options::ENABLE_TABLES) {
        match event {
            Event::Start(tag) => {
                if depth == 0 && matches!(tag, Tag::Heading { level: HeadingLevel::H1, .. }) {
                    open = Some(String::new());
                }
                depth += 1;
            }
            Event::End(end) => {
                depth -= 1;
                if depth == 0 && matches!(end, TagEnd::Heading(_)) {
                    found.extend(open.take());
                }
            }
            Event::Text(piece) | Event::Code(piece) => {
                if let Some(open) = &mut open {
                    open.push_str(&piece);
                }
            }
            _ => {}
        }
    }
    found
}

const TURNS: [&str; 6] =
    ["You", "DeepSeek · deepseek-flash", "You", "DeepSeek · deepseek-flash", "You", "DeepSeek · deepseek-flash"];

#[test]
fn the_outline_is_the_turns_whatever_headings_and_open_blocks_the_texts_have() {
    assert_eq!(outline(&exported(MarkdownOptions::default())), TURNS);
}

#[test]
fn code_in_an_answer_is_left_as_it_is() {
    let made = exported(MarkdownOptions::default());
    assert!(made.contains("```python\n# not a heading\nprint(\"深海\")\n```\n"));
}

proptest! {
    #[test]
    fn a_text_without_headings_stands_byte_for_byte_after_its_mark(whole in tree()) {
        let Whole { conversation, messages, .. } = whole;
        let path: Vec<_> = messages.iter().collect();
        let made = markdown(&conversation, &path, MarkdownOptions::default());
        prop_assert!(made.starts_with("---\ntitle: \""));
        let mut rest = made.as_str();
        for message in &messages {
            let (_, after) = rest.split_once(&format!("\n<!-- hadal:message {} ", message.id)).unwrap();
            rest = after;
            // Only what may be a first-level heading is ever touched.
            prop_assert!(message.text.contains(['#', '=']) || rest.contains(&message.text));
        }
    }

    #[test]
    fn no_text_adds_to_the_outline_or_takes_from_it(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "```", "````rust", "~~~", "- a", "  - b", "    code", "> q", "<!--", "-->", "<script>", "<pre>x", "<?", "<!X",
            "<![CDATA[", "<div>", "text", "", "===", "---", "|a|b|", "|-|-|", "\\", "[x]: y", "</script>", "\t", "1. z",
            "   ```", "> ```", "- ```", "*", "`", "$$", "<b", "<a href=\"", "# x", "#", "  # y #", "## z", "=", "====", "> # q", "- # l", "\r# r",
        ]), 0..12)
    ) {
        let (conversation, mut messages) = deep_sea();
        messages[1].text = pieces.join("\n");
        let made = markdown(&conversation, &messages.iter().collect::<Vec<_>>(), MarkdownOptions::default());
prop_assert_eq!(outline(&made), TURNS, "{}", made);
    }
}
