//! `newsloom replay --dead`: offers a sink's dead letters again. Those that it takes leave their file; those that it refuses
//! again go back into it, with what it said this time.

use std::{collections::HashSet, io, path::Path, sync::Mutex};

use config::{Config, Sink as SinkSettings, SinkKind};
use connectors::{DeadLetter, DeadLetters, Sink, read_dead_letter};
use item::Event;
use pipeline::run::{Replayed, send as hand_over};

use super::{
    plan::runtime,
    replay::{open, refused},
};
use crate::{cli::ReplayArgs, clock, exit::Exit, report};

/// Offers them again.
pub(super) fn send(
    config: &Config,
    wants: &SinkSettings,
    letters: &DeadLetters,
    args: &ReplayArgs,
) -> Result<Exit, Exit> {
    if matches!(wants.kind, SinkKind::Jsonl { .. } | SinkKind::Stdout) {
        report::note("a sink of this kind refuses nothing: there are no dead letters");
        return Ok(Exit::Done);
    }
    if args.dry_run {
        let number = letters.clone().count();
        report::say(format_args!(
            "{} would be sent again",
            report::events(number)
        ));
        return Ok(Exit::Done);
    }
    let mut sink = open(config, wants, Path::new(""))?;
    let runtime = runtime()?;
    let mut done = Replayed::default();
    let mut unread = 0;
    // What a sudden end left of an earlier time comes first.
    while let Some(taken) = letters.take().map_err(|error| broken(letters, &error))? {
        let lines = taken.lines().map_err(|error| broken(letters, &error))?;
        let mut work = Work {
            sink: sink.as_mut(),
            letters: letters.clone(),
            done: &mut done,
            met: HashSet::new(),
            unread: 0,
        };
        let (left, ended) = runtime.block_on(work.send_all(&lines));
        unread = work.unread;
        taken.leave(left).map_err(|error| broken(letters, &error))?;
        if let Err(exit) = ended {
            refused(&done);
            return Err(exit);
        }
        if done.refused > 0 || unread > 0 {
            break; // what was refused again is there
        }
    }
    if !args.quiet {
        report::say(format_args!(
            "{} sent again → `{}`",
            report::events(done.sent),
            wants.id
        ));
    }
    refused(&done);
    Ok(if done.refused > 0 || unread > 0 {
        Exit::SomeFailed
    } else {
        Exit::Done
    })
}

struct Work<'w> {
    sink: &'w mut dyn Sink,
    letters: DeadLetters,
    done: &'w mut Replayed,
    /// A sudden end may have written one twice.
    met: HashSet<String>,
    /// Lines that cannot be read.
    unread: u64,
}

impl Work<'_> {
    /// Offers each; gives what was not come to where the sink cannot go on.
    async fn send_all<'l>(&mut self, lines: &'l [String]) -> (&'l [String], Result<(), Exit>) {
        for (number, line) in lines.iter().enumerate() {
            let rest = lines.get(number..).unwrap_or_default();
            let (letter, event) = match read_dead_letter(line) {
                Ok(read) => read,
                Err(error) => match self.put_back(line, &error) {
                    Ok(()) => continue,
                    Err(exit) => return (rest, Err(exit)),
                },
            };
            if !self.met.insert(event.id().as_str().to_owned()) {
                continue;
            }
            if let Err(exit) = self.send_one(letter, &event).await {
                return (rest, Err(exit));
            }
        }
        (&[], Ok(()))
    }

    /// A line that a sudden end cut off is left out; any other that cannot be read stays for a person to look at.
    fn put_back(&mut self, line: &str, error: &io::Error) -> Result<(), Exit> {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            let problem = format!("half a line of the dead letters is left out: {error}");
            let why = "a sudden end cuts a line off; the event is then in the next one";
            report::warning(&problem, Some(why));
            return Ok(());
        }
        let problem = format!("a line of the dead letters cannot be read and stays there: {error}");
        let hint = format!("look at `{}`", self.letters.path().display());
        report::warning(&problem, Some(&hint));
        self.unread += 1;
        let kept = self.letters.append_line(line.into());
        kept.map_err(|error| failed(&error, error.hint().as_deref()))
    }

    async fn send_one(&mut self, letter: DeadLetter, event: &Event) -> Result<(), Exit> {
        let one = Mutex::new(Replayed::default());
        let sent = hand_over(self.sink, std::slice::from_ref(event), &one).await;
        let one = one.into_inner().unwrap_or_default();
        if let Some(why) = one.refusals.first() {
            let again = DeadLetter {
                why: why.clone(),
                when: clock::now(),
                attempts: letter.attempts.saturating_add(1),
                ..letter
            };
            let kept = self.letters.append(&again);
            kept.map_err(|error| failed(&error, error.hint().as_deref()))?;
        }
        self.done.sent += one.sent;
        self.done.refused += one.refused;
        self.done.refusals.extend(one.refusals);
        self.done.refusals.truncate(5);
        sent.map_err(|error| failed(&error, error.hint().as_deref()))
    }
}

fn failed(error: &dyn std::error::Error, hint: Option<&str>) -> Exit {
    report::failure(error, hint);
    Exit::Failed
}

fn broken(letters: &DeadLetters, error: &io::Error) -> Exit {
    let hint = match error.kind() {
        io::ErrorKind::WouldBlock => "another `replay --dead` is at it: wait for it to end",
        _ => "nothing is lost: the letters are there or in the file `….taken.jsonl` beside them",
    };
    let path = letters.path().display();
    report::problem(
        &format!("cannot take the dead letters `{path}`: {error}"),
        Some(hint),
    );
    Exit::Failed
}
