//! What the account can still spend, asked for after an answer now and then, so that its end is told before it comes.

use crate::Backend;
use hadal_domain::Currency;
use hadal_wire::{Balance, BalanceGet, BalanceLine};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

/// A balance changes by cents: asking more often would tell nothing new.
const SELDOM: Duration = Duration::from_mins(30);

/// Below this an account is low: some dozens of questions. Source: the price page, read 2026-11-22.
const LOW_CNY: f64 = 2.0;
const LOW_USD: f64 = 0.3;

impl Backend {
    /// Asks for the balance after an answer, seldom, and only where the price list and the currency are DeepSeek's own.
    pub(crate) fn watch_funds(&self) {
        let Some(home) = self.home() else { return };
        let mut changes = home.turns.changes();
        let backend = self.clone();
        self.inner.tasks.spawn(async move {
            let mut asked: Option<Instant> = None;
            loop {
                let change = tokio::select! {
                    change = changes.recv() => change,
                    () = backend.inner.quit.cancelled() => break,
                };
                if matches!(change, Err(RecvError::Closed)) {
                    break;
                }
                let is_time = asked.is_none_or(|at| at.elapsed() >= SELDOM);
                if !is_time || backend.running_answers() > 0 || !backend.face().endpoint.info().official {
                    continue;
                }
                asked = Some(Instant::now());
                tokio::select! {
                    // Whoever wants to know why there is no figure opens the account's page.
                    _ = backend.balance_get(BalanceGet {}) => {}
                    () = backend.inner.quit.cancelled() => break,
                }
            }
        });
    }

    /// Keeps what a balance says: the account's currency, and whether it runs low.
    pub(crate) async fn remember_balance(&self, balance: &Balance) {
        let Some(line) = balance.lines.first() else { return };
        let currency = if line.currency == "CNY" { Currency::Cny } else { Currency::Usd };
        let low = low(balance);
        let is_news = {
            let mut face = self.face_mut();
            face.currency = currency;
            std::mem::replace(&mut face.low_balance, low.clone()) != low
        };
        crate::settings::keep_currency(self.home(), currency).await;
        if is_news {
            self.tell_app();
        }
    }
}

/// The line to show when all lines together are low.
fn low(balance: &Balance) -> Option<BalanceLine> {
    let is_low = |line: &BalanceLine| {
        let limit = if line.currency == "CNY" { LOW_CNY } else { LOW_USD };
        line.total.trim().parse::<f64>().is_ok_and(|total| total < limit)
    };
    // A figure that cannot be read is no reason to warn.
    balance.lines.iter().all(is_low).then(|| balance.lines.first().cloned()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn balance(lines: &[(&str, &str)]) -> Balance {
        let lines = lines.iter().map(|(currency, total)| BalanceLine {
            currency: (*currency).to_owned(),
            total: (*total).to_owned(),
            granted: "0.00".to_owned(),
            topped_up: (*total).to_owned(),
        });
        Balance { available: true, lines: lines.collect() }
    }

    #[test]
    fn an_account_is_low_when_no_currency_has_enough() {
        assert_eq!(low(&balance(&[("CNY", "0.31")])).unwrap().total, "0.31");
        assert_eq!(low(&balance(&[("USD", "0.29"), ("CNY", "0.00")])).unwrap().currency, "USD");
        assert_eq!(low(&balance(&[("CNY", "2.00")])), None);
        assert_eq!(low(&balance(&[("CNY", "0.00"), ("USD", "4.10")])), None);
        assert_eq!(low(&balance(&[])), None, "a host without figures");
        assert_eq!(low(&balance(&[("CNY", "a lot")])), None);
    }
}
