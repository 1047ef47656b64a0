//! Every fault on both wires, what it does to each kind of operation, and the document that says so.
//!
//! The expectations are code, in [`table`]: each fault with what it is taken for. The test strikes with each of them, once
//! and for good, and compares what came of it. `docs/FAULTS.md` is written from the same expectations.

mod answers;
mod clock;
mod connections;
mod deleted;
mod document;
mod expect;
mod flaky;
mod http1;
mod http2;
mod ledger;
mod matrix;
mod replies;
mod stage;
mod table;
mod wire;
