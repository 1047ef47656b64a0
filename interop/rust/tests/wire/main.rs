//! Bytes of this workspace, read and written again by the official client's messages, and the reverse.

#![allow(deprecated, reason = "the official messages still have the fields of older servers")]

mod descriptors;
mod fill;
mod layout;
mod messages;
mod plain;
mod points;
mod strategies;
mod table;
