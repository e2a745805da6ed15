//! Tables of tides.

/// The text shown for `tidewatch stations`.
pub const STATIONS: &str = include_str!("../../../docs/target/stations.md");

/// The height of the tide in metres, `hours` after low water.
pub fn height(range: f64, hours: f64) -> f64 {
    range / 2.0 * (1.0 - (hours * std::f64::consts::PI / 6.2).cos())
}
