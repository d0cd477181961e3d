//! The life of the process: one run after the other, each by the configuration that holds then.
//!
//! A reload restarts the run in place. The present run ends as at a stop: no work is begun, what was received is settled,
//! what is only asked for stays pending. Then its state goes over to the next one. Nothing is lost or repeated by that,
//! because a stop and a start lose and repeat nothing. What is served, the state's lock, and the delivery to sinks that
//! stay as they are go on all the while.

use std::{path::Path, sync::Arc};

use config::Config;
use connectors::Web;
use pipeline::{
    run::{Control, Left, Plan, Progress, RunError, Summary, run_forever},
    search::SearchIndex,
};
use tokio::{
    sync::watch,
    task::{JoinError, spawn_blocking},
};
use web::{Room, Server};

use super::{
    super::{
        open::{open_state, options},
        plan::{Asked, Basis, LAST_GRACE, failed, plan, runtime, web as client},
    },
    loaded::Loaded,
    reload::{Next, Reloads},
    words::{reads, refused, started, stopped, sum_up},
};
use crate::{
    cli::RunArgs,
    clock,
    exit::Exit,
    report,
    signals::{Signals, Voice, stop_at_first_end_at_second},
    systemd::Systemd,
};

/// What stays as long as the process.
struct Process {
    room: Arc<Room>,
    progress: Arc<Progress>,
    control: Control,
    systemd: Arc<Systemd>,
}

pub(super) fn begin(path: &Path, args: &RunArgs) -> Result<Exit, Exit> {
    let loaded = Loaded::read(path).map_err(|unusable| {
        report::say(unusable.report.render(report::colours()).trim_end());
        Exit::Usage
    })?;
    let config = Arc::clone(&loaded.config);
    if !config.warnings.problems.is_empty() {
        report::say(config.warnings.render(report::colours()).trim_end());
    }
    let runtime = runtime()?;
    let (state, opened) = open_state(&config, args.wait.unwrap_or_default())?;
    let index = SearchIndex::open(&config.state.dir).map_err(|error| {
        let advice = "its folder `search` in that of the state may be removed: it is built anew";
        report::failure(&error, Some(advice));
        Exit::Failed
    })?;
    let view = state.view();
    let basis = Basis::new(state, opened.suspects);
    let progress = Arc::clone(&basis.progress);
    let control = Control::default();
    let room = Room::new(
        view,
        index,
        config,
        clock::system(),
        Arc::clone(&progress),
        control.clone(),
    );
    let server = Server::bind(Arc::clone(&room));
    let server = runtime.block_on(server).map_err(|error| {
        let advice = "set `listen` in [web] to another port, or end the program that has it";
        report::failure(&error, Some(advice));
        Exit::Failed
    })?;
    let process = Process {
        room,
        progress,
        control,
        systemd: Arc::new(Systemd::of_environment()),
    };
    let ended = runtime.block_on(process.live(path, loaded, basis, server));
    runtime.shutdown_timeout(LAST_GRACE);
    match ended {
        Some(Ok(summary)) => {
            stopped(&summary);
            Ok(Exit::Done)
        }
        Some(Err(error)) => Err(failed(&error)),
        // A second signal cut it short.
        None => Err(Exit::Interrupted),
    }
}

impl Process {
    /// Lives until a stop has come to its end; none if a second signal cut it short.
    async fn live(
        &self,
        path: &Path,
        loaded: Loaded,
        basis: Basis,
        server: Server,
    ) -> Option<Result<Summary, RunError>> {
        let signals = Signals::catch();
        let (room, systemd) = (Arc::clone(&self.room), Arc::clone(&self.systemd));
        let reloads = Reloads::listen(path.to_owned(), &loaded, room, systemd);
        let (stopper, stop) = watch::channel(false);
        started(&loaded.config, &server);
        let until = stop.clone();
        let serve = async {
            server.serve(until).await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            ended = self.runs(loaded, basis, reloads, stop.clone()) => Some(ended),
            () = sum_up(&self.progress) => None,
            () = serve => None,
            () = self.systemd.tell(&self.control, stop) => None,
            () = stop_at_first_end_at_second(signals, &stopper, None, &self.progress, Voice::Log) => None,
        }
    }

    /// Runs, again after each reload, until `stop` turns true.
    async fn runs(
        &self,
        mut loaded: Loaded,
        mut basis: Basis,
        mut reloads: Reloads,
        stop: watch::Receiver<bool>,
    ) -> Result<Summary, RunError> {
        let mut web = client(&loaded.config);
        loop {
            let (left, next) = self.run(&loaded, &web, basis, &mut reloads, &stop).await?;
            let Some(next) = next.filter(|_| !*stop.borrow()) else {
                return left.close(stop).await;
            };
            if next.difference.tables.contains(&"[http]") {
                web = client(&next.loaded.config);
            }
            basis = self.hand_over(left, &next, &stop).await;
            loaded = next.loaded;
        }
    }

    /// One run, until a stop or another configuration.
    async fn run(
        &self,
        loaded: &Loaded,
        web: &Web,
        basis: Basis,
        reloads: &mut Reloads,
        stop: &watch::Receiver<bool>,
    ) -> Result<(Left, Option<Next>), RunError> {
        let plan = opened(loaded, web, basis).await?;
        plan.refused.iter().for_each(refused);
        let is_whole = plan.refused.is_empty();
        let (stopper, end) = watch::channel(false);
        let sources = loaded.config.sources.clone();
        let mut running = Box::pin(run_forever(plan, sources, &self.control, end));
        let mut stop = stop.clone();
        let next = tokio::select! {
            ended = &mut running => return Ok((ended?, None)),
            never = self.is_up(&loaded.config) => match never {},
            _ = stop.wait_for(|stop| *stop) => None,
            next = reloads.next(loaded, is_whole) => Some(next),
        };
        stopper.send_replace(true);
        Ok((running.await?, next))
    }

    /// Tells that the run has begun, once its desk does its work.
    async fn is_up(&self, config: &Config) -> std::convert::Infallible {
        self.control.answer().await;
        self.systemd.ready(&reads(config));
        std::future::pending().await
    }

    /// What the next run begins with, once sinks that are gone or others than before have ended.
    async fn hand_over(&self, left: Left, next: &Next, stop: &watch::Receiver<bool>) -> Basis {
        let Left {
            mut state,
            mut deliveries,
            ..
        } = left;
        let config = &next.loaded.config;
        let asks_otherwise = next.difference.tables.contains(&"[http]");
        deliveries
            .let_go(
                |sink| {
                    let is_web = matches!(sink.kind, config::SinkKind::Webhook(_));
                    config.sinks.contains(sink) && !(is_web && asks_otherwise)
                },
                stop.clone(),
            )
            .await;
        state.keep_by(options(config).retention);
        let at_next_start = next.difference.at_next_start.clone();
        self.room.reloaded(Some(Arc::clone(config)), at_next_start);
        if next.difference.is_empty() {
            tracing::info!(
                "configuration reloaded: it says the same as before; sinks are opened that could not be"
            );
        } else {
            tracing::info!("configuration reloaded: {}", next.difference);
        }
        Basis {
            suspects: state.inflight().suspects(),
            state,
            going_on: Some(deliveries),
            progress: Arc::clone(&self.progress),
        }
    }
}

/// Opens what a configuration names, on a thread that may wait for files.
async fn opened(loaded: &Loaded, web: &Web, basis: Basis) -> Result<Plan, JoinError> {
    let (config, web) = (Arc::clone(&loaded.config), web.clone());
    let classifier = loaded.classifier.clone();
    spawn_blocking(move || plan(&config, &web, basis, classifier, Asked::default(), None)).await
}
