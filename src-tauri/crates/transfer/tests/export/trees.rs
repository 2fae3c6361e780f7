//! Conversations as chance makes them: every field set or not, any characters, several roots and versions.

use hadal_domain::{
    ClientId, Conversation, ConversationId, Effort, FinishReason, Message, MessageId, ModelId, Parameters, Role,
    Status, Thinking, Timestamp, Timings, Usage,
};
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
        words in [option::of(text()), option::of(text()), option::of(text()), option::of(text()), option::of(text())],
        finish_reason in option::of(finish_reason()),
        usage in option::of(usage()),
        timings in timings(),
        client_id in option::of(client_id()),
        at in (instant(), instant(), option::of(instant())),
    ) -> Message {
        let [served_model, error_code, error_detail, usage_raw, trace_id] = words;
        Message {
            id: MessageId::new(), conversation_id: ConversationId::new(), parent_id: None, role, status,
            text: texts.0, reasoning: texts.1, model, served_model, finish_reason, error_code, error_detail,
            usage, usage_raw, trace_id, timings, client_id, bookmarked_at: at.2, created_at: at.0, updated_at: at.1,
        }
    }
}

prop_compose! {
    /// A conversation and its messages, in any order.
    pub(crate) fn tree()(
        texts in (text(), text()),
        parameters in parameters(),
        titled_by_user in any::<bool>(),
        model in model(),
        thinking in thinking(),
        leaf in option::of(any::<Index>()),
        at in (instant(), instant(), option::of(instant())),
        messages in vec((message(), option::weighted(0.8, any::<Index>())), 0..12),
        order in any::<u64>(),
    ) -> (Conversation, Vec<Message>) {
        let mut conversation = Conversation::new(texts.0, model, thinking, at.0);
        conversation.titled_by_user = titled_by_user;
        conversation.draft = texts.1;
        conversation.parameters = parameters;
        conversation.updated_at = at.1;
        conversation.deleted_at = at.2;
        let mut tree: Vec<Message> = Vec::new();
        for (mut message, parent) in messages {
            message.conversation_id = conversation.id;
            message.parent_id = parent.filter(|_| !tree.is_empty()).map(|index| index.get(&tree).id);
            tree.push(message);
        }
        conversation.active_leaf = leaf.filter(|_| !tree.is_empty()).map(|index| index.get(&tree).id);
        let turn = usize::try_from(order % (tree.len() as u64 + 1)).unwrap();
        tree.rotate_left(turn);
        (conversation, tree)
    }
}
