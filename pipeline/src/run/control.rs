//! What others may ask of a run without an end: whether it is alive, and of a source to be polled now, to be left alone, or
//! to be polled again.
//!
//! A control outlives the runs of its process and holds none of them up: it knows the desk of the present one without
//! keeping it at work. What is asked while a run makes place for the next one waits for that.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use item::SourceId;
use jiff::Timestamp;
use state::StateError;
use tokio::sync::{Notify, watch};

use super::message::{DeskHandle, WeakDesk};

/// A handle on whatever run goes on; clones are the same.
#[derive(Debug, Clone)]
pub struct Control {
    desk: watch::Sender<Option<WeakDesk>>,
    nudges: Arc<Mutex<BTreeMap<SourceId, Arc<Nudge>>>>,
}

/// How those are woken who follow a source.
#[derive(Debug, Default)]
pub(super) struct Nudge {
    /// It is to be polled now.
    pub(super) now: Notify,
    /// Something else holds for it than before.
    pub(super) look: Notify,
}

/// There was no run yet that could do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoRun;

impl Default for Control {
    fn default() -> Self {
        Self {
            desk: watch::Sender::new(None),
            nudges: Arc::default(),
        }
    }
}

impl Control {
    /// What wakes who follows a source: the same one in each run, so that what is asked between two of them is heard.
    pub(super) fn nudge_of(&self, source: &SourceId) -> Arc<Nudge> {
        self.nudge(source).unwrap_or_default()
    }

    /// Is for the run of this desk from now on, which follows these sources.
    pub(super) fn is_for<'s>(
        &self,
        desk: &DeskHandle,
        sources: impl Iterator<Item = (&'s SourceId, &'s Arc<Nudge>)>,
    ) {
        let sources = sources.map(|(source, nudge)| (source.clone(), Arc::clone(nudge)));
        let mut nudges = self.nudges.lock().unwrap_or_else(PoisonError::into_inner);
        *nudges = sources.collect();
        drop(nudges);
        self.desk.send_replace(Some(desk.weak()));
    }

    /// Returns once a desk has answered: it does its work, and has come to the end of what it was asked before.
    pub async fn answer(&self) {
        let mut desks = self.desk.subscribe();
        loop {
            if let Some(desk) = present(&mut desks)
                && desk.answer().await.is_ok()
            {
                return;
            }
            next(&mut desks).await;
        }
    }

    /// Has a source polled now, whenever it is due; it may be paused. Whether the run follows one of this name.
    pub fn poll_now(&self, source: &SourceId) -> Result<bool, NoRun> {
        self.runs()?;
        let nudge = self.nudge(source);
        if let Some(nudge) = &nudge {
            nudge.now.notify_one();
        }
        Ok(nudge.is_some())
    }

    /// Pauses a source from a moment on, or resumes it where there is none; durable on return.
    pub async fn pause(
        &self,
        source: &SourceId,
        since: Option<Timestamp>,
    ) -> Result<Result<(), StateError>, NoRun> {
        self.runs()?;
        let mut desks = self.desk.subscribe();
        let paused = loop {
            if let Some(desk) = present(&mut desks)
                && let Ok(paused) = desk.pause(source.clone(), since).await
            {
                break paused;
            }
            next(&mut desks).await;
        };
        if let Some(nudge) = self.nudge(source) {
            nudge.look.notify_one();
        }
        Ok(paused)
    }

    fn runs(&self) -> Result<(), NoRun> {
        self.desk.borrow().as_ref().map(drop).ok_or(NoRun)
    }

    fn nudge(&self, source: &SourceId) -> Option<Arc<Nudge>> {
        let nudges = self.nudges.lock().unwrap_or_else(PoisonError::into_inner);
        nudges.get(source).cloned()
    }
}

/// The desk of the present run, unless it is gone already.
fn present(desks: &mut watch::Receiver<Option<WeakDesk>>) -> Option<DeskHandle> {
    let desk = desks.borrow_and_update();
    desk.as_ref().and_then(WeakDesk::handle)
}

/// Waits for the desk of the next run.
async fn next(desks: &mut watch::Receiver<Option<WeakDesk>>) {
    if desks.changed().await.is_err() {
        // Whoever asks holds a control, which keeps the channel open.
        std::future::pending::<()>().await;
    }
}
