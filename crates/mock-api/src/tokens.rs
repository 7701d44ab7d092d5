/// The longest token, in characters: longer words have several.
const LONGEST: usize = 7;
/// So many digits are one.
const DIGITS: usize = 3;

/// Cuts a text into tokens: together they are the text.
///
/// Every model has its own; these are like them in number and length. A word of English or a syllable of
/// Vietnamese is one, with the space before it; so is a Chinese character, and a punctuation mark.
pub(crate) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { rest: text }
}

/// How many tokens a text has.
pub(crate) fn count(text: &str) -> usize {
    tokens(text).count()
}

pub(crate) struct Tokens<'a> {
    rest: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Space,
    /// A sign that stands for itself: a Chinese character, a comma, a picture.
    Alone,
}

fn kind(char: char) -> Kind {
    match char {
        'a'..='z' | 'A'..='Z' | '\'' | '_' => Kind::Letter,
        '0'..='9' => Kind::Digit,
        _ if char.is_whitespace() => Kind::Space,
        // Chinese, Japanese and Korean, and what is written with them.
        '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' => Kind::Alone,
        '\u{20000}'..='\u{3ffff}' => Kind::Alone,
        _ if char.is_alphanumeric() => Kind::Letter,
        _ => Kind::Alone,
    }
}

/// Characters without a width of their own belong to the one before: accents, joiners, selectors.
fn joins(char: char) -> bool {
    use unicode_width::UnicodeWidthChar;
    !char.is_ascii() && !char.is_whitespace() && char.width().unwrap_or(0) == 0
}

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let mut chars = self.rest.char_indices().peekable();
        let (_, first) = chars.next()?;
        let mut kind_of = kind(first);
        let mut length = 1;
        let end = loop {
            let Some(&(at, char)) = chars.peek() else {
                break self.rest.len();
            };
            let next = kind(char);
            let goes_on = match (kind_of, next) {
                _ if joins(char) => {
                    // It takes no room, but nobody may write a token without end.
                    length < 4 * LONGEST
                }
                // The last space before a word belongs to the word.
                (Kind::Space, Kind::Letter) => length == 1 && first == ' ',
                (Kind::Space, Kind::Space) => {
                    length < LONGEST && !(char == ' ' && is_before_a_word(&self.rest[at..]))
                }
                (Kind::Letter, Kind::Letter) => length < LONGEST + usize::from(first == ' '),
                (Kind::Digit, Kind::Digit) => length < DIGITS,
                _ => false,
            };
            if !goes_on {
                break at;
            }
            if (kind_of, next) == (Kind::Space, Kind::Letter) {
                kind_of = Kind::Letter;
            }
            length += 1;
            chars.next();
        };
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(token)
    }
}

/// Whether a text that begins with a space goes on with a word.
fn is_before_a_word(text: &str) -> bool {
    text.chars()
        .nth(1)
        .is_some_and(|char| kind(char) == Kind::Letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_syllables_and_characters_are_tokens() {
        for (text, expected) in [
            ("", &[][..]),
            ("You said: hello", &["You", " said", ":", " hello"]),
            (
                "summarise 12345 it's",
                &["summari", "se", " ", "123", "45", " it's"],
            ),
            ("Xin chào các bạn", &["Xin", " chào", " các", " bạn"]),
            ("你好，世界", &["你", "好", "，", "世", "界"]),
            ("a  b\n\n c", &["a", " ", " b", "\n\n", " c"]),
            // Decomposed, as macOS writes file names.
            ("ba\u{323}n", &["ba\u{323}n"]),
        ] {
            assert_eq!(tokens(text).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn tokens_are_the_text_and_have_an_end() {
        let accents = "\u{301}".repeat(1000);
        for text in [
            accents.as_str(),
            " \u{301}x",
            "x \t\r\n y",
            "👩‍🚀 ok",
            "Ελλάδα русский ไทย",
        ] {
            let tokens: Vec<&str> = tokens(text).collect();
            assert_eq!(tokens.concat(), text);
            assert!(
                tokens.iter().all(|token| token.chars().count() <= 29),
                "{tokens:?}"
            );
        }
    }
}
