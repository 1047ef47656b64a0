//! What a call streams, if it streams anything.

use std::sync::Arc;

use crate::download::Landing;
use crate::service::HttpRequest;
use crate::upload::Upload;

/// Marks a request that streams, as an extension; the layers of the call and all of its attempts share it.
#[derive(Debug, Clone)]
pub(crate) enum Transfer {
    /// The body of a success is left there instead of being collected.
    Download(Arc<Landing>),
    /// The body of the request comes from there.
    Upload(Arc<Upload>),
}

impl Transfer {
    pub(crate) fn landing_of(request: &HttpRequest) -> Option<Arc<Landing>> {
        match request.extensions().get() {
            Some(Self::Download(landing)) => Some(Arc::clone(landing)),
            Some(Self::Upload(_)) | None => None,
        }
    }

    pub(crate) fn upload_of(request: &HttpRequest) -> Option<Arc<Upload>> {
        match request.extensions().get() {
            Some(Self::Upload(upload)) => Some(Arc::clone(upload)),
            Some(Self::Download(_)) | None => None,
        }
    }
}
