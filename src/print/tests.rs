//! Letters joined and in order, on paper and in pictures, and nothing lost on the way from a page.

use mizan_domain::Language;

use crate::{Block, Document, glyphs, papers, pdf, png, poster, read};

const PAGE: &str = r##"<!doctype html><html lang="ar" dir="rtl"><head><title>سوق العمل</title></head><body>
<main id="content"><form><label>المحافظة</label><button>اعرض</button></form>
<h1>سوق العمل &#38; الأجور</h1><p class="lead">القاهرة · يونيو 2026</p>
<article class="indicator card"><h3>الوظائف</h3><p class="value"><bdi>1,234</bdi> <span class="unit">وظيفة</span></p>
<details><summary>التعريف</summary><p>طويل</p></details><p class="quiet">n = 40</p></article>
<figure class="picture card"><figcaption><h3>لحام</h3></figcaption><p class="message">الأعلى: القاهرة.</p>
<svg xmlns="http://www.w3.org/2000/svg" class="chart-picture" role="img" aria-labelledby="wages-title x" viewBox="0 0 340 60" width="340" height="60"><g aria-hidden="true" font-size="13"><text x="330" y="20" text-anchor="end">&#8295;لحام 12&#8297;</text><rect x="10" y="30" width="100" height="9" fill="#0072B2" opacity="0.5"/></g></svg>
<details class="behind"><summary>جدول</summary><table><thead><tr><th scope="col">المهنة</th><th>الأجر</th></tr></thead>
<tbody><tr><th scope="row"><a href="/x">لحام</a></th><td class="number"><bdi>7,500</bdi></td></tr></tbody></table></details></figure>
</main><p class="fresh">بيانات يونيو</p></body></html>"##;

#[test]
fn a_page_says_the_same_without_its_browser() {
    let document = read(PAGE);
    assert_eq!((document.language, &*document.title), (Language::Arabic, "سوق العمل"));
    let chart =
        document.blocks.iter().position(|block| matches!(block, Block::Chart { .. })).unwrap();
    assert_eq!(
        document.blocks[..chart],
        [
            Block::Heading(1, "سوق العمل & الأجور".into()),
            Block::Text("القاهرة · يونيو 2026".into()),
            Block::Card {
                name: "الوظائف".into(),
                value: "1,234 وظيفة".into(),
                notes: vec!["n = 40".into()]
            },
            Block::Heading(3, "لحام".into()),
            Block::Text("الأعلى: القاهرة.".into()),
        ]
    );
    assert_eq!(
        document.blocks[chart + 1..],
        [Block::Table {
            chart: "wages".into(),
            head: vec!["المهنة".into(), "الأجر".into()],
            rows: vec![vec!["لحام".into(), "7,500".into()]]
        }]
    );
    assert_eq!(document.footer, "بيانات يونيو");
    let alone = document.chart("wages").unwrap();
    assert_eq!(alone.blocks.len(), 4, "title, message, drawing, table");
    assert_eq!(alone.without_tables_behind().blocks.len(), 3);
    assert!(document.chart("other").is_none());
}

/// An Arabic line of a drawing, at whose first letter reading begins.
fn line(text: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"40\" \
         font-family=\"Noto Sans Arabic\"><text x=\"290\" y=\"25\" font-size=\"16\" \
         text-anchor=\"end\">\u{2067}{text}\u{2069}</text></svg>"
    )
}

#[test]
fn arabic_letters_run_to_the_left_and_join_and_numbers_run_to_the_right() {
    let set: Vec<_> = glyphs(&line("أعلى قيمة 125")).unwrap();
    let at = |letters: &str| set.iter().find(|one| one.letters.contains(letters)).unwrap().x;
    assert!(at("أ") > at("ع") && at("ع") > at("ق") && at("ق") > at("1"), "{set:?}");
    assert!(at("1") < at("2") && at("2") < at("5"), "{set:?}");
    // A letter in the middle of a word is another glyph than the letter alone.
    let number = |text: &str| {
        let set = glyphs(&line(text)).unwrap();
        set.iter().find(|one| one.letters.contains('ع')).unwrap().number
    };
    let forms = [number("ع"), number("عمل"), number("بعد"), number("بيع")];
    let distinct: std::collections::BTreeSet<u16> = forms.into_iter().collect();
    assert_eq!(distinct.len(), 4, "{forms:?}");
}

#[test]
fn brackets_and_latin_words_stand_where_an_arabic_reader_expects_them() {
    let set = glyphs(&line("القاهرة (CNC) ثم")).unwrap();
    let at = |letters: &str| set.iter().find(|one| one.letters.contains(letters)).unwrap().x;
    // Visually: ثم (CNC) القاهرة, the opening bracket to the right of C.
    assert!(at("ة") > at("(") && at("(") > at("C") && at("C") > at(")") && at(")") > at("ث"));
    assert!(at("C") < at("N"), "Latin letters run to the right");
}

#[test]
fn a_picture_shows_its_texts_and_says_them() {
    let one = png(&line("لحام 12"), 2.0).unwrap();
    assert_eq!(&one[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(one[16..24], [0, 0, 2, 88, 0, 0, 0, 80], "600 × 80 pixels");
    let other = png(&line("لحام 13"), 2.0).unwrap();
    let pixels = |file: &[u8]| {
        let at = file.windows(4).position(|name| name == b"IDAT").unwrap();
        file[at..].to_vec()
    };
    assert_ne!(pixels(&one), pixels(&other), "another number is another picture");
    let said = String::from_utf8_lossy(&one);
    assert!(said.contains("لحام 12"));
    assert!(png(&line("x"), 1_000.0).unwrap_err().hint().is_some());
}

#[test]
fn papers_hold_every_block_and_break_where_a_sheet_is_full() {
    let mut document = read(PAGE);
    let rows = (0..200).map(|row| vec![format!("صف {row}"), format!("{}", row * 7)]).collect();
    document.blocks.push(Block::Table {
        chart: String::new(),
        head: vec!["صف".into(), "قيمة".into()],
        rows,
    });
    let sheets = papers(&document);
    assert!(sheets.len() > 3, "{}", sheets.len());
    let all = sheets.concat();
    for text in ["1,234", "7,500", "صف 199", "1393", "لحام 12"] {
        assert!(all.contains(text), "{text}");
    }
    let file = pdf(&sheets, &document.title, document.language).unwrap();
    assert!(file.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&file);
    assert_eq!(text.matches("/Type /Page\n").count(), sheets.len());
    assert!(text.contains("/Direction /R2L") && text.contains("/Lang"));
    assert!(file.len() < 200_000, "{} bytes", file.len());
    assert!(poster(&document, 372.0).contains("1393"));
    assert!(!papers(&Document::default()).is_empty(), "an empty page is an empty sheet");
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_a_page_in_any_form(text in "\\PC{0,120}") {
        let document = Document {
            title: text.clone(),
            blocks: vec![
                Block::Heading(1, text.clone()),
                Block::Table { chart: String::new(), head: vec![text.clone()], rows: vec![vec![text.clone()]] },
            ],
            footer: text,
            ..Document::default()
        };
        pdf(&papers(&document), &document.title, document.language).unwrap();
        png(&poster(&document, 372.0), 1.0).unwrap();
    }

    #[test]
    fn no_markup_breaks_the_reader(text in "(<[a-z/ ]{0,6}>?|[a-z&;#0-9\"]{0,5}){0,30}") {
        read(&text);
        read(&format!("<main>{text}</main>"));
    }
}
