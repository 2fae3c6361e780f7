//! `hadal ask`: text for people, events for scripts.

use crate::program::{Program, ran};
use hadal_simulator::{Fault, Script, TEST_KEY};
use serde_json::json;

#[tokio::test]
async fn the_answer_and_nothing_else_is_on_stdout() {
    let program = Program::new().await;
    program.simulator.script(Script::answer("It is 11 km deep, 很深.").reasoning("They ask for a depth."));
    let ran = program.run(&["ask", "How deep?"]).await;
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "It is 11 km deep, 很深.\n", ""));
}

#[tokio::test]
async fn every_json_line_is_an_event_and_the_last_tells_the_end() {
    let program = Program::new().await;
    program.simulator.script(Script::answer("One two 三.").reasoning("Let me count."));
    let ran = program.run(&["ask", "--json", "Count"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let events = ran.events();
    assert_eq!(events.first().unwrap()["type"], "started");
    let joined = |kind: &str| {
        let of_kind = events.iter().filter(|event| event["type"] == kind);
        of_kind.map(|event| event["text"].as_str().unwrap()).collect::<String>()
    };
    assert_eq!((joined("text").as_str(), joined("reasoning").as_str()), ("One two 三.", "Let me count."));
    assert!(events.iter().all(|event| event["at_ms"].as_i64() > Some(1_700_000_000_000)));
    let end = ran.end();
    assert_eq!(end["type"], "end");
    assert_eq!(
        (&end["outcome"], &end["finish_reason"], &end["error"]),
        (&json!("completed"), &json!("stop"), &json!(null))
    );
    assert_eq!((&end["text"], &end["reasoning"]), (&json!("One two 三."), &json!("Let me count.")));
    assert!(end["usage"]["completion_tokens"].as_u64() > end["usage"]["reasoning_tokens"].as_u64(), "{end}");
    assert_eq!(end["answer"], events.first().unwrap()["answer"]);
}

#[tokio::test]
async fn flags_stand_before_or_after_the_command() {
    let program = Program::new().await;
    let elsewhere = program.home().join("elsewhere");
    let dir = elsewhere.to_str().unwrap();
    let url = program.simulator.base_url();
    let flags =
        ["--data-dir", dir, "--base-url", &url, "--model", "deepseek-v4-pro", "--retries", "0", "--idle-timeout", "9"];
    for args in [[&flags[..], &["ask", "hello"]].concat(), [&["ask", "hello"], &flags[..]].concat()] {
        let mut command = program.command(&args);
        command.env_remove("HADAL_DATA_DIR").env_remove("HADAL_BASE_URL");
        let ran = ran(command).await;
        assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.err);
    }
    let asked = program.simulator.chat_requests();
    assert!(asked.iter().all(|request| request.body["model"] == "deepseek-v4-pro"));
    assert_eq!(asked.len(), 2);
    assert!(elsewhere.join("history.db").exists() && !program.data_dir().exists());
}

#[tokio::test]
async fn words_are_joined_and_a_dash_reads_standard_input() {
    let program = Program::new().await;
    assert_eq!(program.run(&["ask", "why", "is", "it", "blue?"]).await.code, Some(0));
    assert_eq!(program.run_with(&["ask", "-"], "two\nlines 深\n".into()).await.code, Some(0));
    assert_eq!(program.run_with(&["ask", "--json", "-"], "Windows line\r\n".into()).await.code, Some(0));
    let asked = program.simulator.chat_requests();
    let said: Vec<_> = asked.iter().map(|request| request.body["messages"][0]["content"].as_str().unwrap()).collect();
    assert_eq!(said, ["why is it blue?", "two\nlines 深", "Windows line"]);
}

#[tokio::test]
async fn a_conversation_goes_on_as_it_was() {
    let program = Program::new().await;
    let first = program.run(&["ask", "--json", "--thinking", "off", "first"]).await;
    let id = first.end()["conversation"].as_str().unwrap().to_owned();
    let second = program.run(&["ask", "--conversation", &id, "second"]).await;
    assert_eq!(second.code, Some(0), "{}", second.err);
    let body = &program.simulator.chat_requests().pop().unwrap().body;
    assert_eq!(body["messages"].as_array().unwrap().len(), 3);
    assert_eq!(body["thinking"]["type"], "disabled", "thinking stays as the conversation has it");
    let list = program.run(&["list"]).await;
    assert_eq!(list.out.lines().count(), 1, "it is one conversation: {}", list.out);
}

#[tokio::test]
async fn a_busy_server_is_asked_again_as_often_as_was_said() {
    let program = Program::new().await;
    program.simulator.script(Script::faulty(Fault::Busy));
    program.simulator.script(Script::answer("at last"));
    let ran = program.run(&["ask", "--retries", "1", "there?"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "at last\n"));
    // The wait is drawn by lot: one that is over before the command looks leaves nothing to tell.
    assert!(ran.err.is_empty() || ran.err.contains("trying again"), "{}", ran.err);
    assert_eq!(program.simulator.chat_requests().len(), 2);
    program.simulator.script(Script::faulty(Fault::Busy));
    let ran = program.run(&["ask", "--retries", "0", "there?"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(ran.err.contains("overloaded"), "{}", ran.err);
    assert_eq!(program.simulator.chat_requests().len(), 3);
}

#[tokio::test]
async fn the_key_of_the_environment_is_written_nowhere() {
    let program = Program::new().await;
    let ran = program.run(&["ask", "the word is kelp"]).await;
    assert_eq!(ran.code, Some(0));
    assert!(!ran.out.contains(TEST_KEY) && !ran.err.contains(TEST_KEY));
    let (mut files, mut question, mut dirs) = (0, false, vec![program.home().to_owned()]);
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let holds = |what: &str| bytes.windows(what.len()).any(|part| part == what.as_bytes());
            assert!(!holds(TEST_KEY), "{} holds the key", path.display());
            question |= holds("the word is kelp");
            files += 1;
        }
    }
    assert!(files > 0 && question, "the search looks where it should");
}

#[tokio::test]
async fn a_reader_that_comes_late_gets_every_byte() {
    let program = Program::new().await;
    // Longer than a pipe holds, and for longer than the program remembers changes.
    let words: Vec<String> = (0..7_000).map(|n| format!("word number {n} of a long answer\n")).collect();
    program.simulator.script(Script::tokens(words.clone()).rate(1_000.0));
    let child = program.command(&["ask", "write a lot"]).spawn().unwrap();
    program.simulator.wait_until(|all| all.iter().any(|request| request.finished)).await;
    let ran = crate::program::Ran::of(child.wait_with_output().await.unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out == words.concat(), "{} bytes of {}", ran.out.len(), words.concat().len());
}
