//! Windows-1256, the insurance body's encoding: a direct table, as ten million rows pass through it.

/// A table from letters to bytes.
#[derive(Debug)]
pub(crate) struct Windows1256 {
    /// Byte of each letter below U+0700; 0 where there is none.
    low: Vec<u8>,
    /// The few letters above.
    high: Vec<(char, u8)>,
}

impl Windows1256 {
    /// Builds the table from the decoder's.
    pub(crate) fn new() -> Self {
        let mut table = Self { low: vec![0; 0x700], high: Vec::new() };
        for byte in 1..=u8::MAX {
            let bytes = [byte];
            let (text, _) = encoding_rs::WINDOWS_1256.decode_without_bom_handling(&bytes);
            for letter in text.chars().filter(|letter| *letter != char::REPLACEMENT_CHARACTER) {
                match table.low.get_mut(letter as usize) {
                    Some(slot) => *slot = byte,
                    None => table.high.push((letter, byte)),
                }
            }
        }
        table
    }

    /// Writes a text; a letter the encoding does not have becomes `?`, as the partner's program does.
    pub(crate) fn push(&self, out: &mut Vec<u8>, text: &str) {
        out.extend(text.chars().map(|letter| match self.low.get(letter as usize) {
            Some(0) => b'?',
            Some(byte) => *byte,
            None => {
                self.high.iter().find(|(one, _)| *one == letter).map_or(b'?', |(_, byte)| *byte)
            }
        }));
    }
}
