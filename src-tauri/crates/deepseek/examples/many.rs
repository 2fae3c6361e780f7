//! Many questions at once, kept within the account's limits: `DEEPSEEK_API_KEY=sk-… cargo run --example many`.

use std::{error::Error, io::Write};

use futures_util::{StreamExt, stream};
use hadal_deepseek::{
    ApiKey, BaseUrl, ChatRequest, Client, Message, ResilientClient, RetryPolicy,
    resilience::{BreakerPolicy, CachePolicy, ConcurrencyLimiter, RatePolicy},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = ApiKey::parse(&std::env::var("DEEPSEEK_API_KEY")?)?;
    let base = std::env::var("DEEPSEEK_BASE_URL").unwrap_or_else(|_| "https://api.deepseek.com".to_owned());
    let client = Client::builder().base_url(BaseUrl::parse(&base)?).build()?;
    run(&client, &key, &mut std::io::stdout()).await
}

/// Asks a hundred questions. The layers wait, try again, give up on a sick server and answer repeats.
pub(crate) async fn run(client: &Client, key: &ApiKey, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let client = ResilientClient::builder(client.clone())
        .retry(RetryPolicy::default())
        .breaker(BreakerPolicy::default())
        .concurrency(ConcurrencyLimiter::default())
        .rate(RatePolicy::per_second(200))
        .cache(CachePolicy::default())
        .build();
    let questions = (0..100).map(|number| format!("What lives at {} metres?", 100 * (number % 50)));
    let (mut good, mut bad) = (0, 0);
    let mut replies = stream::iter(questions)
        .map(|question| {
            let request = ChatRequest::new("deepseek-flash", vec![Message::user(question)]).without_thinking_at(0.0);
            let client = &client;
            async move { client.chat(key, &request).await }
        })
        .buffer_unordered(32);
    while let Some(reply) = replies.next().await {
        match reply {
            Ok(_) => good += 1,
            Err(error) => {
                bad += 1;
                writeln!(out, "{error}")?;
            }
        }
    }
    writeln!(out, "{good} answers, {bad} failures")?;
    Ok(())
}
