//! Lines and columns.

/// Where a text begins inside the file that holds it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Origin {
    lines: usize,
}

impl Origin {
    /// A text that begins after so many lines of its file.
    pub(super) fn after_lines(lines: usize) -> Self {
        Self { lines }
    }

    /// Line and column, from 1, the column in characters, of a byte of the text.
    pub(super) fn of_offset(self, text: &str, offset: usize) -> (usize, usize) {
        let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
        let line = before.split(|byte| *byte == b'\n').count();
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |newline| newline + 1);
        (self.lines + line, characters(before, start) + 1)
    }

    /// The same from a line and a column that counts bytes, both from 1.
    pub(super) fn of_byte_column(self, text: &str, line: usize, column: usize) -> (usize, usize) {
        let start = text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum::<usize>();
        let end = text.len().min(start + column.saturating_sub(1));
        let before = text.as_bytes().get(..end).unwrap_or_default();
        (self.lines + line, characters(before, start) + 1)
    }
}

/// Characters that begin in `bytes` from `start` on.
fn characters(bytes: &[u8], start: usize) -> usize {
    let line = bytes.get(start..).unwrap_or_default();
    line.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "ab\néé: x\n";
        let at = text.find('x').unwrap();
        assert_eq!(Origin::default().of_offset(text, at), (2, 5));
        assert_eq!(Origin::default().of_byte_column(text, 2, 7), (2, 5));
        assert_eq!(Origin::after_lines(10).of_offset(text, 0), (11, 1));
        assert_eq!(Origin::default().of_offset(text, 3), (2, 1));
        assert_eq!(Origin::default().of_byte_column(text, 9, 9), (9, 1));
    }
}
