//! Dictionaries in the form of libFuzzer: a word in quotes a line, with `\xNN`, `\"` and `\\`.

/// Reads the words of a dictionary; lines that hold none are passed over.
pub(super) fn read(dictionary: &str) -> Vec<Vec<u8>> {
    dictionary.lines().filter_map(word).collect()
}

fn word(line: &str) -> Option<Vec<u8>> {
    let quoted = line.trim().strip_prefix('"')?.strip_suffix('"')?;
    let mut word = Vec::new();
    let mut rest = quoted.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'\\' {
            word.push(*first);
            continue;
        }
        match rest {
            [b'x', high, low, after @ ..] => {
                let digits = [*high, *low];
                word.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
                rest = after;
            }
            [quoted @ (b'"' | b'\\'), after @ ..] => {
                word.push(*quoted);
                rest = after;
            }
            _ => return None,
        }
    }
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::TARGETS;

    #[test]
    fn words_are_read_with_what_is_escaped_in_them() {
        let words = read("# none\n\n\"a\\x0d\\x0a\"\n \"\\\"b\\\\\" \nnone\n\"\\q\"\n");
        assert_eq!(words, [b"a\r\n".to_vec(), b"\"b\\".to_vec()]);
    }

    #[test]
    fn every_line_of_a_dictionary_is_a_word_or_a_remark() {
        for target in TARGETS {
            let lines = target.dictionary.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            assert_eq!(read(target.dictionary).len(), lines.count(), "{}", target.name);
        }
    }
}
