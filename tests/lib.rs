#![doc = include_str!("../README.md")]
#![doc = include_str!("../docs/MIGRATING.md")]
#![doc = include_str!("../docs/PLUGINS.md")]
