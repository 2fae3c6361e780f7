//! The JSON file loses nothing, and says what is wrong with one that is not ours.

use crate::trees::tree;
use hadal_domain::{ClientId, Conversation, ConversationId, Message, ModelId, Thinking, Timestamp};
use hadal_transfer::{Belongings, JsonExportError, JsonImportError, Whole, json, parse_json};
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_tree_comes_back_equal_in_every_field(whole in tree()) {
        let text = json(&whole).unwrap();
        let read = parse_json(&text).unwrap();
        prop_assert_eq!(&read, &whole);
        prop_assert_eq!(json(&read).unwrap(), text, "a second export is the same file");
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = parse_json(&text);
    }
}

fn pair() -> Whole {
    let at = Timestamp::from_millis(1_795_219_200_000);
    let conversation = Conversation::new("深海".into(), ModelId::default(), Thinking::default(), at);
    let question = Message::user(conversation.id, None, "q".into(), at);
    let answer = Message::answer(conversation.id, question.id, ModelId::default(), at);
    Whole::bare(conversation, vec![question, answer])
}

fn changed(change: impl FnOnce(&mut serde_json::Value)) -> Result<Whole, JsonImportError> {
    let mut value = serde_json::from_str(&json(&pair()).unwrap()).unwrap();
    change(&mut value);
    parse_json(&value.to_string())
}

#[test]
fn unknown_fields_are_ignored_and_absent_optional_ones_are_empty() {
    let Whole { conversation, messages, belongings } = changed(|file| {
        file["exported_by"] = "a later Hadal".into();
        file["conversation"]["mood"] = serde_json::json!({"calm": [1, 2.5, null]});
        for field in ["parent_id", "reasoning", "usage", "timings", "client_id", "seams", "parts"] {
            file["messages"][0].as_object_mut().unwrap().remove(field);
        }
        for field in ["pinned", "archived", "folders", "tags", "queue"] {
            file["conversation"].as_object_mut().unwrap().remove(field);
        }
    })
    .unwrap();
    assert_eq!(conversation.title, "深海");
    assert_eq!(messages[0].parent_id, None);
    assert_eq!(messages.len(), 2);
    assert_eq!(belongings, Belongings::default());
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
    let text = format!("\u{feff}{}", json(&pair()).unwrap());
    assert_eq!(parse_json(&text).unwrap().messages.len(), 2);
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
fn belongings_that_mean_nothing_are_refused_with_their_field() {
    let seam = |within: &str, at: u64| serde_json::json!([{"in": within, "at_byte": at, "created_at_ms": 0}]);
    let folder = serde_json::json!({"id": ConversationId::new().to_string(), "name": "a"});
    let content = |base64: &str| serde_json::json!([{"kind": "image", "content": {"base64": base64}}]);
    let waiting = |text: &str| serde_json::json!({"client_id": ClientId::new().to_string(), "text": text});
    let in_message = |field: &str, value: serde_json::Value| changed(|file| file["messages"][0][field] = value);
    let in_conversation = |field: &str, value: serde_json::Value| changed(|file| file["conversation"][field] = value);
    for (read, name) in [
        (in_message("seams", seam("title", 0)), "seam.in"),
        (in_message("seams", seam("text", 9)), "seam.at_byte"),
        (in_message("seams", seam("text", u64::MAX)), "seam.at_byte"),
        (in_message("parts", serde_json::json!([{"kind": "program"}])), "part.kind"),
        (in_message("parts", content("not base64")), "content.base64"),
        (in_conversation("folders", serde_json::json!([{"id": "7"}])), "folder.id"),
        (in_conversation("folders", serde_json::json!([folder, folder])), "folder.id"),
        (in_conversation("folders", vec![folder.clone(); 300].into()), "conversation.folders"),
        (in_conversation("queue", serde_json::json!([{"client_id": "x", "text": ""}])), "queue.client_id"),
        (in_conversation("queue", vec![waiting("a"); 51].into()), "conversation.queue"),
        (in_conversation("queue", vec![waiting(&"a".repeat(5 << 20)); 2].into()), "conversation.queue"),
    ] {
        assert!(matches!(&read, Err(JsonImportError::Unknown(field)) if *field == name), "{name}: {read:?}");
    }
    assert!(in_conversation("queue", vec![waiting("a"); 50].into()).is_ok());
    assert!(in_message("seams", seam("text", 1)).is_ok() && in_message("parts", content("")).is_ok());
}

#[test]
fn a_message_of_another_conversation_is_not_exported() {
    let mut whole = pair();
    whole.messages[1].conversation_id = ConversationId::new();
    let foreign = whole.messages[1].id;
    assert!(matches!(json(&whole), Err(JsonExportError::Foreign(id)) if id == foreign));
}

#[test]
fn a_chain_of_ten_thousand_messages_is_read_in_one_go() {
    let Whole { conversation, mut messages, .. } = pair();
    for _ in 0..10_000 {
        let parent = messages.last().map(|message| message.id);
        messages.push(Message::user(conversation.id, parent, String::new(), Timestamp::from_millis(0)));
    }
    messages.reverse();
    let count = messages.len();
    let read = parse_json(&json(&Whole::bare(conversation, messages)).unwrap()).unwrap();
    assert_eq!(read.messages.len(), count, "long conversations neither overflow the stack nor take for ever");
}
