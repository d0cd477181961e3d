//! The command line, as written by people.

mod values;

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};
use item::DropReason;
use jiff::Timestamp;
use pipeline::{run::Bound, search::After};
use web::StoryPlace;

use self::values::{bound, duration, found_at_once, moment, reason, stories_at_once, versions};

/// Weaves many news sources into one clean, deduplicated, classified and replayable stream of events.
#[derive(Debug, Parser)]
#[command(name = "newsloom", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    /// The configuration file.
    #[arg(
        long,
        short,
        global = true,
        env = "NEWSLOOM_CONFIG",
        default_value = "newsloom.toml",
        value_name = "FILE"
    )]
    pub(crate) config: PathBuf,
    /// What to log: error, warn, info, debug or trace, or a filter such as `newsloom=debug`; by default warn, and info
    /// for `run`.
    #[arg(long, global = true, env = "NEWSLOOM_LOG", value_name = "FILTER")]
    pub(crate) log: Option<String>,
    /// Log lines as JSON.
    #[arg(long, global = true)]
    pub(crate) log_json: bool,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a configuration to start from.
    Init(InitArgs),
    /// Check the configuration and show every problem in it.
    Check,
    /// Read the saved documents of the sources' `expect` cases, and compare what comes out; nobody is asked.
    Test(TestArgs),
    /// Fetch once: poll the sources that are due, settle what is pending, deliver, and end.
    Fetch(FetchArgs),
    /// Take up again what was dropped for a reason, and work on it at once.
    Retry(RetryArgs),
    /// Label what was read before anew, as the configuration and the tables say now.
    Reprocess(ReprocessArgs),
    /// Send the past again to a sink, out of the journal, marked as replayed; its cursor stays where it is.
    Replay(ReplayArgs),
    /// Take down an item: its words leave the journal, sinks are told, and it is never told again.
    Forget(ForgetArgs),
    /// Run for ever: poll every source when it is due, watch files, deliver at once; a signal ends it.
    Run(RunArgs),
    /// Show what the pipeline makes of one file; nothing is stored.
    Try(TryArgs),
    /// Show an item.
    Show(ItemArgs),
    /// Explain why an item is what it is, or why an entry was dropped.
    Explain(ItemArgs),
    /// Tell who published a report first, who copied it, after how long and how much of it.
    Lineage(ItemArgs),
    /// Search what was read: words, and conditions such as `lang:it country:RU after:2021-06-01`.
    Search(SearchArgs),
    /// List what several reports tell of, the latest first; words and conditions as for `search` choose among them.
    Stories(StoriesArgs),
    /// Look at one story.
    Story(StoryArgs),
    /// Show what the versions of an item changed, word by word.
    Diff(DiffArgs),
    /// Count who copies whom, how soon and how much of it, and the items of each source and language.
    Stats(StatsArgs),
    /// List the sources and how they are doing, or tell all about one.
    Sources(SourcesArgs),
    /// Look for the feeds of a site, try them, and print them as sources to paste.
    Discover(DiscoverArgs),
    /// Print the feeds of an OPML list as sources to paste.
    ImportOpml(ImportOpmlArgs),
    /// Print items as a table, a feed or JSON lines, or the configured feeds for other readers.
    Export(ExportArgs),
    /// Look after the state.
    State(StateArgs),
    /// Train a model of topics from your own labelled items.
    Train(TrainArgs),
    /// Tell how good a model of topics is, or how good one trained on these items would be.
    Eval(EvalArgs),
    /// Filter JSON lines from standard input to standard output, one line out for each line in.
    Pipe(PipeArgs),
    /// Print what a shell needs to complete commands and options.
    Completions(CompletionsArgs),
    /// Print a manual page.
    Man(ManArgs),
}

/// `newsloom init`
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Where to write it; by default the path of `--config`.
    pub(crate) path: Option<PathBuf>,
}

/// `newsloom test`
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// The sources whose cases are read; without any, all.
    #[arg(value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// Print JSON lines.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `newsloom fetch`
#[derive(Debug, Args)]
pub(crate) struct FetchArgs {
    /// The sources to poll, due or not; without any, those that are due.
    #[arg(value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// Poll every source, due or not.
    #[arg(long, conflicts_with = "sources")]
    pub(crate) all: bool,
    /// Do not poll, but read the named sources back in time to there, the newest first: `2021`, `2021-01`,
    /// `2021-01-31`, `2021-01-31T15:00:00Z`, `90 days`. It goes on where the last one ended.
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    pub(crate) since: Option<Timestamp>,
    /// With `--since`: begin with the newest again, to fill gaps.
    #[arg(long, requires = "since")]
    pub(crate) anew: bool,
    /// Begin no new work after this long, for instance `10m`.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) max_time: Option<Duration>,
    /// Wait this long for another instance to end before giving up, for instance `30s`.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) wait: Option<Duration>,
    /// Print nothing but problems.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `newsloom retry`
#[derive(Debug, Args)]
pub(crate) struct RetryArgs {
    /// The sources whose entries are meant; without any, all.
    #[arg(value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// Why they were dropped, as `newsloom explain` tells it; several are separated by commas.
    #[arg(long = "dropped", value_name = "REASON", required = true, value_delimiter = ',', value_parser = reason)]
    pub(crate) reasons: Vec<DropReason>,
    /// Only what was dropped then or later, for instance `2026-01-31` or `7 days`.
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    pub(crate) since: Option<Timestamp>,
    /// Only what was dropped before, for instance `2026-01-31`.
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    pub(crate) before: Option<Timestamp>,
    /// Count them and show some; change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Begin no new work after this long, for instance `10m`; what is left is done by the next run.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) max_time: Option<Duration>,
    /// Wait this long for another instance to end before giving up, for instance `30s`.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) wait: Option<Duration>,
    /// Print nothing but problems.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `newsloom reprocess`
#[derive(Debug, Args)]
pub(crate) struct ReprocessArgs {
    /// Only items that this finds, as they are labelled now: words and conditions, as for `search`; without any, all.
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Only items that this source brought first; it may be given several times.
    #[arg(long = "source", value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// Only items that were first seen then or later, for instance `2026-01-31` or `7 days`.
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    pub(crate) since: Option<Timestamp>,
    /// Clean anew what the raw responses of items hold, where they are kept, and not only label what was cleaned then.
    #[arg(long)]
    pub(crate) from_raw: bool,
    /// Tell what would change; change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Wait this long for another instance to end before giving up, for instance `30s`.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) wait: Option<Duration>,
    /// Print nothing but problems.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `newsloom replay`
#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// The sink of the configuration that gets it.
    #[arg(long, value_name = "SINK")]
    pub(crate) to: String,
    /// From this event of the journal on (a number), or from what was journalled then on (`2026-01-31`, `7 days`).
    #[arg(long, value_name = "WHEN|SEQUENCE", value_parser = bound, conflicts_with = "dead")]
    pub(crate) from: Option<Bound>,
    /// Up to this event, or what was journalled before this moment.
    #[arg(long, value_name = "WHEN|SEQUENCE", value_parser = bound, conflicts_with = "dead")]
    pub(crate) until: Option<Bound>,
    /// Of what the sink wants only what this finds: words and conditions, as for `search`.
    #[arg(long = "where", value_name = "QUERY", conflicts_with = "dead")]
    pub(crate) query: Option<String>,
    /// Send the sink's dead letters again instead; those that it takes leave their file.
    #[arg(long)]
    pub(crate) dead: bool,
    /// Tell what would be sent; send nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print nothing but problems.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `newsloom forget`
#[derive(Debug, Args)]
pub(crate) struct ForgetArgs {
    /// The item: its id or the beginning of it, its URL, or `SOURCE/KEY` of its entry.
    pub(crate) item: String,
    /// Why: it stays in the journal, and sinks are told.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// Tell what there is of it; change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Wait this long for another instance to end before giving up, for instance `30s`.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) wait: Option<Duration>,
    /// Print nothing but problems.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `newsloom run`
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Wait this long for another instance to end before giving up, for instance `30s`.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) wait: Option<Duration>,
    /// Log nothing but problems.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `newsloom try`
#[derive(Debug, Args)]
pub(crate) struct TryArgs {
    /// The file.
    pub(crate) file: PathBuf,
    /// The URL it stands for.
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// The source whose document it is: its `language`, `filter` and `extract` are applied.
    #[arg(long, value_name = "SOURCE")]
    pub(crate) source: Option<String>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// How to print an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with the reasons.
    Text,
    /// The article as Markdown.
    Markdown,
    /// The article as sanitised HTML.
    Html,
    /// One JSON object.
    Json,
}

/// `newsloom show`, `newsloom explain` and `newsloom lineage`
#[derive(Debug, Args)]
pub(crate) struct ItemArgs {
    /// An item id or the beginning of one, a URL, a file, or `SOURCE/KEY`.
    #[arg(value_name = "ITEM")]
    pub(crate) item: String,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `newsloom search`
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Words and conditions: `Stoltenberg cyber lang:it,pl topic:nato-russia "words in a row" after:2021-06-01`;
    /// behind `--`, `-word` leaves out what has it. Without any, everything.
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// What comes first.
    #[arg(long, value_enum, default_value_t = Sort::Relevance)]
    pub(crate) sort: Sort,
    /// At most so many, up to 1000.
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = found_at_once)]
    pub(crate) limit: usize,
    /// Go on where the page before ended, as it said.
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<After>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `newsloom stories`
#[derive(Debug, Args)]
pub(crate) struct StoriesArgs {
    /// Words and conditions, as for `search`; one of the reports of a story is what they ask for. Without any, all.
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Only stories that were told of then or later, for instance `2026-01-31` or `7 days`.
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    pub(crate) since: Option<Timestamp>,
    /// Only stories of so many reports or more.
    #[arg(long, value_name = "NUMBER", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) least: u32,
    /// At most so many, up to 200.
    #[arg(long, value_name = "NUMBER", default_value_t = 30, value_parser = stories_at_once)]
    pub(crate) limit: usize,
    /// Go on where the page before ended, as it said.
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<StoryPlace>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `newsloom story`
#[derive(Debug, Args)]
pub(crate) struct StoryArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub(crate) command: StoryCommand,
}

/// What can be done with a story.
#[derive(Debug, Subcommand)]
pub(crate) enum StoryCommand {
    /// Show who told it in which order, who copied whom, and how it grew.
    Show(ItemArgs),
}

/// `newsloom diff`
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// An item id or the beginning of one, a URL, a file, or `SOURCE/KEY`.
    #[arg(value_name = "ITEM")]
    pub(crate) item: String,
    /// From which version to which, for instance `1..3`; without it, from each to the next.
    #[arg(long, value_name = "A..B", value_parser = versions)]
    pub(crate) version: Option<(u32, u32)>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// What fits best; of two that fit alike, the younger.
    Relevance,
    /// The newest.
    Newest,
}

/// `newsloom stats`
#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    /// Only items that were first seen then or later, for instance `2026-01-31` or `7 days`.
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    pub(crate) since: Option<Timestamp>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `newsloom sources`
#[derive(Debug, Args)]
pub(crate) struct SourcesArgs {
    /// The one to tell all about, with its last troubles.
    #[arg(value_name = "SOURCE")]
    pub(crate) source: Option<String>,
    /// Show what each host will be asked in the next 24 hours.
    #[arg(long)]
    pub(crate) plan: bool,
    /// Print JSON lines.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `newsloom discover`
#[derive(Debug, Args)]
pub(crate) struct DiscoverArgs {
    /// A page of the site: `https://example.org/` or `example.org`.
    pub(crate) url: String,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `newsloom import-opml`
#[derive(Debug, Args)]
pub(crate) struct ImportOpmlArgs {
    /// The list.
    pub(crate) file: PathBuf,
}

/// `newsloom export`
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// In which form.
    #[arg(long, value_enum)]
    pub(crate) format: ExportFormat,
    /// Only items that this finds: words and conditions, as for `search`; without any, all.
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Only items that were first seen then or later, for instance `2026-01-31` or `7 days`.
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    pub(crate) since: Option<Timestamp>,
    /// Where to write it, whole or not at all; by default standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Forms of exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// The items as they are now, one JSON object a line.
    Jsonl,
    /// The items as a table for spreadsheets (RFC 4180).
    Csv,
    /// The items as an Atom feed (RFC 4287).
    Atom,
    /// The configured feeds as OPML 2.0.
    Opml,
}

/// `newsloom state stats`
#[derive(Debug, Args)]
pub(crate) struct JsonArgs {
    /// Print JSON lines.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `newsloom state`
#[derive(Debug, Args)]
pub(crate) struct StateArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub(crate) command: StateCommand,
}

/// What can be done with the state.
#[derive(Debug, Subcommand)]
pub(crate) enum StateCommand {
    /// Count what is in it and how large it is.
    Stats(JsonArgs),
    /// Verify the journal, and compare the store with what the journal says.
    Check,
    /// Build the store anew from the journal.
    Rebuild,
}

/// `newsloom train`
#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// Files of labelled items, one JSON object a line: `text`, `topic` (or `topics`), and `title`, `lang`, `group`.
    #[arg(long, value_name = "ITEMS", required = true, num_args = 1..)]
    pub(crate) labels: Vec<PathBuf>,
    /// Where to write the model.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) manner: MannerArgs,
}

/// How models are trained.
#[derive(Debug, Clone, Copy, Args)]
#[group(multiple = true)]
pub(crate) struct MannerArgs {
    /// Look at words and their beginnings alone: several times as fast, and a little less exact where few items are labelled.
    #[arg(long)]
    pub(crate) words: bool,
    /// The items were chosen to a plan: how many there are of a topic says nothing of how many there will be.
    #[arg(long)]
    pub(crate) planned: bool,
}

/// `newsloom eval`
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Files of labelled items, as `train` reads them.
    #[arg(long, value_name = "ITEMS", required = true, num_args = 1..)]
    pub(crate) labels: Vec<PathBuf>,
    /// The model to try; without one, models are trained on all parts of the items but one and tried on that one.
    #[arg(long, value_name = "FILE", conflicts_with = "MannerArgs")]
    pub(crate) model: Option<PathBuf>,
    /// How many parts.
    #[arg(long, default_value_t = 5, conflicts_with = "model", value_parser = clap::value_parser!(u8).range(2..=20))]
    pub(crate) folds: u8,
    #[command(flatten)]
    pub(crate) manner: MannerArgs,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `newsloom pipe`
#[derive(Debug, Args)]
pub(crate) struct PipeArgs {
    /// What the lines are.
    #[arg(value_enum)]
    pub(crate) kind: PipeKind,
    /// For `item`: give the topics of this model of `newsloom train` instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    pub(crate) topic_model: Option<PathBuf>,
    /// For `item`: use the topics and entities of the configuration too.
    #[arg(long)]
    pub(crate) configured: bool,
}

/// What lines `pipe` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PipeKind {
    /// `{id, path | html_path | body, url?}`: cleans a page.
    Page,
    /// `{id, path | body, url?, content_type?}`: the whole pipeline on one document of any kind.
    Document,
    /// `{id, path | body, content_type?, url?, headers?}`: reads a feed of any format.
    Feed,
    /// `{id, title, text, url?, published?, lang?}`: labels, entities, duplicates of earlier lines.
    Item,
    /// `{id, s}`: reads a date.
    Date,
}

/// `newsloom completions`
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// `newsloom man`
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The command; without one, the page of the program.
    pub(crate) command: Option<String>,
}
