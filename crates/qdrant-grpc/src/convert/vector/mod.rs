//! Vectors as they go in and come out.

mod former;
mod input;
mod output;
