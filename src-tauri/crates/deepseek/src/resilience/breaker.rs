//! The circuit breaker as a pure machine: outcomes and moments in, a yes or a no out.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// Outcomes older than the newest this many are forgotten, whatever the window says.
const MEMORY: usize = 128;

/// When a breaker opens and how it closes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerPolicy {
    /// Failures within the window that open it; at least 1.
    pub failures: u32,
    /// The share of failures among all outcomes of the window that opens it, in percent.
    pub failure_percent: u32,
    /// How far back outcomes count.
    pub window: Duration,
    /// How long it stays open the first time; doubled each time a probe fails.
    pub open_for: Duration,
    /// It never stays open longer than this.
    pub longest_open: Duration,
    /// Probes at one time while half open; at least 1.
    pub probes: u32,
    /// Successful probes that close it; at least 1.
    pub successes: u32,
}

impl Default for BreakerPolicy {
    /// For the few calls of a desktop: five failures, at least half of what was tried within 30 s.
    fn default() -> Self {
        Self {
            failures: 5,
            failure_percent: 50,
            window: Duration::from_secs(30),
            open_for: Duration::from_secs(5),
            longest_open: Duration::from_mins(2),
            probes: 1,
            successes: 1,
        }
    }
}

/// How a call ended, as far as the health of the server is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The server works, even if it refused this request.
    Success,
    /// The server, or the way to it, does not work.
    Failure,
    /// The call was given up before it could tell.
    Unknown,
}

/// What the breaker thinks of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BreakerState {
    /// Calls pass. So many of them failed within the window.
    Closed {
        /// Failures within the window.
        failures: u32,
    },
    /// Calls are refused without being sent.
    Open {
        /// Until the next probe may go out.
        next_probe_in: Duration,
    },
    /// A few calls pass to find out.
    HalfOpen {
        /// Probes that are out.
        probing: u32,
        /// Probes that came back well.
        succeeded: u32,
    },
}

impl BreakerState {
    /// A stable word for logs and spans.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Closed { .. } => "closed",
            Self::Open { .. } => "open",
            Self::HalfOpen { .. } => "half_open",
        }
    }
}

/// The right to make one call. Hand it back with [`Breaker::settle`].
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a ticket that is not settled blocks a probe"]
pub struct Ticket {
    /// Which closing or opening of the breaker it belongs to; later ones are not moved by it.
    era: u64,
}

/// One server's breaker.
#[derive(Debug, Clone)]
pub struct Breaker {
    policy: BreakerPolicy,
    era: u64,
    state: State,
    /// Openings since it was last closed.
    openings: u32,
}

#[derive(Debug, Clone)]
enum State {
    Closed { outcomes: VecDeque<(Instant, bool)> },
    Open { until: Instant },
    HalfOpen { probing: u32, succeeded: u32 },
}

impl Breaker {
    /// A closed breaker.
    #[must_use]
    pub fn new(policy: BreakerPolicy) -> Self {
        Self { policy, era: 0, state: State::Closed { outcomes: VecDeque::new() }, openings: 0 }
    }

    /// Asks for one call.
    ///
    /// # Errors
    /// How long to leave the server alone; zero while all probes are out.
    pub fn admit(&mut self, now: Instant) -> Result<Ticket, Duration> {
        if let State::Open { until } = self.state {
            if now < until {
                return Err(until - now);
            }
            self.enter(State::HalfOpen { probing: 0, succeeded: 0 });
        }
        if let State::HalfOpen { probing, .. } = &mut self.state {
            if *probing >= self.policy.probes.max(1) {
                return Err(Duration::ZERO);
            }
            *probing += 1;
        }
        Ok(Ticket { era: self.era })
    }

    /// Tells how the call of a ticket ended. Calls of an earlier era change nothing.
    #[expect(clippy::needless_pass_by_value, reason = "a ticket is good for one call only")]
    pub fn settle(&mut self, ticket: Ticket, outcome: Outcome, now: Instant) {
        if ticket.era != self.era {
            return;
        }
        match &mut self.state {
            State::Closed { outcomes } => {
                if outcome == Outcome::Unknown {
                    return;
                }
                outcomes.push_back((now, outcome == Outcome::Failure));
                if self.is_too_much(now) {
                    self.open(now);
                }
            }
            State::HalfOpen { probing, succeeded } => {
                *probing = probing.saturating_sub(1);
                match outcome {
                    Outcome::Unknown => {}
                    Outcome::Failure => self.open(now),
                    Outcome::Success => {
                        *succeeded += 1;
                        if *succeeded >= self.policy.successes.max(1) {
                            self.openings = 0;
                            self.enter(State::Closed { outcomes: VecDeque::new() });
                        }
                    }
                }
            }
            // Tickets are not given out while open, and those of before belong to another era.
            State::Open { .. } => {}
        }
    }

    /// What it thinks of the server at this moment.
    #[must_use]
    pub fn state(&self, now: Instant) -> BreakerState {
        match &self.state {
            State::Closed { outcomes } => BreakerState::Closed { failures: self.count(outcomes, now).0 },
            State::Open { until } => BreakerState::Open { next_probe_in: until.saturating_duration_since(now) },
            State::HalfOpen { probing, succeeded } => {
                BreakerState::HalfOpen { probing: *probing, succeeded: *succeeded }
            }
        }
    }

    /// Failures and all outcomes within the window.
    fn count(&self, outcomes: &VecDeque<(Instant, bool)>, now: Instant) -> (u32, u32) {
        let recent = outcomes.iter().filter(|(at, _)| now.saturating_duration_since(*at) <= self.policy.window);
        recent.fold((0, 0), |(failures, all), (_, failed)| (failures + u32::from(*failed), all + 1))
    }

    fn is_too_much(&mut self, now: Instant) -> bool {
        let window = self.policy.window;
        let State::Closed { outcomes } = &mut self.state else { return false };
        while outcomes.len() > MEMORY
            || outcomes.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) > window)
        {
            outcomes.pop_front();
        }
        let State::Closed { outcomes } = &self.state else { return false };
        let (failures, all) = self.count(outcomes, now);
        failures >= self.policy.failures.max(1) && failures * 100 >= self.policy.failure_percent.min(100) * all
    }

    fn open(&mut self, now: Instant) {
        let doublings = self.openings.min(31);
        self.openings = self.openings.saturating_add(1);
        let wait = self.policy.open_for.saturating_mul(1 << doublings).min(self.policy.longest_open);
        // A wait beyond the clock's end is as good as a day.
        let until = now.checked_add(wait).unwrap_or_else(|| now + Duration::from_hours(24));
        self.enter(State::Open { until });
    }

    fn enter(&mut self, state: State) {
        self.era += 1;
        self.state = state;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn policy() -> BreakerPolicy {
        BreakerPolicy { failures: 3, ..BreakerPolicy::default() }
    }

    fn fail(breaker: &mut Breaker, now: Instant) {
        let ticket = breaker.admit(now).unwrap();
        breaker.settle(ticket, Outcome::Failure, now);
    }

    #[test]
    fn it_opens_after_failures_probes_once_and_closes_after_a_good_probe() {
        let start = Instant::now();
        let mut breaker = Breaker::new(policy());
        for _ in 0..3 {
            fail(&mut breaker, start);
        }
        assert_eq!(breaker.state(start), BreakerState::Open { next_probe_in: Duration::from_secs(5) });
        assert_eq!(breaker.admit(start + Duration::from_secs(2)), Err(Duration::from_secs(3)));
        let later = start + Duration::from_secs(5);
        let probe = breaker.admit(later).unwrap();
        assert_eq!(breaker.admit(later), Err(Duration::ZERO), "one probe at a time");
        breaker.settle(probe, Outcome::Success, later);
        assert_eq!(breaker.state(later), BreakerState::Closed { failures: 0 });
    }

    #[test]
    fn a_failed_probe_opens_it_for_twice_as_long_up_to_the_limit() {
        let mut now = Instant::now();
        let mut breaker = Breaker::new(policy());
        (0..3).for_each(|_| fail(&mut breaker, now));
        for seconds in [5, 10, 20, 40, 80, 120, 120] {
            let BreakerState::Open { next_probe_in } = breaker.state(now) else { panic!("open") };
            assert_eq!(next_probe_in, Duration::from_secs(seconds));
            now += next_probe_in;
            fail(&mut breaker, now);
        }
    }

    #[test]
    fn a_probe_that_was_given_up_makes_room_for_the_next() {
        let start = Instant::now();
        let mut breaker = Breaker::new(policy());
        (0..3).for_each(|_| fail(&mut breaker, start));
        let later = start + Duration::from_secs(5);
        let probe = breaker.admit(later).unwrap();
        breaker.settle(probe, Outcome::Unknown, later);
        assert!(breaker.admit(later).is_ok());
    }

    #[test]
    fn old_calls_do_not_speak_for_the_server_of_today() {
        let start = Instant::now();
        let mut breaker = Breaker::new(policy());
        let slow = breaker.admit(start).unwrap();
        (0..3).for_each(|_| fail(&mut breaker, start));
        breaker.settle(slow, Outcome::Success, start);
        assert!(matches!(breaker.state(start), BreakerState::Open { .. }), "a call from before cannot close it");
        let mut forgetful = Breaker::new(policy());
        for seconds in [0, 20, 40, 60, 80] {
            fail(&mut forgetful, start + Duration::from_secs(seconds));
        }
        assert!(matches!(forgetful.state(start), BreakerState::Closed { .. }), "never three within 30 s");
    }

    #[test]
    fn few_failures_among_many_successes_do_not_open_it() {
        let now = Instant::now();
        let mut breaker = Breaker::new(policy());
        for number in 0..100 {
            let ticket = breaker.admit(now).unwrap();
            breaker.settle(ticket, if number % 3 == 0 { Outcome::Failure } else { Outcome::Success }, now);
        }
        assert!(matches!(breaker.state(now), BreakerState::Closed { .. }), "a third is less than half");
    }

    proptest! {
        #[test]
        fn whatever_happens_probes_stay_within_their_limit_and_it_can_always_close_again(
            steps in proptest::collection::vec((0..4_u8, 0..20_000_u64, 0..8_usize), 1..200),
            probes in 1..4_u32,
        ) {
            let policy = BreakerPolicy { probes, ..policy() };
            let mut breaker = Breaker::new(policy);
            let mut now = Instant::now();
            let mut out = Vec::new();
            for (kind, millis, which) in steps {
                now += Duration::from_millis(millis);
                match kind {
                    0 => match breaker.admit(now) {
                        Ok(ticket) => out.push(ticket),
                        Err(wait) => prop_assert!(wait <= policy.longest_open),
                    },
                    _ if out.is_empty() => {}
                    kind => {
                        let ticket = out.swap_remove(which % out.len());
                        let outcome = [Outcome::Failure, Outcome::Success, Outcome::Unknown][usize::from(kind) - 1];
                        breaker.settle(ticket, outcome, now);
                    }
                }
                if let BreakerState::HalfOpen { probing, .. } = breaker.state(now) {
                    prop_assert!(probing <= probes);
                }
            }
            for ticket in out {
                breaker.settle(ticket, Outcome::Unknown, now);
            }
            now += policy.longest_open;
            let probe = breaker.admit(now);
            prop_assert!(probe.is_ok(), "after the longest wait somebody may always try");
            breaker.settle(probe.unwrap(), Outcome::Success, now);
            let closed = matches!(breaker.state(now), BreakerState::Closed { .. });
            prop_assert!(closed);
        }
    }
}
