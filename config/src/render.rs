//! Problems as text for people: each with its line and a mark under the words that are meant, as compilers do.

use crate::{Place, Problem, Report, Severity};

/// Tabs are shown as this many spaces, so that the mark stands under its words whatever the terminal does.
const TAB: &str = "    ";

/// Of a longer line only the part around the mark is shown.
const MAX_SHOWN: usize = 140;

/// How much of a long line is shown before the mark.
const BEFORE_MARK: usize = 40;

struct Style {
    error: &'static str,
    warning: &'static str,
    note: &'static str,
    frame: &'static str,
    bold: &'static str,
    end: &'static str,
}

const PLAIN: Style = Style {
    error: "",
    warning: "",
    note: "",
    frame: "",
    bold: "",
    end: "",
};

const COLOURED: Style = Style {
    error: "\u{1b}[1;31m",
    warning: "\u{1b}[1;33m",
    note: "\u{1b}[1;32m",
    frame: "\u{1b}[1;34m",
    bold: "\u{1b}[1m",
    end: "\u{1b}[0m",
};

impl Report {
    /// All problems and, last, how many there are. Empty where there is none.
    pub fn render(&self, colour: bool) -> String {
        let style = if colour { &COLOURED } else { &PLAIN };
        let mut out = String::new();
        for problem in &self.problems {
            self.problem(problem, style, &mut out);
            out.push('\n');
        }
        out.push_str(&self.summary());
        out
    }

    /// `3 errors, 1 warning`; empty where there is none.
    pub fn summary(&self) -> String {
        let counted = |severity, word: &str| match self.count(severity) {
            0 => None,
            1 => Some(format!("1 {word}")),
            many => Some(format!("{many} {word}s")),
        };
        let errors = counted(Severity::Error, "error");
        let warnings = counted(Severity::Warning, "warning");
        let parts: Vec<String> = errors.into_iter().chain(warnings).collect();
        if parts.is_empty() {
            return String::new();
        }
        parts.join(", ") + "\n"
    }

    fn problem(&self, problem: &Problem, style: &Style, out: &mut String) {
        let (name, paint) = match problem.severity {
            Severity::Error => ("error", style.error),
            Severity::Warning => ("warning", style.warning),
        };
        let &Style {
            frame,
            note,
            bold,
            end,
            ..
        } = style;
        let help = problem.help.as_deref();
        push_line(
            out,
            &format!("{paint}{name}{end}{bold}: {}{end}", problem.message),
        );
        if let Some(place) = problem.place {
            self.snippet(place, help.unwrap_or_default(), paint, style, out);
        } else {
            push_line(out, &format!("  {frame}-->{end} {}", self.file.display()));
            if let Some(help) = help {
                push_line(out, &format!("{note}hint{end}: {help}"));
            }
        }
        if let Some((place, text)) = &problem.related {
            push_line(out, &format!("{note}note{end}: {text}"));
            self.snippet(*place, "", note, style, out);
        }
    }

    fn snippet(&self, place: Place, help: &str, paint: &str, style: &Style, out: &mut String) {
        let Place { line, column, .. } = place;
        let source = self.text.split('\n').nth(line - 1).unwrap_or_default();
        let (shown, before, marked) = window(source.trim_end_matches('\r'), place);
        let number = line.to_string();
        let gap = " ".repeat(number.len());
        let &Style { frame, end, .. } = style;
        let file = self.file.display();
        push_line(out, &format!("{gap}{frame}-->{end} {file}:{line}:{column}"));
        push_line(out, &format!("{gap} {frame}|{end}"));
        push_line(out, &format!("{frame}{number} |{end} {shown}"));
        let marks = "^".repeat(marked);
        let mark = format!("{}{paint}{marks} {help}", " ".repeat(before));
        push_line(
            out,
            &format!("{gap} {frame}|{end} {}{end}", mark.trim_end()),
        );
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// The line as it is shown, how many columns stand before the mark, and how wide the mark is.
fn window(line: &str, place: Place) -> (String, usize, usize) {
    let letters: Vec<char> = line.chars().collect();
    let from = place.column - 1;
    let start = if letters.len() > MAX_SHOWN {
        from.saturating_sub(BEFORE_MARK)
    } else {
        0
    };
    let end = letters.len().min(start + MAX_SHOWN);
    let shown = |from: usize, to: usize| {
        let part = letters.get(from..to.max(from)).unwrap_or_default();
        part.iter()
            .map(|letter| visible(*letter))
            .collect::<String>()
    };
    let ellipsis = |cut: bool| if cut { "…" } else { "" };
    let (left, right) = (ellipsis(start > 0), ellipsis(end < letters.len()));
    let text = format!("{left}{}{right}", shown(start, end));
    // A mark behind the line's end, as for a missing quote, keeps its place.
    let before = left.chars().count()
        + shown(start, from.min(end)).chars().count()
        + from.saturating_sub(end);
    let marked = shown(from, end.min(from + place.length)).chars().count();
    (text, before, marked.max(1))
}

/// A terminal must neither jump nor change its colours because of a control character in a file.
fn visible(letter: char) -> String {
    match letter {
        '\t' => TAB.to_owned(),
        letter if letter.is_control() => '\u{fffd}'.to_string(),
        letter => letter.to_string(),
    }
}
