//! Full-text search over the history.

use crate::{Backend, problem};
use hadal_domain::{Role, Timestamp};
use hadal_store::{Hit, SearchFilters, SearchQuery};
use hadal_wire::{CommandError, ErrorCode, RoleWord, SEARCH_MAX_BYTES, Search, SearchHit, SearchPage, SnippetPart};

impl Backend {
    /// Messages and titles with these words, the best first.
    ///
    /// # Errors
    /// The request names something impossible, or the history could not be read.
    pub async fn search(&self, request: Search) -> Result<SearchPage, CommandError> {
        if request.text.len() > SEARCH_MAX_BYTES {
            return Err(CommandError::new(ErrorCode::RequestMalformed, "that is too long to look for"));
        }
        let before = request.cursor.as_deref().map(str::parse).transpose();
        let before = before.map_err(|_| CommandError::new(ErrorCode::RequestMalformed, "that is not a cursor"))?;
        let filters = filters(&request)?;
        let query = SearchQuery { text: request.text, filters, limit: request.limit, before };
        let page = self.space()?.store.search(query).await.map_err(|e| problem::of_store(&e))?;
        Ok(SearchPage {
            hits: page.hits.into_iter().map(hit).collect(),
            next: page.next.map(|cursor| cursor.to_string()),
            complete: page.complete,
        })
    }
}

fn filters(request: &Search) -> Result<SearchFilters, CommandError> {
    let model = request.model.as_deref().filter(|name| !name.is_empty()).map(crate::turn::model_id);
    Ok(SearchFilters {
        conversation: id(request.conversation_id.as_ref())?,
        folder: id(request.folder_id.as_ref())?,
        tag: id(request.tag_id.as_ref())?,
        role: request.role.map(role),
        model: model.transpose()?,
        after: request.after_ms.map(Timestamp::from_millis),
        before: request.before_ms.map(Timestamp::from_millis),
        has_code: request.has_code.unwrap_or(false),
    })
}

fn id<T: std::str::FromStr<Err = hadal_domain::IdError>>(text: Option<&String>) -> Result<Option<T>, CommandError> {
    text.map(|text| text.parse()).transpose().map_err(problem::of_id)
}

const fn role(word: RoleWord) -> Role {
    match word {
        RoleWord::System => Role::System,
        RoleWord::User => Role::User,
        RoleWord::Assistant => Role::Assistant,
        RoleWord::Tool => Role::Tool,
    }
}

fn hit(hit: Hit) -> SearchHit {
    SearchHit {
        conversation_id: hit.conversation.to_string(),
        message_id: hit.message.map(|id| id.to_string()),
        title: hit.title,
        snippet: hit.snippet.into_iter().map(|part| SnippetPart { text: part.text, hit: part.hit }).collect(),
        role: hit.role.map(Into::into),
        at_ms: hit.at.as_millis(),
    }
}
