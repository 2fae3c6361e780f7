//! The words of the chat domain: ids, messages, usage and money.
//!
//! Plain data and arithmetic. No I/O and no async; the only outside fact it reads is the wall clock, in `time.rs`.

mod conversation;
mod id;
mod message;
mod model;
mod money;
mod parameters;
mod tariff;
mod time;
mod title;
mod tree;
mod usage;

pub use conversation::{Conversation, ConversationSummary, MESSAGE_MAX_BYTES, QUEUE_MAX, Queued};
pub use id::{AttachmentId, ClientId, ConversationId, FolderId, IdError, MessageId, TagId};
pub use message::{FinishReason, Message, Role, Status, Timings, UnknownWord};
pub use model::{Effort, ModelId, Thinking};
pub use money::{CostError, Currency, MicroAmount, cost};
pub use parameters::Parameters;
pub use tariff::{Period, Rates, period, rates};
pub use time::Timestamp;
pub use title::{TITLE_MAX_CHARS, title_from};
pub use tree::{Siblings, TreeError, path_to, siblings};
pub use usage::Usage;
