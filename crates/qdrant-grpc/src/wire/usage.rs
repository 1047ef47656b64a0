//! The message about what a call used, which is read as far as it is understood.

use prost::bytes::{Buf, BufMut};
use prost::encoding::{self, DecodeContext, WireType};
use prost::{DecodeError, Message};

use crate::proto::qdrant::{HardwareUsage, InferenceUsage};

/// Message `qdrant.Usage`.
///
/// It stands beside the result of a call that is done, so that a part with a new shape is left out and fails nothing.
/// Servers before 1.15 have the counters of the hardware right here: they are read as such.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Usage {
    /// Hardware counters.
    pub hardware: Option<HardwareUsage>,
    /// Tokens by model.
    pub inference: Option<InferenceUsage>,
}

/// Field numbers of the message.
mod tag {
    pub(super) const HARDWARE: u32 = 1;
    pub(super) const INFERENCE: u32 = 2;
    /// The counters in the place of the message.
    pub(super) const CPU: u32 = 1;
    pub(super) const VECTOR_IO_WRITE: u32 = 7;
}

impl Message for Usage {
    fn encode_raw(&self, buf: &mut impl BufMut) {
        let Self { hardware, inference } = self;
        if let Some(hardware) = hardware {
            encoding::message::encode(tag::HARDWARE, hardware, buf);
        }
        if let Some(inference) = inference {
            encoding::message::encode(tag::INFERENCE, inference, buf);
        }
    }

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        match (tag, wire_type) {
            (tag::HARDWARE, WireType::LengthDelimited) => merge_part(&mut self.hardware, buf, ctx),
            (tag::INFERENCE, WireType::LengthDelimited) => merge_part(&mut self.inference, buf, ctx),
            (tag::CPU..=tag::VECTOR_IO_WRITE, WireType::Varint) => {
                self.hardware.get_or_insert_default().merge_field(tag, wire_type, buf, ctx)
            }
            _ => encoding::skip_field(wire_type, tag, buf, ctx),
        }
    }

    fn encoded_len(&self) -> usize {
        let Self { hardware, inference } = self;
        let hardware =
            hardware.as_ref().map_or(0, |part| encoding::message::encoded_len(tag::HARDWARE, part));
        let inference =
            inference.as_ref().map_or(0, |part| encoding::message::encoded_len(tag::INFERENCE, part));
        hardware + inference
    }

    fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Reads a part over what is there, or leaves it out where it is not understood.
fn merge_part<M: Message + Default>(
    part: &mut Option<M>,
    buf: &mut impl Buf,
    ctx: DecodeContext,
) -> Result<(), DecodeError> {
    // Bytes of any content; that they have all arrived is checked here.
    let mut content = prost::bytes::Bytes::new();
    encoding::bytes::merge(WireType::LengthDelimited, &mut content, buf, ctx)?;
    let mut read = part.take().unwrap_or_default();
    *part = read.merge(content).is_ok().then_some(read);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::qdrant::{ModelUsage, PointsOperationResponse};

    /// The same message as plain prost would have it.
    #[derive(Clone, PartialEq, prost::Message)]
    struct Plain {
        #[prost(message, optional, tag = "1")]
        hardware: Option<HardwareUsage>,
        #[prost(message, optional, tag = "2")]
        inference: Option<InferenceUsage>,
    }

    fn hardware() -> HardwareUsage {
        HardwareUsage { cpu: 300, payload_io_write: 2, vector_io_write: 7, ..HardwareUsage::default() }
    }

    /// The reply to a write with these bytes as usage.
    fn reply(usage: &[u8]) -> PointsOperationResponse {
        let mut bytes = PointsOperationResponse { result: None, time: 0.5, usage: None }.encode_to_vec();
        encoding::bytes::encode(3, &usage.to_vec(), &mut bytes);
        PointsOperationResponse::decode(bytes.as_slice()).unwrap()
    }

    #[test]
    fn the_bytes_are_those_of_plain_prost() {
        let inference = InferenceUsage { models: [("m".to_owned(), ModelUsage { tokens: 5 })].into() };
        for (hardware, inference) in [
            (None, None),
            (Some(HardwareUsage::default()), Some(InferenceUsage::default())),
            (Some(hardware()), Some(inference)),
        ] {
            let usage = Usage { hardware, inference: inference.clone() };
            let bytes = Plain { hardware, inference }.encode_to_vec();
            assert_eq!(usage.encode_to_vec(), bytes);
            assert_eq!(usage.encoded_len(), bytes.len());
            assert_eq!(Usage::decode(bytes.as_slice()).unwrap(), usage);
            // In two pieces, as it may arrive.
            let (head, tail) = bytes.split_at(bytes.len() / 2);
            assert_eq!(Usage::decode(head.chain(tail)).unwrap(), usage);
        }
    }

    #[test]
    fn counters_of_old_servers_are_those_of_the_hardware() {
        // cpu 300, payload_io_write 2, vector_io_write 7.
        let usage = reply(&[0x08, 0xAC, 0x02, 0x18, 0x02, 0x38, 0x07]).usage;
        assert_eq!(usage, Some(Usage { hardware: Some(hardware()), inference: None }));
        assert_eq!(hardware().encode_to_vec(), [0x08, 0xAC, 0x02, 0x18, 0x02, 0x38, 0x07]);
    }

    #[test]
    fn parts_of_a_new_shape_are_left_out() {
        let fine = [0x0A, 0x02, 0x08, 0x05];
        let expected =
            Usage { hardware: Some(HardwareUsage { cpu: 5, ..Default::default() }), inference: None };
        let strange: [(&str, &[u8]); 5] = [
            ("models as an integer", &[0x12, 0x02, 0x08, 0x01]),
            ("inference that is no message", &[0x12, 0x01, 0xFF]),
            ("inference as a float", &[0x15, 0, 0, 0, 0]),
            ("inference as a double", &[0x11, 0, 0, 0, 0, 0, 0, 0, 0]),
            ("a new field", &[0x42, 0x01, 0x00]),
        ];
        for (what, strange) in strange {
            let read = reply(&[fine.as_slice(), strange].concat());
            assert_eq!((read.time, read.usage.as_ref()), (0.5, Some(&expected)), "{what}");
        }
        assert_eq!(reply(&[0x0A, 0x02, 0x0A, 0x00]).usage, Some(Usage::default()), "cpu as a text");
    }

    #[test]
    fn a_part_that_is_cut_off_is_an_error() {
        Usage::decode([0x0A, 0x05, 0x08].as_slice()).unwrap_err();
        Usage::decode([0x08].as_slice()).unwrap_err();
    }
}
