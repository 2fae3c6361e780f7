//! The client against the faithful DeepSeek, one fault switch at a time.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use futures_util::StreamExt;
use hadal_deepseek::{
    ApiError, ApiKey, BaseUrl, ChatEvent, ChatReply, ChatRequest, Client, Effort, Fault as Blame, FinishReason,
    Message, Note, ThinkTags, Thinking,
};
use hadal_simulator::{
    BUSY_KEY, Config, EMPTY_KEY, Fault, Gate, Pulse, Rejection, Script, Simulator, TEST_KEY, ThinkShape,
};
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(30);
const ANSWER: &str = "The sky is blue. 天空是蓝色的。😀";
const REASONING: &str = "Think about light. 想想光。";

struct World {
    simulator: Simulator,
    client: Client,
    key: ApiKey,
}

impl World {
    async fn new() -> Self {
        let simulator = Simulator::start(Config::default()).await.unwrap();
        let base_url = BaseUrl::parse(&simulator.base_url()).unwrap();
        let client = Client::builder().base_url(base_url).idle_timeout(Duration::from_secs(2)).build().unwrap();
        Self { simulator, client, key: ApiKey::parse(TEST_KEY).unwrap() }
    }

    /// A whole answer to a scripted thinking request.
    async fn ask(&self, script: Script) -> Vec<Result<ChatEvent, ApiError>> {
        self.simulator.script(script);
        let run = async {
            match self.client.stream_chat(&self.key, &hello()).await {
                Ok(stream) => stream.collect().await,
                Err(error) => vec![Err(error)],
            }
        };
        timeout(SOON, run).await.unwrap()
    }
}

fn hello() -> ChatRequest {
    ChatRequest::new("deepseek-flash", vec![Message::user("Why is the sky blue?")])
        .thinking(Thinking::Enabled(Effort::High))
}

fn script() -> Script {
    Script::answer(ANSWER).reasoning(REASONING)
}

/// Reasoning, text, finish reason and error of an answer.
#[derive(Debug, Default, PartialEq)]
struct Told {
    reasoning: String,
    text: String,
    finish: Option<FinishReason>,
    error: Option<&'static str>,
}

fn told(items: &[Result<ChatEvent, ApiError>]) -> Told {
    let mut told = Told::default();
    for item in items {
        match item {
            Ok(ChatEvent::Reasoning(text)) => told.reasoning.push_str(text),
            Ok(ChatEvent::Text(text)) => told.text.push_str(text),
            Ok(ChatEvent::Finished(reason)) => told.finish = Some(reason.clone()),
            Err(error) => told.error = Some(error.code()),
            Ok(_) => {}
        }
    }
    told
}

fn whole() -> Told {
    Told { reasoning: REASONING.into(), text: ANSWER.into(), finish: Some(FinishReason::Stop), error: None }
}

#[tokio::test]
async fn a_thinking_answer_arrives_whole_with_model_trace_id_and_usage() {
    let world = World::new().await;
    let items = world.ask(script()).await;
    assert_eq!(told(&items), whole());
    assert!(
        matches!(items.first(), Some(Ok(ChatEvent::Started { id, model, trace_id: Some(_), .. })) if !id.is_empty() && model == "deepseek-flash")
    );
    let usage =
        items.iter().find_map(|item| if let Ok(ChatEvent::Usage(usage)) = item { Some(usage) } else { None }).unwrap();
    assert!(usage.reasoning_tokens.unwrap() > 0 && usage.cache_miss_tokens.is_some());
    assert_eq!(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
    let sent = &world.simulator.chat_requests()[0];
    assert_eq!(sent.body["reasoning_effort"], "high");
    assert_eq!(sent.body["stream_options"]["include_usage"], true);
}

#[tokio::test]
async fn without_thinking_there_is_no_reasoning() {
    let world = World::new().await;
    world.simulator.script(script());
    let reply = world.client.chat(&world.key, &hello().thinking(Thinking::Disabled)).await.unwrap();
    assert_eq!((reply.content.as_str(), reply.reasoning.as_str()), (ANSWER, ""));
}

#[tokio::test]
async fn a_reply_that_is_not_streamed_is_the_same_reply() {
    let world = World::new().await;
    world.simulator.script(script().fault(Fault::BlankLines(Pulse { count: 5, every_ms: 10 })));
    let plain: ChatReply = world.client.chat(&world.key, &hello()).await.unwrap();
    assert_eq!(
        (plain.content.as_str(), plain.reasoning.as_str(), plain.finish),
        (ANSWER, REASONING, Some(FinishReason::Stop))
    );
    assert!(plain.usage.is_some() && plain.trace_id.is_some());
}

#[tokio::test]
async fn what_costs_nothing_changes_nothing() {
    let world = World::new().await;
    let harmless = [
        Fault::KeepAlive(Pulse { count: 3, every_ms: 5 }),
        Fault::WholeInsteadOfStream,
        Fault::HangAfterDone,
        Fault::NoDone,
        Fault::ReasoningField,
        Fault::EmptyToolCalls,
        Fault::UsageOnlyChunk,
        Fault::ChoicesNull,
        Fault::DeltaNull,
        Fault::NamedEvents,
        Fault::OctetStream,
        Fault::NoContentType,
        Fault::SplitUtf8,
        Fault::FrameBytes(7),
        Fault::Crlf,
        Fault::Cr,
        Fault::Bom,
        Fault::NoSpaceAfterData,
        Fault::BrokenEvent(2),
        Fault::InlineThink(ThinkShape::Plain),
        Fault::InlineThink(ThinkShape::Padded),
        Fault::InlineThink(ThinkShape::Split),
    ];
    for fault in harmless {
        let mut told = told(&world.ask(script().fault(fault.clone())).await);
        // Line ends around inline reasoning are kept as they came.
        told.reasoning = told.reasoning.trim().to_owned();
        assert_eq!(told, whole(), "{fault:?}");
    }
    let all = [
        Fault::Bom,
        Fault::Crlf,
        Fault::SplitUtf8,
        Fault::NoSpaceAfterData,
        Fault::NamedEvents,
        Fault::UsageOnlyChunk,
        Fault::EmptyToolCalls,
        Fault::DeltaNull,
    ];
    let items = world.ask(all.into_iter().fold(script(), Script::fault)).await;
    assert_eq!(told(&items), whole(), "all at once");
}

#[tokio::test]
async fn every_bad_end_keeps_the_text_and_has_its_name() {
    let world = World::new().await;
    let table = [
        (Fault::CutAfter(6), "cut"),
        (Fault::ResetAfter(1500), "cut"),
        (Fault::PlainLine(6), "cut"),
        (Fault::ErrorEvent(6), "error_in_stream"),
        (Fault::StallAfter(6), "idle_timeout"),
    ];
    for (fault, code) in table {
        let items = world.ask(script().fault(fault.clone())).await;
        let Told { reasoning, text, finish, error } = told(&items);
        assert_eq!((error, finish), (Some(code), None), "{fault:?}");
        assert!(
            !reasoning.is_empty() && REASONING.starts_with(&reasoning) && ANSWER.starts_with(&text),
            "{fault:?}: {reasoning}{text}"
        );
        let error = items.last().unwrap().as_ref().unwrap_err();
        assert_eq!(error.seen_bytes(), (reasoning.len() + text.len()) as u64, "{fault:?}");
        assert!(!error.is_retryable(), "{fault:?}: a second answer must not be glued to the first");
    }
    let items = world.ask(script().fault(Fault::NoDone).fault(Fault::UnterminatedEnd)).await;
    assert_eq!(
        told(&items),
        Told { finish: None, error: Some("cut"), ..whole() },
        "the event with the finish reason did not come whole"
    );
    let items = world.ask(script().fault(Fault::UnterminatedEnd)).await;
    assert_eq!(told(&items), whole(), "half a [DONE] after the finish reason costs nothing");
    let items = world.ask(script().fault(Fault::NoFinishReason)).await;
    assert_eq!(told(&items), Told { finish: None, ..whole() });
    assert_eq!(items.last(), Some(&Ok(ChatEvent::Note(Note::NoFinishReason))));
}

#[tokio::test]
async fn every_finish_reason_comes_through_as_itself() {
    let world = World::new().await;
    let table = [
        (Fault::Length(9), FinishReason::Length),
        (Fault::InsufficientSystemResource(9), FinishReason::InsufficientSystemResource),
        (Fault::Aborted(9), FinishReason::Aborted),
        (Fault::ContentFilter(9), FinishReason::ContentFilter),
    ];
    for (fault, reason) in table {
        assert_eq!(told(&world.ask(script().fault(fault)).await).finish, Some(reason));
    }
    let odd = told(&world.ask(script().finish("tired")).await);
    assert_eq!(odd.finish, Some(FinishReason::Other("tired".into())));
}

#[tokio::test]
async fn an_answer_without_an_answer_is_said_to_be_one() {
    let world = World::new().await;
    let items = world.ask(script().fault(Fault::AnswerInReasoning)).await;
    assert!(items.contains(&Ok(ChatEvent::Note(Note::OnlyReasoning))) && told(&items).text.is_empty());
    let items = world.ask(Script::answer("x").fault(Fault::EmptyContent)).await;
    assert_eq!(told(&items).error, Some("empty_answer"));
    assert_eq!(told(&world.ask(Script::faulty(Fault::Empty(200))).await).error, Some("empty_answer"));
    let items = world.ask(Script::faulty(Fault::QueueClose(50))).await;
    assert!(items.contains(&Ok(ChatEvent::KeepAlive)));
    let error = items.last().unwrap().as_ref().unwrap_err();
    assert!(error.code() == "cut" && error.is_retryable());
}

#[tokio::test]
async fn every_refusal_has_its_name_before_any_text() {
    let world = World::new().await;
    let reject = |status, message: &str| {
        Fault::Reject(Rejection { status, message: message.into(), kind: String::new(), retry_after: Some(9) })
    };
    let table = [
        (Fault::Html(502), "server_error"),
        (Fault::Html(504), "server_error"),
        (Fault::Html(403), "not_an_api"),
        (Fault::Empty(502), "server_error"),
        (Fault::Busy, "busy"),
        (Fault::ThrottledByBalance, "throttled_top_up"),
        (reject(429, "slow down"), "throttled"),
        (reject(400, "Content Exists Risk"), "content_risk"),
        (Fault::RefuseToAnswer, "cut"),
        (Fault::Redirect("https://example.com/".into()), "redirected"),
    ];
    for (fault, code) in table {
        let items = world.ask(Script::faulty(fault.clone())).await;
        assert_eq!(told(&items), Told { error: Some(code), ..Told::default() }, "{fault:?}");
    }
    let items = world.ask(Script::faulty(reject(429, "slow down"))).await;
    assert_eq!(items[0].as_ref().unwrap_err().retry_after(), Some(Duration::from_secs(9)));
    let items = world.ask(Script::faulty(Fault::ErrorWith200)).await;
    let error = items[0].as_ref().unwrap_err();
    assert_eq!(
        (items.len(), error.code(), error.is_retryable(), error.whose_fault()),
        (1, "server_error", true, Blame::Server)
    );
    let items = world.ask(script().fault(Fault::ErrorEvent(0))).await;
    let error = items.last().unwrap().as_ref().unwrap_err();
    assert_eq!(
        (error.code(), error.is_retryable()),
        ("server_error", true),
        "before any text it is a refusal like others"
    );
}

#[tokio::test]
async fn the_key_decides_who_is_to_blame() {
    let world = World::new().await;
    let request = hello();
    for (key, code) in [
        ("sk-unknown-00000000", "key_refused"),
        ("not-a-key-00000", "key_refused"),
        (EMPTY_KEY, "insufficient_balance"),
        (BUSY_KEY, "throttled_top_up"),
    ] {
        let error = world.client.stream_chat(&ApiKey::parse(key).unwrap(), &request).await.unwrap_err();
        assert_eq!((error.code(), error.whose_fault()), (code, Blame::Account));
        assert!(!format!("{error:?}{error}").contains(key));
    }
    let unknown = ChatRequest::new("gpt-7", vec![Message::user("hi")]);
    assert_eq!(world.client.chat(&world.key, &unknown).await.unwrap_err().code(), "unknown_model");
}

#[tokio::test]
async fn models_and_balance_are_listed() {
    let world = World::new().await;
    let models = world.client.models(&world.key).await.unwrap();
    assert_eq!(models.iter().map(|model| model.id.as_str()).collect::<Vec<_>>(), ["deepseek-flash", "deepseek-v4-pro"]);
    let balance = world.client.balance(&world.key).await.unwrap();
    assert!(balance.is_available);
    assert_eq!((balance.infos[0].currency.as_str(), balance.infos[0].total.as_str()), ("CNY", "110.00"));
    let refused = world.client.balance(&ApiKey::parse("sk-unknown-00000000").unwrap()).await.unwrap_err();
    assert_eq!(refused.code(), "key_refused");
}

#[tokio::test]
async fn tool_calls_are_put_together_by_index() {
    let world = World::new().await;
    for fault in [None, Some(Fault::InterleavedToolCalls), Some(Fault::EmptyToolIds)] {
        let calls = script().tool("clock", r#"{"zone":"UTC"}"#).tool("weather", r#"{"city":"北京"}"#);
        world.simulator.script(fault.clone().into_iter().fold(calls, Script::fault));
        let stream = world.client.stream_chat(&world.key, &hello()).await.unwrap();
        let reply = ChatReply::collect(stream).await.unwrap();
        let calls: Vec<_> = reply.tool_calls.iter().map(|call| (call.name.as_str(), call.arguments.as_str())).collect();
        assert_eq!(calls, [("clock", r#"{"zone":"UTC"}"#), ("weather", r#"{"city":"北京"}"#)], "{fault:?}");
        assert!(reply.tool_calls.iter().all(|call| !call.id.is_empty()), "{fault:?}");
        assert_eq!(reply.finish, Some(FinishReason::ToolCalls));
    }
}

#[tokio::test]
async fn a_template_that_opens_the_tag_needs_to_be_known() {
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let base_url = BaseUrl::parse(&simulator.base_url()).unwrap();
    let client = Client::builder().base_url(base_url).think_tags(ThinkTags::ClosingOnly).build().unwrap();
    simulator.script(script().fault(Fault::InlineThink(ThinkShape::NoOpening)));
    let stream = client.stream_chat(&ApiKey::parse(TEST_KEY).unwrap(), &hello()).await.unwrap();
    assert_eq!(told(&stream.collect::<Vec<_>>().await), whole());
}

#[tokio::test]
async fn a_line_of_a_megabyte_comes_through() {
    let world = World::new().await;
    let items = world.ask(script().fault(Fault::LongLine(1 << 20))).await;
    let told = told(&items);
    assert!(told.text.len() >= 1 << 20, "{} bytes", told.text.len());
    assert_eq!(told.finish, Some(FinishReason::Stop));
}

#[tokio::test]
async fn the_server_notices_that_the_answer_was_stopped() {
    let world = World::new().await;
    let gate = Gate::new();
    world.simulator.script(script().gate(&gate));
    gate.release(3);
    let mut stream = world.client.stream_chat(&world.key, &hello()).await.unwrap();
    assert!(matches!(stream.next().await, Some(Ok(ChatEvent::Started { .. }))));
    drop(stream);
    let aborted = timeout(SOON, world.simulator.wait_for_abort()).await.unwrap();
    assert!(aborted.is_some_and(|request| !request.finished));
}

#[tokio::test]
async fn text_arrives_as_it_is_sent_and_not_at_the_end() {
    let world = World::new().await;
    let gate = Gate::new();
    world.simulator.script(Script::tokens(["one", "two"]).gate(&gate));
    gate.release(2);
    let mut stream = world.client.stream_chat(&world.key, &hello().thinking(Thinking::Disabled)).await.unwrap();
    let first = async {
        loop {
            if let Some(Ok(ChatEvent::Text(text))) = stream.next().await {
                return text;
            }
        }
    };
    assert_eq!(timeout(SOON, first).await.unwrap(), "one", "the second token is still behind the gate");
    gate.release(100);
    assert_eq!(told(&stream.collect::<Vec<_>>().await).text, "two");
}

#[tokio::test]
async fn many_answers_at_once_stay_apart() {
    let world = World::new().await;
    let asked = (0..50).map(|number| {
        let World { client, key, .. } = &world;
        async move {
            let request =
                ChatRequest::new("deepseek-flash", vec![Message::user(format!("[[sim]] number-{number}-end"))])
                    .thinking(Thinking::Disabled);
            (number, client.chat(key, &request).await.unwrap())
        }
    });
    let replies = futures_util::future::join_all(asked).await;
    assert!(
        replies.iter().all(|(number, reply)| reply.content.contains(&format!("number-{number}-end"))),
        "{replies:?}"
    );
}
