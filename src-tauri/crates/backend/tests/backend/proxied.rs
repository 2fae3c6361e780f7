//! Behind a proxy that is away a question waits; one that answers and does not let through is an error.

use crate::scene::{Scene, until};
use hadal_domain::Status;
use hadal_wire::SettingsChange;
use std::time::Duration;

/// A server far away behind a proxy of this machine that is not there, and the port where it would be.
async fn behind_a_proxy() -> (Scene, u16) {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let scene = Scene::with(|options| {
        options.base_url = None;
        options.environment_key = Some(hadal_simulator::TEST_KEY.to_owned());
    })
    .await;
    let change = SettingsChange {
        base_url: Some("https://api.example.invalid".into()),
        proxy: Some(format!("127.0.0.1:{free}")),
        ..SettingsChange::default()
    };
    scene.backend.settings_change(change).await.unwrap();
    (scene, free)
}

#[tokio::test]
async fn without_its_proxy_a_question_waits_and_is_sent_once_by_another_way() {
    let (scene, _) = behind_a_proxy().await;
    let started = scene.ask("hello?").await;
    scene.waits(&started.answer_id).await;
    until("its row to say so", async || scene.row(&started.answer_id).await.error_code.as_deref() == Some("unsent"))
        .await;
    let near = SettingsChange { base_url: Some(scene.simulator.base_url()), ..SettingsChange::default() };
    scene.backend.settings_change(near).await.unwrap();
    let row = scene.ended(&started.answer_id).await;
    assert_eq!((row.status, row.error_code), (Status::Done, None));
    assert_eq!(scene.asked(), ["hello?"]);
}

#[tokio::test]
async fn a_proxy_that_wants_a_login_is_an_error_and_nothing_waits_for_it() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (scene, port) = behind_a_proxy().await;
    let proxy = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let mut asked = tokio::task::JoinSet::new();
    asked.spawn(async move {
        let mut heads = Vec::new();
        // Until nobody has come for a while.
        while let Ok(Ok((mut stream, _))) = tokio::time::timeout(Duration::from_secs(2), proxy.accept()).await {
            let mut head = [0; 512];
            let read = stream.read(&mut head).await.unwrap();
            heads.push(String::from_utf8_lossy(&head[..read]).into_owned());
            let refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(refusal).await.unwrap();
        }
        heads
    });
    let row = scene.answer("hello?").await;
    assert_eq!((row.status, row.error_code.as_deref()), (Status::Failed, Some("proxy_login")));
    let heads = asked.join_next().await.unwrap().unwrap();
    assert_eq!(heads.len(), 1, "it is not tried again: {heads:?}");
    assert!(!heads.concat().contains("hello?"), "the proxy never sees the question");
}
