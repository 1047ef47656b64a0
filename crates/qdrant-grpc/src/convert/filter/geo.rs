//! Places and areas.

use qdrant_core::{Error, GeoBoundingBox, GeoLineString, GeoPolygon, GeoRadius};

use crate::convert::number::to_f32;
use crate::convert::{FromProto, IntoProto, Room, read, required, same_fields, total};
use crate::proto::qdrant as proto;

same_fields! { GeoPoint { lon, lat } }

impl From<GeoBoundingBox> for proto::GeoBoundingBox {
    fn from(area: GeoBoundingBox) -> Self {
        let GeoBoundingBox { top_left, bottom_right } = area;
        Self { top_left: Some(top_left.into()), bottom_right: Some(bottom_right.into()) }
    }
}

impl FromProto<proto::GeoBoundingBox> for GeoBoundingBox {
    fn from_proto(message: proto::GeoBoundingBox) -> Result<Self, Error> {
        let proto::GeoBoundingBox { top_left, bottom_right } = message;
        Ok(Self {
            top_left: required("top_left", top_left)?,
            bottom_right: required("bottom_right", bottom_right)?,
        })
    }
}

/// The radius loses precision: this wire carries it with 32 bits.
impl IntoProto<proto::GeoRadius> for GeoRadius {
    fn into_proto_in(self, _: Room) -> Result<proto::GeoRadius, Error> {
        let Self { center, radius } = self;
        let radius = to_f32(radius).map_err(|error| error.within("radius"))?;
        Ok(proto::GeoRadius { center: Some(center.into()), radius })
    }
}

impl FromProto<proto::GeoRadius> for GeoRadius {
    fn from_proto(message: proto::GeoRadius) -> Result<Self, Error> {
        let proto::GeoRadius { center, radius } = message;
        Ok(Self { center: required("center", center)?, radius: radius.into() })
    }
}

impl From<GeoLineString> for proto::GeoLineString {
    fn from(line: GeoLineString) -> Self {
        let GeoLineString { points } = line;
        Self { points: points.into_iter().map(Into::into).collect() }
    }
}

impl From<proto::GeoLineString> for GeoLineString {
    fn from(message: proto::GeoLineString) -> Self {
        let proto::GeoLineString { points } = message;
        Self { points: points.into_iter().map(Into::into).collect() }
    }
}

impl From<GeoPolygon> for proto::GeoPolygon {
    fn from(area: GeoPolygon) -> Self {
        let GeoPolygon { exterior, interiors } = area;
        Self { exterior: Some(exterior.into()), interiors: interiors.into_iter().map(Into::into).collect() }
    }
}

impl FromProto<proto::GeoPolygon> for GeoPolygon {
    fn from_proto(message: proto::GeoPolygon) -> Result<Self, Error> {
        let proto::GeoPolygon { exterior, interiors } = message;
        Ok(Self { exterior: required("exterior", exterior)?, interiors: read("interiors", interiors)? })
    }
}

total!(from: proto::GeoLineString => GeoLineString);

#[cfg(test)]
mod tests {
    use qdrant_core::{Condition, GeoPoint};

    use super::*;

    #[test]
    fn a_radius_is_rounded_to_what_the_wire_carries() {
        let area = GeoRadius::new(GeoPoint::new(13.4, 52.5), 1_234_567.89);
        let message = area.into_proto().unwrap();
        assert_eq!(message.radius, 1_234_567.9_f32);
        assert_eq!(GeoRadius::from_proto(message).unwrap().radius, 1_234_567.875);
    }

    #[test]
    fn a_radius_beyond_the_wire_is_refused_by_its_path() {
        let area = GeoRadius::new(GeoPoint::new(0.0, 0.0), 1e40);
        let error = Condition::geo_radius("a", area).into_proto().unwrap_err();
        assert_eq!(error.field(), Some("geo_radius.radius"));
    }

    #[test]
    fn areas_need_their_parts() {
        let point = Some(proto::GeoPoint { lon: 1.0, lat: 2.0 });
        let corners = proto::GeoBoundingBox { top_left: point, bottom_right: None };
        assert_eq!(GeoBoundingBox::from_proto(corners).unwrap_err().field(), Some("bottom_right"));
        let radius = proto::GeoRadius { center: None, radius: 1.0 };
        assert_eq!(GeoRadius::from_proto(radius).unwrap_err().field(), Some("center"));
        let polygon = proto::GeoPolygon { exterior: None, interiors: Vec::new() };
        assert_eq!(GeoPolygon::from_proto(polygon).unwrap_err().field(), Some("exterior"));
    }
}
