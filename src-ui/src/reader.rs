//! Reads what the core says out of JSON that was read already.
//!
//! `serde_json` reads every type from text, but each derived type then carries code for all the ways in which it could be
//! written: as a list or as an object with its members in any order, in two forms of text, with a fault at its line and
//! column. For a board, whose types are many, that was a quarter of what a window loads. The core writes in one way, so
//! this reads that way alone: the fields of a structure by their names, one after another.
//!
//! What is large (rows) is not read here: it would be built twice.

use oriel_query::number::to_float;
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Value, map};
use std::fmt::{self, Display};
use std::slice;

/// Reads a value as a type.
///
/// # Errors
/// It is of another type.
pub fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Unread> {
    T::deserialize(Reader(value))
}

/// Why a value is not of the type that was wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread(Box<str>);

impl Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unread {}

impl Error for Unread {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string().into())
    }

    fn invalid_length(fields: usize, expected: &dyn Expected) -> Self {
        Self(format!("{expected}: there is none after {fields}").into())
    }
}

/// What stands here is not what is wanted here.
#[cold]
#[inline(never)]
fn unwanted(value: &Value) -> Unread {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Unread(format!("{kind} does not belong here").into())
}

/// A value to be read.
struct Reader<'v>(&'v Value);

impl<'v> Reader<'v> {
    fn object(self) -> Result<&'v Map<String, Value>, Unread> {
        self.0.as_object().ok_or_else(|| unwanted(self.0))
    }

    fn list(self) -> Result<Items<'v>, Unread> {
        match self.0 {
            Value::Array(items) => Ok(Items(items.iter())),
            other => Err(unwanted(other)),
        }
    }

    fn text(self) -> Result<&'v str, Unread> {
        self.0.as_str().ok_or_else(|| unwanted(self.0))
    }
}

/// Kinds that are read in the same way.
macro_rules! alike {
    ($($method:ident)* => $way:ident) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
            self.$way(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(it) => visitor.visit_bool(*it),
            // With all its digits, as it stands in the text.
            Value::Number(number) => {
                let mut digits = serde_json::Deserializer::from_slice(number.as_str().as_bytes());
                digits.deserialize_any(visitor).map_err(Unread::custom)
            }
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => visitor.visit_seq(Items(items.iter())),
            Value::Object(members) => visitor.visit_map(Members::of(members)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_bool(self.0.as_bool().ok_or_else(|| unwanted(self.0))?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_u64(self.0.as_u64().ok_or_else(|| unwanted(self.0))?)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_i64(self.0.as_i64().ok_or_else(|| unwanted(self.0))?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_f64(self.0.as_number().and_then(|it| to_float(it.as_str())).ok_or_else(|| unwanted(self.0))?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_seq(self.list()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_map(Members::of(self.object()?))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_unit()
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        visitor.visit_seq(Fields { names: names.iter(), members: self.object()? })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        visitor.visit_enum(Variant(self.0))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_unit()
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_unit()
    }

    alike! { deserialize_u8 deserialize_u16 deserialize_u32 => deserialize_u64 }
    alike! { deserialize_i8 deserialize_i16 deserialize_i32 => deserialize_i64 }
    alike! { deserialize_f32 => deserialize_f64 }
    alike! { deserialize_char deserialize_string deserialize_identifier => deserialize_str }
    alike! { deserialize_bytes deserialize_byte_buf => deserialize_seq }
}

/// The items of a list that are still to be read.
struct Items<'v>(slice::Iter<'v, Value>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Unread;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unread> {
        self.0.next().map(|item| seed.deserialize(Reader(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The fields of a structure that are still to be read: looked up one after another, and not sorted into their places
/// as they come. One that is not there ends them, where it has no default.
struct Fields<'v> {
    names: slice::Iter<'static, &'static str>,
    members: &'v Map<String, Value>,
}

impl<'de> SeqAccess<'de> for Fields<'de> {
    type Error = Unread;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unread> {
        let value = self.names.next().and_then(|name| self.members.get(*name));
        value.map(|value| seed.deserialize(Reader(value))).transpose()
    }
}

/// The members of an object that are still to be read.
struct Members<'v> {
    rest: map::Iter<'v>,
    /// Of the member whose name was read last.
    value: &'v Value,
}

impl<'v> Members<'v> {
    fn of(members: &'v Map<String, Value>) -> Self {
        Self { rest: members.iter(), value: &Value::Null }
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Unread;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unread> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.value = value;
        let name: StrDeserializer<'_, Unread> = name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unread> {
        seed.deserialize(Reader(self.value))
    }
}

/// A variant: its name alone, or an object with one member.
struct Variant<'v>(&'v Value);

impl<'v> Variant<'v> {
    fn parts(self) -> Result<(&'v str, &'v Value), Unread> {
        let one = |members: &'v Map<String, Value>| members.iter().next().filter(|_| members.len() == 1);
        match self.0 {
            Value::String(name) => Some((name.as_str(), &Value::Null)),
            Value::Object(members) => one(members).map(|(name, value)| (name.as_str(), value)),
            _ => None,
        }
        .ok_or_else(|| unwanted(self.0))
    }
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Unread;
    type Variant = Reader<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Reader<'de>), Unread> {
        let (name, value) = self.parts()?;
        let name: StrDeserializer<'_, Unread> = name.into_deserializer();
        Ok((seed.deserialize(name)?, Reader(value)))
    }
}

impl<'de> VariantAccess<'de> for Reader<'de> {
    type Error = Unread;

    fn unit_variant(self) -> Result<(), Unread> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unread> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, names: &'static [&'static str], visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_struct("", names, visitor)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oriel_query::{Answer, Data, Difference, Failure, FailureKind, Key, Note, Rev, Status};
    use oriel_wire::{Acted, Batch, Link, Notice, Opened, Refusal, SignIn, Waiting};
    use serde::Serialize;
    use serde_json::json;
    use std::fmt::Debug;
    use std::sync::Arc;

    /// The same after it has crossed.
    fn crosses<T: Serialize + DeserializeOwned + PartialEq + Debug>(said: &T) {
        let text = serde_json::to_vec(said).unwrap();
        let value: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(read::<T>(&value).unwrap(), *said, "{value}");
    }

    /// Numbers that no floating-point number holds.
    fn wide() -> Value {
        serde_json::from_str(r#"[9007199254740993,0.10,1e400,{"n":18446744073709551616},null,true,"a"]"#).unwrap()
    }

    #[test]
    fn a_board_with_everything_crosses_as_it_is() {
        let text = r#"
            board = 1
            title = "All"
            [backend]
            base = "http://127.0.0.1:4000"
            [vars]
            account = { label = "Account", any = "all", values = ["a", 2, true] }
            size = { default = 9007199254740993, kind = "number" }
            [queries]
            plain = { get = "/plain", stale = "2 s", settle = "1 s", every = "5 s" }
            paged = { post = "/search", body = { filter = ["{var.account}", 1.50] }, rows = "/rows", id = "/id", page = { by = "cursor", param = "after", next = "/next", more = "/has", size = 5, size-param = "first" } }
            [actions.pay]
            put = "/pay/{row.id}"
            confirm = "Pay {row.id}?"
            body = { amount = "{form.amount}", nested = { why = "{form.why}" } }
            when = { "{row.state}" = ["open", 1] }
            [actions.pay.form]
            amount = { kind = "number", min = 0.1, max = 1e6, step = 0.01, default = "{row.amount}" }
            why = { kind = "choice", values = ["late", 2], required = true }
            day = { kind = "date" }
            sure = { kind = "flag" }
            [panels.table]
            kind = "table"
            query = "paged"
            columns = ["id", { field = "amount", format = "currency:{row.currency}", sort = "desc" }]
            actions = ["pay"]
            select = { account = "{row.id}" }
            [panels.chart]
            kind = "chart"
            query = "paged"
            x = "at"
            y = "amount"
            mark = "bar"
            [panels.log]
            kind = "log"
            query = "paged"
            line = "{row.text}"
            level = "level"
            colours = { grave = "bad" }
        "#;
        let board = oriel_board::parse("all.toml", text).unwrap_or_else(|problems| panic!("{problems:?}")).board;
        crosses(&board.view);
        crosses(&Opened::Board {
            view: board.view.clone(),
            window: "main".into(),
            sign_ins: vec![SignIn { secret: "token".into(), backends: vec!["".into()], hint: None }],
            problems: Vec::new(),
            chosen: [("n".to_owned(), wide())].into_iter().collect(),
            kept: [("n".to_owned(), wide())].into_iter().collect(),
        });
        crosses(&Batch { view: Some(Box::new(board.view)), ..Batch::default() });
    }

    #[test]
    fn a_board_that_is_broken_crosses_with_its_problems() {
        let problems = oriel_board::parse("b.toml", "board = 1\ntitel = \"x\"").unwrap_err();
        crosses(&Opened::Broken { file: "b.toml".into(), problems: problems.to_vec() });
    }

    #[test]
    fn what_is_told_and_answered_crosses_with_every_digit() {
        let key = Key::new("orders", [("n", wide())]);
        let failure = Failure {
            kind: FailureKind::Gateway,
            status: Some(503),
            retry_after_ms: Some(u64::MAX),
            fields: [("a".to_owned(), "b".to_owned())].into(),
            ..Failure::default()
        };
        let status = Status { age_ms: Some(9_007_199_254_740_993), error: Some(failure.clone()), ..Status::default() };
        let links = [
            Link::Live,
            Link::SignedOut,
            Link::Connecting { attempt: u32::MAX, down_ms: u64::MAX },
            Link::Waiting { retry_in_ms: 1, down_ms: 2, reason: "away".into(), refusal: Some(Refusal::SignIn) },
            Link::Waiting { retry_in_ms: 1, down_ms: 2, reason: "away".into(), refusal: None },
        ];
        crosses(&Batch::default());
        crosses(&Batch {
            notes: vec![Note { key: key.clone(), rev: Rev(u64::MAX), due: true }],
            complete: true,
            links: Some(links.into_iter().enumerate().map(|(n, link)| (n.to_string(), link)).collect()),
            reset: true,
            problems: Some(Vec::new()),
            notices: vec![Notice { text: "done".into(), bad: true }, Notice { text: "".into(), bad: false }],
            waiting: Some(vec![Waiting {
                action: u64::MAX,
                backend: "".into(),
                label: "Pay".into(),
                detail: "7".into(),
                sending: false,
                sent: true,
                why: Some(failure.clone()),
            }]),
            ..Batch::default()
        });
        crosses(&Acted::Done { data: wide() });
        crosses(&Acted::Failed { failure });
        crosses(&Acted::Waits { why: None });
        crosses(&Answer::Gone);
        crosses(&Answer::Unchanged { rev: Rev(1), status: status.clone() });
        crosses(&Answer::Snapshot { rev: Rev(2), data: None, status: Status::default() });
        crosses(&Answer::Snapshot { rev: Rev(2), data: Some(Data::from(Value::Null)), status: status.clone() });
        let old = Data::from(json!({ "a": [1, 2, 3], "b": 1 }));
        let new = Data::from(json!({ "a": [1, { "x": 2 }, 3, 4], "c": null }));
        let difference = Arc::new(Difference::between(&old, &new));
        crosses(&Answer::Difference { from: Rev(1), rev: Rev(2), difference, status });
    }

    #[test]
    fn what_is_something_else_is_an_error_and_no_guess() {
        let unread = |value: Value| read::<Notice>(&value).unwrap_err().to_string();
        assert_eq!(unread(json!([])), "a list does not belong here");
        assert_eq!(unread(json!({ "text": 1 })), "a number does not belong here");
        assert_eq!(unread(json!({ "bad": true })), "struct Notice with 2 elements: there is none after 0");
        assert!(read::<Link>(&json!("elsewhere")).is_err());
        assert!(read::<Link>(&json!({ "connecting": { "attempt": -1, "down_ms": 0 } })).is_err());
    }
}
