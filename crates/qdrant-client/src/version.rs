//! Whether the version of a server goes with this client.

use std::fmt;

/// The version of Qdrant's API that this client is written for.
const API: (u64, u64) = (1, 20);

/// Whether the server's version goes with this client.
///
/// It does when the major versions are the same and the minor ones are at most one apart. A server of another version
/// answers most calls all the same.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
/// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
/// let compatibility = client.check_compatibility().await?;
/// if !compatibility.compatible {
///     eprintln!("{compatibility}");
/// }
/// # Ok(())
/// # }) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compatibility {
    /// The version of the server, as it says.
    pub server_version: String,
    /// The version of Qdrant that this client is written for, such as `1.20`.
    pub client_version: String,
    /// Whether they go together; not for a server whose version cannot be read.
    pub compatible: bool,
}

impl Compatibility {
    pub(crate) fn new(server_version: &str) -> Self {
        let (major, minor) = API;
        let compatible = major_and_minor(server_version).is_some_and(|(server_major, server_minor)| {
            server_major == major && server_minor.abs_diff(minor) <= 1
        });
        Self {
            server_version: server_version.to_owned(),
            client_version: format!("{major}.{minor}"),
            compatible,
        }
    }
}

impl fmt::Display for Compatibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { server_version, client_version, compatible } = self;
        let verb = if *compatible { "goes" } else { "may not go" };
        // The version is the server's word, and may be anything.
        let server_version = server_version.escape_debug();
        write!(
            f,
            "Qdrant {server_version} {verb} with this client, which is written for Qdrant {client_version}"
        )
    }
}

/// Reads `1.20.0`, `v1.20`, `1.20.0-dev` and the like.
fn major_and_minor(version: &str) -> Option<(u64, u64)> {
    let version = version.trim();
    let version = version.strip_prefix('v').unwrap_or(version);
    let numbers = version.split(['-', '+']).next()?;
    let mut numbers = numbers.split('.').map(|number| {
        // `parse` would take a sign.
        number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse::<u64>().ok()).flatten()
    });
    let found = (numbers.next()??, numbers.next()??);
    numbers.all(|number| number.is_some()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_go_together_and_suffixes_do_not_matter() {
        for (version, compatible) in [
            ("1.20.0", true),
            ("1.19.9", true),
            ("1.21.0", true),
            ("1.18.2", false),
            ("1.22.0", false),
            ("2.20.0", false),
            ("0.20.0", false),
            ("1.20.0-dev", true),
            ("1.20.0+build.7", true),
            ("v1.20.1", true),
            (" 1.20 ", true),
            ("1.20.0.1", true),
            ("1.2", false),
            ("1", false),
            ("", false),
            ("dev", false),
            ("1.x.0", false),
            ("1.20.x", false),
            ("+1.20.0", false),
            ("-1.20.0", false),
            ("99999999999999999999.20.0", false),
        ] {
            assert_eq!(Compatibility::new(version).compatible, compatible, "{version:?}");
        }
    }
}
