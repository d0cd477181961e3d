//! Runs what blocks, file work or parsing, on a thread that may.

use std::{any::Any, io};

use crate::error::FetchError;

/// Runs work where it may block: one hop per call, however many files it touches. `what` names the source or
/// entry should the work itself be lost.
pub(crate) async fn blocking<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> Result<T, FetchError> + Send + 'static,
) -> Result<T, FetchError> {
    let lost = match tokio::task::spawn_blocking(work).await {
        Ok(done) => return done,
        Err(lost) => lost,
    };
    let what = what.to_owned();
    Err(match lost.try_into_panic() {
        Ok(panic) => FetchError::Panicked {
            what,
            message: said(panic.as_ref()),
        },
        Err(cancelled) => FetchError::Temporary {
            what,
            source: io::Error::other(cancelled),
        },
    })
}

fn said(panic: &(dyn Any + Send)) -> String {
    let fixed = panic.downcast_ref::<&str>().map(ToString::to_string);
    fixed
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it said nothing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_told_as_one_and_not_as_something_that_passes() {
        let number = 7;
        let check = async |work: fn(i32), expect: &str| {
            let lost = blocking("a.xml", move || {
                work(number);
                Ok(())
            })
            .await;
            assert!(
                matches!(&lost, Err(FetchError::Panicked { what, message })
                    if what == "a.xml" && message == expect),
                "{lost:?}"
            );
        };
        check(|_| panic!("boom"), "boom").await;
        check(|number| panic!("boom {number}"), "boom 7").await;
        check(|number| std::panic::panic_any(number), "it said nothing").await;
        assert!(matches!(blocking("a.xml", || Ok(1)).await, Ok(1)));
    }
}
