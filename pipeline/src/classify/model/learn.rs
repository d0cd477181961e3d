//! The learning itself: a linear separator for each label by dual coordinate descent (Hsieh et al. 2008, algorithm 1,
//! squared hinge), and what its margins mean as probabilities (Platt 1999, in the form of Lin, Lin and Weng 2007).
//!
//! Deterministic: the order of the examples is shuffled by a generator with a fixed seed.

/// A text as a vector: buckets and values.
pub(super) type Row = Vec<(u32, f32)>;

/// How much an error costs against large weights.
const COST: f32 = 0.5;

/// The most passes over the examples, and the violation at which they end.
const MOST_PASSES: usize = 25;
const CLOSE_ENOUGH: f32 = 0.05;

/// The value of the feature that every text has.
const BIAS: f32 = 1.0;

/// A separator: a weight for each bucket, and one for every text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Separator {
    pub(super) weights: Vec<f32>,
    pub(super) bias: f32,
}

impl Separator {
    /// Learns to tell the rows that have a label from those that have not.
    pub(super) fn learn(rows: &[&Row], labelled: &[bool], buckets: usize) -> Self {
        let mut separator = Self {
            weights: vec![0.0; buckets],
            bias: 0.0,
        };
        let costs = costs(labelled);
        let squares: Vec<f32> = rows
            .iter()
            .map(|row| BIAS * BIAS + row.iter().map(|(_, value)| value * value).sum::<f32>())
            .collect();
        let mut dual = vec![0.0_f32; rows.len()];
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for _ in 0..MOST_PASSES {
            random.shuffle(&mut order);
            let mut worst = 0.0_f32;
            for index in &order {
                let (Some(row), Some(labelled), Some(square), Some(dual)) = (
                    rows.get(*index),
                    labelled.get(*index),
                    squares.get(*index),
                    dual.get_mut(*index),
                ) else {
                    continue;
                };
                let (sign, cost) = if *labelled {
                    (1.0, costs.0)
                } else {
                    (-1.0, costs.1)
                };
                let diagonal = 0.5 / cost;
                let gradient = sign * separator.margin(row) - 1.0 + *dual * diagonal;
                let projected = if *dual > 0.0 {
                    gradient
                } else {
                    gradient.min(0.0)
                };
                worst = worst.max(projected.abs());
                if projected.abs() < 1e-6 {
                    continue;
                }
                let next = (*dual - gradient / (square + diagonal)).max(0.0);
                separator.step(row, (next - *dual) * sign);
                *dual = next;
            }
            if worst < CLOSE_ENOUGH {
                break;
            }
        }
        separator
    }

    /// On which side a row is, and how far.
    pub(super) fn margin(&self, row: &Row) -> f32 {
        let sum: f32 = row
            .iter()
            .filter_map(|(bucket, value)| Some(self.weights.get(at(*bucket))? * value))
            .sum();
        sum + self.bias * BIAS
    }

    fn step(&mut self, row: &Row, by: f32) {
        for (bucket, value) in row {
            if let Some(weight) = self.weights.get_mut(at(*bucket)) {
                *weight += by * value;
            }
        }
        self.bias += by * BIAS;
    }
}

fn at(bucket: u32) -> usize {
    usize::try_from(bucket).unwrap_or(usize::MAX)
}

/// What an error costs on either side: the rarer one more, by the square root of how much rarer it is.
fn costs(labelled: &[bool]) -> (f32, f32) {
    let with = labelled.iter().filter(|labelled| **labelled).count().max(1);
    let without = (labelled.len() - with.min(labelled.len())).max(1);
    #[expect(clippy::cast_precision_loss, reason = "counts of examples")]
    let rarer = (without as f32 / with as f32).sqrt();
    if rarer > 1.0 {
        (COST * rarer.min(4.0), COST)
    } else {
        (COST, COST / rarer.max(0.25))
    }
}

/// The probability that a margin stands for: `1 / (1 + exp(slope * margin + offset))`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Calibration {
    pub(super) slope: f32,
    pub(super) offset: f32,
}

impl Calibration {
    /// Fits it to margins of texts that the separator was not trained on.
    pub(super) fn fit(margins: &[(f32, bool)]) -> Self {
        let count = |side: bool| margins.iter().filter(|(_, with)| *with == side).count();
        #[expect(clippy::cast_precision_loss, reason = "counts of examples")]
        let (with, without) = (count(true) as f64, count(false) as f64);
        let (high, low) = ((with + 1.0) / (with + 2.0), 1.0 / (without + 2.0));
        let (mut slope, mut offset) = (-2.0_f64, ((without + 1.0) / (with + 1.0)).ln());
        // Newton's method, damped; a convex function of two variables.
        for _ in 0..100 {
            let (mut g, mut h) = ([0.0_f64; 2], [1e-9_f64, 0.0, 1e-9]);
            for (margin, with) in margins {
                let margin = f64::from(*margin);
                let p = 1.0 / (1.0 + (slope * margin + offset).exp());
                let error = if *with { high - p } else { low - p };
                let curve = p * (1.0 - p);
                g = [g[0] + margin * error, g[1] + error];
                h = [
                    h[0] + margin * margin * curve,
                    h[1] + margin * curve,
                    h[2] + curve,
                ];
            }
            let determinant = h[0] * h[2] - h[1] * h[1];
            if determinant.abs() < 1e-12 {
                break;
            }
            let step = [
                (h[2] * g[0] - h[1] * g[1]) / determinant,
                (h[0] * g[1] - h[1] * g[0]) / determinant,
            ];
            slope -= step[0].clamp(-2.0, 2.0);
            offset -= step[1].clamp(-2.0, 2.0);
            if step[0].abs() + step[1].abs() < 1e-7 {
                break;
            }
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "more would promise too much"
        )]
        let (slope, offset) = (slope.min(-0.1) as f32, offset as f32);
        Self { slope, offset }
    }

    /// What a margin stands for.
    pub(super) fn probability(self, margin: f32) -> f32 {
        1.0 / (1.0 + (self.slope * margin + self.offset).exp())
    }
}

/// Splitmix64: enough for an order.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            let bound = u64::try_from(last + 1).unwrap_or(u64::MAX);
            let other = usize::try_from(self.next() % bound).unwrap_or(0);
            order.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_separated_is_separated() {
        let rows: Vec<Row> = (0_u32..20)
            .map(|index| vec![(index % 2, 1.0), (2 + index % 3, 0.5)])
            .collect();
        let rows: Vec<&Row> = rows.iter().collect();
        let labelled: Vec<bool> = (0..20).map(|index| index % 2 == 0).collect();
        let separator = Separator::learn(&rows, &labelled, 8);
        for (row, labelled) in rows.iter().zip(&labelled) {
            assert_eq!(separator.margin(row) > 0.0, *labelled);
        }
    }

    #[test]
    fn a_margin_means_what_it_meant_on_unseen_texts() {
        // Of ten with margin 1 nine have the label, of ten with margin -1 one.
        let margins: Vec<(f32, bool)> = (0..400)
            .map(|index| {
                let margin = if index % 2 == 0 { 1.0 } else { -1.0 };
                (margin, (margin > 0.0) != (index / 2 % 10 == 0))
            })
            .collect();
        let calibration = Calibration::fit(&margins);
        assert!((calibration.probability(1.0) - 0.9).abs() < 0.02);
        assert!((calibration.probability(-1.0) - 0.1).abs() < 0.02);
    }
}
