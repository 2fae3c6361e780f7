//! Titles made by a model, in the background and without thinking. Until one comes, and if none comes, the first words
//! of the question are the title; one that a person typed is never touched.

use crate::Space;
use hadal_deepseek::{ChatReply, ChatRequest, Client, Message as Said, Thinking};
use hadal_domain::{ConversationId, Message, ModelId, Role, Status, title_from};
use hadal_engine::{KeySource, counted};
use std::time::Duration;

/// A title that takes longer comes too late to be of use.
const PATIENCE: Duration = Duration::from_secs(30);

/// As much as six words take in any language, with room for a model that numbers them.
const TOKENS: u32 = 48;

/// Of the question and of the answer, as much as a title can speak of.
const READ_CHARS: usize = 1_200;

const TITLE_CHARS: usize = 60;

const WISH: &str = "Write a title for this conversation: at most six words, in the language of my first message, \
    without quotation marks and without a full stop. Answer with the title only.";

/// Who is asked for titles.
#[derive(Clone)]
pub(crate) struct Titler {
    pub(crate) client: Client,
    pub(crate) key: KeySource,
}

/// Names a conversation after its first answer, unless somebody did.
pub(crate) async fn name(space: &Space, titler: &Titler, id: ConversationId) {
    let Some((model, first_words, question, answer)) = wanted(space, id).await else { return };
    let asked = tokio::time::timeout(PATIENCE, titler.ask(&model, &question, &answer));
    let Ok(Some(reply)) = asked.await else { return };
    note(space, model, &reply).await;
    let Some(title) = clean(&reply.content) else { return };
    // Nobody renames between the look and the write.
    let _turn = space.naming.lock().await;
    let found = space.store.conversation(id).await.ok().flatten();
    if found.is_none_or(|found| found.titled_by_user || found.title != first_words || found.title == title) {
        return;
    }
    if let Err(error) = space.store.rename(id, &title, false).await {
        tracing::warn!(conversation = %id, %error, "the title was not kept");
    } else {
        space.tell_row(id).await;
    }
}

/// What was asked for was paid for, also when the title is of no use.
async fn note(space: &Space, asked: ModelId, reply: &ChatReply) {
    let Some(usage) = &reply.usage else { return };
    let served = Some(reply.model.clone()).filter(|model| !model.is_empty());
    if let Err(error) = space.store.note_title(asked, served, counted(usage)).await {
        tracing::warn!(%error, "what a title cost was not noted");
    }
}

/// The model, the title, the question and the answer of a conversation that has one whole answer and no title but the first words.
async fn wanted(space: &Space, id: ConversationId) -> Option<(ModelId, String, String, String)> {
    let found = space.store.conversation(id).await.ok().flatten()?;
    if found.titled_by_user || found.deleted_at.is_some() {
        return None;
    }
    let messages = space.store.messages(id).await.ok()?;
    let of = |role: Role| messages.iter().filter(move |message| message.role == role);
    let (question, answer) = (of(Role::User).next()?, of(Role::Assistant).next()?);
    let is_first = of(Role::User).count() == 1 && of(Role::Assistant).count() == 1;
    let is_whole = answer.status == Status::Done && !answer.text.trim().is_empty();
    let text = |message: &Message| message.text.chars().take(READ_CHARS).collect::<String>();
    (is_first && is_whole && found.title == title_from(&question.text))
        .then(|| (found.model, found.title, text(question), text(answer)))
}

impl Titler {
    async fn ask(&self, model: &ModelId, question: &str, answer: &str) -> Option<ChatReply> {
        let key = (self.key)().await.ok()?;
        let messages = vec![Said::user(question), Said::assistant(answer, None), Said::user(WISH)];
        let request = ChatRequest::new(model.as_str(), messages).thinking(Thinking::Disabled).max_tokens(TOKENS);
        match self.client.chat(&key, &request).await {
            Ok(reply) => Some(reply),
            Err(error) => {
                tracing::debug!(%error, "no title came");
                None
            }
        }
    }
}

/// One short line without what models put around titles; `None` when nothing is left.
fn clean(said: &str) -> Option<String> {
    let line = said.lines().map(str::trim).find(|line| !line.is_empty())?;
    let around = |c: char| c.is_whitespace() || "\"'“”‘’「」『』《》#*`_.。".contains(c);
    let line = line.trim_matches(around);
    let line = ["Title:", "title:", "标题：", "标题:"].iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    let line: String = line.trim_matches(around).chars().filter(|c| !c.is_control()).take(TITLE_CHARS).collect();
    let line = line.trim().to_owned();
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn a_title_is_one_short_line_without_what_models_put_around_it() {
        assert_eq!(clean("\n\"Eels in Winter.\"\nand more").as_deref(), Some("Eels in Winter"));
        assert_eq!(clean("**Title: Deep sea**").as_deref(), Some("Deep sea"));
        assert_eq!(clean("标题：《鳗鱼的冬天》。").as_deref(), Some("鳗鱼的冬天"));
        assert_eq!(clean(&"长".repeat(500)).map(|title| title.chars().count()), Some(60));
        assert_eq!(clean(" \n\"\"\n"), None);
    }
}
