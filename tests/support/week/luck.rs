//! Random numbers of the kinds that rhythms are made of; the same ones at every run.

use std::f64::consts::TAU;

/// A generator (splitmix64, Steele, Lea and Flood 2014).
#[derive(Debug)]
pub(crate) struct Luck(u64);

impl Luck {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or_default()) / 4_294_967_296.0
    }

    /// From one number to another.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// Whether something of this probability happens.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// One of these.
    pub(crate) fn of<T: Copy>(&mut self, list: &[T]) -> T {
        let at = self.next() % u64::try_from(list.len()).unwrap_or(1);
        list[usize::try_from(at).unwrap_or_default()]
    }

    /// Around 0 as most things are, with a spread of 1.
    pub(crate) fn normal(&mut self) -> f64 {
        let (one, other) = (1.0 - self.share(), self.share());
        (-2.0 * one.ln()).sqrt() * (TAU * other).cos()
    }

    /// Until something happens that knows no time; 1 in the mean.
    pub(crate) fn wait(&mut self) -> f64 {
        -(1.0 - self.share()).ln()
    }

    /// How many of such things happen, where so many do in the mean.
    pub(crate) fn count(&mut self, mean: f64) -> usize {
        let (mut time, mut count) = (self.wait(), 0);
        while time < mean {
            time += self.wait();
            count += 1;
        }
        count
    }
}
