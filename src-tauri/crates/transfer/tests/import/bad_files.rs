//! Broken, hostile and endless files: the rest is taken, the report says what was not, and nothing panics.

use crate::archive::zip;
use crate::{fixture, outline, taken};
use hadal_transfer::{Reason, UNPACKED_MAX_BYTES, import};
use proptest::prelude::*;
use std::cell::Cell;
use std::ops::ControlFlow;

fn reasons(bytes: &[u8]) -> Vec<Reason> {
    taken(bytes).1.problems.into_iter().map(|problem| problem.reason).collect()
}

fn deepseek(nodes: &str) -> String {
    format!(r#"[{{"id":"c","title":"T","inserted_at":"2026-01-01T00:00:00Z","mapping":{{{nodes}}}}}]"#)
}

fn node(id: &str, parent: &str, text: &str) -> String {
    let fragment = if text.starts_with('a') { "RESPONSE" } else { "REQUEST" };
    format!(
        r#""{id}":{{"id":"{id}","parent":{parent},"message":{{"fragments":[{{"type":"{fragment}","content":"{text}"}}]}}}}"#
    )
}

#[test]
fn circles_lost_parents_and_a_parent_of_itself_are_let_go() {
    let nodes = [
        node("1", "\"3\"", "q1"),
        node("2", "\"1\"", "a2"),
        node("3", "\"2\"", "q3"),
        node("4", "\"4\"", "q4"),
        node("5", "\"nowhere\"", "q5"),
        node("6", "\"5\"", "a6"),
    ];
    let (all, report) = taken(deepseek(&nodes.join(",")).as_bytes());
    assert_eq!(all[0].messages.len(), 6, "nothing is lost");
    let found: Vec<_> = report.problems.into_iter().map(|problem| problem.reason).collect();
    assert_eq!(found, [Reason::Orphans(1), Reason::Circles(2)]);
    let mut seen = std::collections::HashSet::new();
    for message in &all[0].messages {
        assert!(message.parent_id.is_none_or(|parent| seen.contains(&parent)), "parents stand before their children");
        seen.insert(message.id);
    }
}

#[test]
fn messages_of_a_wrong_kind_are_passed_over_and_what_follows_hangs_on() {
    let nodes = format!(
        r#"{},"2":{{"id":"2","parent":"1","message":17}},"x":null,"y":[],{}"#,
        node("1", "null", "q1"),
        node("3", "\"2\"", "a3")
    );
    let (all, report) = taken(deepseek(&nodes).as_bytes());
    assert_eq!(outline(&all[0]), "user: q1\n  *assistant: a3\n");
    assert_eq!(report.problems[0].reason, Reason::Messages(1));
}

#[test]
fn conversations_and_messages_given_twice_come_once() {
    let one = deepseek(&node("1", "null", "q1"));
    let twice = format!("[{0},{0}]", one.trim_matches(['[', ']']));
    let (all, report) = taken(twice.as_bytes());
    assert_eq!((all.len(), &report.problems[0].reason), (1, &Reason::Twice));
    let claude = br#"[{"uuid":"c","name":"n","chat_messages":[{"uuid":"m","sender":"human","text":"one"},
        {"uuid":"m","sender":"human","text":"two"}]}]"#;
    let (all, report) = taken(claude);
    assert_eq!((all[0].messages.len(), &report.problems[0].reason), (1, &Reason::TwiceMessages(1)));
}

#[test]
fn half_a_file_gives_the_conversations_before_the_end() {
    let bytes = fixture("deepseek.json");
    let whole = taken(&bytes).0;
    for len in (0..bytes.len()).step_by(97) {
        let (all, report) = taken(&bytes[..len]);
        assert!(all.len() <= whole.len() && whole.starts_with(&all), "cut at {len}");
        assert!(!report.problems.is_empty(), "cut at {len}: the loss is named");
    }
}

#[test]
fn wrong_encodings_are_read_and_named() {
    let text = String::from_utf8(fixture("deepseek.json")).unwrap();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(taken(&utf16).0, taken(text.as_bytes()).0);
    let broken = [&b"[\xff"[..], &text.as_bytes()[1..]].concat();
    assert!(reasons(&broken).contains(&Reason::Encoding));
    let gbk = b"{\"title\":\"\xc9\xee\xba\xa3\"}";
    assert!(reasons(gbk).contains(&Reason::Encoding));
}

#[test]
fn json_a_hundred_thousand_levels_deep_is_refused_and_its_neighbours_are_taken() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let good = deepseek(&node("1", "null", "q1"));
    let bytes = format!("[{deep},{{\"mapping\":{deep}}},{}", good.trim_start_matches('['));
    let (all, report) = taken(bytes.as_bytes());
    assert_eq!((all.len(), report.problems.len()), (1, 2));
    assert!(taken("{\"a\":".repeat(100_000).as_bytes()).0.is_empty());
}

#[test]
fn a_chain_of_a_hundred_thousand_messages_is_walked_without_recursion() {
    let nodes: Vec<String> = (0..100_000)
        .map(|n| node(&n.to_string(), &format!("\"{}\"", n + 1), if n % 2 == 0 { "a" } else { "q" }))
        .collect();
    let (all, _) = taken(deepseek(&nodes.join(",")).as_bytes());
    assert_eq!(all[0].messages.len(), 100_000);
    assert_eq!(all[0].messages.iter().filter(|message| message.parent_id.is_none()).count(), 1);
}

#[test]
fn a_bomb_is_refused_by_what_comes_out_of_it() {
    let bomb = zip(&[("conversations.json", &vec![b' '; 64 << 20])]);
    assert!(bomb.len() < 100_000, "it is one: {}", bomb.len());
    assert_eq!(reasons(&bomb), [Reason::TooLarge]);
    const { assert!(UNPACKED_MAX_BYTES <= 1 << 30) };
}

#[test]
fn an_archive_is_read_by_exact_names_and_never_unpacked() {
    let good = deepseek(&node("1", "null", "q1"));
    let names = [
        "../conversations.json",
        "..\\conversations.json",
        "/conversations.json",
        "a/b/conversations.json",
        "Conversations.JSON",
        "conversations-.json",
        "conversations-../1.json",
    ];
    for name in names {
        assert_eq!(reasons(&zip(&[(name, good.as_bytes())])), [Reason::Unknown], "{name}");
    }
    assert_eq!(taken(&zip(&[("export/conversations.json", good.as_bytes())])).0.len(), 1);
    let other = good.replace("\"id\":\"c\"", "\"id\":\"d\"");
    let parts = [("conversations-000.json", good.as_bytes()), ("conversations-001.json", other.as_bytes())];
    assert_eq!(taken(&zip(&parts)).0.len(), 2, "large exports come in several files");
}

#[test]
fn damaged_archives_are_named() {
    let good = zip(&[("conversations.json", &fixture("deepseek.json"))]);
    for at in (0..good.len()).step_by(7) {
        let mut bytes = good.clone();
        bytes[at] ^= 0x55;
        taken(&bytes);
        taken(&good[..at]);
    }
    let mut wrong_sum = good.clone();
    let directory = good.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    wrong_sum[directory + 16] ^= 1;
    assert!(matches!(reasons(&wrong_sum)[..], [Reason::Packed(_)]));
}

#[test]
fn files_of_no_kind_are_said_to_be_unknown() {
    for bytes in [&b""[..], b"hello", b"[1,2]", b"{\"a\":1}", b"# Notes\n", b"\x89PNG\r\n", b"%PDF-1.7"] {
        let (all, report) = taken(bytes);
        assert!(all.is_empty() && !report.problems.is_empty(), "{bytes:?}");
    }
    assert_eq!(reasons(b"[]"), [Reason::Empty]);
}

#[test]
fn whoever_reads_may_break_off() {
    let mut seen = 0;
    let mut each = |_| {
        seen += 1;
        ControlFlow::Break(())
    };
    let file = zip(&[("conversations-0.json", &fixture("deepseek.json")), ("conversations-1.json", b"broken")]);
    let report = import(&file, "file", &mut each, &|| false);
    assert!(report.stopped);
    assert_eq!(seen, 1);
    assert!(!report.problems.iter().any(|problem| problem.place == "conversations-1.json"), "{:?}", report.problems);
}

#[test]
fn reading_is_broken_off_where_nothing_is_found_too() {
    let asked = Cell::new(0);
    let is_over = || asked.replace(asked.get() + 1) >= 10;
    let report = import(b"[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]", "file", &mut |_| ControlFlow::Continue(()), &is_over);
    assert!(report.stopped);
    assert_eq!(report.problems.len(), 10);
}

#[test]
fn entries_beyond_those_that_are_read_are_named() {
    let names: Vec<String> = (0..260).map(|number| format!("conversations-{number}.json")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"[3]"[..])).collect();
    let (_, report) = taken(&zip(&files));
    let left_out = report.problems.iter().filter(|problem| problem.reason == Reason::TooLarge);
    let left_out: Vec<&str> = left_out.map(|problem| problem.place.as_str()).collect();
    assert_eq!(
        left_out,
        ["conversations-256.json", "conversations-257.json", "conversations-258.json", "conversations-259.json"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        taken(&bytes);
        taken(&[b"PK\x03\x04", &bytes[..]].concat());
        taken(&[b"[{\"mapping\":", &bytes[..]].concat());
    }

    /// A true file with something else in it: braces, numbers, nulls, names of fields.
    #[test]
    fn changed_files_are_survived(
        which in 0_usize..8,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), "[\\[\\]{}\",:0-9a-z\\\\]|null|\"mapping\"|\"messages\""), 1..8),
    ) {
        let name = ["deepseek", "chatgpt", "claude", "chatbox", "cherry_studio", "next_chat", "open_web_ui", "lobe_chat"][which];
        let mut text: Vec<char> = String::from_utf8(fixture(&format!("{name}.json"))).unwrap().chars().collect();
        for (at, change) in changes {
            let at = at.index(text.len());
            text.splice(at..(at + 3).min(text.len()), change.chars());
        }
        taken(String::from_iter(text).as_bytes());
    }
}
