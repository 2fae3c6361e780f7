//! What a reader found of one conversation, and how it becomes a sound tree.
//!
//! Parents are followed in loops, never by recursion; circles are opened, lost parents let go, ids given twice kept
//! once. Places without a message of their own (roots, hidden notes, what could not be read) are passed over: what
//! hangs on them hangs on the next above.

use super::{Imported, Reason, Source, ids};
use hadal_domain::{
    Conversation, ConversationId, FinishReason, Message, MessageId, ModelId, Role, Status, TITLE_MAX_CHARS, Thinking,
    Timestamp, title_from,
};
use hadal_store::Belongings;
use std::collections::HashMap;

/// One conversation as its reader found it.
pub(super) struct Draft {
    pub source: Source,
    /// The source's own id, or something that stands for it.
    pub key: Option<String>,
    pub title: Option<String>,
    pub created_ms: Option<i64>,
    pub updated_ms: Option<i64>,
    /// The last message of the path that was shown.
    pub leaf: Option<String>,
    pub nodes: Vec<Node>,
    /// Messages that were no messages.
    pub unreadable: u64,
    /// Parts that are not text.
    pub parts: u64,
    /// Files of which the export has the name only.
    pub files: u64,
}

/// One place of the tree.
pub(super) struct Node {
    pub key: String,
    pub parent: Option<String>,
    pub who: Who,
    pub text: String,
    pub reasoning: String,
    pub model: Option<String>,
    pub status: Status,
    pub finish: Option<FinishReason>,
    pub at_ms: Option<i64>,
}

/// Who speaks, as far as the source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Nobody: the place is passed over, its reasoning goes to the answer below.
    Nobody,
    /// The person after the model and the model after the person.
    Other,
    /// This one.
    Known(Role),
}

impl Draft {
    pub(super) fn new(source: Source) -> Self {
        Self {
            source,
            key: None,
            title: None,
            created_ms: None,
            updated_ms: None,
            leaf: None,
            nodes: Vec::new(),
            unreadable: 0,
            parts: 0,
            files: 0,
        }
    }

    /// What to call it in a report.
    pub(super) fn label(&self) -> String {
        self.title.clone().or_else(|| self.key.clone()).unwrap_or_else(|| "a conversation without a title".to_owned())
    }

    /// Puts a message below the last one: for sources without branches.
    pub(super) fn append(&mut self, mut node: Node) {
        if node.parent.is_none() {
            node.parent = self.nodes.last().map(|last| last.key.clone());
        }
        self.nodes.push(node);
    }
}

impl Node {
    pub(super) fn new(key: String, who: Who) -> Self {
        Self {
            key,
            parent: None,
            who,
            text: String::new(),
            reasoning: String::new(),
            model: None,
            status: Status::Done,
            finish: None,
            at_ms: None,
        }
    }

    fn is_kept(&self) -> bool {
        self.who != Who::Nobody && !(self.text.trim().is_empty() && self.reasoning.trim().is_empty())
    }
}

/// The conversation, if there is a message in it, and what was lost on the way.
pub(super) fn grown(draft: Draft) -> (Option<Imported>, Vec<Reason>) {
    let mut losses = Vec::new();
    let (places, twice) = places(&draft.nodes);
    let (mut parents, orphans) = parents(&draft.nodes, &places);
    let circles = open_circles(&mut parents);
    for (reason, n) in [
        (Reason::TwiceMessages as fn(u64) -> Reason, twice),
        (Reason::Orphans, orphans),
        (Reason::Circles, circles),
        (Reason::Messages, draft.unreadable),
        (Reason::Parts, draft.parts),
        (Reason::Files, draft.files),
    ] {
        if n > 0 {
            losses.push(reason(n));
        }
    }
    let leaf = draft.leaf.as_deref().and_then(|leaf| places.get(leaf).copied());
    let is_first: Vec<bool> =
        draft.nodes.iter().enumerate().map(|(at, node)| places.get(node.key.as_str()) == Some(&at)).collect();
    (planted(draft, leaf, &is_first, &parents), losses)
}

/// Where each key stands; of those given twice the first.
fn places(nodes: &[Node]) -> (HashMap<&str, usize>, u64) {
    let mut places = HashMap::with_capacity(nodes.len());
    let mut twice = 0;
    for (at, node) in nodes.iter().enumerate() {
        if *places.entry(node.key.as_str()).or_insert(at) != at {
            twice += 1;
        }
    }
    (places, twice)
}

/// The place of each one's parent. A parent that is not there is none.
fn parents(nodes: &[Node], places: &HashMap<&str, usize>) -> (Vec<Option<usize>>, u64) {
    let mut orphans = 0;
    let parents = nodes
        .iter()
        .map(|node| {
            let key = node.parent.as_deref()?;
            let parent = places.get(key).copied();
            if parent.is_none() && node.is_kept() {
                orphans += 1;
            }
            parent
        })
        .collect();
    (parents, orphans)
}

/// Cuts each circle at one place, and answers how many there were.
fn open_circles(parents: &mut [Option<usize>]) -> u64 {
    // The walk in which a place was first met; 0 is none.
    let mut met = vec![0_usize; parents.len()];
    let mut circles = 0;
    for start in 0..parents.len() {
        let walk = start + 1;
        let mut next = Some(start);
        while let Some(at) = next {
            match met.get_mut(at) {
                Some(seen) if *seen == 0 => *seen = walk,
                Some(seen) if *seen == walk => {
                    if let Some(parent) = parents.get_mut(at) {
                        *parent = None;
                    }
                    circles += 1;
                    break;
                }
                _ => break,
            }
            next = parents.get(at).copied().flatten();
        }
    }
    circles
}

/// Places from the roots on, each after its parent, in the order in which they were found.
fn from_the_roots(parents: &[Option<usize>]) -> Vec<usize> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
    let mut order = Vec::with_capacity(parents.len());
    for (at, parent) in parents.iter().enumerate() {
        match parent.and_then(|parent| children.get_mut(parent)) {
            Some(of_parent) => of_parent.push(at),
            None => order.push(at),
        }
    }
    let mut done = 0;
    while let Some(at) = order.get(done).copied() {
        order.extend(children.get_mut(at).map(std::mem::take).unwrap_or_default());
        done += 1;
    }
    order
}

/// What is known of a place while its children wait for it.
#[derive(Clone, Copy)]
struct Anchor {
    /// The message that children hang on, by its index among those made.
    message: Option<usize>,
    role: Option<Role>,
    at_ms: i64,
    /// Where reasoning stands that waits for its answer.
    thought: Option<usize>,
}

/// Reasoning by its place, with the place of what was thought before it.
struct Thoughts(Vec<Option<(String, Option<usize>)>>);

impl Thoughts {
    fn keep(&mut self, at: usize, text: String, before: Option<usize>) {
        if let Some(place) = self.0.get_mut(at) {
            *place = Some((text, before));
        }
    }

    /// All that leads to a place, once: the first answer below has it, so that a file cannot multiply it.
    fn taken(&mut self, last: Option<usize>) -> String {
        let (mut texts, mut next) = (Vec::new(), last);
        while let Some((text, before)) = next.and_then(|at| self.0.get_mut(at)).and_then(Option::take) {
            texts.push(text);
            next = before;
        }
        texts.reverse();
        texts.join("\n\n")
    }
}

/// A message that has no id yet.
struct Made {
    node: Node,
    role: Role,
    /// Index of the message it follows.
    parent: Option<usize>,
    /// Its time, and never before its parent's: the history sorts by ids, which begin with this.
    sort_ms: i64,
    reasoning: String,
}

fn planted(mut draft: Draft, leaf: Option<usize>, is_first: &[bool], parents: &[Option<usize>]) -> Option<Imported> {
    let first_ms = draft.nodes.iter().filter_map(|node| node.at_ms).min();
    let created_ms = draft.created_ms.or(first_ms).or(draft.updated_ms).unwrap_or(0);
    let key = conversation_key(&draft, created_ms);
    let mut nodes: Vec<Option<Node>> = std::mem::take(&mut draft.nodes).into_iter().map(Some).collect();
    let mut thoughts = Thoughts(vec![None; nodes.len()]);
    let nothing = Anchor { message: None, role: None, at_ms: created_ms, thought: None };
    let mut anchors: Vec<Anchor> = vec![nothing; nodes.len()];
    let mut made: Vec<Made> = Vec::new();
    for at in from_the_roots(parents) {
        let Some(node) = nodes.get_mut(at).and_then(Option::take) else { continue };
        let above = parents.get(at).copied().flatten().and_then(|parent| anchors.get(parent));
        let mut anchor = *above.unwrap_or(&nothing);
        if node.is_kept() && is_first.get(at) == Some(&true) {
            let role = match (node.who, anchor.role) {
                (Who::Known(role), _) => role,
                (_, Some(Role::User)) => Role::Assistant,
                _ => Role::User,
            };
            let sort_ms = node.at_ms.unwrap_or(anchor.at_ms).max(anchor.at_ms);
            let reasoning = if role == Role::Assistant {
                joined(thoughts.taken(anchor.thought), &node.reasoning)
            } else {
                String::new()
            };
            let (parent, message) = (anchor.message, Some(made.len()));
            made.push(Made { node, role, parent, sort_ms, reasoning });
            anchor = Anchor { message, role: Some(role), at_ms: sort_ms, thought: None };
        } else if node.who == Who::Nobody && !node.reasoning.is_empty() {
            thoughts.keep(at, node.reasoning, anchor.thought);
            anchor.thought = Some(at);
        }
        if let Some(place) = anchors.get_mut(at) {
            *place = anchor;
        }
    }
    let leaf = leaf.and_then(|leaf| anchors.get(leaf)).and_then(|anchor| anchor.message);
    finished(&draft, &key, created_ms, made, leaf)
}

fn finished(draft: &Draft, key: &str, created_ms: i64, made: Vec<Made>, leaf: Option<usize>) -> Option<Imported> {
    let id = ids::of_conversation(draft.source, key);
    let ids = message_ids(draft.source, key, &made);
    let shown = leaf.and_then(|leaf| ids.get(leaf)).or(ids.iter().max()).copied()?;
    let first_words = made.iter().find(|made| made.role == Role::User).map(|made| title_from(&made.node.text));
    let mut messages: Vec<Message> =
        made.into_iter().zip(&ids).map(|(made, own)| message(id, *own, made, &ids)).collect();
    messages.sort_unstable_by_key(|message| message.id);

    let title: String = draft.title.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let title: String = title.chars().filter(|c| !c.is_control()).take(TITLE_MAX_CHARS).collect();
    let last_ms = messages.iter().map(|message| message.created_at.as_millis()).max();
    let at = Timestamp::from_millis(created_ms);
    let mut conversation = Conversation::new(title, ModelId::default(), Thinking::default(), at);
    conversation.id = id;
    conversation.titled_by_user = !conversation.title.is_empty();
    if !conversation.titled_by_user {
        conversation.title = first_words.unwrap_or_default();
    }
    conversation.active_leaf = Some(shown);
    conversation.updated_at = Timestamp::from_millis(draft.updated_ms.or(last_ms).unwrap_or(created_ms));
    Some(Imported { source: draft.source, conversation, messages, belongings: Belongings::default() })
}

fn message(conversation: ConversationId, id: MessageId, made: Made, ids: &[MessageId]) -> Message {
    let Made { node, role, parent, sort_ms, reasoning } = made;
    let parent = parent.and_then(|parent| ids.get(parent)).copied();
    let at = Timestamp::from_millis(node.at_ms.unwrap_or(sort_ms));
    let mut message = Message::user(conversation, parent, node.text, at);
    message.id = id;
    message.role = role;
    message.status = node.status;
    if role == Role::Assistant {
        message.reasoning = reasoning;
        message.finish_reason = node.finish;
        message.model = node.model.as_deref().map(ModelId::new).filter(|model| !model.as_str().is_empty());
    }
    message
}

/// An id for each, in the order of their times and parents before children.
fn message_ids(source: Source, conversation: &str, made: &[Made]) -> Vec<MessageId> {
    let mut order: Vec<(i64, usize)> = made.iter().enumerate().map(|(at, made)| (made.sort_ms, at)).collect();
    order.sort_unstable();
    let mut ids: Vec<(usize, MessageId)> = Vec::with_capacity(made.len());
    let (mut last_ms, mut place) = (i64::MIN, 0_u16);
    for (sort_ms, at) in order {
        if sort_ms > last_ms {
            (last_ms, place) = (sort_ms, 0);
        } else if place == ids::PLACE_MAX {
            (last_ms, place) = (last_ms + 1, 0);
        } else {
            place += 1;
        }
        let key = made.get(at).map_or("", |made| made.node.key.as_str());
        ids.push((at, ids::of_message(source, conversation, key, last_ms, place)));
    }
    ids.sort_unstable_by_key(|(at, _)| *at);
    ids.into_iter().map(|(_, id)| id).collect()
}

/// The source's id, or what tells the conversation from others.
fn conversation_key(draft: &Draft, created_ms: i64) -> String {
    draft.key.clone().unwrap_or_else(|| {
        let first = draft.nodes.iter().find(|node| node.is_kept()).map_or("", |node| node.text.as_str());
        ids::digest(&[draft.title.as_deref().unwrap_or_default(), &created_ms.to_string(), first])
    })
}

/// Two texts with an empty line between, if both are there.
pub(super) fn joined(mut first: String, second: &str) -> String {
    if !first.is_empty() && !second.is_empty() {
        first.push_str("\n\n");
    }
    first.push_str(second);
    first
}
