//! Starting beside oneself, after a kill, and over the history of a later version.

use crate::desktop::{Desk, Launch};
use crate::wait::until;
use hadal_simulator::{Config, Gate, Script, Simulator, TEST_KEY};
use std::fs;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_start_brings_the_first_window_back_and_ends_well() {
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let desk = Desk::new().await;
    let launch = || Launch::at(&simulator.base_url()).with("DEEPSEEK_API_KEY", TEST_KEY);
    let window = desk.open(launch()).await;
    window.sees("What is on your mind?").await;
    let number = until("the window on the screen", async || desk.window()).await;
    desk.xdotool(&["windowminimize", "--sync", &number]);
    until("the window is put away", async || desk.window().is_none().then_some(())).await;
    let mut second = desk.hadal(&launch()).spawn().unwrap();
    let status = until("the end of the second start", async || second.try_wait().unwrap()).await;
    assert!(status.success(), "{status}");
    let again = until("the window is back", async || desk.window()).await;
    assert_eq!(again, number, "it is the first one");
    until("the window has the keyboard", async || (desk.xdotool(&["getactivewindow"])? == number).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_on_the_screen_when_the_program_was_killed_is_there_at_the_next_start() {
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let desk = Desk::new().await;
    let launch = || Launch::at(&simulator.base_url()).with("DEEPSEEK_API_KEY", TEST_KEY);
    let window = desk.open(launch()).await;
    let gate = Gate::new();
    simulator.script(Script::tokens(["Half ", "of ", "an ", "answer", " is lost."]).gate(&gate));
    window.ask("Tell me everything").await;
    gate.release(1 + 4);
    window.answer_when("half of the answer", |answer| answer.text == "Half of an answer").await;
    // The one promise about time: what was seen for a quarter of a second is on the disk.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    window.kill().await;

    let window = desk.open(launch()).await;
    window.open_conversation("Tell me everything").await;
    let answer = window.answer_when("the answer", |answer| !answer.text.is_empty()).await;
    assert_eq!((answer.status.as_str(), answer.text.as_str()), ("interrupted", "Half of an answer"));
    assert!(answer.note.contains("What came is kept."), "{answer:?}");
    desk.picture("interrupted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_history_of_a_later_version_is_named_and_left_alone() {
    let desk = Desk::new().await;
    hadal_store::Store::open(&desk.data_dir()).unwrap().store.close();
    let history = desk.data_dir().join("history.db");
    let database = rusqlite::Connection::open(&history).unwrap();
    database.pragma_update(None, "user_version", 4242).unwrap();
    database.close().unwrap();
    let before = fs::read(&history).unwrap();

    let window = desk.open(Launch::at("http://127.0.0.1:9")).await;
    window.sees("The history was written by a newer Hadal").await;
    window.sees("Update Hadal on this computer, then start it again. Nothing was changed.").await;
    window.sees(&desk.data_dir().display().to_string()).await;
    desk.picture("history-newer");
    window.quit(&desk).await;
    assert_eq!(fs::read(&history).unwrap(), before, "nothing was changed");
}
