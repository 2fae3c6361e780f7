//! What a conversation is asked with reaches the server as far as it has an effect, and stays with the conversation.

use crate::scene::{Scene, words};
use hadal_wire::{ConversationConfigure, Parameters, SettingsChange, ThinkingWord, TurnStart};
use serde_json::{Value, json};

fn chosen() -> Parameters {
    Parameters {
        system: "Answer in one word.".to_owned(),
        temperature_hundredths: Some(30),
        top_p_hundredths: Some(97),
        max_tokens: Some(500),
        stop: vec!["END".to_owned()],
        json: true,
    }
}

async fn body(scene: &Scene, count: usize) -> Value {
    scene.simulator.wait_for_requests(count).await.remove(count - 1).body
}

#[tokio::test]
async fn parameters_are_sent_with_each_turn_and_survive_a_restart() {
    let scene = Scene::new().await;
    let started = scene
        .backend
        .turn_start(TurnStart { parameters: Some(chosen()), thinking: ThinkingWord::Off, ..words("How deep?") })
        .await
        .unwrap();
    scene.ended(&started.answer_id).await;
    let first = body(&scene, 1).await;
    assert_eq!(first["messages"][1], json!({ "role": "system", "content": "Answer in one word." }));
    assert_eq!(first["messages"][0]["role"], "system", "the word that JSON mode needs, as nobody said it");
    assert_eq!(first["messages"][2]["content"], "How deep?");
    assert!((first["temperature"].as_f64().unwrap() - 0.3).abs() < 1e-6);
    assert_eq!((&first["max_tokens"], &first["stop"]), (&json!(500), &json!(["END"])));
    assert_eq!(first["response_format"], json!({ "type": "json_object" }));
    assert_eq!(first.get("top_p"), None, "it has no effect without thinking");

    let scene = scene.again().await;
    let id = started.view.info.id.clone();
    let again = scene.ask_after(&started, Some(&started.answer_id), "And the JSON of it?").await;
    assert_eq!(again.view.info.parameters, chosen());
    scene.ended(&again.answer_id).await;
    let second = body(&scene, 2).await;
    assert_eq!(second["messages"][0]["content"], "Answer in one word.", "the word JSON was said");
    assert_eq!(second.get("temperature"), None, "it has no effect while it thinks");
    assert!((second["top_p"].as_f64().unwrap() - 0.97).abs() < 1e-6);

    let calm = ConversationConfigure {
        conversation_id: id,
        model: "deepseek-flash".to_owned(),
        thinking: ThinkingWord::Off,
        parameters: Some(Parameters { temperature_hundredths: Some(9_000), ..Parameters::default() }),
    };
    let info = scene.backend.conversation_configure(calm.clone()).await.unwrap();
    assert_eq!(info.parameters.temperature_hundredths, Some(200), "brought within the limits");
    let kept = scene.backend.conversation_configure(ConversationConfigure { parameters: None, ..calm }).await.unwrap();
    assert_eq!(kept.parameters, info.parameters, "absent leaves them");
}

#[tokio::test]
async fn a_new_conversation_takes_the_standing_instructions_of_the_settings() {
    let scene = Scene::new().await;
    let change = SettingsChange { system_prompt: Some("Speak like a sailor.".to_owned()), ..SettingsChange::default() };
    scene.backend.settings_change(change).await.unwrap();
    let started = scene.ask("How deep?").await;
    scene.ended(&started.answer_id).await;
    assert_eq!(started.view.info.parameters.system, "Speak like a sailor.");
    assert_eq!(body(&scene, 1).await["messages"][0]["content"], "Speak like a sailor.");
    let none = TurnStart { parameters: Some(Parameters::default()), ..words("And now?") };
    let plain = scene.backend.turn_start(none).await.unwrap();
    assert_eq!(plain.view.info.parameters.system, "", "somebody emptied it for this one");
}
