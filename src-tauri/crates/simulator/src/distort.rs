//! Faults that change what is sent: pieces in, pieces out.

use std::time::Duration;

use crate::faults::{Fault, Pulse, ThinkShape};
use crate::identity::Dice;
use crate::plan::{Piece, Plan};
use crate::wire_format::stream_error;

/// Tool markup as users saw it leak, in pieces that split every tag.
const DSML: [&str; 9] =
    ["<｜", "DSML", "｜tool", "_calls", ">\n", "<｜DSML｜invoke name=\"look", "_up\">", "</｜DSML｜", "tool_calls>"];

/// Faults that change the answer itself, streamed or not.
pub(crate) fn contents(plan: &mut Plan, faults: &[Fault], dice: &mut Dice) {
    for fault in faults {
        match fault {
            Fault::Length(limit) => plan.cut_after(*limit, "length"),
            Fault::InsufficientSystemResource(limit) => {
                plan.cut_after(*limit, "insufficient_system_resource");
                finish_as(plan, "insufficient_system_resource");
            }
            Fault::Aborted(limit) => {
                plan.cut_after(*limit, "aborted");
                finish_as(plan, "aborted");
            }
            Fault::ContentFilter(limit) => {
                plan.cut_after(*limit, "content_filter");
                finish_as(plan, "content_filter");
            }
            Fault::EmptyContent => {
                plan.pieces.retain(|piece| {
                    !matches!(piece, Piece::Content(_) | Piece::CallOpen { .. } | Piece::CallArguments { .. })
                });
                finish_as(plan, "stop");
            }
            Fault::AnswerInReasoning => {
                for piece in &mut plan.pieces {
                    if let Piece::Content(token) = piece {
                        *piece = Piece::Reasoning(std::mem::take(token));
                    }
                }
            }
            Fault::LongLine(bytes) => before_finish(plan, [Piece::Content("x".repeat(*bytes))]),
            Fault::DsmlLeak => {
                before_finish(plan, DSML.map(|part| Piece::Content(part.to_owned())));
            }
            Fault::NoFinishReason => {
                for piece in &mut plan.pieces {
                    if let Piece::Finish(reason) = piece {
                        *reason = None;
                    }
                }
            }
            Fault::InterleavedToolCalls => interleave(plan, dice),
            Fault::EmptyToolIds => {
                for piece in &mut plan.pieces {
                    if let Piece::CallOpen { id, .. } = piece {
                        id.clear();
                    }
                }
            }
            Fault::BrokenArguments => break_arguments(plan),
            _ => {}
        }
    }
    plan.count();
    for fault in faults {
        if let Fault::InlineThink(shape) = fault {
            inline_think(plan, *shape);
        }
    }
}

/// Faults of the event sequence; `apart` asks for a usage chunk of its own.
pub(crate) fn sequence(pieces: &mut Vec<Piece>, faults: &[Fault], apart: bool) {
    if apart && let Some(at) = pieces.iter().position(|piece| matches!(piece, Piece::Finish(_))) {
        pieces.insert(at + 1, Piece::UsageOnly);
    }
    for fault in faults {
        match fault {
            Fault::DeltaNull => {
                if let Some(at) = after_events(pieces, 2) {
                    pieces.splice(at..at, [Piece::DeltaNull, Piece::DeltaMissing]);
                }
            }
            Fault::NoDone => pieces.retain(|piece| *piece != Piece::Done),
            Fault::HangAfterDone => pieces.push(Piece::Stall),
            Fault::BrokenEvent(events) => {
                if let Some(at) = after_events(pieces, *events) {
                    let cut = "{\"id\":\"broken\",\"choices\":[{\"de".to_owned();
                    pieces.insert(at, Piece::Data(cut));
                }
            }
            _ => {}
        }
    }
    for fault in faults {
        endings(pieces, fault);
    }
    for fault in faults {
        match fault {
            Fault::KeepAlive(pulse) => beat(pieces, *pulse, &Piece::Comment("keep-alive")),
            Fault::BlankLines(pulse) if pieces.iter().any(|piece| matches!(piece, Piece::Whole(_))) => {
                beat(pieces, *pulse, &Piece::Blank);
            }
            Fault::QueueClose(after_ms) => {
                let pulse = Pulse { count: 4, every_ms: after_ms / 4 };
                pieces.clear();
                beat(pieces, pulse, &Piece::Comment("keep-alive"));
            }
            _ => {}
        }
    }
}

fn endings(pieces: &mut Vec<Piece>, fault: &Fault) {
    let (events, ending) = match fault {
        Fault::StallAfter(events) => (*events, vec![Piece::Stall]),
        Fault::CutAfter(events) => (*events, vec![Piece::Cut]),
        Fault::ErrorEvent(events) => (*events, vec![Piece::Data(stream_error()), Piece::Cut]),
        Fault::PlainLine(events) => {
            let line = "upstream error: connection closed".to_owned();
            (*events, vec![Piece::Line(line), Piece::Cut])
        }
        _ => return,
    };
    if let Some(at) = after_events(pieces, events) {
        pieces.splice(at..at, ending);
    }
}

/// The place right after the first `events` events; none when there are fewer.
fn after_events(pieces: &[Piece], events: usize) -> Option<usize> {
    if events == 0 {
        return Some(0);
    }
    let mut seen = 0;
    let place = pieces.iter().position(|piece| {
        seen += usize::from(piece.is_event());
        seen == events
    });
    place.map(|place| place + 1)
}

fn beat(pieces: &mut Vec<Piece>, pulse: Pulse, what: &Piece) {
    let pause = Piece::Wait(Duration::from_millis(pulse.every_ms));
    let beats = (0..pulse.count).flat_map(|_| [what.clone(), pause.clone()]);
    pieces.splice(0..0, beats.collect::<Vec<_>>());
}

fn finish_place(plan: &Plan) -> usize {
    let place = plan.pieces.iter().position(|piece| matches!(piece, Piece::Finish(_)));
    place.unwrap_or(plan.pieces.len())
}

fn before_finish(plan: &mut Plan, more: impl IntoIterator<Item = Piece>) {
    let at = finish_place(plan);
    plan.pieces.splice(at..at, more);
}

fn finish_as(plan: &mut Plan, reason: &str) {
    for piece in &mut plan.pieces {
        if let Piece::Finish(found) = piece {
            *found = Some(reason.to_owned());
        }
    }
}

/// Two calls at least, opened one after the other, their fragments by turns.
fn interleave(plan: &mut Plan, dice: &mut Dice) {
    let mut calls: Vec<(Piece, Vec<Piece>)> = Vec::new();
    for piece in &plan.pieces {
        match piece {
            Piece::CallOpen { .. } => calls.push((piece.clone(), Vec::new())),
            Piece::CallArguments { .. } => {
                if let Some((_, fragments)) = calls.last_mut() {
                    fragments.push(piece.clone());
                }
            }
            _ => {}
        }
    }
    while calls.len() < 2 {
        let index = calls.len();
        let open = Piece::CallOpen { index, id: dice.call_id(index), name: "look_up".to_owned() };
        let fragments = ["{\"", "city", "\":", "\"深圳", "\"}"];
        let fragments = fragments.map(|part| Piece::CallArguments { index, fragment: part.to_owned() });
        calls.push((open, fragments.to_vec()));
    }
    plan.pieces.retain(|piece| !matches!(piece, Piece::CallOpen { .. } | Piece::CallArguments { .. }));
    let longest = calls.iter().map(|(_, fragments)| fragments.len()).max();
    let mut mixed: Vec<Piece> = calls.iter().map(|(open, _)| open.clone()).collect();
    for turn in 0..longest.unwrap_or_default() {
        mixed.extend(calls.iter().filter_map(|(_, fragments)| fragments.get(turn).cloned()));
    }
    before_finish(plan, mixed);
    finish_as(plan, "tool_calls");
}

/// Leaves out the last fragment of every call, so that the JSON never closes.
fn break_arguments(plan: &mut Plan) {
    let mut kept = Vec::with_capacity(plan.pieces.len());
    let mut seen = Vec::new();
    for piece in plan.pieces.drain(..).rev() {
        if let Piece::CallArguments { index, .. } = &piece
            && !seen.contains(index)
        {
            seen.push(*index);
            continue;
        }
        kept.push(piece);
    }
    kept.reverse();
    plan.pieces = kept;
}

/// Moves the reasoning into the answer, between tags of the given shape.
fn inline_think(plan: &mut Plan, shape: ThinkShape) {
    let content = |text: &str| Piece::Content(text.to_owned());
    let open = match shape {
        ThinkShape::Plain | ThinkShape::NoClosing => vec![content("<think>")],
        ThinkShape::Padded => vec![content("\n"), content(" \n<think>"), content("\n")],
        ThinkShape::Split => vec![content("<"), content("thi"), content("nk"), content(">")],
        ThinkShape::NoOpening => Vec::new(),
    };
    let close = match shape {
        ThinkShape::Plain | ThinkShape::NoOpening => vec![content("</think>")],
        ThinkShape::Padded => vec![content("\n"), content("</think>"), content("\n\n")],
        ThinkShape::Split => vec![content("</"), content("thin"), content("k"), content(">")],
        ThinkShape::NoClosing => Vec::new(),
    };
    let first = plan.pieces.iter().position(|piece| matches!(piece, Piece::Reasoning(_)));
    let last = plan.pieces.iter().rposition(|piece| matches!(piece, Piece::Reasoning(_)));
    let (Some(first), Some(last)) = (first, last) else {
        return;
    };
    for piece in &mut plan.pieces {
        if let Piece::Reasoning(token) = piece {
            *piece = Piece::Content(std::mem::take(token));
        }
    }
    plan.pieces.splice(last + 1..=last, close);
    plan.pieces.splice(first..first, open);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Bounds;
    use crate::script::Script;

    fn plan(script: &Script) -> Plan {
        let bounds = Bounds { thinking: true, token_limit: 1000, stop: Vec::new() };
        let mut dice = Dice::new(1);
        let mut plan = Plan::new(script, &bounds, &mut dice);
        contents(&mut plan, &script.faults, &mut dice);
        plan
    }

    #[test]
    fn think_tags_of_every_shape_surround_the_reasoning() {
        let told = |shape| plan(&Script::answer("A").reasoning("R").fault(Fault::InlineThink(shape))).answer();
        assert_eq!(told(ThinkShape::Plain), "<think>R</think>A");
        assert_eq!(told(ThinkShape::Padded), "\n \n<think>\nR\n</think>\n\nA");
        assert_eq!(told(ThinkShape::Split), "<think>R</think>A");
        assert_eq!(told(ThinkShape::NoOpening), "R</think>A");
        assert_eq!(told(ThinkShape::NoClosing), "<think>RA");
    }

    #[test]
    fn interleaved_calls_alternate_and_broken_ones_never_close() {
        let mixed = plan(&Script::default().fault(Fault::InterleavedToolCalls));
        let order = mixed.pieces.iter().filter_map(|piece| match piece {
            Piece::CallArguments { index, .. } => Some(*index),
            _ => None,
        });
        assert_eq!(order.take(4).collect::<Vec<_>>(), [0, 1, 0, 1]);
        let script = Script::default().tool("f", "{\"a\":1}").fault(Fault::BrokenArguments);
        let arguments = plan(&script).pieces.into_iter().filter_map(|piece| match piece {
            Piece::CallArguments { fragment, .. } => Some(fragment),
            _ => None,
        });
        let arguments: String = arguments.collect();
        assert!(serde_json::from_str::<serde_json::Value>(&arguments).is_err(), "{arguments}");
    }

    #[test]
    fn endings_stand_after_the_events_they_name() {
        let mut pieces = plan(&Script::answer("a b c")).pieces;
        sequence(&mut pieces, &[Fault::StallAfter(2)], false);
        assert_eq!(pieces.iter().position(|piece| *piece == Piece::Stall), Some(2));
    }
}
