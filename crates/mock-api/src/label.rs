use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of the longest label: more would leave no room for the timeline beside it.
const LONGEST: usize = 32;

/// A prompt as the label of a lane, and what is told beside it: one line that says nothing to a
/// terminal but its text.
pub(crate) fn label(prompt: &str, more: &str) -> String {
    fitting(prompt, LONGEST.saturating_sub(more.width())) + more
}

fn fitting(prompt: &str, longest: usize) -> String {
    // Most prompts, and nothing to measure about them.
    if prompt.len() <= longest && prompt.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return prompt.to_owned();
    }
    let plain = |char: char| if is_control(char) { ' ' } else { char };
    // No more than is needed to know whether it fits: a prompt may have a million characters, and
    // any number of them may have no width.
    let start: String = prompt.chars().map(plain).take(4 * LONGEST).collect();
    if prompt.chars().nth(4 * LONGEST).is_none() && start.width() <= longest {
        return start;
    }
    let mut width = 0;
    let fits = start.chars().take_while(|char| {
        width += char.width().unwrap_or(0);
        width < longest
    });
    fits.chain(['…']).collect()
}

/// Control characters, and those that break a line or turn the direction of the text around them.
fn is_control(char: char) -> bool {
    char.is_control() || matches!(char, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_prompt_is_its_own_label() {
        for prompt in ["", "article 1", "bài báo 1", "文章一", &"x".repeat(LONGEST)] {
            assert_eq!(label(prompt, ""), prompt);
        }
    }

    #[test]
    fn a_long_prompt_is_cut_where_the_columns_end() {
        let cut = format!("{}…", "x".repeat(LONGEST - 1));
        assert_eq!(label(&"x".repeat(LONGEST + 1), ""), cut);
        assert_eq!(label(&"x".repeat(1_000_000), ""), cut);
        // Two columns each: fifteen and the mark fit, sixteen and the mark do not.
        assert_eq!(
            label(&"文".repeat(LONGEST), ""),
            format!("{}…", "文".repeat(15))
        );
        // A letter and any number of accents take one column; their bytes have to end all the same.
        assert!(label(&format!("e{}", "\u{301}".repeat(10_000)), "").len() < 1000);
    }

    #[test]
    fn nothing_in_a_label_moves_the_cursor() {
        let prompt = "one\r\ntwo\x1b[2J\u{202e}owt\u{2028}";
        assert_eq!(label(prompt, ""), "one  two [2J owt ");
    }

    #[test]
    fn what_is_told_beside_a_prompt_is_never_cut() {
        assert_eq!(label("text 1", " +2"), "text 1 +2");
        let cut = label(&"x".repeat(LONGEST), " +2047");
        assert_eq!(cut, format!("{}… +2047", "x".repeat(LONGEST - 7)));
    }
}
