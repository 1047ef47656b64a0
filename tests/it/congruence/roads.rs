//! The roads to an engine, each with an engine of its own at its end.

use std::path::Path;
use std::sync::Arc;

use futures_util::future::join_all;
use qdrant_client::embedded::{Durability, EmbeddedTransport};
use qdrant_client::{
    Call, ChangeAliases, DeleteAlias, DeleteCollection, Error, Operation, Qdrant, Request, Response,
    SharedTransport, Transport,
};
use qdrant_gateway::Running;
use tempfile::TempDir;

use super::generate::{ALIASES, COLLECTIONS};
use crate::servers;

/// The road that is closed and opened again.
pub(super) const DISK: &str = "disk";

/// What each road answered.
pub(super) type Answers = Vec<(&'static str, Result<Response, Error>)>;

/// What a step is applied to.
pub(super) struct Roads {
    others: Vec<(&'static str, SharedTransport)>,
    disk: Arc<EmbeddedTransport>,
    folder: TempDir,
    gateways: Vec<Running>,
}

impl Roads {
    pub(super) async fn open() -> Result<Self, Error> {
        let folder = tempfile::tempdir().unwrap();
        let disk = on_disk(folder.path())?;
        let rest = servers::gateway().await?;
        let grpc = servers::gateway().await?;
        let engine = servers::gateway().await?;
        let bridge = servers::serve(servers::route(&engine)?.transport()).await?;
        let others = vec![
            ("memory", Qdrant::in_memory()?.transport()),
            ("rest", servers::rest(&rest)?.transport()),
            ("grpc", servers::route(&grpc)?.transport()),
            ("rest-grpc", servers::rest(&bridge)?.transport()),
        ];
        Ok(Self { others, disk, folder, gateways: vec![rest, grpc, bridge, engine] })
    }

    /// Sends a request on every road at once; the road through memory alone is the first.
    pub(super) async fn send(&self, request: &Request) -> Answers {
        let disk: SharedTransport = Arc::<EmbeddedTransport>::clone(&self.disk);
        let roads = self.others.iter().map(|(name, road)| (*name, Arc::clone(road)));
        let sent = roads.chain([(DISK, disk)]).map(|(name, road)| async move {
            // As the typed way in does.
            let answer = match request.validate() {
                Ok(()) => road.execute(Call::from(request.clone())).await.map(|reply| reply.response),
                Err(error) => Err(error),
            };
            (name, answer)
        });
        join_all(sent).await
    }

    /// Closes the engine on disk and opens it again.
    pub(super) async fn reopen(&mut self) -> Result<(), Error> {
        self.disk.close().await?;
        self.disk = on_disk(self.folder.path())?;
        Ok(())
    }

    /// Deletes everything.
    pub(super) async fn reset(&self) {
        for alias in ALIASES {
            // What is not there any more is what is wanted.
            drop(self.send(&ChangeAliases::new([DeleteAlias::new(*alias)]).into_request()).await);
        }
        for name in COLLECTIONS {
            drop(self.send(&DeleteCollection::new(*name).into_request()).await);
        }
    }

    pub(super) async fn close(self) {
        drop(self.others);
        for gateway in self.gateways {
            gateway.shutdown().await;
        }
        self.disk.close().await.unwrap();
    }
}

fn on_disk(path: &Path) -> Result<Arc<EmbeddedTransport>, Error> {
    // What a crash leaves behind has tests of its own, so that not every write has to reach the disk.
    let builder = EmbeddedTransport::builder().path(path).durability(Durability::Interval);
    Ok(Arc::new(builder.build()?))
}
