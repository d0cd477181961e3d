//! A simulated week: the scheduler's real decisions before sources whose rhythms it does not know. The bench `week` tells more of
//! it, and `docs/scheduling.md` what that was.

use crate::support::week::{Figures, Policy, World, live};

#[test]
fn in_a_week_the_news_are_seen_in_time_with_a_third_of_the_requests() {
    // In a smaller world the few sources that publish most decide the sum.
    let figures: Figures = live(&World::new(1, 2000, 1.0), Policy::Auto, 1);
    assert!(figures.in_time() >= 0.95, "in time: {}", figures.in_time());
    assert!(figures.missed() < 0.001, "missed: {}", figures.missed());
    assert!(figures.fewer() >= 3.0, "fewer: {}", figures.fewer());
    // Sources that publish rarely are not forgotten over those that fill the sum.
    let mean = figures.mean_share();
    assert!(mean >= 0.75, "in the mean over the sources: {mean}");
}

#[test]
fn the_simulated_week_tells_a_good_schedule_from_a_bad_one() {
    let world = World::new(7, 200, 1.0);
    let blunt = live(&world, Policy::Every(30), 7);
    assert!(blunt.in_time() < 0.8, "{}", blunt.in_time());
}
