//! The retry loop by itself, for calls that are not answers: lists, files, searches.

use tokio::time::sleep;

use super::budget::RetryBudget;
use crate::{error::ApiError, retry::RetryPolicy};

/// Makes a call, and makes it again while its error is worth it, the policy allows and the budget lasts.
/// The call is told how many attempts failed before it.
///
/// ```no_run
/// use hadal_deepseek::{ApiKey, Client, RetryPolicy, resilience::{RetryBudget, retries}};
///
/// # async fn run(client: Client, key: ApiKey) -> Result<(), hadal_deepseek::ApiError> {
/// let budget = RetryBudget::default();
/// let models = retries(&RetryPolicy::default(), &budget, |_| client.models(&key)).await?;
/// # drop(models); Ok(())
/// # }
/// ```
///
/// # Errors
/// The last attempt's.
pub async fn retries<T, Call>(
    policy: &RetryPolicy,
    budget: &RetryBudget,
    mut call: impl FnMut(u32) -> Call,
) -> Result<T, ApiError>
where
    Call: Future<Output = Result<T, ApiError>>,
{
    budget.deposit();
    let mut failures = 0;
    loop {
        let error = match call(failures).await {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        failures += 1;
        let delay = policy.next_delay(failures, &error, RetryPolicy::random());
        let Some(delay) = delay.filter(|_| budget.withdraw()) else { return Err(error) };
        let delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(attempt = failures, code = error.code(), delay_ms, "trying again");
        sleep(delay).await;
    }
}
