//! A disk that fills up in the middle of an answer, on a file system of three megabytes.

use crate::scene::{Scene, options, start, until, words};
use hadal_domain::Status;
use hadal_simulator::{Gate, Script};
use hadal_wire::{AppInfoGet, ErrorCode, HistoryState};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small file system; gone with the value.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, options: &str) -> Result<Self, String> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).output();
        match mounted {
            Ok(done) if done.status.success() => Ok(Self(at.to_owned())),
            Ok(done) => Err(String::from_utf8_lossy(&done.stderr).into_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Takes all the room there is.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("ballast");
        let mut file = std::fs::File::create(&path).unwrap();
        for size in [65_536, 4_096, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// `None`, with a printed reason, where no file system may be mounted.
fn disk(at: &Path, options: &str) -> Option<SmallDisk> {
    SmallDisk::mount(at, options).inspect_err(|reason| eprintln!("skipped: nothing can be mounted here: {reason}")).ok()
}

#[tokio::test]
async fn a_disk_that_fills_up_in_the_middle_of_an_answer_loses_nothing() {
    let scene = Scene::new().await;
    let home = tempfile::tempdir().unwrap();
    let Some(disk) = disk(home.path(), "size=3m") else { return };
    let backend = start(options(home.path(), &scene.simulator).await).await.unwrap();
    let scene = Scene { backend, ..scene };
    let state = async || scene.backend.app_info(AppInfoGet {}).await.unwrap().history.state;
    let gate = Gate::new();
    let long: Vec<String> = (0..60).map(|n| format!("{n}: {}\n", "deep ".repeat(400))).collect();
    scene.simulator.script(Script::tokens(long.clone()).gate(&gate));
    let started = scene.ask("write a lot").await;
    gate.release(3);
    until("the first lines", async || !scene.row(&started.answer_id).await.text.is_empty()).await;
    let ballast = disk.fill();
    gate.open();
    until("the full disk to show", async || state().await == HistoryState::DiskFull).await;
    assert_eq!(scene.backend.turn_start(words("more")).await.unwrap_err().code, ErrorCode::DiskFull);
    let id = started.answer_id.parse().unwrap();
    let space = scene.backend.space().unwrap();
    until("the whole answer in memory", async || {
        space.turns.attach(id, None).is_some_and(|a| a.snapshot.is_some_and(|s| s.message.text == long.concat()))
    })
    .await;
    assert!(space.turns.is_running(id), "nothing says done before the disk has it");
    std::fs::remove_file(ballast).unwrap();
    let row = scene.ended(&started.answer_id).await;
    assert_eq!((row.status, row.text), (Status::Done, long.concat()));
    until("the trouble to be over", async || state().await == HistoryState::Ready).await;
    scene.backend.shutdown().await;
}

#[tokio::test]
async fn quitting_with_a_full_disk_keeps_what_fitted_and_ends() {
    let scene = Scene::new().await;
    let home = tempfile::tempdir().unwrap();
    let Some(disk) = disk(home.path(), "size=3m") else { return };
    let backend = start(options(home.path(), &scene.simulator).await).await.unwrap();
    let scene = Scene { backend, ..scene };
    let gate = Gate::new();
    scene.simulator.script(Script::tokens(["kept ".to_owned(), "x".repeat(300_000)]).gate(&gate));
    let started = scene.ask("write").await;
    gate.release(2);
    until("the first word", async || scene.row(&started.answer_id).await.text == "kept ").await;
    let ballast = disk.fill();
    gate.open();
    let state = async || scene.backend.app_info(AppInfoGet {}).await.unwrap().history.state;
    until("the full disk to show", async || state().await == HistoryState::DiskFull).await;
    tokio::time::timeout(crate::scene::PATIENCE, scene.backend.shutdown()).await.unwrap();
    std::fs::remove_file(ballast).unwrap();
    let backend = start(options(home.path(), &scene.simulator).await).await.unwrap();
    let scene = Scene { backend, ..scene };
    let row = scene.row(&started.answer_id).await;
    assert_eq!(row.status, Status::Interrupted);
    assert!(row.text.starts_with("kept "), "{:?}", row.text.len());
    scene.backend.shutdown().await;
}

#[tokio::test]
async fn a_file_system_that_cannot_be_written_can_be_read() {
    let scene = Scene::new().await;
    let home = tempfile::tempdir().unwrap();
    let Some(disk) = disk(home.path(), "size=4m") else { return };
    let backend = start(options(home.path(), &scene.simulator).await).await.unwrap();
    let scene = Scene { backend, ..scene };
    scene.answer("readable").await;
    scene.backend.shutdown().await;
    let frozen = Command::new("mount").args(["-o", "remount,ro"]).arg(&disk.0).status().unwrap();
    assert!(frozen.success());
    let backend = start(options(home.path(), &scene.simulator).await).await.unwrap();
    assert_eq!(backend.app_info(AppInfoGet {}).await.unwrap().history.state, HistoryState::ReadOnly);
    assert_eq!(crate::library::titles(&backend).await, ["readable"]);
    assert_eq!(backend.turn_start(words("x")).await.unwrap_err().code, ErrorCode::HistoryReadOnly);
    backend.shutdown().await;
}
