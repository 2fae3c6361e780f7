//! `hadal search WORDS…`.

use crate::Exit;
use crate::args::{RoleArg, SearchArgs};
use crate::output::Output;
use hadal_backend::Backend;
use hadal_wire::{CommandError, RoleWord, Search, SearchHit};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Hits that are asked for at a time.
const PAGE: usize = 100;

pub(crate) async fn run(backend: &Backend, wanted: SearchArgs, model: Option<String>) -> Result<Exit, CommandError> {
    let limit = if wanted.limit == 0 { usize::MAX } else { wanted.limit };
    let mut request = Search {
        text: wanted.words.join(" "),
        conversation_id: wanted.conversation,
        role: wanted.role.map(|role| match role {
            RoleArg::User => RoleWord::User,
            RoleArg::Assistant => RoleWord::Assistant,
        }),
        model,
        after_ms: wanted.after,
        before_ms: wanted.before,
        has_code: Some(wanted.code),
        ..Search::default()
    };
    let (mut out, zone, mut seen) = (Output::new(), TimeZone::system(), 0);
    loop {
        request.limit = u32::try_from(PAGE.min(limit - seen)).unwrap_or(u32::MAX);
        let page = backend.search(request.clone()).await?;
        if !page.complete && seen == 0 {
            eprintln!("hadal: the history is being read anew after an update; not everything can be found yet");
        }
        for hit in &page.hits {
            seen += 1;
            let lines = if wanted.json { json_line(hit) } else { plain_lines(hit, &zone) };
            if !out.line(&lines) {
                return Ok(Exit::Well);
            }
        }
        match page.next {
            Some(next) if seen < limit => request.cursor = Some(next),
            _ => return Ok(Exit::Well),
        }
    }
}

/// A day is meant from its first moment on, by the clock of whoever asks.
pub(crate) fn instant(text: &str) -> Result<i64, String> {
    let local = |at: DateTime| at.to_zoned(TimeZone::system()).map(|at| at.timestamp()).ok();
    let day = |text: &str| text.parse::<Date>().ok().and_then(|day| local(day.into()));
    // One that names its zone is an instant already.
    let at = text.parse::<jiff::Timestamp>().ok().or_else(|| text.parse::<DateTime>().ok().and_then(local));
    let at = if text.contains(['T', ' ', 't']) { at } else { day(text) };
    at.map(jiff::Timestamp::as_millisecond).ok_or_else(|| "write it as 2026-11-22 or 2026-11-22T09:30".to_owned())
}

fn json_line(hit: &SearchHit) -> String {
    let (mut text, mut at, mut hits) = (String::new(), 0, Vec::new());
    for part in &hit.snippet {
        let end = at + part.text.chars().count();
        if part.hit {
            hits.push([at, end]);
        }
        text.push_str(&part.text);
        at = end;
    }
    serde_json::json!({
        "conversation": hit.conversation_id, "message": hit.message_id, "title": hit.title, "role": hit.role,
        "at_ms": hit.at_ms, "text": text, "hits": hits,
    })
    .to_string()
}

/// The ids first, so that `cut -d' ' -f1` gives the conversation's; the time is that of the reader's own clock.
fn plain_lines(hit: &SearchHit, zone: &TimeZone) -> String {
    let at = jiff::Timestamp::from_millisecond(hit.at_ms).unwrap_or_default().to_zoned(zone.clone());
    let who = match hit.role {
        Some(RoleWord::User) => "user",
        Some(RoleWord::Assistant) => "assistant",
        Some(RoleWord::System) => "system",
        Some(RoleWord::Tool) => "tool",
        None => "title",
    };
    let snippet = hit.snippet.iter().map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() });
    format!(
        "{}  {}  {}  {who}  {}\n    {}\n",
        hit.conversation_id,
        hit.message_id.as_deref().unwrap_or("-"),
        at.strftime("%Y-%m-%d %H:%M"),
        hit.title.replace(char::is_control, " "),
        snippet.collect::<String>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_its_first_moment_and_nonsense_is_refused() {
        let day = instant("2026-11-22").unwrap();
        assert_eq!(instant("2026-11-22T00:00"), Ok(day));
        assert_eq!(instant("2026-11-22T09:30").unwrap() - day, 9 * 3_600_000 + 30 * 60_000);
        assert_eq!(instant("1970-01-01T00:00:01Z"), Ok(1_000));
        for wrong in ["", "yesterday", "2026-13-01", "22.11.2026"] {
            assert!(instant(wrong).is_err(), "{wrong}");
        }
    }
}
