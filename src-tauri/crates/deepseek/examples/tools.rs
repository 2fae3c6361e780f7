//! A model that calls a function: `DEEPSEEK_API_KEY=sk-… cargo run --example tools`.

use std::{error::Error, io::Write};

use hadal_deepseek::{ApiKey, BaseUrl, ChatRequest, Client, Message, Tool};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = ApiKey::parse(&std::env::var("DEEPSEEK_API_KEY")?)?;
    let base = std::env::var("DEEPSEEK_BASE_URL").unwrap_or_else(|_| "https://api.deepseek.com".to_owned());
    let client = Client::builder().base_url(BaseUrl::parse(&base)?).build()?;
    run(&client, &key, &mut std::io::stdout()).await
}

/// Offers a tool, runs what the model calls, and asks again until there is an answer.
pub(crate) async fn run(client: &Client, key: &ApiKey, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let depth = Tool::new("depth", "Depth of a sea trench in metres").parameters(json!({
        "type": "object", "properties": {"trench": {"type": "string"}}, "required": ["trench"]
    }));
    let question = Message::user("How deep is the Mariana Trench?");
    let mut request = ChatRequest::new("deepseek-flash", vec![question]).tools(vec![depth]);
    for _ in 0..5 {
        let reply = client.chat(key, &request).await?;
        if reply.tool_calls.is_empty() {
            writeln!(out, "{}", reply.content)?;
            return Ok(());
        }
        // The turn goes back byte for byte, reasoning included: the API wants it so.
        request = request.message(reply.to_message());
        for call in &reply.tool_calls {
            writeln!(out, "{}({})", call.name, call.arguments)?;
            request = request.message(Message::tool(&call.id, answer(&call.arguments)));
        }
    }
    Err("the model does nothing but call".into())
}

/// Arguments are the model's own text: they may be no JSON at all, and then the model is told.
fn answer(arguments: &str) -> String {
    match serde_json::from_str::<Value>(arguments) {
        Ok(value) if value.get("trench").is_some_and(Value::is_string) => json!({"metres": 10_935}).to_string(),
        Ok(_) => json!({"error": "trench is missing"}).to_string(),
        Err(error) => json!({"error": error.to_string()}).to_string(),
    }
}
