//! Changes of a collection's configuration while it is in use.

use qdrant_core::{Error, UpdateCollection};

use crate::collection::{Collection, Slot};
use crate::config::{apply, engine_config};
use crate::engine::{EdgeConfig, Shard};
use crate::failure::closed;
use crate::sync::{lock, write};

impl Collection {
    /// Changes the configuration; what the engine cannot change while it runs, it is opened anew for.
    pub(crate) fn reconfigure(&self, update: UpdateCollection) -> Result<(), Error> {
        drop(self.open()?);
        let _maintenance = lock(&self.maintenance);
        let before = self.settings();
        let config = apply(&before.config, update)?;
        let old = engine_config(&before.config, self.is_ephemeral())?;
        let new = engine_config(&config, self.is_ephemeral())?;
        if changes_while_running(&old, &new) {
            self.read(|shard| set(shard, &old, &new))?;
        } else {
            self.reload(new)?;
        }
        let mut state = lock(&self.write);
        // There may be segments that were built with the old settings.
        state.unoptimized += 1;
        self.change_settings(&state, |settings| settings.config = config)
    }

    fn reload(&self, config: EdgeConfig) -> Result<(), Error> {
        let mut slot = write(&self.slot);
        match std::mem::replace(&mut *slot, Slot::Idle) {
            // The engine locks its files, so the old one has to go before the new one can come. If that fails, the
            // next call opens the collection with its old settings.
            Slot::Open(shard) => {
                shard.flush()?;
                drop(shard);
            }
            Slot::Idle => {}
            Slot::Closed => {
                *slot = Slot::Closed;
                return Err(closed());
            }
        }
        *slot = Slot::Open(Shard::load(&self.shard_path(), config)?);
        Ok(())
    }
}

/// Tells whether the engine can go from one configuration to another without being opened anew.
fn changes_while_running(old: &EdgeConfig, new: &EdgeConfig) -> bool {
    let mut old = old.clone();
    old.hnsw_config = new.hnsw_config;
    old.optimizers = new.optimizers.clone();
    for (name, vector) in &mut old.vectors {
        // It can be given to a vector, and not be taken from it.
        if let Some(graph) = new.vectors.get(name).and_then(|vector| vector.hnsw_config) {
            vector.hnsw_config = Some(graph);
        }
    }
    old == *new
}

fn set(shard: &Shard, old: &EdgeConfig, new: &EdgeConfig) -> Result<(), Error> {
    if old.hnsw_config != new.hnsw_config {
        shard.set_graph(new.hnsw_config)?;
    }
    if old.optimizers != new.optimizers {
        shard.set_optimizers(new.optimizers.clone())?;
    }
    for (name, vector) in &new.vectors {
        if let Some(graph) = vector.hnsw_config
            && old.vectors.get(name).and_then(|vector| vector.hnsw_config) != Some(graph)
        {
            shard.set_vector_graph(name, graph)?;
        }
    }
    Ok(())
}
