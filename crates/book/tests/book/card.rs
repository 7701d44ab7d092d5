//! What a link to a page shows elsewhere.

use crate::common::{Fixture, repository};
use std::fs;
use std::path::Path;

/// What a page says of itself, by the name of the tag.
fn tag(page: &str, name: &str) -> Option<String> {
    let (head, _) = page.split_once("</head>").expect("a page has a head");
    let tag = head
        .split("<meta ")
        .find(|tag| tag.contains(&format!("\"{name}\"")))?;
    let (_, content) = tag.split_once("content=\"")?;
    Some(content.split_once('"')?.0.to_owned())
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("the page is there")
}

#[test]
fn every_page_has_a_card_and_the_card_is_a_picture() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let built = book::build(&repository(), Some(folder.path()));
    let built = built.unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let mut pages = 0;
    for entry in fs::read_dir(&built).expect("it can be listed") {
        let name = entry.expect("it can be listed").file_name();
        let name = name.to_string_lossy();
        // The frame that lists the chapters is no page.
        if !name.ends_with(".html") || name == "toc.html" {
            continue;
        }
        let page = read(&built, &name);
        let (_, title) = page.split_once("<title>").expect("a page has a title");
        let title = title.split("</title>").next().map(str::to_owned);
        assert_eq!(tag(&page, "og:title"), title, "{name}");
        assert_eq!(
            tag(&page, "og:description"),
            tag(&page, "description"),
            "{name}"
        );
        assert_eq!(
            tag(&page, "twitter:card").as_deref(),
            Some("summary_large_image"),
            "{name}"
        );
        // Nobody has said where the book is.
        assert_eq!(
            tag(&page, "og:image").as_deref(),
            Some("card.png"),
            "{name}"
        );
        assert_eq!(tag(&page, "og:url"), None, "{name}");
        pages += 1;
    }
    assert!(pages > 10, "{pages} pages");
    let card = fs::read(built.join("card.png")).expect("the picture is there");
    assert_eq!(card[..8], *b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| {
        card[at..at + 4]
            .iter()
            .fold(0, |sum, byte| sum << 8 | u32::from(*byte))
    };
    let page = read(&built, "introduction.html");
    let said = ["og:image:width", "og:image:height"].map(|name| tag(&page, name));
    assert_eq!(
        said,
        [number(16), number(20)].map(|size| Some(size.to_string()))
    );
    assert_eq!((number(16), number(20)), (1200, 630));
    // Not empty, and nothing to wait for.
    assert!(
        (1_500..60_000).contains(&card.len()),
        "{} bytes",
        card.len()
    );
}

#[test]
fn where_the_book_is_published_addresses_are_whole() {
    for site in ["https://example.org/kit/", "https://example.org/kit"] {
        let fixture = Fixture::new();
        let race = "lessons/race/snapshots/json.snap";
        for which in ["json", "text"] {
            let path = race.replace("json", which);
            fixture.write(&path, &read(&repository(), &path));
        }
        let config =
            fs::read_to_string(fixture.root().join("book/book.toml")).expect("it is there");
        let config = format!("{config}\n[output.html]\nsite-url = \"{site}\"\n");
        fixture.write("book/book.toml", &config);
        let page = fixture.page("01-first.html");
        let is = |name: &str, file: &str| {
            assert_eq!(
                tag(&page, name),
                Some(format!("https://example.org/kit/{file}"))
            );
        };
        is("og:image", "card.png");
        is("og:url", "01-first.html");
        let first = tag(&fixture.page("index.html"), "og:url");
        assert_eq!(first.as_deref(), Some("https://example.org/kit/"));
    }
}

#[test]
fn a_book_without_a_race_has_words_and_no_picture() {
    let fixture = Fixture::new();
    fixture.write(
        "book/book.toml",
        "[book]\ntitle = \"A & \\\"B\\\"\"\n[build]\ncreate-missing = false\nuse-default-preprocessors = false\n",
    );
    let page = fixture.page("01-first.html");
    assert_eq!(tag(&page, "twitter:card").as_deref(), Some("summary"));
    assert_eq!(tag(&page, "og:image"), None);
    assert_eq!(
        tag(&page, "og:site_name").as_deref(),
        Some("A &amp; &quot;B&quot;")
    );
}
