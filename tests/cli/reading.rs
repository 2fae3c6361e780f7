//! `hadal list`, `show`, `export`: also beside a window that has the history open.

use crate::program::Program;
use hadal_simulator::Script;
use hadal_store::Store;
use serde_json::Value;

#[tokio::test]
async fn what_was_asked_can_be_listed_shown_and_taken_away() {
    let program = Program::new().await;
    program.simulator.script(Script::answer("The **first** answer.").reasoning("thinking"));
    program.run(&["ask", "first question"]).await;
    program.run(&["ask", "second question"]).await;
    let list = program.run(&["list"]).await;
    let titles: Vec<_> = list.out.lines().map(|line| line.rsplit("  ").next().unwrap()).collect();
    assert_eq!((list.code, titles), (Some(0), vec!["second question", "first question"]));
    assert_eq!(program.run(&["list", "--limit", "1"]).await.out.lines().count(), 1);
    let rows = program.run(&["list", "--json"]).await.events();
    let id = rows.last().unwrap()["id"].as_str().unwrap();
    assert_eq!(rows.last().unwrap()["title"], "first question");
    let shown = program.run(&["show", id]).await;
    assert!(shown.out.contains("first question") && shown.out.contains("The **first** answer."), "{}", shown.out);
    let tree: Value = serde_json::from_str(&program.run(&["show", id, "--json"]).await.out).unwrap();
    assert!(tree.to_string().contains("The **first** answer."));
    for format in ["md", "json"] {
        let path = program.home().join(format!("taken.{format}"));
        let args = ["export", id, "--format", format, "--out", path.to_str().unwrap()];
        let ran = program.run(&args).await;
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("The **first** answer."), "{text}");
        assert_eq!(program.run(&["export", id, "--format", format, "--out", "-"]).await.out, text);
        let again = program.run(&args).await;
        assert_eq!(again.code, Some(1));
        assert!(again.err.contains("exists already"), "nothing is overwritten: {}", again.err);
    }
}

#[tokio::test]
async fn reading_works_while_another_process_has_the_history_open() {
    let program = Program::new().await;
    program.run(&["ask", "beside"]).await;
    let held = Store::open(&program.data_dir()).unwrap();
    let list = program.run(&["list"]).await;
    assert_eq!(list.code, Some(0), "{}", list.err);
    let id = list.out.split(' ').next().unwrap();
    assert!(program.run(&["show", id]).await.out.contains("beside"));
    let path = program.home().join("out.md");
    assert_eq!(program.run(&["export", id, "--out", path.to_str().unwrap()]).await.code, Some(0));
    let ask = program.run(&["ask", "--json", "me too"]).await;
    assert_eq!((ask.code, ask.end()["error"]["code"].as_str()), (Some(1), Some("history_in_use")));
    assert!(ask.err.contains("--data-dir"), "it says what to do: {}", ask.err);
    held.store.close();
}

#[tokio::test]
async fn an_empty_history_lists_nothing_and_a_missing_conversation_is_said_to_be_missing() {
    let program = Program::new().await;
    let list = program.run(&["list"]).await;
    assert_eq!((list.code, list.out.as_str(), list.err.as_str()), (Some(0), "", ""));
    let gone = program.run(&["show", "0198c0de-0000-7000-8000-000000000000"]).await;
    assert_eq!(gone.code, Some(1));
    assert!(gone.err.contains("hadal list"), "{}", gone.err);
    let wrong = program.run(&["show", "first"]).await;
    assert_eq!(wrong.code, Some(1));
    assert!(wrong.err.contains("\"first\" is not an id"), "{}", wrong.err);
}

#[tokio::test]
async fn what_was_said_is_found_with_its_place() {
    let program = Program::new().await;
    program.simulator.script(Script::answer("Eels cross the Sargasso sea."));
    program.run(&["ask", "Where do eels go?"]).await;
    program.run(&["ask", "something else"]).await;
    let plain = program.run(&["search", "sargasso"]).await;
    assert_eq!(plain.code, Some(0), "{}", plain.err);
    assert!(plain.out.contains("assistant  Where do eels go?"), "{}", plain.out);
    assert!(plain.out.contains("Eels cross the [Sargasso] sea."), "{}", plain.out);
    let hits = program.run(&["search", "--json", "eels", "--role", "user"]).await.events();
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!((hits[0]["text"].as_str(), hits[0]["hits"].to_string()), (Some("Where do eels go?"), "[[9,13]]".into()));
    let id = hits[0]["conversation"].as_str().unwrap();
    assert_eq!(plain.out.split(' ').next(), Some(id), "the id that `show` takes stands first");
    assert!(hits[0]["message"].is_string());
    assert_eq!(program.run(&["search", "eels", "--limit", "1", "--json"]).await.events().len(), 1);
    assert_eq!(program.run(&["search", "eels", "--before", "2020-01-01"]).await.out, "");
    assert_eq!(program.run(&["search", "eels", "--model", "another"]).await.out, "");
    assert_eq!(program.run(&["search", "eels", "--after", "soon"]).await.code, Some(2));
    let nothing = program.run(&["search", "nowhere"]).await;
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(0), ""));
}
