//! From the command line to the command.

use super::{
    check, daemon, diff, discover, eval, explain, export, fetch, forget, import_opml, init,
    lineage, manual, pipe, replay, reprocess, retry, search, show, sources, state, stats, stories,
    story, test, train, try_file,
};
use crate::{
    cli::{Cli, Command},
    exit::Exit,
};

/// Runs one command.
pub(crate) fn run(cli: Cli) -> Exit {
    let config = cli.config.as_path();
    match cli.command {
        Command::Init(args) => init::init(args.path.as_deref().unwrap_or(config)),
        Command::Check => check::check(config),
        Command::Test(args) => test::test(config, &args),
        Command::Fetch(args) => fetch::fetch(config, &args),
        Command::Retry(args) => retry::retry(config, &args),
        Command::Reprocess(args) => reprocess::reprocess(config, &args),
        Command::Replay(args) => replay::replay(config, &args),
        Command::Forget(args) => forget::forget(config, &args),
        Command::Run(args) => daemon::daemon(config, &args),
        Command::Try(args) => try_file::try_file(config, &args),
        Command::Show(args) => show::show(config, &args),
        Command::Explain(args) => explain::explain(config, &args),
        Command::Lineage(args) => lineage::lineage(config, &args),
        Command::Search(args) => search::search(config, &args),
        Command::Stories(args) => stories::stories(config, &args),
        Command::Story(args) => story::story(config, &args),
        Command::Diff(args) => diff::diff(config, &args),
        Command::Stats(args) => stats::stats(config, &args),
        Command::Sources(args) => sources::sources(config, &args),
        Command::Discover(args) => discover::discover(config, &args),
        Command::ImportOpml(args) => import_opml::import_opml(config, &args),
        Command::Export(args) => export::export(config, &args),
        Command::State(args) => state::state(config, &args.command),
        Command::Train(args) => train::train(&args),
        Command::Eval(args) => eval::eval(&args),
        Command::Pipe(args) => pipe::pipe(config, &args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
    }
}
