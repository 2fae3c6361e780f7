//! The rest of the API, against the faithful DeepSeek.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use futures_util::StreamExt;
use hadal_deepseek::{
    ApiKey, BaseUrl, ChatEvent, ChatRequest, Client, Effort, FileQuery, FimRequest, ForcedCall, Host, Logprobs,
    Message, Part, SearchRequest, Tool, Upload,
};
use hadal_simulator::{Config, Fault, Script, Simulator, TEST_KEY};
use serde_json::json;

async fn world() -> (Simulator, Client, ApiKey) {
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let client = Client::builder().base_url(BaseUrl::parse(&simulator.base_url()).unwrap()).build().unwrap();
    (simulator, client, ApiKey::parse(TEST_KEY).unwrap())
}

#[tokio::test]
async fn fill_in_the_middle_comes_streamed_and_whole_and_tags_in_code_are_code() {
    let (simulator, client, key) = world().await;
    let request = FimRequest::new("deepseek-flash", "def add(a, b):\n").suffix("\n").max_tokens(64);
    let code = "<think>    return a + b</think>";
    simulator.script(Script::answer(code).at("/completions"));
    let mut stream = client.stream_fim(&key, &request).await.unwrap();
    let mut text = String::new();
    while let Some(event) = stream.next().await {
        if let ChatEvent::Text(piece) = event.unwrap() {
            text.push_str(&piece);
        }
    }
    assert_eq!(text, code);
    simulator.script(Script::answer(code).at("/completions"));
    let whole = client.fim(&key, &request).await.unwrap();
    assert_eq!((whole.content.as_str(), whole.is_whole(), whole.usage.is_some()), (code, true, true));
    assert!(simulator.requests().iter().all(|request| request.path == "/beta/completions"));
}

#[tokio::test]
async fn pictures_are_uploaded_named_listed_and_deleted() {
    let (simulator, client, key) = world().await;
    let upload =
        |name: &str| Upload::new(name, b"\x89PNG\r\n\x1a\n0000".to_vec()).expires_after(Duration::from_secs(1));
    let first = client.upload(&key, upload("深海.png")).await.unwrap();
    let second = client.upload(&key, upload("b.png")).await.unwrap();
    assert_eq!((first.status.as_deref(), second.name.as_str()), (Some("processed"), "b.png"));
    let page = client.files(&key, &FileQuery::default().limit(1).oldest_first()).await.unwrap();
    assert_eq!((page.files[0].id.clone(), page.after.clone()), (first.id.clone(), Some(first.id.clone())));
    let rest = client.files(&key, &FileQuery::default().after(first.id.clone()).oldest_first()).await.unwrap();
    assert_eq!((rest.files[0].id.clone(), rest.after), (second.id.clone(), None));
    let request = ChatRequest::new(
        "deepseek-flash",
        vec![Message::user_parts(vec![Part::uploaded(first.id.clone()), Part::text("what is this?")])],
    );
    assert!(client.chat(&key, &request).await.is_ok());
    let pro = ChatRequest::new("deepseek-v4-pro", request.messages().to_vec());
    assert_eq!(client.chat(&key, &pro).await.unwrap_err().code(), "invalid_request");
    assert_eq!(client.file(&key, &first.id).await.unwrap().id, first.id);
    assert!(client.delete_file(&key, &first.id).await.unwrap());
    assert_eq!(client.delete_file(&key, &first.id).await.unwrap_err().code(), "not_found");
    assert_eq!(client.file(&key, "../models").await.unwrap_err().code(), "not_found", "an id is no path");
    let sent = simulator.requests();
    assert!(sent.iter().any(|request| {
        request.headers.get("content-type").is_some_and(|kind| kind.starts_with("multipart/form-data"))
    }));
}

#[tokio::test]
async fn the_web_is_searched_and_pages_are_fetched() {
    let (_simulator, client, key) = world().await;
    let found = client.search(&key, &SearchRequest::new("深海").count(3).question("what lives there?")).await.unwrap();
    assert_eq!(found.results.len(), 3);
    assert_eq!((found.results[0].site_name.as_str(), found.results[0].score), ("Example", Some(2.5)));
    let page = client.fetch(&key, &found.results[0].url).await.unwrap();
    assert!(page.content.contains("example.com/1"));
    assert_eq!(client.fetch(&key, "nowhere").await.unwrap_err().code(), "invalid_request");
}

#[tokio::test]
async fn a_forced_call_json_and_strict_tools_are_accepted_by_the_server() {
    let (simulator, client, key) = world().await;
    let tool = || {
        vec![
            Tool::new("now", "the time")
                .parameters(json!({"type": "object", "properties": {}, "required": [], "additionalProperties": false})),
        ]
    };
    let ask = || ChatRequest::new("deepseek-flash", vec![Message::user("as json: what time is it?")]);
    for request in [
        ask().tools(tool()).without_thinking_calling(ForcedCall::Any),
        ask().tools(tool()).without_thinking_calling(ForcedCall::Named("now".into())),
        ask().strict_tools(tool()),
        ask().past_tools(tool()),
        ask().json_object(),
    ] {
        assert!(client.chat(&key, &request).await.is_ok(), "{request:?}");
    }
    assert!(simulator.chat_requests()[2].path.starts_with("/beta/"));
    let unsent = simulator.chat_requests().len();
    let wordless = ChatRequest::new("deepseek-flash", vec![Message::user("hi")]).json_object();
    assert_eq!(client.chat(&key, &wordless).await.unwrap_err().code(), "unsendable");
    assert_eq!(simulator.chat_requests().len(), unsent, "what would be refused is not sent");
}

#[tokio::test]
async fn the_likelihood_of_every_token_comes_streamed_and_whole_and_only_if_asked_for() {
    let (simulator, client, key) = world().await;
    let request = ChatRequest::new("deepseek-flash", vec![Message::user("hi")]).thinking_within(Effort::Low, 0.97);
    let script = || Script::tokens(["one", " ", "two"]).reasoning("why");
    simulator.script(script());
    let mut stream = client.stream_chat(&key, &request.clone().logprobs(2)).await.unwrap();
    let mut streamed = Logprobs::default();
    let mut text = String::new();
    while let Some(event) = stream.next().await {
        match event.unwrap() {
            ChatEvent::Logprobs(logprobs) => streamed.append(logprobs),
            ChatEvent::Text(piece) => text.push_str(&piece),
            _ => {}
        }
    }
    assert_eq!(text, "one two", "likelihoods cost no text");
    simulator.script(script());
    let whole = client.chat(&key, &request.clone().logprobs(2)).await.unwrap();
    assert_eq!(whole.logprobs, streamed);
    let [one, blank, two] = streamed.content.as_slice() else { panic!("{streamed:?}") };
    assert_eq!((one.token.as_str(), one.bytes.as_slice(), one.logprob), ("one", &b"one"[..], Some(0.0)));
    assert_eq!((two.alternatives.len(), blank.logprob), (2, None));
    assert_eq!(streamed.reasoning.iter().map(|token| token.token.as_str()).collect::<String>(), "why");
    assert!(whole.created.is_some() && whole.system_fingerprint.is_some());
    simulator.script(script());
    let without = client.chat(&key, &request).await.unwrap();
    assert!(without.logprobs.is_empty());
    let sent = simulator.chat_requests();
    assert_eq!((sent[0].body["logprobs"].as_bool(), sent[0].body["top_logprobs"].as_u64()), (Some(true), Some(2)));
    assert!(sent[2].body.get("logprobs").is_none());
}

#[tokio::test]
async fn leaked_markup_is_kept_apart_from_the_answer() {
    let (simulator, client, key) = world().await;
    simulator.script(Script::answer("The answer.").fault(Fault::DsmlLeak));
    let reply = client.chat(&key, &ChatRequest::new("deepseek-flash", vec![Message::user("hi")])).await.unwrap();
    assert!(reply.content.starts_with("The answer.") && !reply.content.contains("DSML"), "{}", reply.content);
    assert!(reply.leaked_markup.contains("DSML") && reply.tool_calls.is_empty());
}

#[tokio::test]
async fn a_preset_sets_address_and_ways_of_its_host() {
    let client = Client::builder().host(&Host::OLLAMA).unwrap().build().unwrap();
    assert_eq!(client.base_url().to_string(), "http://localhost:11434/v1");
    let client = Client::builder().host(&Host::DEEPSEEK).unwrap().build().unwrap();
    assert_eq!(client.base_url().to_string(), "https://api.deepseek.com");
}

#[tokio::test]
async fn the_pulse_tells_that_the_server_is_alive_while_nothing_comes() {
    let (simulator, client, key) = world().await;
    let pulse = hadal_simulator::Pulse { count: 3, every_ms: 5 };
    simulator.script(Script::answer("x").fault(Fault::KeepAlive(pulse)));
    let request = ChatRequest::new("deepseek-flash", vec![Message::user("hi")]);
    let mut stream = client.stream_chat(&key, &request).await.unwrap();
    while let Some(Ok(event)) = stream.next().await {
        let pulse = stream.pulse();
        if matches!(event, ChatEvent::KeepAlive) {
            assert!(!pulse.answering && pulse.keep_alives >= 1 && pulse.running >= pulse.silent);
        }
    }
    assert!(stream.pulse().answering && stream.pulse().keep_alives == 3);
}
