//! Durations and sizes as people write them: `10m`, `1h30m`, `2 days`, `250ms`; `64 MiB`, `10GB`, `512k`.

use jiff::SignedDuration;

/// Longer spans are slips, and date arithmetic with them would overflow.
const MAX_SECONDS: f64 = 100.0 * 366.0 * 86_400.0;

/// Units of time with their milliseconds.
const TIMES: [(&str, f64); 24] = [
    ("ms", 1.0),
    ("millisecond", 1.0),
    ("milliseconds", 1.0),
    ("s", 1e3),
    ("sec", 1e3),
    ("secs", 1e3),
    ("second", 1e3),
    ("seconds", 1e3),
    ("m", 6e4),
    ("min", 6e4),
    ("mins", 6e4),
    ("minute", 6e4),
    ("minutes", 6e4),
    ("h", 3.6e6),
    ("hr", 3.6e6),
    ("hrs", 3.6e6),
    ("hour", 3.6e6),
    ("hours", 3.6e6),
    ("d", 8.64e7),
    ("day", 8.64e7),
    ("days", 8.64e7),
    ("w", 6.048e8),
    ("week", 6.048e8),
    ("weeks", 6.048e8),
];

/// Units of size with their bytes: powers of 1000, with an `i` powers of 1024 (IEC 80000-13).
const SIZES: [(&str, u64); 18] = [
    ("b", 1),
    ("byte", 1),
    ("bytes", 1),
    ("k", 1000),
    ("kb", 1000),
    ("ki", 1 << 10),
    ("kib", 1 << 10),
    ("m", 1_000_000),
    ("mb", 1_000_000),
    ("mi", 1 << 20),
    ("mib", 1 << 20),
    ("g", 1_000_000_000),
    ("gb", 1_000_000_000),
    ("gi", 1 << 30),
    ("gib", 1 << 30),
    ("t", 1_000_000_000_000),
    ("tb", 1_000_000_000_000),
    ("tib", 1 << 40),
];

/// Reads a duration as the configuration writes it, for the command line. The error says what is wrong.
pub fn parse_duration(text: &str) -> Result<std::time::Duration, String> {
    duration(text).map(SignedDuration::unsigned_abs)
}

/// Reads a duration longer than nothing. The error says what is wrong, with the unit but not the whole value.
pub(crate) fn duration(text: &str) -> Result<SignedDuration, String> {
    match duration_or_none(text)? {
        SignedDuration::ZERO => Err("it is too short".to_owned()),
        duration => Ok(duration),
    }
}

/// Reads a duration that may be nothing: `0s`.
pub(crate) fn duration_or_none(text: &str) -> Result<SignedDuration, String> {
    let mut milliseconds = 0.0;
    for (number, unit) in pairs(text)? {
        let unit = unit.to_lowercase();
        let (_, worth) =
            TIMES
                .iter()
                .find(|(name, _)| *name == unit)
                .ok_or_else(|| match &*unit {
                    "" => "the unit is missing".to_owned(),
                    _ => format!("`{unit}` is no unit of time"),
                })?;
        milliseconds += number * worth;
    }
    if 0.0 < milliseconds && milliseconds < 1.0 {
        return Err("it is too short".to_owned());
    }
    if milliseconds / 1e3 > MAX_SECONDS {
        return Err("it is longer than 100 years".to_owned());
    }
    Ok(SignedDuration::from_secs_f64(milliseconds.round() / 1e3))
}

/// Reads a size of at least one byte. A bare number means bytes.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let pairs = pairs(text)?;
    let [(number, unit)] = pairs.as_slice() else {
        return Err("it has more than one unit".to_owned());
    };
    let unit = match unit.to_lowercase() {
        unit if unit.is_empty() => "b".to_owned(),
        unit => unit,
    };
    let (_, worth) = SIZES
        .iter()
        .find(|(name, _)| *name == unit)
        .ok_or_else(|| format!("`{unit}` is no unit of size"))?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "sizes are round numbers of large units"
    )]
    let bytes = (number * *worth as f64).round();
    // Above 2^53 a float no longer counts single bytes; no disk is that large.
    if !(1.0..=9.0e15).contains(&bytes) {
        return Err("it is too small or too large".to_owned());
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range was checked above"
    )]
    let bytes = bytes as u64;
    Ok(bytes)
}

/// `1h 30m` as numbers, each with the letters behind it.
fn pairs(text: &str) -> Result<Vec<(f64, &str)>, String> {
    let mut pairs = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let number_end = rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(number_end);
        let after = after.trim_start();
        let unit_end = after
            .find(|letter: char| !letter.is_alphabetic())
            .unwrap_or(after.len());
        let (unit, next) = after.split_at(unit_end);
        let number: f64 = number
            .parse()
            .map_err(|_| "a number is missing".to_owned())?;
        pairs.push((number, unit));
        rest = next.trim_start();
    }
    if pairs.is_empty() {
        return Err("it is empty".to_owned());
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_duration(text: &str, expect: Result<i128, &str>) {
        let got = duration(text).map(|duration| duration.as_millis());
        assert_eq!(
            got.as_ref().map_err(String::as_str),
            expect.as_ref().map_err(|e| *e),
            "for `{text}`"
        );
    }

    fn check_size(text: &str, expect: Result<u64, &str>) {
        let got = size(text);
        assert_eq!(
            got.as_ref().map_err(String::as_str),
            expect.as_ref().map_err(|e| *e),
            "for `{text}`"
        );
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        check_duration("10m", Ok(600_000));
        check_duration("1h30m", Ok(5_400_000));
        check_duration(" 1 h 30 min ", Ok(5_400_000));
        check_duration("2 days", Ok(172_800_000));
        check_duration("250ms", Ok(250));
        check_duration("1.5h", Ok(5_400_000));
        check_duration("1W", Ok(604_800_000));
        check_duration("10", Err("the unit is missing"));
        check_duration("10 parsecs", Err("`parsecs` is no unit of time"));
        check_duration("m", Err("a number is missing"));
        check_duration("-5m", Err("a number is missing"));
        check_duration("1.2.3s", Err("a number is missing"));
        check_duration("", Err("it is empty"));
        check_duration("0s", Err("it is too short"));
        check_duration("1000 weeks 1000000d", Err("it is longer than 100 years"));
        check_duration(
            &format!("{}s", "9".repeat(400)),
            Err("it is longer than 100 years"),
        );
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        check_size("64 MiB", Ok(64 << 20));
        check_size("10GB", Ok(10_000_000_000));
        check_size("512k", Ok(512_000));
        check_size("1.5 KiB", Ok(1536));
        check_size("1000", Ok(1000));
        check_size("7 bytes", Ok(7));
        check_size("1GB 5MB", Err("it has more than one unit"));
        check_size("5 mibs", Err("`mibs` is no unit of size"));
        check_size("0", Err("it is too small or too large"));
        check_size("99999999 TB", Err("it is too small or too large"));
        check_size("MiB", Err("a number is missing"));
        check_size("", Err("it is empty"));
    }
}
