//! What goes wrong says so on stderr, in a sentence with the next step, and in the exit code.

use crate::program::{Program, ran};

#[tokio::test]
async fn a_wrong_command_line_exits_with_2() {
    let program = Program::new().await;
    for args in [&["ask"][..], &["ask", "x", "--retries", "many"], &["export", "id"], &["no-such-command"]] {
        let ran = program.run(args).await;
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(ran.err.contains("--help"), "{args:?}: {}", ran.err);
    }
    assert_eq!(program.simulator.requests().len(), 0);
}

#[tokio::test]
async fn help_tells_all_that_a_script_needs() {
    let program = Program::new().await;
    let help = program.run(&["--help"]).await;
    assert_eq!(help.code, Some(0));
    for word in ["ask", "list", "show", "export", "--data-dir", "HADAL_BASE_URL", "DEEPSEEK_API_KEY", "130"] {
        assert!(help.out.contains(word), "{word}: {}", help.out);
    }
    let ask = program.run(&["ask", "--help"]).await.out;
    for word in ["--json", "--conversation", "--thinking", "outcome", "finish_reason"] {
        assert!(ask.contains(word), "{word}: {ask}");
    }
    assert!(program.run(&["--version"]).await.out.starts_with("hadal "));
}

#[tokio::test]
async fn each_refusal_is_one_sentence_with_the_next_step() {
    let program = Program::new().await;
    let told = async |variable: (&str, &str), args: &[&str], words: &str| {
        let mut command = program.command(args);
        command.env(variable.0, variable.1);
        let ran = ran(command).await;
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{args:?}: {}", ran.err);
        assert!(ran.err.starts_with("hadal: ") && ran.err.lines().count() == 1, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
    };
    let nothing = ("UNUSED", "");
    told(("DEEPSEEK_API_KEY", "sk-unknown-0000000000000000"), &["ask", "x"], "refused this key").await;
    told(nothing, &["ask", "  "], "nothing to send").await;
    told(nothing, &["ask", "--base-url", "http://example.org", "x"], "https").await;
    told(nothing, &["ask", "--base-url", "http://127.0.0.1:1", "--retries", "0", "x"], "Nothing answers").await;
    told(nothing, &["ask", "--model", "no-such-model", "x"], "--model").await;
    told(nothing, &["ask", "--conversation", "0198c0de-0000-7000-8000-000000000000", "x"], "hadal list").await;
}

#[tokio::test]
async fn without_a_key_it_says_where_one_comes_from() {
    let program = Program::new().await;
    let mut command = program.command(&["ask", "--json", "x"]);
    command.env_remove("DEEPSEEK_API_KEY");
    let ran = ran(command).await;
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("DEEPSEEK_API_KEY"), "{}", ran.err);
    assert_eq!(ran.end()["outcome"], "failed");
    assert_eq!(program.simulator.requests().len(), 0);
}

#[tokio::test]
async fn ten_megabytes_and_what_is_no_text_are_refused_with_a_sentence() {
    let program = Program::new().await;
    let endless = program.run_with(&["ask", "--json", "-"], vec![b'x'; 10 << 20]).await;
    assert_eq!((endless.code, endless.end()["error"]["code"].as_str()), (Some(1), Some("message_too_long")));
    assert!(endless.err.contains("too long to send"), "{}", endless.err);
    let bytes = program.run_with(&["ask", "-"], vec![0xff, 0xfe, 0x00]).await;
    assert_eq!(bytes.code, Some(1));
    assert!(bytes.err.contains("not UTF-8"), "{}", bytes.err);
    assert_eq!(program.simulator.requests().len(), 0);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_said_to_be_unusable() {
    let program = Program::new().await;
    let file = program.home().join("a-file");
    std::fs::write(&file, "x").unwrap();
    let ran = program.run(&["--data-dir", file.join("below").to_str().unwrap(), "list"]).await;
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("--data-dir"), "{}", ran.err);
}
