//! From a file to a checked configuration, or to a report of everything that is wrong with it.

use std::{
    fs,
    io::{self, Read},
    ops::Range,
    path::Path,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    AlarmSettings, Config, Entity, Http, Report, Severity, Sink, Source, StateSettings,
    StorySettings, Topic, WebSettings,
    environment::Environment,
    findings::Findings,
    labels,
    mentions::Mentionable,
    name::Names,
    overlap::{self, Placed},
    written::{Context, Text, Written},
};

/// Larger files are not configurations: ten thousand sources take less.
const MAX_FILE_SIZE: u64 = 16 << 20;

/// Reads and checks a configuration file; `environment` answers for `${NAME}`.
pub fn load(path: &Path, environment: Environment<'_>) -> Result<Config, Report> {
    let bytes = read(path).map_err(|error| unreadable(path, &error))?;
    match String::from_utf8(bytes) {
        Ok(text) => parse(&text, path, environment),
        Err(error) => Err(not_utf8(path, &error.into_bytes())),
    }
}

/// Checks the text of a configuration file. Relative paths stand against the folder of `file`.
pub fn parse(text: &str, file: &Path, environment: Environment<'_>) -> Result<Config, Report> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let findings = Findings::new(text);
    let (tree, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().unwrap_or_default();
        findings.syntax(&at, error.message().trim());
    }
    let context = Context {
        findings: &findings,
        environment,
        damaged: !errors.is_empty(),
    };
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let config = check(context, tree.get_ref(), &whole);
    let report = findings.into_report(file.to_owned());
    if report.count(Severity::Error) > 0 {
        return Err(report);
    }
    Ok(Config {
        warnings: report,
        ..config
    })
}

/// Checks all tables. What it gives is whole only if there are no errors.
fn check(context: Context<'_>, root: &DeTable<'_>, file: &Path) -> Config {
    let base = file.parent().unwrap_or(Path::new(""));
    let findings = context.findings;
    let root = Written::new(context, "the configuration".to_owned(), 0..0, root);
    let (state, state_dir) = match one(&root, "state") {
        Some(table) => StateSettings::check(table, base),
        None => (StateSettings::new(base), None),
    };
    let http = one(&root, "http").map_or_else(Http::default, Http::check);
    let stories = one(&root, "stories").map_or_else(StorySettings::default, StorySettings::check);
    let alarms = one(&root, "alarms").map_or_else(AlarmSettings::default, AlarmSettings::check);
    let web = one(&root, "web").map(|table| WebSettings::check(table, base));
    let names = Mentionable {
        sources: ids(&root, "source"),
        topics: ids(&root, "topic"),
        tags: tags(&root),
    };
    let sources = many(&root, "source", |table| {
        Source::check(table, base, &names, &state, http.recheck)
    });
    let topics = many(&root, "topic", Topic::check);
    let entities = many(&root, "entity", Entity::check);
    let (topic_model, topic_names) =
        one(&root, "labels").map_or_else(Default::default, |table| labels::check(table, base));
    let sinks = many(&root, "sink", |table| Sink::check(table, base, &names));
    if !context.damaged && root.value("source").is_none() {
        let help = "add a `[[source]]`, or let `newsloom init` write an example";
        findings.whole_file(
            Severity::Error,
            "there is no source, so there is nothing to do",
            help,
        );
    }
    if !context.damaged && root.value("sink").is_none() {
        let help = "add a `[[sink]]` to receive them";
        findings.whole_file(
            Severity::Warning,
            "there is no sink, so items are kept but go nowhere",
            help,
        );
    }
    root.finish();
    overlap::check(file, (&state.dir, state_dir), &sources, &sinks, findings);
    Config {
        file: file.to_owned(),
        base: base.to_owned(),
        state,
        http,
        stories,
        alarms,
        web,
        sources: parts(sources),
        topics: parts(topics),
        entities: parts(entities),
        topic_model,
        topic_names,
        sinks: parts(sinks),
        warnings: Report::empty(file),
    }
}

fn parts<T>(placed: Vec<Placed<T>>) -> Vec<T> {
    placed.into_iter().map(|placed| placed.part).collect()
}

/// `[key]`, if it is there.
fn one<'c>(root: &Written<'c>, key: &'static str) -> Option<Written<'c>> {
    let value = root.value(key)?;
    let Some(table) = value.get_ref().as_table() else {
        root.wrong_type(key, value, &format!("a table, `[{key}]`"));
        return None;
    };
    Some(Written::new(
        root.context,
        format!("[{key}]"),
        value.span(),
        table,
    ))
}

/// All `[[key]]`, checked one by one; ids are taken in the order of the file.
fn many<T>(
    root: &Written<'_>,
    key: &'static str,
    check: impl Fn(Written<'_>) -> (Option<T>, Option<Text>),
) -> Vec<Placed<T>> {
    let Some(value) = root.value(key) else {
        return Vec::new();
    };
    let Some(list) = value.get_ref().as_array() else {
        root.wrong_type(
            key,
            value,
            &format!("a list of tables, each headed `[[{key}]]`"),
        );
        return Vec::new();
    };
    let mut names = Names::new(key);
    let mut checked = Vec::new();
    for value in list {
        let Some(table) = value.get_ref().as_table() else {
            root.wrong_type(
                key,
                value,
                &format!("a list of tables, each headed `[[{key}]]`"),
            );
            continue;
        };
        let at = place_of(value, table);
        let written = Written::new(root.context, title(key, table), value.span(), table);
        let (part, id) = check(written);
        if let Some(id) = &id {
            names.take(&id.value, &id.written, &id.at, root.context.findings);
        }
        let shown = id.map_or_else(String::new, |id| id.written);
        checked.extend(part.map(|part| Placed {
            part,
            name: format!("[[{key}]] `{shown}`"),
            at,
        }));
    }
    checked
}

/// The ids of all `[[key]]`, as written, good or not: for what only mentions them.
fn ids(root: &Written<'_>, key: &'static str) -> Vec<String> {
    let list = root.value(key).and_then(|value| value.get_ref().as_array());
    let tables = list.into_iter().flatten();
    tables
        .filter_map(|table| Some(table.get_ref().get("id")?.get_ref().as_str()?.to_owned()))
        .collect()
}

/// The tags of all sources, as written, good or not.
fn tags(root: &Written<'_>) -> Vec<String> {
    let list = root
        .value("source")
        .and_then(|value| value.get_ref().as_array());
    let tables = list.into_iter().flatten();
    let lists = tables.filter_map(|table| table.get_ref().get("tags")?.get_ref().as_array());
    let tags = lists.flatten().filter_map(|tag| tag.get_ref().as_str());
    tags.map(str::to_owned).collect()
}

/// ``[[source]] `archive` ``, or `[[source]]` where there is no name to show.
fn title(key: &str, table: &DeTable<'_>) -> String {
    match table.get("id").and_then(|id| id.get_ref().as_str()) {
        Some(id) if !id.is_empty() => format!("[[{key}]] `{id}`"),
        _ => format!("[[{key}]]"),
    }
}

/// The place that stands for a part in messages about its path.
fn place_of(value: &Spanned<DeValue<'_>>, table: &DeTable<'_>) -> Range<usize> {
    table
        .get("path")
        .map_or_else(|| value.span(), Spanned::span)
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(MAX_FILE_SIZE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_SIZE {
        return Err(io::Error::other("it is larger than 16 MiB"));
    }
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Report {
    let (message, help) = match error.kind() {
        io::ErrorKind::NotFound => (
            "there is no such configuration file".to_owned(),
            "write one with `newsloom init`, or name another with `--config`",
        ),
        io::ErrorKind::IsADirectory => (
            "the configuration is a folder, not a file".to_owned(),
            "name the file in it with `--config`",
        ),
        _ => (
            format!("the configuration cannot be read: {error}"),
            "check the file and its permissions",
        ),
    };
    let findings = Findings::new("");
    findings.whole_file(Severity::Error, &message, help);
    findings.into_report(path.to_owned())
}

/// Shown with the text as far as it can be read.
fn not_utf8(path: &Path, bytes: &[u8]) -> Report {
    let text = String::from_utf8_lossy(bytes);
    let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let findings = Findings::new(&text);
    let help = "save the file as UTF-8".to_owned();
    findings.error(&(at..at + 1), "this is not UTF-8".to_owned(), help);
    findings.into_report(path.to_owned())
}
