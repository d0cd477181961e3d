//! How often a source is read: `every`, or `cron` with a `timezone`.

use std::fmt;

use item::nearest;
use jiff::{SignedDuration, tz};

use crate::{
    cron::Cron,
    units::duration,
    written::{Text, Written},
};

/// A shorter interval would only burn time: nothing that is read changes faster.
const MIN_INTERVAL: SignedDuration = SignedDuration::from_secs(1);

/// How often a source is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Every {
    /// As the source's own rhythm suggests.
    Auto,
    /// Once per interval.
    Interval(SignedDuration),
    /// At fixed times.
    Cron(Box<Cron>),
}

impl fmt::Display for Every {
    /// As people read it in a table: `auto`, `10m`, `0 6 * * * (Europe/Rome)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.pad("auto"),
            Self::Interval(interval) => f.pad(&format!("{interval:#}")),
            Self::Cron(cron) => f.pad(&cron.to_string()),
        }
    }
}

impl Every {
    /// Checks `every`, `cron` and `timezone` of a source; `auto` where there is none of them.
    pub(crate) fn check(table: &Written<'_>) -> Option<Self> {
        let zone = zone(table);
        let Some(cron) = table.value("cron") else {
            if let Some(zone) = table.value("timezone") {
                let message = format!("`timezone` in {} stands without a `cron`", table.name);
                let help = "an interval needs none; leave it out, or write a `cron`".to_owned();
                table.error(&zone.span(), message, help);
            }
            return interval(table);
        };
        if table.value("every").is_some() {
            let message = format!("{} has both `every` and `cron`", table.name);
            table.error(&cron.span(), message, "keep one of them".to_owned());
            return None;
        }
        self::cron(table, &table.text("cron")?, zone?)
    }
}

fn interval(table: &Written<'_>) -> Option<Every> {
    if table.value("every").is_none() {
        return Some(Every::Auto);
    }
    let read = |text: &str| match text.trim() {
        "auto" => Ok(Every::Auto),
        text => match duration(text)? {
            interval if interval < MIN_INTERVAL => Err("it is less than a second".to_owned()),
            interval => Ok(Every::Interval(interval)),
        },
    };
    table.measure("every", read, "`\"10m\"`, or `\"auto\"`")
}

fn cron(table: &Written<'_>, text: &Text, zone: tz::TimeZone) -> Option<Every> {
    match Cron::read(&text.value, zone) {
        Ok(cron) => Some(Every::Cron(Box::new(cron))),
        Err(reason) => {
            let reason = if text.is_filled_in() {
                String::new()
            } else {
                format!(": {reason}")
            };
            let message = format!("`cron` in {} cannot be used{reason}", table.name);
            let help =
                "write minute, hour, day, month and day of the week, like `\"*/15 6-23 * * *\"`";
            table.error(&text.at, message, help.to_owned());
            None
        }
    }
}

/// The zone of `timezone`, or that of the machine.
fn zone(table: &Written<'_>) -> Option<tz::TimeZone> {
    if table.value("timezone").is_none() {
        return Some(tz::TimeZone::system());
    }
    let text = table.text("timezone")?;
    let zone = tz::TimeZone::get(text.value.trim());
    zone.map_err(|_| {
        let known: Vec<String> = tz::db().available().map(|name| name.to_string()).collect();
        let meant = (!text.is_filled_in())
            .then(|| nearest(&text.written, known.iter().map(String::as_str)))
            .flatten();
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "write a name of the IANA time zone database, like `Europe/Rome`".to_owned(),
        };
        let message = format!("`timezone` in {} is no time zone", table.name);
        table.error(&text.at, message, help);
    })
    .ok()
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, read, with};

    fn source(keys: &str) -> String {
        with(&format!(
            "[[source]]\nid=\"a\"\nkind=\"files\"\npath=\"a\"\n{keys}"
        ))
    }

    #[test]
    fn intervals_and_fixed_times_are_read_and_shown_as_they_were_written() {
        let check = |keys: &str, expect: &str| {
            let config = read(&source(keys)).unwrap();
            assert_eq!(config.sources[0].every.to_string(), expect, "for {keys}");
        };
        check("", "auto");
        check("every=\"auto\"", "auto");
        check("every=\"90 min\"", "1h 30m");
        check(
            "cron=\"*/15  6-23 * * *\"\ntimezone=\"Europe/Rome\"",
            "*/15 6-23 * * * (Europe/Rome)",
        );
        check("cron=\"@daily\"\ntimezone=\"UTC\"", "@daily (UTC)");
    }

    #[test]
    fn what_cannot_be_kept_is_refused_with_advice() {
        let help = "write minute, hour, day, month and day of the week, like `\"*/15 6-23 * * *\"`";
        check(
            &source("every=\"1h\"\ncron=\"@daily\""),
            &["6:6:8 [[source]] `a` has both `every` and `cron` / keep one of them"],
        );
        check(
            &source("cron=\"0 25 * * *\""),
            &[&format!(
                "5:6:12 `cron` in [[source]] `a` cannot be used: `25` is no hour / {help}"
            )],
        );
        check(
            &source("cron=\"0 0 31 4 *\""),
            &[&format!(
                "5:6:12 `cron` in [[source]] `a` cannot be used: there is no such day in any year / {help}"
            )],
        );
        check(
            &source("cron=15"),
            &["5:6:2 `cron` in [[source]] `a` must be a text in quotes, but is a whole number"],
        );
        check(
            &source("cron=\"${SECRET}\""),
            &[&format!(
                "5:6:11 `cron` in [[source]] `a` cannot be used / {help}"
            )],
        );
        check(
            &source("cron=\"@daily\"\ntimezone=\"Europe/Roma\""),
            &["6:10:13 `timezone` in [[source]] `a` is no time zone / did you mean `Europe/Rome`?"],
        );
        check(
            &source("every=\"1h\"\ntimezone=\"UTC\""),
            &[
                "6:10:5 `timezone` in [[source]] `a` stands without a `cron` / an interval needs none; leave it out, or write a `cron`",
            ],
        );
    }
}
