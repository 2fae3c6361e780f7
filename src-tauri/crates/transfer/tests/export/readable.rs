//! Pages, plain text and tables: complete, harmless, and with what was asked for.

use hadal_domain::{Conversation, FinishReason, Message, ModelId, Status, Thinking, Timestamp, Usage};
use hadal_markdown::NoPaint;
use hadal_transfer::{ExportOptions, csv, json_lines, page, plain};

const EVERYTHING: ExportOptions =
    ExportOptions { reasoning: true, branches: true, metadata: true, instructions: true, cost: None };
const TEXTS: ExportOptions =
    ExportOptions { reasoning: false, branches: false, metadata: false, instructions: false, cost: None };

/// A question with two answers, of which the second is shown.
fn talk(question: &str, answer: &str) -> (Conversation, Vec<Message>) {
    let at = Timestamp::from_millis(1_795_219_200_000);
    let mut talk =
        Conversation::new("Sea <b>&</b> \u{202e}sky".to_owned(), ModelId::default(), Thinking::default(), at);
    let asked = Message::user(talk.id, None, question.to_owned(), at);
    let mut first = Message::answer(talk.id, asked.id, ModelId::default(), at);
    (first.text, first.status) = ("An older answer".to_owned(), Status::Interrupted);
    let mut second = Message::answer(talk.id, asked.id, ModelId::default(), at);
    (second.text, second.status, second.reasoning) = (answer.to_owned(), Status::Done, "Some **thought**".to_owned());
    second.finish_reason = Some(FinishReason::Stop);
    second.usage = Some(Usage { prompt: 3, completion: 5, cache_hit: 0, cache_miss: 3, reasoning: 1 });
    talk.active_leaf = Some(second.id);
    (talk, vec![asked, first, second])
}

#[test]
fn a_page_has_the_texts_set_and_a_policy_that_allows_its_style_alone() {
    let (talk, messages) =
        talk("<script>alert(1)</script>\nwhy?", "# Because\n\n- 深海\n- $x^2$\n\n```rust\nfn x() {}\n```\n");
    let html = page(&talk, &messages, ExportOptions::default(), &NoPaint).unwrap();
    assert!(html.contains("<h1 dir=\"auto\">Sea &lt;b&gt;&amp;&lt;/b&gt; sky</h1>"), "{html}");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;\nwhy?"));
    assert!(!html.contains("<script") && !html.contains("An older answer"));
    for part in [
        "<li>",
        "深海",
        "\\(x^2\\)",
        "<strong>thought</strong>",
        "deepseek-flash",
        "prefers-color-scheme: dark",
        "@media print",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let policy = html.split("Content-Security-Policy\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    assert!(!html.contains(" style=") && !html.contains("href=\"javascript") && !html.contains("src="), "{html}");
}

#[test]
fn options_leave_out_thinking_and_metadata_and_bring_in_versions() {
    let (talk, messages) = talk("Why?", "So.");
    let bare = plain(&talk, &messages, TEXTS).unwrap();
    assert_eq!(bare, "Sea <b>&</b> \u{202e}sky\n\n--- You ---\n\nWhy?\n\n--- DeepSeek ---\n\nSo.\n");
    let whole = plain(&talk, &messages, EVERYTHING).unwrap();
    for part in [
        "Some **thought**",
        "=== Other versions ===",
        "An older answer",
        "[Interrupted",
        "deepseek-flash",
        "2026-11-21 00:00 UTC",
    ] {
        assert!(whole.contains(part), "{part}: {whole}");
    }
    let html = page(&talk, &messages, TEXTS, &NoPaint).unwrap();
    assert!(!html.contains("thought") && !html.contains("2026") && !html.contains("older"));
    assert!(page(&talk, &messages, EVERYTHING, &NoPaint).unwrap().contains("An older answer"));
}

/// A reader of RFC 4180, apart from the code that writes it.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.push(chars.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}

#[test]
fn csv_comes_back_cell_by_cell_and_no_cell_is_a_formula() {
    for (text, cell) in [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("a,\"b\"\r\nc", "a,\"b\"\r\nc"),
        ("深海", "深海"),
    ] {
        let (talk, messages) = talk(text, "So.");
        let rows = cells(&csv(&talk, &messages, EVERYTHING).unwrap());
        assert_eq!((rows.len(), rows[0][2].as_str(), rows[1][2].as_str()), (4, "text", cell));
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{rows:?}");
    }
}

#[test]
fn json_lines_are_one_object_a_message_with_the_text_as_it_is() {
    let (talk, messages) = talk("=1\n2", "So.");
    let text = json_lines(&talk, &messages, EVERYTHING).unwrap();
    let rows: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((rows.len(), &rows[0]["text"], &rows[0]["role"]), (3, &"=1\n2".into(), &"user".into()));
    assert_eq!((&rows[1]["reasoning"], &rows[1]["completion_tokens"]), (&"Some **thought**".into(), &5.into()));
    assert_eq!((&rows[2]["shown"], &rows[2]["parent_id"]), (&false.into(), &rows[0]["message_id"]));
    assert_eq!(json_lines(&talk, &messages, TEXTS).unwrap().lines().count(), 2);
}
