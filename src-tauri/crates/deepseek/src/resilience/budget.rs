//! A budget for retries: when most calls fail, trying again makes a sick server sicker.

use std::sync::{Arc, Mutex, PoisonError};

/// A retry costs this much, so that shares of one can be counted in whole numbers.
const PRICE: u32 = 100;

/// How many retries calls may cause in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetPolicy {
    /// Retries that are free at the start, and the most that can be saved up.
    pub reserve: u32,
    /// What each new call adds, in percent of a retry.
    pub percent: u32,
}

impl Default for BudgetPolicy {
    /// Ten in reserve, and one retry for every five calls.
    fn default() -> Self {
        Self { reserve: 10, percent: 20 }
    }
}

/// What is left of the budget. Clones share it.
#[derive(Debug, Clone)]
pub struct RetryBudget {
    policy: BudgetPolicy,
    left: Arc<Mutex<u32>>,
}

impl RetryBudget {
    /// A full budget.
    #[must_use]
    pub fn new(policy: BudgetPolicy) -> Self {
        Self { policy, left: Arc::new(Mutex::new(policy.reserve.saturating_mul(PRICE))) }
    }

    /// A call begins: it adds its share.
    pub fn deposit(&self) {
        let full = self.policy.reserve.saturating_mul(PRICE);
        self.change(|left| (Some(left.saturating_add(self.policy.percent).min(full)), ()));
    }

    /// Asks for one retry; `false` when the budget is spent.
    #[must_use]
    pub fn withdraw(&self) -> bool {
        self.change(|left| {
            let rest = left.checked_sub(PRICE);
            (rest, rest.is_some())
        })
    }

    /// Whole retries that are left.
    #[must_use]
    pub fn left(&self) -> u32 {
        self.change(|left| (None, left / PRICE))
    }

    fn change<T>(&self, change: impl FnOnce(u32) -> (Option<u32>, T)) -> T {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let (next, told) = change(*left);
        if let Some(next) = next {
            *left = next;
        }
        told
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(BudgetPolicy::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn when_everything_fails_retries_stop_at_a_share_of_the_calls() {
        let budget = RetryBudget::new(BudgetPolicy { reserve: 10, percent: 20 });
        let retries = (0..1000)
            .filter(|_| {
                budget.deposit();
                budget.withdraw()
            })
            .count();
        assert!((200..=210).contains(&retries), "{retries}: ten in reserve and one for five calls");
        assert_eq!(budget.left(), 0);
    }

    proptest! {
        #[test]
        fn retries_never_pass_reserve_and_share(
            steps in proptest::collection::vec(any::<bool>(), 0..500),
            reserve in 0..20_u32,
            percent in 0..200_u32,
        ) {
            let budget = RetryBudget::new(BudgetPolicy { reserve, percent });
            let (mut calls, mut retries) = (0_u32, 0_u32);
            for is_call in steps {
                if is_call {
                    budget.deposit();
                    calls += 1;
                } else {
                    retries += u32::from(budget.withdraw());
                }
                prop_assert!(retries * PRICE <= reserve * PRICE + calls * percent);
                prop_assert!(budget.left() <= reserve);
            }
        }
    }
}
