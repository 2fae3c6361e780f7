//! Goes on where an answer was cut off: `DEEPSEEK_API_KEY=sk-… cargo run --example prefix`.

use std::{error::Error, io::Write};

use hadal_deepseek::{ApiKey, BaseUrl, ChatRequest, Client, FinishReason, Message, Thinking};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = ApiKey::parse(&std::env::var("DEEPSEEK_API_KEY")?)?;
    let base = std::env::var("DEEPSEEK_BASE_URL").unwrap_or_else(|_| "https://api.deepseek.com".to_owned());
    let client = Client::builder().base_url(BaseUrl::parse(&base)?).build()?;
    run(&client, &key, &mut std::io::stdout()).await
}

/// Asks with too little room, then has the answer continued from its last character.
pub(crate) async fn run(client: &Client, key: &ApiKey, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let request = ChatRequest::new("deepseek-flash", vec![Message::user("Describe the hadal zone.")])
        .thinking(Thinking::Disabled);
    let mut text = client.chat(key, &request.clone().max_tokens(20)).await?;
    for _ in 0..5 {
        if text.finish != Some(FinishReason::Length) {
            break;
        }
        // Only what is new comes back.
        let more = client.chat(key, &request.clone().prefix(&text.content, None)).await?;
        text.content.push_str(&more.content);
        text.finish = more.finish;
    }
    writeln!(out, "{}", text.content)?;
    Ok(())
}
