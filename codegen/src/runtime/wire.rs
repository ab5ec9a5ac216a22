//! How the types stand on the wire: the `Serialize` and `Deserialize` that the tables in each module's `wire.rs` ask for.
//!
//! A struct sends its constants, then its fields in the document's order, then what its `extra` holds; an `Option` that is `None` is
//! not sent, or sent as null where the field is `nullable`. A `strict` struct refuses to be read without its required fields. A `tolerant` one, which servers send, reads a missing
//! or null required field as an empty one, and leaves it out again. A name that stands twice in an object counts as it stands last.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::SerializeMap;
use serde_json::{Map, Value};

use super::decode;

macro_rules! expecting {
    ($what:expr) => {
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str($what)
        }
    };
}

// Items and type parameters of a macro are not hygienic: a type of the document may be called `A` or `Read`.

/// `object!(strict Name "constant" = "value" { required field, optional r#type = "type", nullable field })`
macro_rules! object {
    ($mode:ident $name:ident $($constant:literal = $value:literal)* { $($kind:ident $field:ident $(= $key:literal)?),* $(,)? }) => {
        impl serde::Serialize for $name {
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                $(map.serialize_entry($constant, $value)?;)*
                $($crate::support::wire::send!(map, self, $mode $kind $field $(= $key)?);)*
                if let Some(members) = self.extra.members() {
                    $crate::support::wire::send_unnamed(&mut map, members, &[$(($constant, true),)* $(($crate::support::wire::key!($field $(= $key)?), $crate::support::wire::is_sent!(self $kind $field))),*])?;
                }
                map.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                struct __Read;
                impl<'de> serde::de::Visitor<'de> for __Read {
                    type Value = $name;
                    $crate::support::wire::expecting!(concat!("an object (", stringify!($name), ")"));
                    #[inline]
                    fn visit_map<__A: serde::de::MapAccess<'de>>(self, mut map: __A) -> Result<$name, __A::Error> {
                        $(let mut $field = None;)*
                        let mut extra = $crate::support::Extra::new();
                        while let Some(key) = map.next_key::<$crate::support::wire::Key<'de>>()? {
                            match key.as_str() {
                                $($constant => map.next_value_seed($crate::support::wire::Constant($value))?,)*
                                $($crate::support::wire::key!($field $(= $key)?) => {
                                    $field = map.next_value_seed($crate::support::wire::Member(std::marker::PhantomData))?;
                                })*
                                _ => $crate::support::wire::keep(&mut extra, key, &mut map)?,
                            }
                        }
                        Ok($name {
                            $($field: $crate::support::wire::settle!($mode $kind extra $field $(= $key)?),)*
                            extra,
                        })
                    }
                }
                deserializer.deserialize_map(__Read)
            }
        }

        impl $crate::support::wire::Readable<'_> for $name {}
    };
}

macro_rules! key {
    ($field:ident) => { stringify!($field) };
    ($field:ident = $key:literal) => { $key };
}

macro_rules! send {
    ($map:ident, $this:ident, tolerant required $field:ident $(= $key:literal)?) => {
        if !$this.extra.leaves_out($crate::support::wire::key!($field $(= $key)?), &$this.$field) {
            $map.serialize_entry($crate::support::wire::key!($field $(= $key)?), &$this.$field)?;
        }
    };
    ($map:ident, $this:ident, $mode:ident optional $field:ident $(= $key:literal)?) => {
        if let Some(value) = &$this.$field {
            $map.serialize_entry($crate::support::wire::key!($field $(= $key)?), value)?;
        }
    };
    ($map:ident, $this:ident, $mode:ident $kind:ident $field:ident $(= $key:literal)?) => {
        $map.serialize_entry($crate::support::wire::key!($field $(= $key)?), &$this.$field)?
    };
}

macro_rules! is_sent {
    ($this:ident optional $field:ident) => { $this.$field.is_some() };
    ($this:ident $kind:ident $field:ident) => { true };
}

macro_rules! settle {
    (tolerant required $extra:ident $field:ident $(= $key:literal)?) => {
        $field.unwrap_or_else(|| $extra.leave_out($crate::support::wire::key!($field $(= $key)?)))
    };
    (strict required $extra:ident $field:ident $(= $key:literal)?) => {
        $field.ok_or_else(|| <__A::Error as serde::de::Error>::missing_field($crate::support::wire::key!($field $(= $key)?)))?
    };
    ($mode:ident $kind:ident $extra:ident $field:ident $(= $key:literal)?) => { $field };
}

macro_rules! listed {
    ($name:ident { $($variant:ident = $text:literal,)* }) => {
        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($text => Self::$variant,)*
                    _ => Self::Other($crate::support::UnknownValue::new(value)),
                }
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::from(value.as_str())
            }
        }
    };
}

/// `open_enum!(Name { Variant = "value" })`
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// The value as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(value) => value.as_str(),
                }
            }
        }

        $crate::support::wire::listed!($name { $($variant = $text,)* });

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                <$crate::support::wire::Key<'de> as serde::Deserialize>::deserialize(deserializer).map(|value| Self::from(value.as_str()))
            }
        }

        impl $crate::support::wire::Readable<'_> for $name {}
    };
}

/// `tagged!(Name by "tag" { "value" = Variant(Type), "other" | "another" = Other(Type) })`
macro_rules! tagged {
    ($name:ident by $tag:literal { $($($text:literal)|+ = $variant:ident($type:ty)),* $(,)? }) => {
        impl serde::Serialize for $name {
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                match self {
                    $(Self::$variant(value) => serde::Serialize::serialize(value, serializer),)*
                    Self::Unknown(value) => serde::Serialize::serialize(value.as_map(), serializer),
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                struct __Read;
                impl<'de> serde::de::Visitor<'de> for __Read {
                    type Value = $name;
                    $crate::support::wire::expecting!(concat!("an object with `", $tag, "` (", stringify!($name), ")"));
                    fn visit_map<__A: serde::de::MapAccess<'de>>(self, map: __A) -> Result<$name, __A::Error> {
                        let (tag, object) = $crate::support::wire::Tagged::read(map, $tag)?;
                        match tag.as_deref() {
                            $(Some($($text)|+) => <$type as serde::Deserialize>::deserialize(serde::de::value::MapAccessDeserializer::new(object)).map($name::$variant),)*
                            _ => object.into_unknown().map($name::Unknown),
                        }
                    }
                }
                deserializer.deserialize_map(__Read)
            }
        }

        impl $crate::support::wire::Readable<'_> for $name {}

        $(impl From<$type> for $name {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        })*
    };
}

/// `by_type!(Name { string Text(String), array List(Vec<Item>) })`, with `listed` for a string that is an enum of its own, and `strings` for an array of strings; with `strings { Variant = "value" }` first, those are
/// variants of their own and any other string is kept as `Other`.
macro_rules! by_type {
    ($name:ident { strings { $($known:ident = $text:literal),* $(,)? } $($json:ident $variant:ident($type:ty)),* $(,)? }) => {
        impl serde::Serialize for $name {
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                match self {
                    $(Self::$known => serializer.serialize_str($text),)*
                    Self::Other(value) => serializer.serialize_str(value.as_str()),
                    $(Self::$variant(value) => serde::Serialize::serialize(value, serializer),)*
                }
            }
        }

        $crate::support::wire::listed!($name { $($known = $text,)* });

        $crate::support::wire::by_type!(@read $name { $($json $variant($type),)* } {
            fn visit_str<__E: serde::de::Error>(self, value: &str) -> Result<$name, __E> {
                Ok($name::from(value))
            }
        });
    };
    ($name:ident { $($json:ident $variant:ident($type:ty)),* $(,)? }) => {
        impl serde::Serialize for $name {
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                match self {
                    $(Self::$variant(value) => serde::Serialize::serialize(value, serializer),)*
                }
            }
        }

        $crate::support::wire::by_type!(@read $name { $($json $variant($type),)* } {});
    };
    (@read $name:ident { $($json:ident $variant:ident($type:ty),)* } { $($string:item)* }) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                struct __Read;
                impl<'de> serde::de::Visitor<'de> for __Read {
                    type Value = $name;
                    $crate::support::wire::expecting!(concat!("a value of ", stringify!($name) $(, ", ", stringify!($json))*));
                    $($string)*
                    $($crate::support::wire::visit!($json $name $variant $type);)*
                }
                deserializer.deserialize_any(__Read)
            }
        }

        impl $crate::support::wire::Readable<'_> for $name {}

        $($crate::support::wire::convert!($json $name $variant $type);)*
    };
}

macro_rules! visit {
    (listed $name:ident $variant:ident $type:ty) => {
        $crate::support::wire::visit!(string $name $variant $type);
    };
    (string $name:ident $variant:ident $type:ty) => {
        fn visit_str<__E: serde::de::Error>(self, value: &str) -> Result<$name, __E> {
            Ok($name::$variant(value.into()))
        }
    };
    (strings $name:ident $variant:ident $type:ty) => {
        $crate::support::wire::visit!(array $name $variant $type);
    };
    (array $name:ident $variant:ident $type:ty) => {
        fn visit_seq<__A: serde::de::SeqAccess<'de>>(self, items: __A) -> Result<$name, __A::Error> {
            <$type as serde::Deserialize>::deserialize(serde::de::value::SeqAccessDeserializer::new(items)).map($name::$variant)
        }
    };
    (object $name:ident $variant:ident $type:ty) => {
        fn visit_map<__A: serde::de::MapAccess<'de>>(self, map: __A) -> Result<$name, __A::Error> {
            <$type as serde::Deserialize>::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map($name::$variant)
        }
    };
    (boolean $name:ident $variant:ident $type:ty) => {
        fn visit_bool<__E: serde::de::Error>(self, value: bool) -> Result<$name, __E> {
            Ok($name::$variant(value))
        }
    };
    ($number:ident $name:ident $variant:ident $type:ty) => {
        $crate::support::wire::visit!(@number $name $variant $type, visit_i64(i64), visit_u64(u64), visit_f64(f64));
    };
    (@number $name:ident $variant:ident $type:ty, $($visit:ident($from:ty)),+) => {
        $(fn $visit<__E: serde::de::Error>(self, value: $from) -> Result<$name, __E> {
            <$type as serde::Deserialize>::deserialize(serde::de::IntoDeserializer::into_deserializer(value)).map($name::$variant)
        })+
    };
}

macro_rules! convert {
    (listed $name:ident $variant:ident $type:ty) => {
        $crate::support::wire::convert!(string $name $variant $type);
        $crate::support::wire::convert!(value $name $variant $type);
    };
    (string $name:ident $variant:ident $type:ty) => {
        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::$variant(value.into())
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::$variant(value.into())
            }
        }
    };
    (strings $name:ident $variant:ident $type:ty) => {
        $crate::support::wire::convert!(value $name $variant $type);

        impl<__T: Into<String>, const __N: usize> From<[__T; __N]> for $name {
            fn from(items: [__T; __N]) -> Self {
                Self::$variant(items.map(Into::into).into())
            }
        }
    };
    (array $name:ident $variant:ident $type:ty) => {
        $crate::support::wire::convert!(value $name $variant $type);

        impl<const __N: usize> From<[<$type as IntoIterator>::Item; __N]> for $name {
            fn from(items: [<$type as IntoIterator>::Item; __N]) -> Self {
                Self::$variant(items.into())
            }
        }
    };
    ($json:ident $name:ident $variant:ident $type:ty) => {
        impl From<$type> for $name {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
    };
}

pub(crate) use {by_type, convert, expecting, is_sent, key, listed, object, open_enum, send, settle, tagged, visit};

/// Sends what `extra` holds. It may not say what a field says: which of the two counted would be the server's choice. Null may stand
/// there for an optional field that is not set.
#[cold]
#[inline(never)]
pub(crate) fn send_unnamed<M: SerializeMap>(map: &mut M, members: &Map<String, Value>, named: &[(&str, bool)]) -> Result<(), M::Error> {
    for (key, value) in members {
        if named.iter().any(|(name, is_sent)| name == key && (*is_sent || !value.is_null())) {
            return Err(serde::ser::Error::custom(format!("`{key}` is a field: it cannot stand in `extra`, too")));
        }
        map.serialize_entry(key, value)?;
    }
    Ok(())
}

/// Reads a member that the document does not name, out of the way of those that it does.
#[cold]
#[inline(never)]
pub(crate) fn keep<'de, A: MapAccess<'de>>(extra: &mut super::Extra, key: Key<'de>, map: &mut A) -> Result<(), A::Error> {
    extra.insert(key.into_string(), map.next_value()?);
    Ok(())
}

/// What a member of an object, an item of a list or a value of a map can hold.
pub(crate) trait Readable<'de>: Deserialize<'de> {
    #[inline]
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    /// The same, or null.
    #[inline]
    fn read_or_null<D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_option(Member(PhantomData))
    }
}

/// A scalar and null are told apart as they are read, not before.
macro_rules! scalar {
    ($type:ty, $hint:ident, $expected:literal, $($visit:ident($from:ty) $read:expr),+) => {
        impl<'de> Readable<'de> for $type {
            #[inline]
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                scalar!(@visitor $type => $type, $expected, $($visit($from) $read),+);
                deserializer.$hint(Read)
            }

            #[inline]
            fn read_or_null<D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
                scalar!(@visitor $type => Option<$type>, $expected, $($visit($from) $read),+; None);
                deserializer.deserialize_any(Read)
            }
        }
    };
    (@visitor $type:ty => $value:ty, $expected:literal, $($visit:ident($from:ty) $read:expr),+ $(; $null:expr)?) => {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = $value;
            expecting!($expected);
            $(fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok($null)
            })?
            $(#[inline]
            fn $visit<E: Error>(self, value: $from) -> Result<Self::Value, E> {
                let value: Result<$type, E> = $read(value);
                value.map(From::from)
            })+
        }
    };
}

scalar!(bool, deserialize_bool, "a boolean", visit_bool(bool) Ok);
scalar!(String, deserialize_string, "a string", visit_str(&str) |text: &str| Ok(text.to_owned()), visit_string(String) Ok);
scalar!(f64, deserialize_f64, "a number", visit_f64(f64) Ok, visit_i64(i64) nearest, visit_u64(u64) nearest);
scalar!(u8, deserialize_u8, "an integer", visit_f64(f64) whole, visit_i64(i64) in_range, visit_u64(u64) in_range);
scalar!(i64, deserialize_i64, "an integer", visit_f64(f64) whole, visit_i64(i64) in_range, visit_u64(u64) in_range);
scalar!(u64, deserialize_u64, "an integer", visit_f64(f64) whole, visit_i64(i64) in_range, visit_u64(u64) in_range);

/// The number that stands for an integer in floating point, as `f64` itself reads one.
fn nearest<T: IntoDeserializer<'static, E>, E: Error>(value: T) -> Result<f64, E> {
    f64::deserialize(value.into_deserializer())
}

#[inline]
fn in_range<F: Copy + fmt::Display, T: TryFrom<F>, E: Error>(value: F) -> Result<T, E> {
    T::try_from(value).map_err(|_| out_of_range(value))
}

#[cold]
#[inline(never)]
fn out_of_range<F: fmt::Display, E: Error>(value: F) -> E {
    E::custom(format!("{value} is out of range"))
}

/// Some servers write an integer as a floating-point number: its fraction is cut off.
#[cold]
#[allow(clippy::cast_possible_truncation, reason = "in range, by the condition")]
fn whole<T: TryFrom<i64>, E: Error>(value: f64) -> Result<T, E> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.abs() <= EXACT { in_range(value as i64) } else { Err(E::invalid_value(Unexpected::Float(value), &"an integer")) }
}

impl Readable<'_> for Value {}
impl Readable<'_> for Map<String, Value> {}
impl<'de, T: Deserialize<'de>> Readable<'de> for Box<T> {}

impl<'de, T: Readable<'de>> Readable<'de> for Option<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read_or_null(deserializer)
    }
}

impl<'de, T: Readable<'de>> Readable<'de> for Vec<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Items(PhantomData))
    }
}

impl<'de, T: Readable<'de>> Readable<'de> for BTreeMap<String, T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = BTreeMap::<String, Item<T>>::deserialize(deserializer)?;
        Ok(map.into_iter().map(|(key, Item(value))| (key, value)).collect())
    }
}

struct Items<T>(PhantomData<T>);

impl<'de, T: Readable<'de>> Visitor<'de> for Items<T> {
    type Value = Vec<T>;

    expecting!("an array");

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let Some(Item(first)) = items.next_element()? else {
            return Ok(Vec::new());
        };
        // A list that grows by itself starts with four: too few for bytes, too many for the choices of a chunk.
        let mut list = Vec::with_capacity((128 / size_of::<T>().max(16)).max(1));
        list.push(first);
        while let Some(Item(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list)
    }
}

/// Reads what a member of an object holds. Null counts as absent.
pub(crate) struct Member<T>(pub(crate) PhantomData<T>);

impl<'de, T: Readable<'de>> DeserializeSeed<'de> for Member<T> {
    type Value = Option<T>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read_or_null(deserializer)
    }
}

impl<'de, T: Readable<'de>> Visitor<'de> for Member<T> {
    type Value = Option<T>;

    expecting!("a value or null");

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read(deserializer).map(Some)
    }
}

/// An item of a list or a value of a map. Null is one only where it may be.
struct Item<T>(T);

impl<'de, T: Readable<'de>> Deserialize<'de> for Item<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

/// A string that is borrowed from the input where it can be.
pub(crate) struct Key<'de>(Cow<'de, str>);

impl Key<'_> {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_string(self) -> String {
        self.0.into_owned()
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Key<'de>;
            expecting!("a string");
            #[inline]
            fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(value)))
            }
            fn visit_str<E: Error>(self, value: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(value.to_owned())))
            }
        }
        deserializer.deserialize_str(Read)
    }
}

/// Reads the one value that a property can have.
pub(crate) struct Constant(pub(crate) &'static str);

impl<'de> DeserializeSeed<'de> for Constant {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match Key::deserialize(deserializer)?.as_str() {
            found if found == self.0 => Ok(()),
            found => Err(Error::invalid_value(Unexpected::Str(found), &format!("{:?}", self.0).as_str())),
        }
    }
}

/// An object whose tag is known: what was read on the way to the tag, then the rest, which has not been read yet.
pub(crate) struct Tagged<'de, A> {
    read: VecDeque<(Key<'de>, Value)>,
    value: Option<(Key<'de>, Value)>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> Tagged<'de, A> {
    /// Reads as far as the tag: one entry, where it stands first.
    pub(crate) fn read(mut map: A, tag: &str) -> Result<(Option<String>, Self), A::Error> {
        let mut read = VecDeque::new();
        let mut found = None;
        while let Some((key, value)) = map.next_entry::<Key<'de>, Value>()? {
            let is_tag = key.as_str() == tag;
            found = is_tag.then(|| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            read.push_back((key, value));
            if is_tag {
                break;
            }
        }
        Ok((found, Self { read, value: None, rest: map }))
    }

    /// The whole object, of a tag that is not known.
    pub(crate) fn into_unknown(mut self) -> Result<super::UnknownObject, A::Error> {
        let mut object: Map<String, Value> =
            self.read.drain(..).map(|(key, value)| (key.into_string(), value)).collect();
        while let Some((key, value)) = self.rest.next_entry()? {
            object.insert(key, value);
        }
        Ok(super::UnknownObject::new(object))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Tagged<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.read.pop_front() {
            Some((key, value)) => {
                let name = serde::de::value::StrDeserializer::new(key.as_str());
                let read = seed.deserialize(name).map(Some);
                self.value = Some((key, value));
                read
            }
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            Some((key, value)) => {
                let mut track = serde_path_to_error::Track::new();
                // A string has no places inside.
                let read = if value.is_string() {
                    seed.deserialize(value)
                } else {
                    seed.deserialize(serde_path_to_error::Deserializer::new(value, &mut track))
                };
                // What was read before the tag has lost its place: the error names it.
                read.map_err(|error| Error::custom(decode::placed(key.as_str(), &track.path(), &error)))
            }
            None => self.rest.next_value_seed(seed),
        }
    }
}
