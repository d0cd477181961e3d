//! Counts over time, drawn as bars, with words for those who do not see them.

use maud::{Markup, html};

/// A bar and the gap behind it, in units of the drawing.
const STEP: usize = 4;
/// The highest bar.
const HEIGHT: u32 = 24;
/// The highest bar stands for so many at least: one of one is no peak.
const PEAK: u32 = 2;
/// A drawing has room for so many bars at least: few of them are not drawn as walls.
const LEAST: usize = 24;

/// Counts as bars, the oldest on the left; `words` says what they are.
pub(crate) fn spark(counts: &[u32], words: &str) -> Markup {
    let most = counts.iter().max().copied().unwrap_or_default().max(PEAK);
    let free = LEAST.saturating_sub(counts.len());
    let width = counts.len().max(LEAST) * STEP;
    let bars = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    html! {
        svg.spark viewBox=(format!("0 0 {width} {HEIGHT}")) preserveAspectRatio="none" role="img" aria-label=(words) {
            path.ground d=(format!("M0 {HEIGHT}H{width}")) {}
            @for (place, count) in bars {
                @let height = high(*count, most);
                rect x=((free + place) * STEP) y=(HEIGHT - height) width=(STEP - 1) height=(height) {}
            }
        }
    }
}

/// As high as its share of the most, and never so low that it is not seen.
fn high(count: u32, most: u32) -> u32 {
    let height = u64::from(count) * u64::from(HEIGHT) / u64::from(most);
    u32::try_from(height).unwrap_or(HEIGHT).clamp(3, HEIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_high_as_their_share_and_stand_on_the_right() {
        let drawn = spark(&[0, 2, 4], "reports").into_string();
        assert_eq!(drawn.matches("<rect").count(), 2, "{drawn}");
        assert!(
            drawn.contains("x=\"88\" y=\"12\"") && drawn.contains("x=\"92\" y=\"0\""),
            "{drawn}"
        );
        assert!(drawn.contains("aria-label=\"reports\""));
        assert_eq!(high(1, u32::MAX), 3);
        assert_eq!(high(u32::MAX, u32::MAX), HEIGHT);
    }
}
