//! Reads what the core says out of JSON that was read already.
//!
//! `serde_json` reads every type from text, but each derived type then carries code for all the ways in which it could be
//! written: an object as a list, text in two forms, a fault at its line and column. For a board, whose types are many,
//! that was a quarter of what a window loads. The core writes in one way, so this reads that way alone, and each
//! type costs a third. What is large or many (rows) is read from its text: here it would be built twice.

use oriel_query::number::to_float;
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
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
    fn object(self) -> Result<Members<'v>, Unread> {
        match self.0 {
            Value::Object(members) => Ok(Members { rest: members.iter(), value: &Value::Null }),
            other => Err(unwanted(other)),
        }
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

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(it) => visitor.visit_bool(*it),
            Value::Number(number) => number.deserialize_any(visitor).map_err(Unread::custom),
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => visitor.visit_seq(Items(items.iter())),
            Value::Object(members) => visitor.visit_map(Members { rest: members.iter(), value: &Value::Null }),
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
        visitor.visit_map(self.object()?)
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
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_map(visitor)
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

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Unread;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unread> {
        self.0.next().map(|item| seed.deserialize(Reader(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The members of an object that are still to be read.
struct Members<'v> {
    rest: map::Iter<'v>,
    /// Of the member whose name was read last.
    value: &'v Value,
}

impl<'de> MapAccess<'de> for Members<'_> {
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

impl<'de, 'v> EnumAccess<'de> for Variant<'v> {
    type Error = Unread;
    type Variant = Reader<'v>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Reader<'v>), Unread> {
        let (name, value) = self.parts()?;
        let name: StrDeserializer<'_, Unread> = name.into_deserializer();
        Ok((seed.deserialize(name)?, Reader(value)))
    }
}

impl<'de> VariantAccess<'de> for Reader<'_> {
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

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_map(visitor)
    }
}
