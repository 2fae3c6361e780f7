//! Signals, cuts, and readers that leave: what came is printed and kept.

use crate::program::{Program, Ran};
use hadal_simulator::{Fault, Gate, Script};
use tokio::io::AsyncReadExt;
use tokio::process::Command;

#[tokio::test]
async fn an_interrupted_program_stops_the_answer_and_keeps_it() {
    for signal in ["INT", "TERM"] {
        let program = Program::new().await;
        let gate = Gate::new();
        program.simulator.script(Script::tokens(["One ", "two ", "three"]).gate(&gate));
        let mut child = program.command(&["ask", "count"]).spawn().unwrap();
        gate.release(3);
        let mut seen = vec![0; "One two ".len()];
        child.stdout.as_mut().unwrap().read_exact(&mut seen).await.unwrap();
        let pid = child.id().unwrap().to_string();
        assert!(Command::new("kill").args([&format!("-{signal}"), &pid]).status().await.unwrap().success());
        let ran = Ran::of(child.wait_with_output().await.unwrap());
        assert_eq!(ran.code, Some(130), "{signal}: {}", ran.err);
        assert!(program.simulator.wait_for_abort().await.is_some(), "{signal}: the server is told");
        let id = program.run(&["list"]).await.out.split(' ').next().unwrap().to_owned();
        assert!(program.run(&["show", &id]).await.out.contains("One two"), "{signal}");
    }
}

#[tokio::test]
async fn a_cut_answer_is_printed_and_exits_with_3() {
    let program = Program::new().await;
    program.simulator.script(Script::tokens(["One ", "two ", "three"]).fault(Fault::CutAfter(3)));
    let ran = program.run(&["ask", "--retries", "0", "count"]).await;
    assert_eq!((ran.code, ran.out.trim_end()), (Some(3), "One two"));
    assert!(ran.err.contains("broke in the middle"), "{}", ran.err);
    program.simulator.script(Script::tokens(["One ", "two ", "three"]).fault(Fault::StallAfter(3)));
    let ran = program.run(&["ask", "--json", "--retries", "0", "--idle-timeout", "1", "count"]).await;
    assert_eq!(ran.code, Some(3));
    let end = ran.end();
    assert_eq!((end["outcome"].as_str(), end["error"]["code"].as_str()), (Some("interrupted"), Some("stalled")));
    assert_eq!(end["text"], "One two ");
}

#[tokio::test]
async fn a_cut_answer_goes_on_by_itself_and_is_printed_once() {
    let program = Program::new().await;
    let tokens = ["One ", "two ", "three"];
    program.simulator.script(Script::tokens(tokens).fault(Fault::CutAfter(3)));
    program.simulator.script(Script::tokens(tokens));
    let ran = program.run(&["ask", "count"]).await;
    assert_eq!((ran.code, ran.out.trim_end()), (Some(0), "One two three"), "{}", ran.err);
}

#[tokio::test]
async fn a_reader_that_leaves_does_not_lose_the_answer() {
    let program = Program::new().await;
    let gate = Gate::new();
    program.simulator.script(Script::tokens(["One ", "two ", "three ", "four"]).gate(&gate));
    let mut child = program.command(&["ask", "count"]).spawn().unwrap();
    gate.release(2);
    let mut seen = [0; 4];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut seen).await.unwrap();
    drop(stdout);
    gate.open();
    let ran = Ran::of(child.wait_with_output().await.unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!ran.err.contains("panic"), "{}", ran.err);
    let id = program.run(&["list"]).await.out.split(' ').next().unwrap().to_owned();
    assert!(program.run(&["show", &id]).await.out.contains("One two three four"));
}
