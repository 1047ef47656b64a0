//! Places on earth.

use qdrant_client::{GeoBoundingBox, GeoLineString, GeoPoint, GeoPolygon, GeoRadius, Value};

/// The mean radius of the earth in metres, and how near to a border the model does not judge.
const EARTH: f64 = 6_371_008.8;
const BORDER: f64 = 1.0;

fn place(value: &Value) -> Option<GeoPoint> {
    Some(GeoPoint::new(value.get("lon")?.as_f64()?, value.get("lat")?.as_f64()?))
}

pub(super) fn in_radius(value: &Value, area: &GeoRadius) -> Option<bool> {
    let Some(place) = place(value) else { return Some(false) };
    let (one, other) = (place.lat.to_radians(), area.center.lat.to_radians());
    let (lat, lon) = ((one - other) / 2.0, (place.lon - area.center.lon).to_radians() / 2.0);
    let half = lat.sin().powi(2) + one.cos() * other.cos() * lon.sin().powi(2);
    let distance = 2.0 * EARTH * half.sqrt().asin();
    ((distance - area.radius).abs() > BORDER).then_some(distance < area.radius)
}

/// The border is outside; a box whose west is east of its east goes across the antimeridian.
pub(super) fn in_box(value: &Value, area: &GeoBoundingBox) -> bool {
    let GeoBoundingBox { top_left, bottom_right } = area;
    place(value).is_some_and(|place| {
        let (west, east) = (top_left.lon < place.lon, place.lon < bottom_right.lon);
        let across = top_left.lon > bottom_right.lon;
        let high = bottom_right.lat < place.lat && place.lat < top_left.lat;
        high && if across { west || east } else { west && east }
    })
}

pub(super) fn in_polygon(value: &Value, area: &GeoPolygon) -> Option<bool> {
    let Some(place) = place(value) else { return Some(false) };
    let holes = area.interiors.iter().map(|ring| in_ring(place, ring)).collect::<Option<Vec<_>>>()?;
    Some(in_ring(place, &area.exterior)? && !holes.contains(&true))
}

/// The rings of the generator are boxes.
fn in_ring(place: GeoPoint, ring: &GeoLineString) -> Option<bool> {
    let corner = |of: fn(&GeoPoint) -> f64| {
        let values = ring.points.iter().map(of);
        values
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((west, east), (south, north)) = (corner(|point| point.lon), corner(|point| point.lat));
    let on_border = [west, east].contains(&place.lon) || [south, north].contains(&place.lat);
    let inside = (west..east).contains(&place.lon) && (south..north).contains(&place.lat);
    (!on_border).then_some(inside)
}
