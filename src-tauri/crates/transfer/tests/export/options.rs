//! Every choice of the export dialog does in every kind of file what it says, and nothing else.

use hadal_domain::{
    Conversation, Currency, FinishReason, Message, ModelId, Role, Status, Thinking, Timestamp, Usage, path_to,
};
use hadal_markdown::NoPaint;
use hadal_transfer::{ExportOptions, csv, docx, json_lines, markdown_with, page, pdf, plain, png};

const NONE: ExportOptions =
    ExportOptions { reasoning: false, branches: false, metadata: false, instructions: false, cost: None };

/// A choice, how it is made, and a word that a file has with it alone.
const CHOICES: [(&str, ExportOptions, &str); 5] = [
    ("reasoning", ExportOptions { reasoning: true, ..NONE }, "Aforethought"),
    ("branches", ExportOptions { branches: true, ..NONE }, "Forsaken"),
    ("metadata", ExportOptions { metadata: true, ..NONE }, "2026-11-21"),
    ("instructions", ExportOptions { instructions: true, ..NONE }, "Instructed"),
    ("cost", ExportOptions { cost: Some(Currency::Usd), ..NONE }, "0."),
];

fn talk() -> (Conversation, Vec<Message>) {
    let at = Timestamp::from_millis(1_795_219_200_000);
    let mut talk = Conversation::new("Deep".to_owned(), ModelId::default(), Thinking::default(), at);
    "Instructed to be brief".clone_into(&mut talk.parameters.system);
    let asked = Message::user(talk.id, None, "Why".to_owned(), at);
    let mut forsaken = Message::answer(talk.id, asked.id, ModelId::default(), at);
    (forsaken.text, forsaken.status) = ("Forsaken".to_owned(), Status::Done);
    let mut shown = Message::answer(talk.id, asked.id, ModelId::default(), at);
    (shown.text, shown.status, shown.reasoning) = ("So".to_owned(), Status::Done, "Aforethought".to_owned());
    shown.finish_reason = Some(FinishReason::Stop);
    shown.usage = Some(Usage { prompt: 30_000, completion: 50_000, cache_hit: 0, cache_miss: 30_000, reasoning: 1 });
    talk.active_leaf = Some(shown.id);
    (talk, vec![asked, forsaken, shown])
}

/// The texts of every kind of file that is text, made as the program makes them.
fn texts(options: ExportOptions) -> Vec<(&'static str, String)> {
    let (mut talk, messages) = talk();
    let with_system = talk.clone();
    if !options.instructions {
        talk.parameters.system.clear();
    }
    let shown = path_to(&messages, talk.active_leaf.unwrap()).unwrap();
    let others: Vec<&Message> = messages.iter().filter(|m| options.branches && m.text == "Forsaken").collect();
    vec![
        ("md", markdown_with(&talk, &shown, &others, options.into())),
        ("html", page(&with_system, &messages, options, &NoPaint).unwrap()),
        ("txt", plain(&with_system, &messages, options).unwrap()),
        ("csv", csv(&with_system, &messages, options).unwrap()),
        ("jsonl", json_lines(&with_system, &messages, options).unwrap()),
    ]
}

#[test]
fn each_choice_brings_its_own_into_every_text_and_nothing_of_the_others() {
    for (name, options, own) in CHOICES {
        for (kind, text) in texts(options) {
            assert!(text.contains("Why") && text.contains("So"), "{kind}: {text}");
            assert!(text.contains(own), "{kind} with {name}: {text}");
            let of_others = CHOICES.iter().filter(|(other, ..)| *other != name && *other != "cost");
            for (other, _, word) in of_others {
                assert!(!text.contains(word), "{kind} with {name} has {other}: {text}");
            }
        }
    }
    let both = ExportOptions { instructions: true, metadata: true, ..NONE };
    let (_, text) = texts(both).swap_remove(0);
    assert!(text.contains("system_prompt: \"Instructed to be brief\""), "{text}");
}

#[test]
fn each_choice_changes_pages_pictures_and_documents() {
    let (talk, messages) = talk();
    let files = |options: ExportOptions| {
        [
            ("pdf", pdf(&talk, &messages, options, hadal_transfer::Paper::A4, &NoPaint).unwrap()),
            ("docx", docx(&talk, &messages, options, &NoPaint).unwrap()),
            ("png", png(&talk, &messages, options, &NoPaint).unwrap().concat()),
        ]
    };
    let bare = files(NONE);
    for (name, options, _) in CHOICES {
        for ((kind, with), (_, without)) in files(options).iter().zip(&bare) {
            assert_ne!(with, without, "{kind} with {name}");
        }
    }
}

#[test]
fn a_system_message_goes_with_the_instructions() {
    let (talk, mut messages) = talk();
    messages[0].role = Role::System;
    let text = plain(&talk, &messages, NONE).unwrap();
    assert!(!text.contains("Why") && text.contains("So"), "{text}");
}
