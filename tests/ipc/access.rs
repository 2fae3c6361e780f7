//! Who may call what.

use crate::fixture::{Fixture, OWN_PAGE, call_from, code, sample};
use serde_json::{Value, json};

/// Watches answer when they end, so the one that would run for ever is left out where an answer is waited for.
const ENDLESS: &str = "library_watch";

#[test]
fn every_command_can_be_called_from_the_window_and_answers_in_its_own_words() {
    let fixture = Fixture::new();
    for command in hadal_wire::NAMES.iter().filter(|name| **name != ENDLESS) {
        if let Err(error) = fixture.call(command, &sample(command)) {
            assert!(code(&error).is_some(), "{command} answered {error}");
        }
    }
}

#[test]
fn what_is_not_on_the_list_is_refused() {
    let fixture = Fixture::new();
    let outside = [
        "app_exit",
        "conversation_forget",
        "",
        "APP_INFO",
        "app_info ",
        "../app_info",
        "plugin:dialog|open",
        "plugin:dialog|save",
        "plugin:opener|open_url",
        "plugin:opener|open_path",
        "plugin:opener|reveal_item_in_dir",
        "plugin:shell|execute",
        "plugin:fs|read_file",
        "plugin:event|listen",
        "plugin:event|emit",
        "plugin:window|close",
        "plugin:window|set_title",
        "plugin:webview|create_webview_window",
        "plugin:webview|internal_toggle_devtools",
        "plugin:app|version",
        "plugin:path|resolve_directory",
        "plugin:resources|close",
        "plugin:menu|new",
        "plugin:tray|new",
        "plugin:image|from_path",
    ];
    for command in outside {
        let answer = fixture.call(command, &json!({}));
        assert!(refused(&answer), "{command:?} answered {answer:?}");
    }
}

#[test]
fn another_window_may_call_nothing() {
    let fixture = Fixture::new();
    for label in ["other", "main2", "mai", "Main"] {
        let window = fixture.window(label);
        for command in hadal_wire::NAMES {
            let body = json!({ "request": sample(command), "channel": "__CHANNEL__:7" });
            let answer = call_from(&window, OWN_PAGE, command, &body);
            assert!(refused(&answer), "{command} from {label} answered {answer:?}");
        }
    }
}

#[test]
fn a_page_from_elsewhere_may_call_nothing_in_the_window() {
    let fixture = Fixture::new();
    let pages = [
        "https://example.org",
        "https://tauri.localhost.example.org",
        "http://127.0.0.1:5173",
        "file:///etc/passwd",
        "data:text/html,x",
        "about:blank",
    ];
    for page in pages {
        for command in hadal_wire::NAMES {
            let body = json!({ "request": sample(command), "channel": "__CHANNEL__:7" });
            let answer = call_from(&fixture.main, page, command, &body);
            assert!(refused(&answer), "{command} from {page} answered {answer:?}");
        }
    }
}

/// Turned away at the door: a bare text of the access list, not an answer of the command.
fn refused(answer: &Result<Value, Value>) -> bool {
    answer.as_ref().is_err_and(|error| {
        error.as_str().is_some_and(|text| text.contains("not allowed") || text.contains("not found"))
    })
}
