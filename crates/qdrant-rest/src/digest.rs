//! Checksums in headers, as RFC 9530 writes them: `repr-digest: sha-256=:<base64>:`.

use std::fmt::Write;

/// The header.
pub(crate) const HEADER: &str = "repr-digest";

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes of a SHA-256.
const LENGTH: usize = 32;

/// Reads the SHA-256 of a header, as hex digits.
pub(crate) fn read(header: &str) -> Option<String> {
    let mut digests = header.split(',').filter_map(|digest| digest.trim().split_once('='));
    let (_, digest) = digests.find(|(algorithm, _)| algorithm.eq_ignore_ascii_case("sha-256"))?;
    let bytes = decode(digest.split(';').next()?.trim().strip_prefix(':')?.strip_suffix(':')?)?;
    let mut hex = String::with_capacity(2 * LENGTH);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    (hex.len() == 2 * LENGTH).then_some(hex)
}

/// Writes a SHA-256 that is given as hex digits; `None` if it is none.
#[cfg(feature = "server")]
pub(crate) fn write(hex: &str) -> Option<String> {
    if hex.len() != 2 * LENGTH || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let byte = |at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect::<Option<_>>()?;
    Some(format!("sha-256=:{}:", encode(&bytes)))
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(LENGTH);
    let (mut bits, mut held) = (0_u32, 0);
    for character in text.bytes() {
        let six = ALPHABET.iter().position(|known| *known == character)?;
        bits = (bits << 6) | u32::try_from(six).ok()?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).ok()?);
        }
        bits &= (1 << held) - 1;
    }
    Some(bytes)
}

#[cfg(feature = "server")]
fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let six = (bits >> (18 - 6 * place)) & 63;
            text.push(if place > chunk.len() { '=' } else { char::from(ALPHABET[six as usize]) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SHA-256 of nothing, as the RFC's readers know it.
    const HEX: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const BASE64: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    #[test]
    fn a_sha_256_is_read_among_others() {
        for header in [
            format!("sha-256=:{BASE64}:"),
            format!("sha-512=:AAAA:, SHA-256=:{BASE64}:;x=1"),
            format!("md5=:AA==:,sha-256=:{}:", BASE64.trim_end_matches('=')),
        ] {
            assert_eq!(read(&header).as_deref(), Some(HEX), "{header}");
        }
    }

    #[test]
    fn what_is_no_sha_256_is_none() {
        for header in
            ["", "sha-256", "sha-256=x", "sha-256=:AAAA:", "sha-256=:ä:", "sha-512=:AAAA:", "sha-256=::"]
        {
            assert_eq!(read(header), None, "{header}");
        }
    }

    #[cfg(feature = "server")]
    #[test]
    fn what_is_written_is_read() {
        assert_eq!(write(HEX).unwrap(), format!("sha-256=:{BASE64}:"));
        for hex in [HEX.to_owned(), "00".repeat(32), "ff".repeat(32)] {
            assert_eq!(read(&write(&hex).unwrap()), Some(hex));
        }
        for hex in ["", "ab", &"g".repeat(64), &"ä".repeat(32), &"+1".repeat(32)] {
            assert_eq!(write(hex), None, "{hex}");
        }
    }
}
