//! Whatever comes, however it is cut: the same events, something typed at the end.

use proptest::prelude::*;

use super::*;

/// Bodies to be cut and damaged: one of each kind.
fn samples() -> Vec<String> {
    let think = r#""delta":{"content":"<think>想</think>答😀"}"#;
    vec![
        format!(
            "\u{FEFF}: keep-alive\r\n\r\n{}{DONE}",
            sse(&[r#""delta":{"reasoning_content":"为什么"}"#, A, STOP]).replace('\n', "\r\n")
        ),
        sse(&[think, r#""delta":{"content":"a\ud83db"}"#, STOP]).replace('\n', "\r"),
        format!("{}upstream error\n\n", sse(&[A, B])),
        "\n\n{\"choices\":[{\"message\":{\"content\":\"你好\"},\"finish_reason\":\"stop\"}]}".to_owned(),
        "{\"error\":{\"message\":\"Insufficient Balance\"}}".to_owned(),
        "<html><body>502 Bad Gateway</body></html>".to_owned(),
    ]
}

/// Chunks as real servers write them and as no server should.
fn chunk_text() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        Just("a"),
        Just(""),
        Just(" b"),
        Just("你好😀"),
        Just(r"\n"),
        Just(r#"\"q\""#),
        Just(r"\ud83d"),
        Just(r"\u4f60"),
        Just("<think>"),
        Just("</think>"),
        Just("<｜DSML｜x>"),
        Just("```"),
        Just("[DONE]"),
    ];
    let delta = prop_oneof![
        6 => text.clone().prop_map(|text| format!(r#"{{"content":"{text}","reasoning_content":null}}"#)),
        4 => text.clone().prop_map(|text| format!(r#"{{"content":null,"reasoning_content":"{text}"}}"#)),
        2 => text.clone().prop_map(|text| format!(r#"{{"content":"{text}"}}"#)),
        1 => text.clone().prop_map(|text| format!(r#"{{"content":"{text}","reasoning_content":"r","reasoning":"s"}}"#)),
        1 => text.clone().prop_map(|text| format!(r#"{{"content":"{text}","tool_calls":[{{"index":0,"id":"x","function":{{"name":"f","arguments":"{{}}"}}}}]}}"#)),
        1 => text.prop_map(|text| format!(r#"{{"reasoning_details":[{{"text":"{text}"}}]}}"#)),
        1 => Just("[\"x\"]".to_owned()),
        1 => Just("null".to_owned()),
    ];
    let finish = prop_oneof![8 => Just("null"), 1 => Just("\"stop\""), 1 => Just("\"\""), 1 => Just("7")];
    let usage = prop_oneof![8 => Just("null"), 1 => Just("{\"total_tokens\":5}"), 1 => Just("[]")];
    let id = prop_oneof![9 => Just("\"i\""), 1 => Just("\"j\""), 1 => Just("3")];
    let error = prop_oneof![
        12 => Just(""),
        1 => Just(r#","error":null"#),
        1 => Just(r#","error":{"message":"x"}"#),
        1 => Just(r#","message":"ping""#)
    ];
    let index = prop_oneof![9 => Just("0"), 1 => Just("1"), 1 => Just("null"), 1 => Just("\"0\"")];
    (delta, finish, usage, id, error, index).prop_map(|(delta, finish, usage, id, error, index)| {
        format!(
            r#"{{"id":{id},"model":"m","choices":[{{"index":{index},"delta":{delta},"logprobs":null,"finish_reason":{finish}}}],"usage":{usage}{error}}}"#
        )
    })
}

proptest! {
    #[test]
    fn the_short_way_gives_what_the_long_way_gives(chunks in proptest::collection::vec(chunk_text(), 1..12), done in any::<bool>()) {
        let mut body: String = chunks.iter().flat_map(|chunk| ["data: ", chunk, "\n\n"]).collect();
        if done {
            body += DONE;
        }
        // Only events that end with two LF take the short way.
        let long = body.replace('\n', "\r\n");
        prop_assert_eq!(events(&[body.as_bytes()]), events(&[long.as_bytes()]));
    }

    #[test]
    fn any_split_of_the_bytes_gives_the_same_events(
        which in 0..6_usize,
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let mut body = samples().swap_remove(which).into_bytes();
        for (at, byte) in damage {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len())).collect();
        ends.push(body.len());
        ends.sort_unstable();
        let mut from = 0;
        let mut pieces = Vec::new();
        for end in ends {
            pieces.push(&body[from..end]);
            from = end;
        }
        prop_assert_eq!(events(&pieces), events(&[&body]));
    }

    #[test]
    fn arbitrary_bytes_end_in_something_typed(body in proptest::collection::vec(any::<u8>(), 0..600), cut in any::<prop::sample::Index>()) {
        let (head, tail) = body.split_at(cut.index(body.len() + 1));
        prop_assert_eq!(events(&[head, tail]), events(&[&body]));
    }

    #[test]
    fn arbitrary_json_in_an_event_is_survived(json in "[\\[\\]{}\":,a-e0-9\\\\u ]{0,200}") {
        let body = format!("data: {json}\n\n{}{DONE}", sse(&[A, STOP]));
        let items = events(&[body.as_bytes()]);
        prop_assert!(!items.is_empty());
    }
}
