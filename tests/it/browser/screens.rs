//! Every page in both languages, narrow and wide, against stored pictures.
//!
//! A picture is kept as black and white in one bit a pixel: that shows text, order, direction, lines and places, which is
//! what breaks, in a few kilobytes each. Fonts and browser must be the recorded ones, or the letters are others.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::driver::Browser;
use crate::support::{is_required, root, sample_server};

/// Share of pixels that may differ.
const DIFFERENCE_MAX: f64 = 0.001;
/// Pixels of a page that are compared, from its top.
const HEIGHT: u32 = 1_600;
const WIDTHS: [u32; 2] = [360, 1_280];

const PAGES: [(&str, &str); 20] = [
    ("home", "/"),
    ("jobs", "/jobs?text=%D9%84%D8%AD%D8%A7%D9%85"),
    ("jobs-empty", "/jobs?text=zzzz"),
    ("matches", "/matches?occupation=7212&skill=arc-welding"),
    ("cohorts", "/cohorts"),
    ("market", "/market?governorate=EG-C"),
    ("market-digits", "/market?digits=arab&theme=dark"),
    ("market-map", "/market?map=true"),
    ("shortages", "/shortages"),
    ("place", "/places/EG-C"),
    ("occupation", "/occupations/7212"),
    ("skill", "/skills/arc-welding"),
    ("compare", "/compare?governorate=EG-C&other=EG-GZ"),
    ("coverage", "/coverage"),
    ("permits", "/permits"),
    ("services", "/services"),
    ("figures", "/figures/tightness?by=governorate_code"),
    ("methods", "/methods"),
    ("styleguide", "/styleguide"),
    ("not-found", "/nowhere"),
];

fn folder() -> PathBuf {
    root().join("tests/golden/screens")
}

/// What draws the letters: the browser and the fonts.
fn drawn_by() -> String {
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output();
        output.map_or_else(
            |_| String::new(),
            |one| String::from_utf8_lossy(&one.stdout).trim().to_owned(),
        )
    };
    let chromium = run("chromedriver", &["--version"]);
    let chromium = chromium.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let fonts = run("dpkg-query", &["-W", "-f", "${Version}", "fonts-noto-core"]);
    format!("{chromium}\nfonts-noto-core {fonts}\n")
}

#[test]
fn every_page_looks_as_it_did_when_somebody_last_looked_at_it() {
    let is_accepted = std::env::var_os("MIZAN_ACCEPT").is_some();
    let recorded = std::fs::read_to_string(folder().join("drawn-by.txt")).unwrap_or_default();
    let here = drawn_by();
    if !is_accepted && recorded != here {
        assert!(!is_required("screens"), "pictures were drawn by {recorded}here it is {here}");
        println!(
            "skipped: the stored pictures were drawn by other versions ({recorded:?}, here {here:?})"
        );
        return;
    }
    let Some(browser) = Browser::open(WIDTHS[0], HEIGHT) else { return };
    let server = sample_server();
    if is_accepted {
        std::fs::create_dir_all(folder()).unwrap();
        std::fs::write(folder().join("drawn-by.txt"), &here).unwrap();
    }
    let mut found = String::new();
    let mut size = 0;
    for width in WIDTHS {
        browser.resize(width, HEIGHT);
        for (language, prefix) in [("ar", ""), ("en", "/en")] {
            for (name, path) in PAGES {
                let separator = if path.contains('?') { '&' } else { '?' };
                let theme = if path.contains("theme=") { "" } else { "theme=light" };
                browser.go(&format!("http://{}{prefix}{path}{separator}{theme}", server.address));
                // The day a vintage was made is today.
                browser.script(
                    "document.querySelectorAll('.fresh,.notice.sample,#receipt ~ *').forEach(one => one.style.visibility = 'hidden');\
                     document.querySelectorAll('select[name=vintage]').forEach(one => one.style.visibility = 'hidden');\
                     return document.fonts.status;",
                );
                let clip = json!({ "x": 0, "y": 0, "width": width, "height": HEIGHT, "scale": 1 });
                let shot = browser
                    .devtools("Page.captureScreenshot", json!({ "format": "png", "clip": clip }));
                let now = Bits::of(&base64(shot["data"].as_str().unwrap()));
                let file = folder().join(format!("{name}-{language}-{width}.png"));
                if is_accepted {
                    std::fs::write(&file, now.file()).unwrap();
                }
                let Ok(stored) = std::fs::read(&file) else {
                    writeln!(found, "{} is not stored", file.display()).unwrap();
                    continue;
                };
                size += stored.len();
                let share = now.difference(&Bits::of(&stored));
                if share > DIFFERENCE_MAX {
                    let seen =
                        Path::new(env!("CARGO_TARGET_TMPDIR")).join(file.file_name().unwrap());
                    std::fs::write(&seen, now.file()).unwrap();
                    writeln!(
                        found,
                        "{name}-{language}-{width}: {:.3} % of the pixels differ; seen: {}",
                        share * 100.0,
                        seen.display()
                    )
                    .unwrap();
                }
            }
        }
    }
    println!("{} pictures, {size} bytes", PAGES.len() * 4);
    assert!(size <= 3 << 20, "{size} bytes of pictures");
    assert!(
        found.is_empty(),
        "{found}look at them; what is meant is accepted by `MIZAN_ACCEPT=1 cargo test --test it browser::screens`"
    );
}

/// A picture in one bit a pixel: 1 where the page is light.
struct Bits {
    width: usize,
    height: usize,
    light: Vec<bool>,
}

impl Bits {
    /// Reads a PNG: eight bits in three or four parts as the browser writes, or one bit as stored.
    fn of(file: &[u8]) -> Self {
        let mut packed = Vec::new();
        let mut header = [0; 13];
        let mut at = 8;
        while at + 8 <= file.len() {
            let length = u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
            let data = &file[at + 8..at + 8 + length];
            match &file[at + 4..at + 8] {
                b"IHDR" => header.copy_from_slice(data),
                b"IDAT" => packed.extend_from_slice(data),
                _ => {}
            }
            at += length + 12;
        }
        let side = |at: usize| u32::from_be_bytes(header[at..at + 4].try_into().unwrap()) as usize;
        let (width, height) = (side(0), side(4));
        let parts = match (header[8], header[9]) {
            (8, 2) => 3,
            (8, 6) => 4,
            (1, 0) => 0,
            other => panic!("a PNG of kind {other:?}"),
        };
        let row_length = if parts == 0 { width.div_ceil(8) } else { width * parts };
        let mut raw = Vec::new();
        flate2::read::ZlibDecoder::new(&*packed).read_to_end(&mut raw).unwrap();
        let mut before = vec![0; row_length];
        let mut light = Vec::with_capacity(width * height);
        for line in raw.chunks(row_length + 1) {
            let mut row = line[1..].to_vec();
            unfilter(line[0], &mut row, &before, parts.max(1));
            light.extend((0..width).map(|x| match parts {
                0 => row[x / 8] >> (7 - x % 8) & 1 == 1,
                _ => {
                    row[x * parts..x * parts + 3].iter().map(|one| u32::from(*one)).sum::<u32>()
                        > 3 * 140
                }
            }));
            before = row;
        }
        Self { width, height, light }
    }

    /// The share of pixels that differ; all of them where the sizes do.
    fn difference(&self, other: &Self) -> f64 {
        if (self.width, self.height) != (other.width, other.height) {
            return 1.0;
        }
        let differing =
            self.light.iter().zip(&other.light).filter(|(one, other)| one != other).count();
        differing as f64 / self.light.len().max(1) as f64
    }

    /// As a PNG of one bit a pixel.
    fn file(&self) -> Vec<u8> {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        for row in self.light.chunks(self.width) {
            packed.write_all(&[0]).unwrap();
            let bytes: Vec<u8> = row
                .chunks(8)
                .map(|bits| {
                    bits.iter()
                        .enumerate()
                        .map(|(at, is_light)| u8::from(*is_light) << (7 - at))
                        .sum()
                })
                .collect();
            packed.write_all(&bytes).unwrap();
        }
        let mut header = Vec::new();
        header.extend((self.width as u32).to_be_bytes());
        header.extend((self.height as u32).to_be_bytes());
        header.extend([1, 0, 0, 0, 0]);
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, data) in
            [(b"IHDR", header), (b"IDAT", packed.finish().unwrap()), (b"IEND", Vec::new())]
        {
            file.extend((data.len() as u32).to_be_bytes());
            let from = file.len();
            file.extend(kind);
            file.extend(&data);
            let sum = crc32fast::hash(&file[from..]);
            file.extend(sum.to_be_bytes());
        }
        file
    }
}

/// Undoes one of the five filters of PNG.
fn unfilter(kind: u8, row: &mut [u8], before: &[u8], step: usize) {
    for at in 0..row.len() {
        let left = if at >= step { row[at - step] } else { 0 };
        let corner = if at >= step { before[at - step] } else { 0 };
        let (a, b, c) = (i32::from(left), i32::from(before[at]), i32::from(corner));
        let guess = match kind {
            1 => left,
            2 => before[at],
            3 => i32::midpoint(a, b) as u8,
            4 => {
                let near = a + b - c;
                let (to_a, to_b, to_c) = ((near - a).abs(), (near - b).abs(), (near - c).abs());
                if to_a <= to_b && to_a <= to_c {
                    left
                } else if to_b <= to_c {
                    before[at]
                } else {
                    corner
                }
            }
            _ => 0,
        };
        row[at] = row[at].wrapping_add(guess);
    }
}

fn base64(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}
