//! Conversations as chance makes them: every field set or not, any characters, several roots and versions.

use hadal_domain::{
    ClientId, Conversation, ConversationId, Effort, FinishReason, FolderId, Message, MessageId, ModelId, Parameters,
    Queued, Role, Status, Thinking, Timestamp, Timings, Usage,
};
use hadal_store::{Belongings, Content, FolderName, NewPart, PartKind, Seam, Whole};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::Index;

/// Any characters at all: line ends, controls, marks, quotes, emoji.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![vec(any::<char>(), 0..24).prop_map(String::from_iter), "[ -~\\n\"\\\\{}#`>-]{0,40}"]
}

fn instant() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(Timestamp::from_millis)
}

fn model() -> impl Strategy<Value = ModelId> {
    text().prop_map(|name| ModelId::new(&name))
}

fn id<T>(from: impl Fn(&[u8]) -> T) -> impl Strategy<Value = T>
where
    T: std::fmt::Debug,
{
    any::<[u8; 16]>().prop_map(move |bytes| from(&bytes))
}

fn client_id() -> impl Strategy<Value = ClientId> {
    id(|bytes| ClientId::from_slice(bytes).unwrap())
}

fn thinking() -> impl Strategy<Value = Thinking> {
    prop_oneof![
        Just(Thinking::Off),
        prop_oneof![Just(Effort::Low), Just(Effort::High), Just(Effort::Max)].prop_map(Thinking::On)
    ]
}

fn finish_reason() -> impl Strategy<Value = FinishReason> {
    prop_oneof![Just("stop".to_owned()), Just("length".to_owned()), Just("aborted".to_owned()), text()]
        .prop_map(|word| FinishReason::from_word(&word))
}

prop_compose! {
    fn usage()(n in any::<[u64; 5]>()) -> Usage {
        Usage { prompt: n[0], completion: n[1], cache_hit: n[2], cache_miss: n[3], reasoning: n[4] }
    }
}

prop_compose! {
    fn timings()(ms in [option::of(any::<u64>()), option::of(any::<u64>()), option::of(any::<u64>()),
                        option::of(any::<u64>())]) -> Timings {
        Timings { first_byte_ms: ms[0], first_reasoning_ms: ms[1], first_content_ms: ms[2], end_ms: ms[3] }
    }
}

prop_compose! {
    fn parameters()(
        system in text(),
        shares in [option::of(any::<u16>()), option::of(any::<u16>())],
        max_tokens in option::of(any::<u32>()),
        stop in vec(text(), 0..3),
        json in any::<bool>(),
    ) -> Parameters {
        let [temperature_hundredths, top_p_hundredths] = shares;
        Parameters { system, temperature_hundredths, top_p_hundredths, max_tokens, stop, json }
    }
}

prop_compose! {
    fn message()(
        role in prop_oneof![Just(Role::System), Just(Role::User), Just(Role::Assistant), Just(Role::Tool)],
        status in prop_oneof![Just(Status::Streaming), Just(Status::Done), Just(Status::Stopped),
                              Just(Status::Interrupted), Just(Status::Failed)],
        texts in (text(), text()),
        model in option::of(model()),
        words in [option::of(text()), option::of(text()), option::of(text()), option::of(text()), option::of(text()),
                  option::of(text())],
        finish_reason in option::of(finish_reason()),
        usage in option::of(usage()),
        timings in timings(),
        client_id in option::of(client_id()),
        at in (instant(), instant(), option::of(instant())),
    ) -> Message {
        let [served_model, error_code, error_detail, usage_raw, trace_id, served_by] = words;
        Message {
            id: MessageId::new(), conversation_id: ConversationId::new(), parent_id: None, role, status,
            text: texts.0, reasoning: texts.1, model, served_model, served_by, finish_reason, error_code, error_detail,
            usage, usage_raw, trace_id, timings, client_id, bookmarked_at: at.2, created_at: at.0, updated_at: at.1,
        }
    }
}

prop_compose! {
    fn part()(
        kind in prop_oneof![Just(PartKind::Image), Just(PartKind::File), Just(PartKind::ToolCall),
                            Just(PartKind::ToolResult)],
        texts in (text(), text(), text()),
        content in option::of((text(), vec(any::<u8>(), 0..40))),
    ) -> NewPart {
        NewPart {
            kind, name: texts.0, text: texts.1, attributes: texts.2,
            content: content.map(|(media_type, bytes)| Content { media_type, bytes }),
        }
    }
}

prop_compose! {
    /// A seam somewhere in a message of a text that is not known here: the share tells where.
    fn seam()(
        in_reasoning in any::<bool>(),
        share in any::<Index>(),
        words in [option::of(text()), option::of(text()), option::of(text()), option::of(text())],
        finish_reason in option::of(finish_reason()),
        created_at in instant(),
    ) -> (Seam, Index) {
        let [error_code, served_model, trace_id, usage_raw] = words;
        (Seam { in_reasoning, at_byte: 0, finish_reason, error_code, served_model, trace_id, usage_raw, created_at },
         share)
    }
}

prop_compose! {
    fn belongings()(
        flags in (any::<bool>(), any::<bool>()),
        folders in vec((id(|bytes| FolderId::from_slice(bytes).unwrap()), text()), 0..4),
        tags in vec(text(), 0..4),
        queue in vec((client_id(), text()), 0..3),
    ) -> Belongings {
        let mut tags = tags;
        // As a history has them: each once, in the order of their names.
        tags.sort();
        tags.dedup();
        Belongings {
            pinned: flags.0, archived: flags.1, tags,
            folders: folders.into_iter().map(|(id, name)| FolderName { id, name }).collect(),
            queue: queue.into_iter().map(|(client_id, text)| Queued { client_id, text }).collect(),
            ..Belongings::default()
        }
    }
}

/// Puts a seam onto the beginning of a character, once at each place.
fn seams(message: &Message, from: Vec<(Seam, Index)>) -> Vec<Seam> {
    let mut seams: Vec<Seam> = Vec::new();
    for (mut seam, share) in from {
        let text = if seam.in_reasoning { &message.reasoning } else { &message.text };
        seam.at_byte = text.floor_char_boundary(share.index(text.len() + 1)) as u64;
        if seams.iter().all(|one| (one.in_reasoning, one.at_byte) != (seam.in_reasoning, seam.at_byte)) {
            seams.push(seam);
        }
    }
    seams
}

prop_compose! {
    /// A conversation with its messages, in any order, and all that belongs to it.
    pub(crate) fn tree()(
        texts in (text(), text()),
        parameters in parameters(),
        titled_by_user in any::<bool>(),
        model in model(),
        thinking in thinking(),
        leaf in option::of(any::<Index>()),
        at in (instant(), instant(), option::of(instant())),
        messages in vec(
            (message(), option::weighted(0.8, any::<Index>()), vec(seam(), 0..3), vec(part(), 0..3)), 0..12),
        belongings in belongings(),
        order in any::<u64>(),
    ) -> Whole {
        let mut belongings = belongings;
        let mut conversation = Conversation::new(texts.0, model, thinking, at.0);
        conversation.titled_by_user = titled_by_user;
        conversation.draft = texts.1;
        conversation.parameters = parameters;
        conversation.updated_at = at.1;
        conversation.deleted_at = at.2;
        let mut tree: Vec<Message> = Vec::new();
        for (mut message, parent, its_seams, parts) in messages {
            message.conversation_id = conversation.id;
            message.parent_id = parent.filter(|_| !tree.is_empty()).map(|index| index.get(&tree).id);
            let its_seams = seams(&message, its_seams);
            if !its_seams.is_empty() {
                belongings.seams.insert(message.id, its_seams);
            }
            if !parts.is_empty() {
                belongings.parts.insert(message.id, parts);
            }
            tree.push(message);
        }
        conversation.active_leaf = leaf.filter(|_| !tree.is_empty()).map(|index| index.get(&tree).id);
        let turn = usize::try_from(order % (tree.len() as u64 + 1)).unwrap();
        tree.rotate_left(turn);
        Whole { conversation, messages: tree, belongings }
    }
}
