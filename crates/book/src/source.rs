//! Parts of Rust files by the name of an item, and of programs in Python by that of a function. The
//! files stay free of marks for the book.

/// The items of a file, each with its comments and attributes, a blank line between them. `use`
/// stands for all imports. Without names it is the whole file.
///
/// # Errors
///
/// The first name that the file does not have.
pub(crate) fn items<'a>(
    file: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Result<String, String> {
    let lines: Vec<&str> = file.lines().collect();
    let mut parts = Vec::new();
    for name in names {
        parts.push(item(&lines, name).ok_or_else(|| name.to_owned())?);
    }
    Ok(match parts.is_empty() {
        true => file.trim_end().to_owned(),
        false => parts.join("\n\n"),
    })
}

/// The lines of a file from the first that has one text to the next that has another, moved to the
/// left.
///
/// # Errors
///
/// The text that no line has.
pub(crate) fn lines(file: &str, from: &str, to: &str) -> Result<String, String> {
    let lines: Vec<&str> = file.lines().collect();
    let find = |after: usize, text: &str| {
        let found = lines[after..].iter().position(|line| line.contains(text));
        found.map(|at| after + at).ok_or_else(|| text.to_owned())
    };
    let first = find(0, from)?;
    let last = find(first, to)?;
    let shown = &lines[first..=last];
    let filled = shown.iter().filter(|line| !line.trim().is_empty());
    let indents = filled.map(|line| line.len() - line.trim_start().len());
    let indent = indents.min().unwrap_or(0);
    let shown = shown.iter().map(|line| line.get(indent..).unwrap_or(""));
    Ok(shown.collect::<Vec<_>>().join("\n"))
}

/// What the first lines of a file say, as a page says it: the title, the text, and commands, which
/// stand further to the right.
pub(crate) fn task(file: &str) -> Option<String> {
    let lines = file.lines().map_while(|line| line.strip_prefix("//!"));
    let mut lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
    let title = lines.next()?;
    let mut text = format!("**{title}**\n");
    let mut in_code = false;
    for line in lines {
        let command = line.strip_prefix("    ");
        if command.is_some() != in_code {
            text.push_str(if in_code { "```\n" } else { "```sh\n" });
            in_code = !in_code;
        }
        text.push_str(command.unwrap_or(line));
        text.push('\n');
    }
    if in_code {
        text.push_str("```\n");
    }
    Some(text)
}

/// The functions of a program in Python by their names, two blank lines between them. `import` stands
/// for all imports. Without names it is the whole program.
///
/// # Errors
///
/// The first name that the program does not have.
pub(crate) fn functions<'a>(
    file: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Result<String, String> {
    let lines: Vec<&str> = file.lines().collect();
    let mut parts = Vec::new();
    for name in names {
        parts.push(function(&lines, name).ok_or_else(|| name.to_owned())?);
    }
    Ok(match parts.is_empty() {
        true => file.trim_end().to_owned(),
        false => parts.join("\n\n\n"),
    })
}

fn function(lines: &[&str], name: &str) -> Option<String> {
    if name == "import" {
        let is_import = |line: &&&str| line.starts_with("import ") || line.starts_with("from ");
        let imports: Vec<&str> = lines.iter().filter(is_import).copied().collect();
        return (!imports.is_empty()).then(|| imports.join("\n"));
    }
    let heads = [format!("def {name}("), format!("async def {name}(")];
    let is_head = |line: &&str| heads.iter().any(|head| line.starts_with(head.as_str()));
    let head = lines.iter().position(is_head)?;
    // It ends where something else begins as far left.
    let body = lines[head + 1..].iter();
    let body = body.take_while(|line| line.is_empty() || line.starts_with([' ', ')']));
    let function = lines[head..=head + body.count()].join("\n");
    Some(function.trim_end().to_owned())
}

fn item(lines: &[&str], name: &str) -> Option<String> {
    if name == "use" {
        let imports = lines.iter().filter(|line| line.starts_with("use "));
        let imports: Vec<&str> = imports.copied().collect();
        return (!imports.is_empty()).then(|| imports.join("\n"));
    }
    let head = lines.iter().position(|line| declares(line, name))?;
    let indent = lines[head].len() - lines[head].trim_start().len();
    let above = lines[..head].iter().rev();
    let above = above.take_while(|line| {
        let line = line.trim_start();
        ["///", "//", "#["]
            .iter()
            .any(|mark| line.starts_with(mark))
            && !line.starts_with("//!")
    });
    let first = head - above.count();
    // The code is formatted: what ends an item stands as far left as its head, or on its line.
    let ends = |line: &&str| line.ends_with(';') || line.ends_with('}');
    let last = if ends(&lines[head]) {
        head
    } else {
        let closes = |line: &&str| {
            let depth = line.len() - line.trim_start().len();
            depth == indent && line.trim_start().starts_with(['}', ')', ']']) && ends(line)
        };
        head + 1 + lines[head + 1..].iter().position(closes)?
    };
    let body = lines[first..=last].iter();
    let body: Vec<&str> = body.map(|line| line.get(indent..).unwrap_or("")).collect();
    Some(body.join("\n"))
}

fn declares(line: &str, name: &str) -> bool {
    let mut words = line
        .trim_start()
        .split(' ')
        .skip_while(|word| ["async", "const", "unsafe"].contains(word) || word.starts_with("pub"));
    let kinds = ["fn", "struct", "enum", "trait", "type", "static", "mod"];
    let kind = words.next();
    // `const NAME` lost its kind with the modifiers.
    let named = match kind {
        Some(kind) if kinds.contains(&kind) => words.next(),
        other if line.contains("const ") => other,
        _ => None,
    };
    let rest = named.and_then(|word| word.strip_prefix(name));
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_in_python_ends_before_the_next() {
        let file = "\"\"\"Asks.\"\"\"\n\nimport json\nfrom os import path\n\n\nasync def ask(\n    what,\n):\n    \
                    send()\n\n    return 1\n\n\ndef tell():\n    pass\n\n\nif x:\n    tell()\n";
        let shown = |names: &[&'static str]| functions(file, names.iter().copied());
        let ask = "async def ask(\n    what,\n):\n    send()\n\n    return 1";
        assert_eq!(shown(&["ask"]).as_deref(), Ok(ask));
        let both =
            format!("import json\nfrom os import path\n\n\n{ask}\n\n\ndef tell():\n    pass");
        assert_eq!(shown(&["import", "ask", "tell"]), Ok(both));
        assert_eq!(shown(&["as"]), Err("as".to_owned()));
        assert_eq!(shown(&[]).as_deref(), Ok(file.trim_end()));
    }

    const FILE: &str = "\
//! What it is.

use std::fmt;
use std::io;

type Thread<'a> = Handle<'a>;
const LIMIT: usize = 3;

/// Asks.
///
/// # Errors
///
/// Never.
#[tokio::main(flavor = \"current_thread\")]
pub async fn ask(
    what: &str,
) -> Result<(), Error> {
    let it = {
        1
    };

    Ok(())
}

fn asks() {}

impl Client {
    /// Builds.
    pub fn build(self) -> Self {
        self
    }
}
";

    fn some(names: &[&str]) -> String {
        items(FILE, names.iter().copied()).expect("they are there")
    }

    #[test]
    fn an_item_comes_with_its_comments_and_attributes() {
        let ask = some(&["ask"]);
        assert!(ask.starts_with("/// Asks.\n"), "{ask}");
        assert!(ask.ends_with("\n\n    Ok(())\n}"), "{ask}");
        assert_eq!(some(&["asks"]), "fn asks() {}");
        assert_eq!(some(&["Thread"]), "type Thread<'a> = Handle<'a>;");
        assert_eq!(some(&["LIMIT"]), "const LIMIT: usize = 3;");
    }

    #[test]
    fn an_item_inside_another_moves_to_the_left() {
        let build = "/// Builds.\npub fn build(self) -> Self {\n    self\n}";
        assert_eq!(some(&["build"]), build);
    }

    #[test]
    fn several_items_have_a_blank_line_between_them() {
        assert_eq!(
            some(&["use", "asks"]),
            "use std::fmt;\nuse std::io;\n\nfn asks() {}"
        );
        assert_eq!(some(&[]), FILE.trim_end());
    }

    #[test]
    fn lines_go_from_one_text_to_the_next_and_move_to_the_left() {
        let shown = lines(FILE, "let it =", "Ok(");
        assert_eq!(shown.as_deref(), Ok("let it = {\n    1\n};\n\nOk(())"));
        assert_eq!(
            lines(FILE, "LIMIT", "LIMIT").as_deref(),
            Ok("const LIMIT: usize = 3;")
        );
        assert_eq!(lines(FILE, "Ok(", "let it ="), Err("let it =".to_owned()));
        assert_eq!(lines(FILE, "nowhere", "Ok("), Err("nowhere".to_owned()));
    }

    #[test]
    fn a_task_is_what_the_first_lines_say() {
        let file =
            "//! Exercise 1: all.\n//!\n//! Do it. Run:\n//!\n//!     cargo run\n\nfn main() {}\n";
        let task = "**Exercise 1: all.**\n\nDo it. Run:\n\n```sh\ncargo run\n```\n";
        assert_eq!(super::task(file).as_deref(), Some(task));
        assert_eq!(super::task("fn main() {}"), None);
    }

    #[test]
    fn an_item_that_is_not_there_is_named() {
        assert_eq!(items(FILE, ["asks", "as"]), Err("as".to_owned()));
        assert_eq!(items("fn a() {}", ["use"]), Err("use".to_owned()));
    }
}
