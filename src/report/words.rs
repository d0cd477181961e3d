//! Errors, warnings and notes, one form for all: what happened, the causes, what to do.

use std::{
    error::Error,
    fmt::Display,
    io::{self, IsTerminal, Write},
};

/// Whether standard error wants colours: a terminal, and `NO_COLOR` is not set (<https://no-color.org>).
pub(crate) fn colours() -> bool {
    io::stderr().is_terminal() && !refused()
}

/// Whether standard output wants colours.
pub(crate) fn colours_of_data() -> bool {
    io::stdout().is_terminal() && !refused()
}

fn refused() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Says a line on standard error.
pub(crate) fn say(text: impl Display) {
    // Nobody is left to tell when standard error is closed.
    writeln!(io::stderr().lock(), "{text}").ok();
}

/// Writes a line of data on standard output; fails when its reader is gone.
pub(crate) fn line(text: impl Display) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// Says an error with its causes and what to do about it.
pub(crate) fn failure(error: &dyn Error, hint: Option<&str>) {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    problem(&text, hint);
}

/// Says an error in words and what to do about it.
pub(crate) fn problem(text: &str, hint: Option<&str>) {
    say(format_args!("{} {text}", painted("error:", "1;31")));
    advise(hint);
}

/// Says a warning.
pub(crate) fn warning(text: &str, hint: Option<&str>) {
    say(format_args!("{} {text}", painted("warning:", "1;33")));
    advise(hint);
}

/// Says something that is worth knowing.
pub(crate) fn note(text: &str) {
    say(format_args!("{} {text}", painted("note:", "1;36")));
}

fn advise(hint: Option<&str>) {
    if let Some(hint) = hint {
        say(format_args!("{} {hint}", painted("hint:", "1;32")));
    }
}

fn painted(text: &str, colour: &str) -> String {
    if colours() {
        format!("\u{1b}[{colour}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

/// A size in units that people read.
pub(crate) fn bytes(size: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if size < 1024 {
        return format!("{size} B");
    }
    let mut tenths = size.saturating_mul(10);
    let mut unit = "B";
    for next in UNITS {
        if tenths < 10 * 1024 {
            break;
        }
        tenths /= 1024;
        unit = next;
    }
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_in_binary_units() {
        assert_eq!(bytes(1023), "1023 B");
        assert_eq!(bytes(1024), "1.0 KiB");
        assert_eq!(bytes(1_610_612_736), "1.5 GiB");
    }
}
