//! Runs a step of a sink on a thread that may block, so that a slow disk or a full pipe holds up no other task.

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::error::DeliverError;

/// What a sink keeps between its steps. A step whose caller went away still ends, and the next one waits for it.
#[derive(Debug)]
pub(super) struct Steps<S>(Arc<Mutex<S>>);

impl<S: Send + 'static> Steps<S> {
    pub(super) fn new(state: S) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    /// The state as the last step left it; a step that panicked has left it fit for another try.
    pub(super) fn lock(&self) -> MutexGuard<'_, S> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one step; `path` names the sink's file should the step itself be lost.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        path: &Path,
        step: impl FnOnce(&mut S) -> Result<T, DeliverError> + Send + 'static,
    ) -> Result<T, DeliverError> {
        let state = Self(Arc::clone(&self.0));
        let ran = tokio::task::spawn_blocking(move || step(&mut state.lock())).await;
        ran.unwrap_or_else(|lost| {
            Err(DeliverError::Temporary {
                doing: "write",
                path: path.to_owned(),
                source: io::Error::other(lost),
            })
        })
    }
}
