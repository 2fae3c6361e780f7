//! The one seam: something that is asked and answers in a stream. The API behind HTTP is one, a script in a test another.

use crate::Failure;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use hadal_domain::{FinishReason, ModelId, Parameters, Thinking, Usage};
use std::fmt;
use std::sync::Arc;

/// A question with the conversation before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Which model.
    pub model: ModelId,
    /// Whether and how hard it thinks.
    pub thinking: Thinking,
    /// What else it is asked with; its standing instructions come before `messages`.
    pub parameters: Parameters,
    /// The path from the root to the question.
    pub messages: Vec<AskMessage>,
    /// What there is of the answer already: the model goes on from here instead of beginning.
    pub begun: Option<Begun>,
    /// A person wants it now: a server that was left alone is asked all the same.
    pub now: bool,
    /// Nobody asks again by itself should this fail.
    pub is_last_try: bool,
    /// An earlier try may have reached the chosen server: nobody else is asked.
    pub may_be_taken: bool,
}

/// The beginning of an answer, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Begun {
    /// The answer; empty when it was cut while it thought.
    pub text: String,
    /// The thinking before it.
    pub reasoning: String,
}

/// One message of the path, as far as a model needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskMessage {
    /// Instructions.
    System(String),
    /// The person.
    User(String),
    /// The person, with pictures.
    Shown {
        /// What was typed; may be empty.
        text: String,
        /// In their order.
        pictures: Vec<Picture>,
    },
    /// An earlier answer. Its thinking stays home: without tools the API ignores it.
    Assistant(String),
}

/// A picture for a model that sees.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Such as `image/png`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// What a model stream says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelEvent {
    /// The server took the request.
    Started {
        /// The model that answers, as the server names it.
        served_model: Option<String>,
        /// The server's trace id.
        trace_id: Option<String>,
    },
    /// Not the server that was chosen answers, but the standby on this host. Nobody else is asked any more.
    ServedBy(String),
    /// The line is alive; nothing to show.
    KeepAlive,
    /// Thinking.
    Reasoning(String),
    /// Answer.
    Text(String),
    /// Tokens, with the object as it came.
    Usage {
        /// As read.
        usage: Usage,
        /// As it came, JSON.
        raw: String,
    },
    /// Why the model ended.
    Finished(FinishReason),
}

/// An answer in a stream. Dropping it ends the call at once. It ends with `None` when complete and with an `Err` when cut.
pub type ModelStream = BoxStream<'static, Result<ModelEvent, Failure>>;

/// Something that can be asked.
pub trait Model: Send + Sync + 'static {
    /// Ask. Resolves when the server has taken the request.
    fn ask(&self, ask: Ask) -> BoxFuture<'static, Result<ModelStream, Failure>>;

    /// Whether the model of this name reads pictures. One that does not is never shown any.
    fn sees(&self, _model: &ModelId) -> bool {
        false
    }

    /// Whether it can go on from [`Ask::begun`]. One that cannot is never asked to.
    fn can_go_on(&self) -> bool {
        false
    }
}
