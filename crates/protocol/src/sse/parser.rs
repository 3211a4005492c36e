//! An event stream, cut into its events (WHATWG HTML, section 9.2.6, *Interpreting an event stream*).

use std::borrow::Cow;
use std::mem;

/// The longest line, and the longest data of one event, in bytes.
pub(super) const LONGEST: usize = 1024 * 1024;

/// What a blank line ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Block {
    /// The `event` field; empty where there is none.
    pub(super) event: String,
    /// The `data` fields, a line each. `None`: the block is no event.
    pub(super) data: Option<String>,
    /// The `id` field. `None`: the id of the events before still holds.
    pub(super) id: Option<String>,
    /// A line of it cannot be what was meant: it is not UTF-8, or JSON where a field should be.
    pub(super) damaged: bool,
}

/// A line, or the data of an event, is longer than [`LONGEST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLong;

/// Reads the pieces of one stream. They may be cut anywhere, also within a character.
///
/// `retry` is passed over, as every unknown field is. It is a fixed wait, the same for everyone,
/// while the link's own grows, is spread out, and has a limit that no backend can move.
#[derive(Debug, Default)]
pub(super) struct Parser {
    /// The line that is not over yet, without its end.
    line: Vec<u8>,
    /// The last byte was CR: a LF now belongs to it.
    after_cr: bool,
    /// A line was read: a byte order mark is no longer one.
    begun: bool,
    block: Block,
}

impl Parser {
    /// Reads a piece, and adds to `blocks` what ended in it.
    ///
    /// # Errors
    /// Where something is too long. What came before is in `blocks`; the stream is of no use any
    /// more.
    pub(super) fn read(&mut self, mut piece: &[u8], blocks: &mut Vec<Block>) -> Result<(), TooLong> {
        if mem::take(&mut self.after_cr) && !piece.is_empty() {
            piece = piece.strip_prefix(b"\n").unwrap_or(piece);
        } else if piece.is_empty() {
            return Ok(());
        }
        while let Some(end) = piece.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            self.extend(&piece[..end])?;
            let is_cr = piece[end] == b'\r';
            piece = &piece[end + 1..];
            if is_cr {
                self.after_cr = piece.is_empty();
                piece = piece.strip_prefix(b"\n").unwrap_or(piece);
            }
            self.end_line(blocks)?;
        }
        self.extend(piece)
    }

    fn extend(&mut self, part: &[u8]) -> Result<(), TooLong> {
        if self.line.len() + part.len() > LONGEST {
            return Err(TooLong);
        }
        self.line.extend_from_slice(part);
        Ok(())
    }

    fn end_line(&mut self, blocks: &mut Vec<Block>) -> Result<(), TooLong> {
        let bytes = mem::take(&mut self.line);
        let first = !mem::replace(&mut self.begun, true);
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").filter(|_| first).unwrap_or(&bytes);
        if bytes.is_empty() {
            let block = mem::take(&mut self.block);
            if block.data.is_some() || block.id.is_some() || block.damaged {
                blocks.push(block);
            }
            return Ok(());
        }
        // No character spans a line's end, so that a line can be decoded for itself.
        let line = String::from_utf8_lossy(bytes);
        // The standard passes over fields that it does not know; JSON is none, but what a backend sends that does not
        // speak the standard, nor ends its events with a blank line.
        if line.starts_with(['{', '[']) {
            blocks.push(Block { damaged: true, ..Block::default() });
            return Ok(());
        }
        // A comment says nothing, whatever stands in it.
        self.block.damaged |= matches!(line, Cow::Owned(_)) && !line.starts_with(':');
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        self.field(name, value.strip_prefix(' ').unwrap_or(value))
    }

    fn field(&mut self, name: &str, value: &str) -> Result<(), TooLong> {
        match name {
            "event" => value.clone_into(&mut self.block.event),
            "data" => match &mut self.block.data {
                // What was not UTF-8 is longer now than its line was.
                None if value.len() > LONGEST => return Err(TooLong),
                Some(data) if data.len() + 1 + value.len() > LONGEST => return Err(TooLong),
                None => self.block.data = Some(value.to_owned()),
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
            },
            "id" if !value.contains('\0') => self.block.id = Some(value.to_owned()),
            // A comment has an empty name.
            _ => {}
        }
        Ok(())
    }

    /// Bytes that wait for more.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        let block = &self.block;
        let texts = block.event.len() + block.id.as_ref().map_or(0, String::len);
        self.line.len() + texts + block.data.as_ref().map_or(0, String::len)
    }
}
