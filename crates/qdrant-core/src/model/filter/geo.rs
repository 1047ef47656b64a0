//! Geo points and areas.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::Error;
use crate::macros::setters;
use crate::model::inference::null_as_default;
use crate::validate::{each, finite, part};

/// A place on Earth.
///
/// Longitude comes first, as everywhere in Qdrant.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeoPoint {
    /// Longitude in degrees, from -180 to 180.
    pub lon: f64,
    /// Latitude in degrees, from -90 to 90.
    pub lat: f64,
}

/// A rectangle; it may cross the 180th meridian.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeoBoundingBox {
    /// The north-west corner.
    pub top_left: GeoPoint,
    /// The south-east corner.
    pub bottom_right: GeoPoint,
}

/// A circle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeoRadius {
    /// The middle.
    pub center: GeoPoint,
    /// Radius in metres; gRPC carries it in single precision.
    pub radius: f64,
}

/// A chain of points; in a polygon it is a ring, whose last point is the first again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeoLineString {
    /// The points in order; a ring has at least 4.
    pub points: Vec<GeoPoint>,
}

/// An area with holes.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, GeoLineString, GeoPolygon};
///
/// let triangle = GeoPolygon::new(GeoLineString::new([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)]));
/// let condition = Condition::geo_polygon("location", triangle);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeoPolygon {
    /// The outer ring.
    pub exterior: GeoLineString,
    /// The rings of the holes.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub interiors: Vec<GeoLineString>,
}

impl GeoPoint {
    /// Creates a point from longitude and latitude in degrees.
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        degrees("lon", self.lon, 180.0)?;
        degrees("lat", self.lat, 90.0)
    }
}

impl From<(f64, f64)> for GeoPoint {
    /// Takes longitude and latitude, in this order.
    fn from((lon, lat): (f64, f64)) -> Self {
        Self { lon, lat }
    }
}

impl From<GeoPoint> for Value {
    /// Returns the object that a geo point is in payload.
    fn from(GeoPoint { lon, lat }: GeoPoint) -> Self {
        json!({"lon": lon, "lat": lat})
    }
}

fn degrees(field: &str, value: f64, limit: f64) -> Result<(), Error> {
    // Written so that NaN is outside.
    if (-limit..=limit).contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(field, format!("{value} is not between -{limit} and {limit} degrees")))
}

impl GeoBoundingBox {
    /// Creates a rectangle from its north-west and its south-east corner.
    pub fn new(top_left: impl Into<GeoPoint>, bottom_right: impl Into<GeoPoint>) -> Self {
        Self { top_left: top_left.into(), bottom_right: bottom_right.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        part("top_left", Some(&self.top_left), GeoPoint::check)?;
        part("bottom_right", Some(&self.bottom_right), GeoPoint::check)
    }
}

impl GeoRadius {
    /// Creates a circle from its middle and its radius in metres.
    pub fn new(center: impl Into<GeoPoint>, radius: f64) -> Self {
        Self { center: center.into(), radius }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        part("center", Some(&self.center), GeoPoint::check)?;
        finite("radius", self.radius)
    }
}

impl GeoLineString {
    /// Creates a chain of points.
    pub fn new(points: impl IntoIterator<Item = impl Into<GeoPoint>>) -> Self {
        Self { points: points.into_iter().map(Into::into).collect() }
    }

    fn check_ring(&self) -> Result<(), Error> {
        let points = &self.points;
        if points.len() < 4 {
            return Err(Error::invalid(
                "points",
                format!("a ring needs at least 4 points, got {}", points.len()),
            ));
        }
        each("points", points, GeoPoint::check)?;
        if points.first() != points.last() {
            return Err(Error::invalid(
                "points",
                "a ring must be closed: its last point must equal its first",
            ));
        }
        Ok(())
    }
}

impl GeoPolygon {
    /// Creates an area without holes.
    pub const fn new(exterior: GeoLineString) -> Self {
        Self { exterior, interiors: Vec::new() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        part("exterior", Some(&self.exterior), GeoLineString::check_ring)?;
        each("interiors", &self.interiors, GeoLineString::check_ring)
    }
}

setters! { impl GeoPoint { lon: f64, lat: f64 } }
setters! { impl GeoBoundingBox { top_left: GeoPoint, bottom_right: GeoPoint } }
setters! { impl GeoRadius { center: GeoPoint, radius: f64 } }
setters! { impl GeoLineString { points: Vec<GeoPoint> } }
setters! { impl GeoPolygon { exterior: GeoLineString, interiors: Vec<GeoLineString> } }

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(f64, f64)]) -> GeoLineString {
        GeoLineString::new(points.iter().copied())
    }

    const TRIANGLE: &[(f64, f64)] = &[(0.0, 0.0), (4.0, 0.0), (0.0, 4.0), (0.0, 0.0)];

    #[test]
    fn pairs_are_longitude_and_latitude() {
        let (berlin, munich) = (GeoPoint::new(13.4, 52.5), GeoPoint::new(11.6, 48.1));
        assert_eq!(GeoRadius::new((13.4, 52.5), 1.0), GeoRadius::new(berlin, 1.0));
        assert_eq!(
            GeoBoundingBox::new((11.6, 52.5), (13.4, 48.1)),
            GeoBoundingBox::new(GeoPoint::new(11.6, 52.5), GeoPoint::new(13.4, 48.1))
        );
        assert_eq!(GeoLineString::new([(13.4, 52.5), (11.6, 48.1)]).points, [berlin, munich]);
    }

    #[test]
    fn holes_may_be_absent_or_null() {
        let json = r#"{"exterior":{"points":[{"lon":0.0,"lat":0.0}]}}"#;
        let polygon = GeoPolygon::new(ring(&[(0.0, 0.0)]));
        assert_eq!(serde_json::to_string(&polygon).unwrap(), json);
        assert_eq!(serde_json::from_str::<GeoPolygon>(json).unwrap(), polygon);
        let with_null = r#"{"exterior":{"points":[{"lon":0,"lat":0}]},"interiors":null}"#;
        assert_eq!(serde_json::from_str::<GeoPolygon>(with_null).unwrap(), polygon);
    }

    #[test]
    fn faults_of_areas_name_their_place() {
        let place = |found: Result<(), Error>| found.unwrap_err().field().unwrap_or_default().to_owned();
        let polygon = GeoPolygon::new(ring(TRIANGLE));
        assert!(polygon.check().is_ok());
        assert_eq!(place(GeoPolygon::new(ring(&TRIANGLE[..3])).check()), "exterior.points");
        assert_eq!(
            place(polygon.interiors(vec![ring(&[(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (2.0, 2.0)])]).check()),
            "interiors[0].points"
        );
        let far = ring(&[(0.0, 0.0), (0.0, 91.0), (1.0, 0.0), (0.0, 0.0)]);
        assert_eq!(place(GeoPolygon::new(far).check()), "exterior.points[1].lat");
        let corner = GeoPoint::new(0.0, 0.0);
        assert_eq!(
            place(GeoBoundingBox::new(corner, GeoPoint::new(f64::NAN, 0.0)).check()),
            "bottom_right.lon"
        );
        assert_eq!(place(GeoRadius::new(corner, f64::INFINITY).check()), "radius");
    }

    #[test]
    fn a_point_without_latitude_is_refused() {
        let error = serde_json::from_str::<GeoPoint>(r#"{"lon":1.0,"lng":2.0}"#).unwrap_err().to_string();
        assert!(error.contains("unknown field `lng`"), "{error}");
    }
}
