//! Pages and charts on paper and as pictures: letters joined and in order, and the same figures in every form.

use std::collections::BTreeSet;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use mizan_print::{Block, Document, glyphs, papers, pdf, png, poster, read};

use crate::support::{Answer, is_required, sample_server};

/// Arabic and English words of a file through Debian's `pdftotext`, or `None` where it is absent.
fn text_of(file: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.pdf");
    std::fs::write(&path, file).unwrap();
    match Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            // Lam-alef is one sign on paper.
            let pairs =
                [("\u{FEFB}", "لا"), ("\u{FEF7}", "لأ"), ("\u{FEF9}", "لإ"), ("\u{FEF5}", "لآ")];
            let text = pairs.iter().fold(text, |text, (one, two)| text.replace(one, two));
            // Directions are said by marks that are no letters.
            Some(text.replace(|one: char| matches!(one, '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'), ""))
        }
        Err(_) => {
            assert!(!is_required("pdftotext"), "pdftotext is required and absent");
            println!("skipped: no pdftotext on this machine");
            None
        }
    }
}

fn ask(path: &str, kind: &str) -> Answer {
    let answer = sample_server().ask(path, &[]);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    assert!(answer.header("content-type").starts_with(kind), "{path}");
    answer
}

/// What a PNG says of itself: the texts it was drawn from.
fn said(file: &[u8]) -> String {
    let at = file.windows(4).position(|name| name == b"iTXt").expect("a description");
    let length = u32::from_be_bytes(file[at - 4..at].try_into().unwrap()) as usize;
    String::from_utf8(file[at + 4..at + 4 + length].to_vec()).unwrap()
}

/// A word without vowel marks, which the text of a PDF leaves out.
fn unmarked(word: &str) -> String {
    word.replace(|one: char| matches!(one, '\u{64B}'..='\u{65F}' | '\u{670}'), "")
}

/// Says whether a text of `pdftotext` holds a word. It joins a number to the word behind it, and turns round letters
/// whose shapes overlap.
fn holds(text: &str, word: &str) -> bool {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let wanted = letters(word);
    text.contains(word) || text.split_whitespace().any(|one| letters(one) == wanted)
}

fn words(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Texts of the first table of a page, without the receipt's.
fn table(document: &Document) -> (Vec<String>, Vec<Vec<String>>) {
    let found = document.blocks.iter().find_map(|block| match block {
        Block::Table { head, rows, .. } => Some((head.clone(), rows.clone())),
        _ => None,
    });
    found.expect("a table on the page")
}

#[test]
fn figures_in_csv_xlsx_pdf_and_png_equal_what_screens_show() {
    let server = sample_server();
    let query = "by=governorate_code&month=2026-06";
    for metric in ["tightness", "open_positions"] {
        for language in ["", "/en"] {
            let page = format!("{language}/figures/{metric}");
            let (status, html) = server.get(&format!("{page}?{query}"));
            assert_eq!(status, 200);
            let (_, rows) = table(&read(&html));
            assert!(rows.len() >= 20, "{metric}: {} rows", rows.len());
            let shown: Vec<&String> = rows.iter().map(|row| &row[1]).collect();
            let api = format!("/api/v1/metrics/{metric}/figures");

            // As a page writes it: the unit's decimals, thousands with commas.
            let decimals = if metric == "tightness" { 2 } else { 0 };
            let written = |value: f64| {
                let text = format!("{value:.decimals$}");
                let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
                let mut grouped = String::new();
                for (index, digit) in whole.chars().enumerate() {
                    if index > 0 && (whole.len() - index).is_multiple_of(3) {
                        grouped.push(',');
                    }
                    grouped.push(digit);
                }
                if fraction.is_empty() { grouped } else { format!("{grouped}.{fraction}") }
            };
            let csv = ask(&format!("{api}.csv?{query}"), "text/csv").text();
            let mut reader = csv::Reader::from_reader(csv.as_bytes());
            let at = reader.headers().unwrap().iter().position(|name| name == "value").unwrap();
            let values: Vec<Option<f64>> =
                reader.records().map(|row| row.unwrap()[at].parse().ok()).collect();
            assert_eq!(values.len(), shown.len());
            for (value, shown) in values.iter().zip(&shown) {
                match value {
                    Some(value) => assert_eq!(&&written(*value), shown, "{metric} CSV"),
                    None => assert!(
                        shown.parse::<f64>().is_err(),
                        "{metric}: {shown} is not in the CSV"
                    ),
                }
            }

            let workbook = ask(&format!("{api}.xlsx?{query}"), "application/vnd.openxml").bytes;
            let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(workbook)).unwrap();
            let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
            let column = sheet
                .rows()
                .next()
                .unwrap()
                .iter()
                .position(|cell| matches!(cell, Data::String(text) if text == "value"))
                .unwrap();
            let cells: Vec<Option<f64>> = sheet
                .rows()
                .skip(1)
                .map(|row| match &row[column] {
                    Data::Float(value) => Some(*value),
                    Data::Int(value) => Some(*value as f64),
                    _ => None,
                })
                .collect();
            assert_eq!(cells, values, "{metric} XLSX");

            let picture = ask(&format!("{page}.png?{query}"), "image/png").bytes;
            // The picture shows what its description says: drawn again from the page it is the same, to the byte.
            let again =
                png(&poster(&read(&server.get(&format!("{page}?{query}")).1), 720.0), 2.0).unwrap();
            let drawn = said(&picture);
            let lines: BTreeSet<&str> = drawn.lines().collect();
            for row in &rows {
                assert!(lines.contains(row[1].as_str()), "{metric} PNG lacks {row:?}");
            }
            assert_eq!(lines, said(&again).lines().collect(), "the picture is the page's");

            let paper = ask(&format!("{page}.pdf?{query}"), "application/pdf").bytes;
            if let Some(text) = text_of(&paper) {
                let found = words(&text);
                for row in &rows {
                    for word in row[..2].iter().flat_map(|cell| cell.split_whitespace()) {
                        assert!(
                            found.contains(word),
                            "{page}.pdf lacks {word:?} of {row:?}\n{text}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn screens_for_decisions_come_on_paper_and_every_chart_of_them_as_a_picture() {
    let server = sample_server();
    for language in ["", "/en"] {
        for page in [
            "/market",
            "/places/EG-C",
            "/occupations/7212",
            "/compare?governorate=EG-C&other=EG-GZ",
            "/services",
            "/revisions",
        ] {
            let (path, query) = page.split_once('?').unwrap_or((page, ""));
            let (status, html) = server.get(&format!("{language}{page}"));
            assert_eq!(status, 200, "{page}");
            let document = read(&html);
            let paper = ask(&format!("{language}{path}.pdf?{query}"), "application/pdf").bytes;
            assert!(paper.len() < 400_000, "{page}: {} bytes", paper.len());
            if let Some(text) = text_of(&paper) {
                for block in &document.blocks {
                    let Block::Card { name, value, .. } = block else { continue };
                    for word in name.split_whitespace().chain(value.split_whitespace()) {
                        let word = unmarked(word);
                        assert!(holds(&text, &word), "{page} lacks {word}\n{text}");
                    }
                }
            }
            for chart in document.charts() {
                let address = format!("{language}{path}.png?chart={chart}&{query}");
                let picture = ask(&address, "image/png").bytes;
                assert!(
                    picture.len() > 3_000 && picture.len() < 300_000,
                    "{address}: {}",
                    picture.len()
                );
            }
        }
    }
    assert_eq!(server.ask("/market.png?chart=nothing", &[]).status, 404);
    assert_eq!(server.ask("/market.pdf?governorate=EG-XX", &[]).status, 400);
}

#[test]
fn arabic_letters_of_a_chart_join_and_run_to_the_left_on_screens_and_on_paper() {
    let (_, html) = sample_server().get("/market");
    let document = read(&html);
    let Some(Block::Chart { svg, .. }) = document
        .blocks
        .iter()
        .find(|block| matches!(block, Block::Chart { id, .. } if id.contains("occupation")))
    else {
        panic!("a chart by occupation")
    };
    let set = glyphs(svg).unwrap();
    let mut checked = 0;
    for text in 0..=set.last().unwrap().text {
        let of_text: Vec<_> = set.iter().filter(|one| one.text == text).collect();
        let is_letter = |letter: char| ('\u{0621}'..='\u{064A}').contains(&letter);
        let letters: Vec<_> =
            of_text.iter().filter(|one| one.letters.chars().any(is_letter)).collect();
        // Set from the left; so read from the last to the first it is the text.
        for pair in letters.windows(2) {
            assert!(pair[0].x <= pair[1].x + 0.01, "glyphs are set from left to right");
        }
        if letters.len() > 3 {
            let read: String = letters.iter().rev().map(|one| one.letters.as_str()).collect();
            let written = svg.split("<text").nth(text + 1).unwrap();
            let written = written.split_once('>').unwrap().1.split_once('<').unwrap().0;
            let plain =
                |text: &str| -> String { text.chars().filter(|one| is_letter(*one)).collect() };
            // A glyph of a mark repeats the letters of the one it stands on.
            if plain(&read).chars().count() == plain(written).chars().count() {
                assert_eq!(plain(&read), plain(written));
                checked += 1;
            }
        }
    }
    assert!(checked >= 5, "{checked} texts");
    // On paper the same words can be read again in their order.
    let paper = pdf(&papers(&document), &document.title, document.language).unwrap();
    if let Some(text) = text_of(&paper) {
        let found = words(&text);
        assert!(found.contains("سوق") && found.contains("العمل"), "{text}");
    }
}
