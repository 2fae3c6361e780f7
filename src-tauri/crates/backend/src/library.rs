//! The library: conversations to list, open, name, throw away and take back.

use crate::space::placed;
use crate::view::blocks;
use crate::{Backend, Space, problem};
use hadal_domain::{Conversation, ConversationId, ConversationSummary, TITLE_MAX_CHARS, Timestamp, title_from};
use hadal_store::{ConversationQuery, PathAt, PathQuery, Place, Shelf, ShelfQuery, Store};
use hadal_wire::{
    AnswerBlocks, CommandError, ConversationConfigure, ConversationDelete, ConversationInfo, ConversationList,
    ConversationOpen, ConversationPage, ConversationRename, ConversationRestore, ConversationRow, ConversationView,
    Done, DraftKeep, ErrorCode, MESSAGE_MAX_BYTES, MessageBlocks, MessageBlocksGet, MessageShow, MessageSource,
    MessageSourceGet,
};

const PAGE_MAX: u32 = 200;

/// Answers whose blocks are given at once.
const BLOCKS_MAX: usize = 200;

impl Backend {
    /// A page of the library.
    ///
    /// # Errors
    /// The history could not be read, or the cursor is not one of ours.
    pub async fn conversation_list(&self, request: ConversationList) -> Result<ConversationPage, CommandError> {
        let space = self.space()?;
        let before = request.cursor.as_deref().map(str::parse).transpose();
        let before = before.map_err(|_| CommandError::new(ErrorCode::RequestMalformed, "that is not a cursor"))?;
        let limit = request.limit.clamp(1, PAGE_MAX);
        let words = request.title_contains.filter(|words| !words.trim().is_empty());
        // Titles are looked for in all of the library, wherever one stands.
        let (rows, next) = if words.is_some() {
            let query = ConversationQuery { before, limit, title_contains: words };
            let page = space.store.conversations(query).await.map_err(|e| problem::of_store(&e))?;
            let mut rows = Vec::with_capacity(page.rows.len());
            for summary in page.rows {
                let place = space.store.place(summary.id).await.map_err(|e| problem::of_store(&e))?;
                rows.push((summary, place.unwrap_or_default(), None));
            }
            (rows, page.next)
        } else {
            let query = ShelfQuery { shelf: shelf(request.shelf.unwrap_or_default())?, before, limit };
            let page = space.store.shelf(query).await.map_err(|e| problem::of_store(&e))?;
            (page.rows.into_iter().map(|row| (row.summary, row.place, row.deleted_at)).collect(), page.next)
        };
        let unread = space.unread.marks().await;
        let row = |(summary, place, deleted_at): (ConversationSummary, Place, Option<Timestamp>)| ConversationRow {
            title: summary.title,
            updated_at_ms: summary.updated_at.as_millis(),
            running: summary.running,
            unread: unread.contains(&summary.id),
            deleted_at_ms: deleted_at.map(Timestamp::as_millis),
            ..placed(summary.id, &place)
        };
        Ok(ConversationPage { rows: rows.into_iter().map(row).collect(), next: next.map(|cursor| cursor.to_string()) })
    }

    /// A conversation along its shown path.
    ///
    /// # Errors
    /// There is none, or the history could not be read.
    pub async fn conversation_open(&self, request: ConversationOpen) -> Result<ConversationView, CommandError> {
        let space = self.space()?;
        let conversation = find(&space, &request.conversation_id).await?;
        match request.newest {
            Some(limit) => self.newest(&space, conversation, limit).await,
            None => self.view(&space, &conversation).await,
        }
    }

    /// The last messages of a conversation: no more is read of it.
    async fn newest(
        &self,
        space: &Space,
        conversation: Conversation,
        limit: u32,
    ) -> Result<ConversationView, CommandError> {
        let end = PathQuery { at: PathAt::End, limit };
        let page = space.store.path_page(conversation.id, end).await.map_err(|e| problem::of_store(&e))?;
        let queue = crate::queue::of(space, conversation.id).await?;
        let viewer = self.viewer();
        tokio::task::spawn_blocking(move || viewer.newest(&conversation, &page, queue))
            .await
            .map_err(|_| CommandError::new(ErrorCode::Internal, "showing the conversation broke"))
    }

    pub(crate) async fn view(
        &self,
        space: &Space,
        conversation: &Conversation,
    ) -> Result<ConversationView, CommandError> {
        let messages = space.store.messages(conversation.id).await.map_err(|e| problem::of_store(&e))?;
        let held = space.store.attached(conversation.id).await.map_err(|e| problem::of_store(&e))?;
        let queue = crate::queue::of(space, conversation.id).await?;
        let viewer = self.viewer();
        let conversation = conversation.clone();
        // A long conversation is parsed as a whole: that is work for a thread that may be busy.
        tokio::task::spawn_blocking(move || viewer.conversation(&conversation, &messages, &held, queue))
            .await
            .map_err(|_| CommandError::new(ErrorCode::Internal, "showing the conversation broke"))?
            .map_err(|_| problem::not_found())
    }

    /// Names a conversation.
    ///
    /// # Errors
    /// There is none, or the history did not take it.
    pub async fn conversation_rename(&self, request: ConversationRename) -> Result<ConversationInfo, CommandError> {
        let space = self.space()?;
        let conversation = find(&space, &request.conversation_id).await?;
        let title = clean_title(&request.title);
        let _turn = space.naming.lock().await;
        let by_user = !title.is_empty();
        let title = if by_user { title } else { first_words(&space, &conversation).await? };
        space.store.rename(conversation.id, &title, by_user).await.map_err(|e| problem::of_store(&e))?;
        self.changed(&space, conversation.id).await
    }

    /// Chooses what the next turn is asked with.
    ///
    /// # Errors
    /// There is no such conversation, or the history did not take it.
    pub async fn conversation_configure(
        &self,
        request: ConversationConfigure,
    ) -> Result<ConversationInfo, CommandError> {
        let space = self.space()?;
        let id = request.conversation_id.parse().map_err(problem::of_id)?;
        let model = crate::turn::model_id(&request.model)?;
        let parameters = request.parameters.map(crate::turn::parameters).transpose()?;
        space
            .store
            .configure(id, model, request.thinking.into(), parameters)
            .await
            .map_err(|e| problem::of_store(&e))?;
        self.changed(&space, id).await
    }

    /// Puts a conversation into the trash.
    ///
    /// # Errors
    /// There is none, or the history did not take it.
    pub async fn conversation_delete(&self, request: ConversationDelete) -> Result<Done, CommandError> {
        let space = self.space()?;
        let id: ConversationId = request.conversation_id.parse().map_err(problem::of_id)?;
        space.turns.stop_all_of(id);
        space.store.delete(id).await.map_err(|e| problem::of_store(&e))?;
        space.tell_row(id).await;
        Ok(Done {})
    }

    /// Takes a conversation out of the trash.
    ///
    /// # Errors
    /// There is none, or the history did not take it.
    pub async fn conversation_restore(&self, request: ConversationRestore) -> Result<ConversationInfo, CommandError> {
        let space = self.space()?;
        let id = request.conversation_id.parse().map_err(problem::of_id)?;
        space.store.restore(id).await.map_err(|e| problem::of_store(&e))?;
        self.changed(&space, id).await
    }

    /// Keeps what was typed and not sent.
    ///
    /// # Errors
    /// There is no such conversation, the text is too long, or the history did not take it.
    pub async fn draft_keep(&self, request: DraftKeep) -> Result<Done, CommandError> {
        if request.text.len() > MESSAGE_MAX_BYTES {
            return Err(CommandError::new(ErrorCode::MessageTooLong, "the draft is longer than a message may be"));
        }
        let space = self.space()?;
        if let Some(id) = &request.conversation_id {
            let id = id.parse().map_err(problem::of_id)?;
            space.store.keep_draft(id, &request.text).await.map_err(|e| problem::of_store(&e))?;
        } else {
            space.store.keep_new_draft(&request.text).await.map_err(|e| problem::of_store(&e))?;
            *self.face_mut().draft_mut() = request.text;
        }
        Ok(Done {})
    }

    /// Shows another version of a message: the newest branch that goes through it becomes the shown path.
    ///
    /// # Errors
    /// There is no such message, or the history did not take it.
    pub async fn message_show(&self, request: MessageShow) -> Result<ConversationView, CommandError> {
        let space = self.space()?;
        let id = request.message_id.parse().map_err(problem::of_id)?;
        let message =
            space.store.message(id).await.map_err(|e| problem::of_store(&e))?.ok_or_else(problem::not_found)?;
        let leaf = space.store.newest_leaf(message.conversation_id, id).await.map_err(|e| problem::of_store(&e))?;
        space.store.set_active_leaf(message.conversation_id, leaf).await.map_err(|e| problem::of_store(&e))?;
        let conversation = find(&space, &message.conversation_id.to_string()).await?;
        self.view(&space, &conversation).await
    }

    /// The blocks of answers that were shown without them.
    ///
    /// # Errors
    /// The history could not be read, or an id is not one of ours.
    pub async fn message_blocks(&self, request: MessageBlocksGet) -> Result<MessageBlocks, CommandError> {
        let space = self.space()?;
        let mut messages = Vec::new();
        for id in request.message_ids.iter().take(BLOCKS_MAX) {
            let id = id.parse().map_err(problem::of_id)?;
            messages.extend(space.store.message(id).await.map_err(|e| problem::of_store(&e))?);
        }
        let parse = move || {
            messages
                .iter()
                .filter_map(|message| {
                    let (blocks, reasoning) = blocks(message)?;
                    Some(AnswerBlocks { message_id: message.id.to_string(), blocks, reasoning })
                })
                .collect()
        };
        let answers = tokio::task::spawn_blocking(parse)
            .await
            .map_err(|_| CommandError::new(ErrorCode::Internal, "reading the answers broke"))?;
        Ok(MessageBlocks { answers })
    }

    /// The text of a message as it came.
    ///
    /// # Errors
    /// There is no such message, or the history could not be read.
    pub async fn message_source(&self, request: MessageSourceGet) -> Result<MessageSource, CommandError> {
        let id = request.message_id.parse().map_err(problem::of_id)?;
        let message = self.space()?.store.message(id).await.map_err(|e| problem::of_store(&e))?;
        let message = message.ok_or_else(problem::not_found)?;
        Ok(MessageSource { text: message.text, reasoning: message.reasoning })
    }

    async fn changed(&self, space: &Space, id: ConversationId) -> Result<ConversationInfo, CommandError> {
        space.tell_row(id).await;
        Ok((&find(space, &id.to_string()).await?).into())
    }
}

fn shelf(wanted: hadal_wire::Shelf) -> Result<Shelf, CommandError> {
    use hadal_wire::Shelf as Wanted;
    Ok(match wanted {
        Wanted::Library => Shelf::Library,
        Wanted::Pinned => Shelf::Pinned,
        Wanted::Folder { folder_id } => Shelf::Folder(folder_id.parse().map_err(problem::of_id)?),
        Wanted::Tag { tag_id } => Shelf::Tag(tag_id.parse().map_err(problem::of_id)?),
        Wanted::Archive => Shelf::Archive,
        Wanted::Trash => Shelf::Trash,
    })
}

pub(crate) async fn find(space: &Space, id: &str) -> Result<Conversation, CommandError> {
    let id = id.parse().map_err(problem::of_id)?;
    space.store.conversation(id).await.map_err(|e| problem::of_store(&e))?.ok_or_else(problem::not_found)
}

pub(crate) async fn has_any(store: Option<&Store>) -> bool {
    let Some(store) = store else { return false };
    for shelf in [Shelf::Library, Shelf::Archive] {
        let query = ShelfQuery { shelf, before: None, limit: 1 };
        if store.shelf(query).await.is_ok_and(|page| !page.rows.is_empty()) {
            return true;
        }
    }
    false
}

async fn first_words(space: &Space, conversation: &Conversation) -> Result<String, CommandError> {
    let messages = space.store.messages(conversation.id).await.map_err(|e| problem::of_store(&e))?;
    Ok(messages.first().map(|message| title_from(&message.text)).unwrap_or_default())
}

fn clean_title(title: &str) -> String {
    title.chars().filter(|c| !c.is_control()).take(TITLE_MAX_CHARS).collect::<String>().trim().to_owned()
}
