//! Headers of the form `value; name=text; name="text"`.

use std::borrow::Cow;
use std::iter;

/// Returns what stands before the parameters.
#[cfg(feature = "server")]
pub(crate) fn value(header: &str) -> &str {
    header.split(';').next().unwrap_or_default().trim()
}

/// Returns the first parameter of a name, without quotes and escapes. Names are the same in either case.
pub(crate) fn parameter<'a>(header: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let found = |(other, _): &(&str, _)| other.eq_ignore_ascii_case(name);
    parameters(header).find(found).map(|(_, text)| text)
}

fn parameters(header: &str) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    let mut rest = header.split_once(';').map_or("", |(_, rest)| rest);
    iter::from_fn(move || {
        loop {
            rest = rest.trim_start_matches([' ', '\t', ';']);
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(['=', ';']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let Some(text) = after.strip_prefix('=') else {
                rest = after;
                continue;
            };
            let (text, after) = match text.trim_start().strip_prefix('"') {
                Some(quoted) => unquote(quoted),
                None => {
                    let (text, after) = text.split_at(text.find(';').unwrap_or(text.len()));
                    (Cow::Borrowed(text.trim()), after)
                }
            };
            rest = after;
            return Some((name.trim(), text));
        }
    })
}

/// Reads up to the closing quote, or to the end if there is none.
fn unquote(quoted: &str) -> (Cow<'_, str>, &str) {
    let mut unescaped = String::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, character) in quoted.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => {
                unescaped.push_str(&quoted[start..at]);
                start = at + 1;
                escaped = true;
            }
            '"' => return (join(unescaped, &quoted[start..at]), &quoted[at + 1..]),
            _ => {}
        }
    }
    (join(unescaped, &quoted[start..]), "")
}

fn join(mut unescaped: String, last: &str) -> Cow<'_, str> {
    if unescaped.is_empty() {
        return Cow::Borrowed(last);
    }
    unescaped.push_str(last);
    Cow::Owned(unescaped)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parameters_are_found_whatever_is_around_them() {
        for (header, name, expected) in [
            ("form-data; name=\"snapshot\"; filename=\"a.b\"", "name", Some("snapshot")),
            ("form-data; filename=\"name=x\"; name=y", "name", Some("y")),
            ("form-data;name = z ;x", "NAME", Some("z")),
            ("attachment; filename=\"a;b \\\"c\\\\\"; x=1", "filename", Some("a;b \"c\\")),
            ("attachment; filename=\"open", "filename", Some("open")),
            ("attachment; filename=\"\\", "filename", Some("")),
            ("attachment; filename", "filename", None),
            ("attachment; flag; ; filename=ü", "filename", Some("ü")),
            ("name=x", "name", None),
            ("", "name", None),
            ("a; name=1; name=2", "name", Some("1")),
        ] {
            assert_eq!(parameter(header, name).as_deref(), expected, "{header}");
        }
        #[cfg(feature = "server")]
        assert_eq!(value(" multipart/form-data ; boundary=x"), "multipart/form-data");
    }

    proptest! {
        #[test]
        fn any_text_survives_its_quotes(text in ".*", tail in ".*") {
            let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
            let header = format!("v; a=\"{quoted}\"; {tail}");
            prop_assert_eq!(parameter(&header, "a").unwrap(), text);
        }

        #[test]
        fn any_header_is_taken(header in "[;=\"\\\\ a-cü]{0,40}") {
            parameter(&header, "a");
        }
    }
}
