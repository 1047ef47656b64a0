//! Uploading any number of points.

mod batches;
mod error;
mod item;
mod progress;
mod request;
mod run;
mod size;
#[cfg(test)]
mod tests;

pub use self::error::UploadError;
pub use self::item::UploadItem;
pub use self::progress::UploadProgress;
pub use self::request::Upload;
