//! Whether the server is as it mostly is for this person: the last hours against the weeks before, by medians and by what
//! chance explains. No fixed thresholds: whoever lives far away has another normal.

use crate::{Backend, problem};
use hadal_domain::{Status, Timestamp};
use hadal_store::AnswerFigures;
use hadal_wire::{CommandError, Health, HealthFigures, HealthGet, HealthWord};

/// What counts as lately.
const LATELY_MS: i64 = 3 * 3_600_000;

/// What counts as usual: so long back.
const USUALLY_MS: i64 = 30 * 86_400_000;

/// The newest answers that are looked at.
const ANSWERS_MAX: u32 = 1_000;

/// Fewer answers say nothing about now, or about what is usual.
const LATELY_MIN: usize = 5;
const USUALLY_MIN: usize = 20;

/// Whoever waited longer had no network, or had shut the computer: that says nothing about the server, which gives up
/// after ten minutes itself. Source: DeepSeek rate limit page, read 2026-11-22.
const WAIT_MAX_MS: u64 = 600_000;

/// Standard deviations by which a difference has to leave chance behind.
const SURE: f64 = 3.0;

/// A median absolute deviation as a standard deviation, and the standard error of a median, both of a normal distribution.
const DEVIATION: f64 = 1.4826;
const OF_MEDIAN: f64 = 1.2533;

impl Backend {
    /// How the server has done lately, and what is usual.
    ///
    /// # Errors
    /// The history cannot be read.
    pub async fn health_get(&self, request: HealthGet) -> Result<Health, CommandError> {
        let model = crate::turn::model_id(&request.model)?;
        let now = Timestamp::now();
        let from = Timestamp::from_millis(now.as_millis() - USUALLY_MS);
        let figures = self.space()?.store.answer_figures(model, from, ANSWERS_MAX).await;
        Ok(judge(&figures.map_err(|error| problem::of_store(&error))?, now))
    }
}

/// One answer as far as it says something about the server.
struct Sample {
    first_word_ms: Option<f64>,
    tokens_per_second: Option<f64>,
    /// `None` when it was stopped, or when something else than the server or the line was in its way.
    arrived: Option<bool>,
}

fn judge(figures: &[AnswerFigures], now: Timestamp) -> Health {
    let is_late = |figure: &&AnswerFigures| now.as_millis() - figure.at.as_millis() < LATELY_MS;
    let lately: Vec<Sample> = figures.iter().filter(is_late).filter_map(sample).collect();
    let before: Vec<Sample> = figures.iter().filter(|figure| !is_late(figure)).filter_map(sample).collect();
    let first_words = |samples: &[Sample]| samples.iter().filter_map(|sample| sample.first_word_ms).collect();
    let speeds = |samples: &[Sample]| samples.iter().filter_map(|sample| sample.tokens_per_second).collect();
    let mut worse = Vec::new();
    if fails_more(&lately, &before) {
        worse.push(HealthWord::Arrival);
    }
    let usual = Spread::of(first_words(&before));
    if let (Some(usual), Some(now)) = (usual, Spread::of_few(first_words(&lately)))
        && now.median > usual.median * 1.25 + usual.doubt(now.count)
    {
        worse.push(HealthWord::FirstWord);
    }
    if let (Some(usual), Some(now)) = (Spread::of(speeds(&before)), Spread::of_few(speeds(&lately)))
        && now.median < usual.median * 0.8 - usual.doubt(now.count)
    {
        worse.push(HealthWord::Speed);
    }
    let late_after = usual.map(|usual| usual.median * 1.5 + SURE * usual.deviation + 1_000.0);
    Health {
        lately: (!lately.is_empty()).then(|| told(&lately)),
        usually: (before.len() >= USUALLY_MIN).then(|| told(&before)),
        worse,
        late_after_ms: late_after.map(whole),
    }
}

fn sample(figure: &AnswerFigures) -> Option<Sample> {
    let arrived = match (figure.status, figure.error_code.as_deref()) {
        (Status::Streaming, _) => return None,
        (Status::Done, None) => Some(true),
        (Status::Failed | Status::Interrupted, Some(code)) if is_of_the_server(code) => Some(false),
        _ => None,
    };
    let first_word = figure.first_word_ms.filter(|wait| *wait < WAIT_MAX_MS);
    let speed = match (first_word, figure.completion_tokens) {
        // Some words at once have no speed.
        (Some(first), Some(tokens)) if figure.end_ms > first + 500 && tokens >= 20 => {
            Some(number(tokens) * 1_000.0 / number(figure.end_ms - first))
        }
        _ => None,
    };
    if arrived.is_none() && first_word.is_none() {
        return None;
    }
    Some(Sample { first_word_ms: first_word.map(number), tokens_per_second: speed, arrived })
}

/// Words of failures that the server or the line to it answers for.
fn is_of_the_server(code: &str) -> bool {
    matches!(
        code,
        "server_busy"
            | "server_failed"
            | "timed_out"
            | "stalled"
            | "cut"
            | "throttled"
            | "answer_empty"
            | "answer_broken"
    )
}

/// More fail than the usual share explains.
fn fails_more(lately: &[Sample], before: &[Sample]) -> bool {
    let count = |samples: &[Sample]| {
        let known: Vec<bool> = samples.iter().filter_map(|sample| sample.arrived).collect();
        (known.iter().filter(|arrived| !**arrived).count(), known.len())
    };
    let ((failed, all), (failed_before, all_before)) = (count(lately), count(before));
    if all < LATELY_MIN || all_before < USUALLY_MIN || failed < 3 {
        return false;
    }
    // One more of each than there was, so that a spotless past does not make the first failure an event.
    let share = size(failed_before + 1) / size(all_before + 2);
    let expected = share * size(all);
    (size(failed) - expected) / (expected * (1.0 - share)).sqrt() > SURE
}

/// Middle and width of some figures.
#[derive(Clone, Copy)]
struct Spread {
    median: f64,
    deviation: f64,
    count: usize,
}

impl Spread {
    /// `None` when there are too few to say what is usual.
    fn of(figures: Vec<f64>) -> Option<Self> {
        (figures.len() >= USUALLY_MIN).then(|| Self::measured(figures)).flatten()
    }

    /// `None` when there are too few to say how it is now.
    fn of_few(figures: Vec<f64>) -> Option<Self> {
        (figures.len() >= LATELY_MIN).then(|| Self::measured(figures)).flatten()
    }

    fn measured(figures: Vec<f64>) -> Option<Self> {
        let count = figures.len();
        let middle = median(figures.clone())?;
        let deviation = DEVIATION * median(figures.into_iter().map(|figure| (figure - middle).abs()).collect())?;
        Some(Self { median: middle, deviation, count })
    }

    /// How far the median of so many may lie from the usual one by chance.
    fn doubt(self, count: usize) -> f64 {
        SURE * OF_MEDIAN * self.deviation / size(count.max(1)).sqrt()
    }
}

fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    let upper = *figures.get(figures.len() / 2)?;
    let lower = *figures.get(figures.len().saturating_sub(1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

fn told(samples: &[Sample]) -> HealthFigures {
    let known: Vec<bool> = samples.iter().filter_map(|sample| sample.arrived).collect();
    let arrived = known.iter().filter(|arrived| **arrived).count();
    let speed = median(samples.iter().filter_map(|sample| sample.tokens_per_second).collect());
    HealthFigures {
        answers: u32::try_from(samples.len()).unwrap_or(u32::MAX),
        arrived_percent: (arrived * 100).checked_div(known.len()).and_then(|percent| u32::try_from(percent).ok()),
        first_word_ms: median(samples.iter().filter_map(|sample| sample.first_word_ms).collect()).map(whole),
        tokens_per_second: speed.and_then(|speed| u32::try_from(whole(speed)).ok()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds and tokens of an answer are far below 2^52")]
fn number(value: u64) -> f64 {
    value as f64
}

#[expect(clippy::cast_precision_loss, reason = "at most as many as answers are read")]
fn size(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is not negative and far below 2^52")]
fn whole(value: f64) -> u64 {
    value.max(0.0).round() as u64
}

#[cfg(test)]
mod tests;
