//! The binary frames that belong to a packet: collected within limits, then put where the packet
//! has its placeholders.

use serde_json::Value;

/// More than any signal has use for. What has more is refused.
pub(super) const MOST: u64 = 32;
/// Bytes of all attachments of one packet together.
pub(super) const LARGEST: usize = 1 << 20;

/// An event as it was sent: name and arguments, and the number under which an acknowledgement is
/// asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Event {
    /// Name and arguments.
    pub(super) parts: Vec<Value>,
    /// The acknowledgement asked for.
    pub(super) id: Option<String>,
}

/// What an attachment led to.
#[derive(Debug, PartialEq)]
pub(super) enum Taken {
    /// It belongs to no packet.
    Stray,
    /// Others are to follow, or nobody asked for it.
    Kept,
    /// The event is whole.
    Whole(Event),
    /// The event is lost: why, in words.
    Lost(&'static str),
}

/// The packet whose attachments are awaited, if any.
#[derive(Default)]
pub(super) struct Attachments {
    /// `None`: what arrives is passed over.
    event: Option<Event>,
    /// How many are still to come. Zero: none is awaited.
    left: u64,
    /// Those that came, as Base64.
    held: Vec<String>,
    /// Their size in bytes.
    size: usize,
}

impl Attachments {
    /// The next `count` attachments belong to this event.
    pub(super) fn collect(&mut self, event: Event, count: u64) -> Taken {
        *self = Self { left: count, ..Self::default() };
        if count == 0 {
            return Taken::Whole(event);
        }
        if count > MOST {
            return Taken::Lost("an event has more attachments than a signal may have");
        }
        self.event = Some(event);
        Taken::Kept
    }

    /// The next `count` attachments belong to something that is of no interest.
    pub(super) fn pass_over(&mut self, count: u64) {
        *self = Self { left: count, ..Self::default() };
    }

    /// A new packet begins. Whether an event was cut short by that.
    pub(super) fn interrupt(&mut self) -> bool {
        std::mem::take(self).event.is_some()
    }

    /// An attachment arrived.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Taken {
        if self.left == 0 {
            return Taken::Stray;
        }
        self.left -= 1;
        if self.event.is_none() {
            return Taken::Kept;
        }
        self.size = self.size.saturating_add(bytes.len());
        if self.size > LARGEST {
            self.pass_over(self.left);
            return Taken::Lost("the attachments of an event are larger than a signal may be");
        }
        self.held.push(base64(bytes));
        if self.left > 0 {
            return Taken::Kept;
        }
        let whole = std::mem::take(self);
        let Some(mut event) = whole.event else { return Taken::Kept };
        let mut held: Vec<Option<String>> = whole.held.into_iter().map(Some).collect();
        if event.parts.iter_mut().all(|part| fill(part, &mut held)) {
            Taken::Whole(event)
        } else {
            Taken::Lost("an event names an attachment that it does not have, or the same one twice")
        }
    }
}

/// Puts attachments where their placeholders are; false where there is no such attachment. Each is
/// used once: a small packet that names a large attachment a thousand times would fill the memory.
fn fill(value: &mut Value, held: &mut [Option<String>]) -> bool {
    match value {
        Value::Array(items) => items.iter_mut().all(|item| fill(item, held)),
        Value::Object(members) if members.get("_placeholder") == Some(&Value::Bool(true)) => {
            let number = members.get("num").and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
            let Some(text) = number.and_then(|number| held.get_mut(number)).and_then(Option::take) else {
                return false;
            };
            *value = Value::String(text);
            true
        }
        Value::Object(members) => members.values_mut().all(|member| fill(member, held)),
        _ => true,
    }
}

/// Base64 with the standard alphabet and padding (RFC 4648 section 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4_usize {
            let sextet = (bits >> (18 - 6 * place)) & 0x3f;
            text.push(if place > three.len() { '=' } else { char::from(ALPHABET[sextet as usize]) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xbf]), "+/+/");
    }
}
