//! A rectangle around points, with edges that stand still while the points move a little.

/// A rectangle of the plane that holds all points and 0, 0. Its edges are round numbers, so that it stays where it is
/// until a point crosses an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// The least and the largest across.
    pub x: (f64, f64),
    /// The least and the largest upwards.
    pub y: (f64, f64),
}

impl Reach {
    /// The rectangle around these points; what is not a number is passed over.
    pub fn of(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let (mut x, mut y) = ((0.0, 0.0), (0.0, 0.0));
        let wider = |range: &mut (f64, f64), v: f64| *range = (range.0.min(v), range.1.max(v));
        for point in points.into_iter().filter(|p| p.0.is_finite() && p.1.is_finite()) {
            wider(&mut x, point.0.clamp(-1e100, 1e100));
            wider(&mut y, point.1.clamp(-1e100, 1e100));
        }
        Self { x: rounded(x), y: rounded(y) }
    }

    /// The square around 0, 0 that holds these points however they are turned about it.
    pub fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let lengths = points.into_iter().map(|(x, y)| x.hypot(y)).filter(|length| length.is_finite());
        let far = lengths.fold(0.0, f64::max).min(1e100);
        // Much of it is empty already: its edge is as near as a round number may be.
        let far = if far < 1e-12 { 1.0 } else { far * 1.04 };
        let step = round_step(far / 10.0);
        let far = (far / step).ceil() * step;
        Self { x: (-far, far), y: (-far, far) }
    }

    /// Its middle.
    pub fn middle(&self) -> (f64, f64) {
        (f64::midpoint(self.x.0, self.x.1), f64::midpoint(self.y.0, self.y.1))
    }

    /// Its width and height.
    pub fn size(&self) -> (f64, f64) {
        (self.x.1 - self.x.0, self.y.1 - self.y.0)
    }

    /// A point in parts of the whole, from the middle: -0.5 is the left or lower edge, 0.5 the right or upper one.
    pub fn parts(&self, point: (f64, f64)) -> (f64, f64) {
        let ((mx, my), (w, h)) = (self.middle(), self.size());
        ((point.0 - mx) / w, (point.1 - my) / h)
    }
}

/// A range with some margin and with edges on multiples of a round step.
fn rounded((low, high): (f64, f64)) -> (f64, f64) {
    let span = high - low;
    if span < 1e-12 {
        return (-1.0, 1.0);
    }
    let (step, margin) = (round_step(span / 5.0), 0.04 * span);
    // An edge at zero is an axis: nothing lies beyond it, so it needs no margin.
    let low = if low < 0.0 { ((low - margin) / step).floor() * step } else { 0.0 };
    let high = if high > 0.0 { ((high + margin) / step).ceil() * step } else { 0.0 };
    (low, high)
}

/// The least of 1, 2, 5 times a power of ten that is at least `step`.
pub fn round_step(step: f64) -> f64 {
    let power = 10f64.powf(step.max(1e-300).log10().floor());
    let times = [1.0, 2.0, 5.0].into_iter().find(|t| t * power >= step * (1.0 - 1e-9)).unwrap_or(10.0);
    times * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_round_and_stay() {
        let reach = |x: f64| Reach::of([(x, -2.32), (1.36, 1.55)]);
        assert_eq!(reach(-2.64), Reach { x: (-3.0, 2.0), y: (-3.0, 2.0) });
        assert_eq!(reach(-2.64), reach(-2.6), "a small step moves no edge");
        assert_eq!(Reach::of([(0.0, f64::NAN)]), Reach::of([]));
        let far = Reach::of([(f64::MAX, 1e-200)]);
        assert!(far.x.1.is_finite() && far.y.1 > far.y.0);
    }

    #[test]
    fn a_turn_leaves_the_square_around_as_it_is() {
        let points = [(1.36, 1.55), (-2.64, 0.7), (0.2, -1.1)];
        let turned = points.map(|(x, y)| (0.8 * x - 0.6 * y, 0.6 * x + 0.8 * y));
        assert_eq!(Reach::around(points), Reach::around(turned));
        assert_eq!(Reach::around(points), Reach { x: (-3.0, 3.0), y: (-3.0, 3.0) });
        assert_eq!(Reach::around([]), Reach { x: (-1.0, 1.0), y: (-1.0, 1.0) });
    }

    #[test]
    fn every_point_is_inside() {
        for n in 0..200 {
            let point = ((n as f64 * 0.37).sin() * 10f64.powi(n % 7 - 3), (n as f64).cos());
            let reach = Reach::of([point]);
            let (x, y) = reach.parts(point);
            assert!(x.abs() <= 0.5 && y.abs() <= 0.5, "{point:?} {reach:?}");
        }
    }
}
