//! Times as people read them in a table.

use jiff::{SignedDuration, Timestamp};

/// `2026-11-22 03:00:00Z`.
pub(crate) fn moment(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// How far a time is from now, in one unit: `3h ago`, `in 20m`, `now`.
pub(crate) fn distance(time: Timestamp, now: Timestamp) -> String {
    let distance = time.duration_since(now);
    if distance.abs() < SignedDuration::from_secs(1) {
        return "now".to_owned();
    }
    let length = length(distance.abs());
    if distance.is_negative() {
        format!("{length} ago")
    } else {
        format!("in {length}")
    }
}

fn length(span: SignedDuration) -> String {
    let seconds = span.as_secs();
    match seconds {
        ..100 => format!("{seconds}s"),
        100..6_000 => format!("{}m", seconds / 60),
        6_000..172_800 => format!("{}h", seconds / 3_600),
        _ => format!("{}d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_told_in_one_unit() {
        let now: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let check = |seconds: i64, expect: &str| {
            let time = now + SignedDuration::from_secs(seconds);
            assert_eq!(distance(time, now), expect);
        };
        check(0, "now");
        check(-99, "99s ago");
        check(100, "in 1m");
        check(-5_999, "99m ago");
        check(6_000, "in 1h");
        check(-172_799, "47h ago");
        check(172_800, "in 2d");
    }
}
