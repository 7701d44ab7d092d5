//! Where the links of the pages lead, once they are built.

use crate::mistake::Mistake;
use crate::pages::{SRC, Source};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Follows every link of every page into the built book. Links to other hosts are left alone:
/// there is no network.
pub(crate) fn check(built: &Path, pages: &[Source]) -> Vec<Mistake> {
    let mut ids = HashMap::new();
    let mut mistakes = Vec::new();
    for page in pages {
        for (target, at) in page.links() {
            if let Err(what) = follow(built, &page.file, &target, &mut ids) {
                mistakes.push(page.mistake(at, what));
            }
        }
    }
    mistakes
}

fn follow(
    built: &Path,
    page: &Path,
    target: &str,
    ids: &mut HashMap<PathBuf, HashSet<String>>,
) -> Result<(), String> {
    let leaves = ["http://", "https://", "mailto:"];
    if leaves.iter().any(|scheme| target.starts_with(scheme)) {
        return Ok(());
    }
    let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
    let page = page.strip_prefix(SRC).unwrap_or(page);
    let file = match path {
        "" => page.to_owned(),
        path => inside(page.parent().unwrap_or(Path::new("")), path)
            .ok_or_else(|| format!("dead link: {target} leads out of the book"))?,
    };
    let is_page = file.extension().is_some_and(|extension| extension == "md");
    let file = built.join(if is_page {
        file.with_extension("html")
    } else {
        file
    });
    if !file.is_file() {
        return Err(format!("dead link: there is no {path}"));
    }
    if fragment.is_empty() {
        return Ok(());
    }
    let ids = ids.entry(file).or_insert_with_key(|file| ids_of(file));
    match ids.contains(fragment) {
        true => Ok(()),
        false => Err(format!("dead link: {target} has no #{fragment}")),
    }
}

/// The file that a path means, if it stays in the book.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let mut file = folder.to_owned();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(name) => file.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !file.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(file)
}

/// The ids of a built page; mdBook writes all its attributes in double quotes.
fn ids_of(file: &Path) -> HashSet<String> {
    let html = fs::read_to_string(file).unwrap_or_default();
    let ids = html.split(" id=\"").skip(1);
    ids.filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}
