//! The JSON file loses nothing, and says what is wrong with one that is not ours.

use crate::trees::tree;
use hadal_domain::{Conversation, ConversationId, Message, ModelId, Thinking, Timestamp};
use hadal_transfer::{JsonExportError, JsonImportError, json, parse_json};
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_tree_comes_back_equal_in_every_field((conversation, messages) in tree()) {
        let text = json(&conversation, &messages).unwrap();
        let (read, read_messages) = parse_json(&text).unwrap();
        prop_assert_eq!(&read, &conversation);
        prop_assert_eq!(&read_messages, &messages);
        prop_assert_eq!(json(&read, &read_messages).unwrap(), text, "a second export is the same file");
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = parse_json(&text);
    }
}

fn pair() -> (Conversation, Vec<Message>) {
    let at = Timestamp::from_millis(1_795_219_200_000);
    let conversation = Conversation::new("深海".into(), ModelId::default(), Thinking::default(), at);
    let question = Message::user(conversation.id, None, "q".into(), at);
    let answer = Message::answer(conversation.id, question.id, ModelId::default(), at);
    (conversation, vec![question, answer])
}

fn changed(change: impl FnOnce(&mut serde_json::Value)) -> Result<(Conversation, Vec<Message>), JsonImportError> {
    let (conversation, messages) = pair();
    let mut value = serde_json::from_str(&json(&conversation, &messages).unwrap()).unwrap();
    change(&mut value);
    parse_json(&value.to_string())
}

#[test]
fn unknown_fields_are_ignored_and_absent_optional_ones_are_empty() {
    let (conversation, messages) = changed(|file| {
        file["exported_by"] = "a later Hadal".into();
        file["conversation"]["mood"] = serde_json::json!({"calm": [1, 2.5, null]});
        for field in ["parent_id", "reasoning", "usage", "timings", "client_id"] {
            file["messages"][0].as_object_mut().unwrap().remove(field);
        }
    })
    .unwrap();
    assert_eq!(conversation.title, "深海");
    assert_eq!(messages[0].parent_id, None);
    assert_eq!(messages.len(), 2);
}

#[test]
fn a_file_that_is_not_ours_is_named_as_such() {
    assert!(matches!(parse_json("<html>"), Err(JsonImportError::Unreadable(_))));
    assert!(matches!(
        parse_json(&"[".repeat(100_000)),
        Err(JsonImportError::Unreadable(_) | JsonImportError::OtherFormat)
    ));
    for other in ["{}", "[]", "3", r#"{"format":"chat","version":1}"#, r#"{"format":7}"#] {
        assert!(matches!(parse_json(other), Err(JsonImportError::OtherFormat)), "{other}");
    }
    assert!(matches!(changed(|file| file["version"] = 2.into()), Err(JsonImportError::Newer(2))));
    assert!(matches!(changed(|file| file["version"] = 0.into()), Err(JsonImportError::Unknown("version"))));
}

#[test]
fn a_byte_order_mark_in_front_does_no_harm() {
    let (conversation, messages) = pair();
    let text = format!("\u{feff}{}", json(&conversation, &messages).unwrap());
    assert_eq!(parse_json(&text).unwrap(), (conversation, messages));
}

#[test]
fn messages_that_are_no_tree_are_refused() {
    let twice = changed(|file| file["messages"][1]["id"] = file["messages"][0]["id"].clone());
    assert!(matches!(twice, Err(JsonImportError::Twice(_))), "{twice:?}");
    let circle = changed(|file| file["messages"][0]["parent_id"] = file["messages"][1]["id"].clone());
    assert!(matches!(circle, Err(JsonImportError::Circle(_))), "{circle:?}");
    let absent = changed(|file| drop(file["messages"].as_array_mut().unwrap().remove(0)));
    assert!(matches!(absent, Err(JsonImportError::Absent(_))), "{absent:?}");
    let leaf = changed(|file| file["conversation"]["active_leaf"] = ConversationId::new().to_string().into());
    assert!(matches!(leaf, Err(JsonImportError::Absent(_))), "{leaf:?}");
}

#[test]
fn words_and_ids_that_mean_nothing_are_refused_with_their_field() {
    for (field, value) in [("role", "oracle"), ("status", "asleep"), ("id", "../etc/passwd"), ("client_id", "7")] {
        let read = changed(|file| file["messages"][0][field] = value.into());
        assert!(matches!(&read, Err(JsonImportError::Unknown(name)) if name.ends_with(field)), "{field}: {read:?}");
    }
}

#[test]
fn a_message_of_another_conversation_is_not_exported() {
    let (conversation, mut messages) = pair();
    messages[1].conversation_id = ConversationId::new();
    let foreign = messages[1].id;
    assert!(matches!(json(&conversation, &messages), Err(JsonExportError::Foreign(id)) if id == foreign));
}

#[test]
fn a_chain_of_ten_thousand_messages_is_read_in_one_go() {
    let (conversation, mut messages) = pair();
    for _ in 0..10_000 {
        let parent = messages.last().map(|message| message.id);
        messages.push(Message::user(conversation.id, parent, String::new(), Timestamp::from_millis(0)));
    }
    messages.reverse();
    let read = parse_json(&json(&conversation, &messages).unwrap()).unwrap();
    assert_eq!(read.1.len(), messages.len(), "long conversations neither overflow the stack nor take for ever");
}
