//! The end of a process, as hard as it comes.
//!
//! The tests start this program again with a variable that names a folder and a role, and kill it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use qdrant_core::{
    CollectionStatus, Condition, CountPoints, CreateCollection, DeletePoints, Distance, ErrorKind, FieldType,
    Filter, OptimizersConfigDiff, PointStruct, ScrollPoints, SetPayloadPoints, TransportExt, UpdateMode,
    UpsertPoints, VectorParams,
};
use qdrant_embedded::{Durability, EmbeddedTransport};

use crate::support::{Dice, NAME, create_plain, get, index, info, number, odd, point, upsert};

const FOLDER: &str = "QDRANT_EMBEDDED_TEST_FOLDER";
const ROLE: &str = "QDRANT_EMBEDDED_TEST_ROLE";
const POINTS: &str = "QDRANT_EMBEDDED_TEST_POINTS";

/// Starts this program again as a child that plays a role.
fn start(role: &str, folder: &Path) -> (Child, BufReader<ChildStdout>) {
    start_with(role, folder, 0)
}

fn start_with(role: &str, folder: &Path, points: u64) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(ROLE, role)
        .env(POINTS, points.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    (child, output)
}

/// Reads what the child says until it says `word` for the `times`th time, and returns the numbers behind it.
fn listen(output: &mut BufReader<ChildStdout>, word: &str, times: usize) -> Vec<u64> {
    let mut numbers = Vec::new();
    let mut line = String::new();
    while numbers.len() < times {
        line.clear();
        assert!(output.read_line(&mut line).unwrap() > 0, "the child ended before it said `{word}`");
        // The test harness writes on the same line.
        if let Some((_, number)) = line.split_once(&format!("@{word} ")) {
            numbers.push(number.trim().parse().unwrap());
        }
    }
    numbers
}

fn say(word: &str, number: u64) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "@{word} {number}").unwrap();
    out.flush().unwrap();
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Plays the role that the environment gives; without one there is nothing to do.
#[tokio::test]
async fn child() {
    let (Ok(folder), Ok(role)) = (std::env::var(FOLDER), std::env::var(ROLE)) else { return };
    match role.as_str() {
        "hold" => {
            let _transport = EmbeddedTransport::open(&folder).unwrap();
            say("open", 1);
            std::thread::sleep(Duration::from_secs(600));
        }
        "memory" => memory().await,
        "history" => history(&folder).await,
        "write" => write(&folder).await,
        "interval" => interval(&folder).await,
        "optimize" => optimize(&folder).await,
        other => panic!("no role {other}"),
    }
}

async fn memory() {
    let transport = EmbeddedTransport::in_memory().unwrap();
    create_plain(&transport).await;
    upsert(&transport, [point(1)]).await;
    say("folders", temporary_folders(std::process::id()));
    transport.close().await.unwrap();
    drop(transport);
    say("folders", temporary_folders(std::process::id()));
    let _transport = EmbeddedTransport::in_memory().unwrap();
    say("folders", temporary_folders(std::process::id()));
    std::thread::sleep(Duration::from_secs(600));
}

/// Counts the folders of a process by what their lock files say.
fn temporary_folders(process: u32) -> u64 {
    let bases = [std::env::temp_dir(), "/dev/shm".into()];
    let entries = bases.iter().filter_map(|base| std::fs::read_dir(base).ok()).flatten();
    let holder = |path: &Path| std::fs::read_to_string(path.join(".lock")).unwrap_or_default();
    let ours = entries.map(|entry| entry.unwrap().path()).filter(|path| {
        path.to_string_lossy().contains("qdrant-embedded-") && holder(path) == process.to_string()
    });
    ours.count() as u64
}

#[tokio::test]
async fn a_temporary_folder_goes_with_its_transport() {
    let dir = tempfile::tempdir().unwrap();
    let (child, mut output) = start("memory", dir.path());
    assert_eq!(listen(&mut output, "folders", 3), [1, 0, 1]);
    kill(child);
}

async fn write(folder: &str) {
    let transport = EmbeddedTransport::open(folder).unwrap();
    create_plain(&transport).await;
    index(&transport, "n", FieldType::Integer).await;
    say("created", 1);
    for number in 1.. {
        upsert(&transport, [point(number)]).await;
        if number.is_multiple_of(10) {
            transport.call(DeletePoints::new(NAME).points([number - 5]).wait(true)).await.unwrap();
            let set = SetPayloadPoints::new(NAME, [("set", number)]).points_selector([number - 1]).wait(true);
            transport.call(set).await.unwrap();
        }
        say("acknowledged", number);
    }
}

#[tokio::test]
async fn acknowledged_writes_survive_the_death_of_the_process() {
    let dir = tempfile::tempdir().unwrap();
    let (child, mut output) = start("write", dir.path());
    let last = *listen(&mut output, "acknowledged", 57).last().unwrap();
    kill(child);

    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    for number in 1..=last {
        let found = get(&transport, number).await;
        // The numbers that end on 5 were deleted when the next ten was written.
        let deleted = number % 10 == 5 && number + 5 <= last;
        assert_eq!(found.is_none(), deleted, "{number}: {found:?}");
        if number % 10 == 9 && number < last {
            assert_eq!(found.unwrap().payload["set"], number + 1);
        }
    }
    let info = info(&transport).await;
    assert_eq!(info.payload_schema["n"].data_type, FieldType::Integer);
    let count = transport.call(CountPoints::new(NAME)).await.unwrap();
    assert_eq!(info.points_count, Some(count));
    // Everything works as before, and new writes are not mistaken for old ones.
    upsert(&transport, [PointStruct::new(1, vec![0.0, 0.0], [("new", true)])]).await;
    assert_eq!(get(&transport, 1).await.unwrap().payload["new"], true);
}

async fn interval(folder: &str) {
    let builder = EmbeddedTransport::builder().path(folder).durability(Durability::Interval);
    let transport = builder.flush_interval(Duration::from_millis(200)).build().unwrap();
    create_plain(&transport).await;
    for number in 1..=20 {
        transport.call(UpsertPoints::new(NAME, vec![point(number)])).await.unwrap();
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    say("settled", 20);
    std::thread::sleep(Duration::from_secs(600));
}

#[tokio::test]
async fn other_writes_are_on_disk_after_the_interval() {
    let dir = tempfile::tempdir().unwrap();
    let (child, mut output) = start("interval", dir.path());
    listen(&mut output, "settled", 1);
    kill(child);
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 20);
}

#[tokio::test]
async fn another_process_is_told_who_has_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let (child, mut output) = start("hold", dir.path());
    listen(&mut output, "open", 1);
    let error = EmbeddedTransport::open(dir.path()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.message().contains(&format!("process {}", child.id())), "{error}");
    kill(child);
    // The lock goes with the process, however it ends.
    EmbeddedTransport::open(dir.path()).unwrap();
}

const DIMENSIONS: usize = 64;
const ADDED: u64 = 1_000_001;

/// Deletes, replaces and adds points while segments are being optimized.
async fn optimize(folder: &str) {
    let transport = EmbeddedTransport::open(folder).unwrap();
    let create = CreateCollection::new(NAME)
        .vectors_config(VectorParams::new(DIMENSIONS as u64, Distance::Dot))
        .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(100));
    transport.call(create).await.unwrap();
    let points: u64 = std::env::var(POINTS).unwrap().parse().unwrap();
    for start in (1..=points).step_by(500) {
        upsert(&transport, (start..start + 500).map(wide)).await;
    }
    while info(&transport).await.status != CollectionStatus::Yellow {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    say("optimizing", 1);
    transport.call(DeletePoints::new(NAME).points([1_u64, 2, 3]).wait(true)).await.unwrap();
    let tens = Filter::must([Condition::matches("ten", true)]);
    transport.call(DeletePoints::new(NAME).points(tens).wait(true)).await.unwrap();
    upsert(&transport, [PointStruct::new(2, vec![0.5; DIMENSIONS], [("again", true)])]).await;
    // A point that is gone is not updated, and that must not bring it back.
    let update = UpsertPoints::new(NAME, vec![wide(1)]).update_mode(UpdateMode::UpdateOnly).wait(true);
    transport.call(update).await.unwrap();
    upsert(&transport, [PointStruct::new(4, vec![0.5; DIMENSIONS], [("replaced", true)]), wide(ADDED)]).await;
    let set = SetPayloadPoints::new(NAME, [("set", 1)]).points_selector([5_u64]).wait(true);
    transport.call(set).await.unwrap();
    index(&transport, "parity", FieldType::Keyword).await;
    let yellow = info(&transport).await.status == CollectionStatus::Yellow;
    say("acknowledged", u64::from(yellow));
    std::thread::sleep(Duration::from_secs(600));
}

fn wide(number: u64) -> PointStruct {
    let vector: Vec<f32> = (0..DIMENSIONS as u64).map(|at| ((number * 131 + at * 37) % 101) as f32).collect();
    let parity = if number.is_multiple_of(2) { "even" } else { "odd" };
    let payload = qdrant_core::json!({"parity": parity, "ten": number.is_multiple_of(10)});
    PointStruct::new(number, vector, crate::support::payload(payload))
}

#[tokio::test]
async fn acknowledged_writes_survive_the_death_of_the_process_while_it_optimizes() {
    // How many points keep the optimizer busy long enough depends on the machine and on the build.
    for points in [4_000, 20_000, 100_000] {
        let dir = tempfile::tempdir().unwrap();
        let (child, mut output) = start_with("optimize", dir.path(), points);
        let optimizing = listen(&mut output, "acknowledged", 1)[0] == 1;
        kill(child);
        if optimizing {
            return after_death_while_optimizing(dir.path(), points).await;
        }
    }
    panic!("the optimization always ended before the process was killed");
}

async fn after_death_while_optimizing(folder: &Path, points: u64) {
    let transport = EmbeddedTransport::builder().path(folder).optimize(false).build().unwrap();
    for dead in [1_u64, 3, 10, 20, points] {
        assert_eq!(get(&transport, dead).await, None, "point {dead} has come back");
    }
    assert_eq!(get(&transport, 2).await.unwrap().payload["again"], true);
    assert_eq!(get(&transport, 4).await.unwrap().payload["replaced"], true);
    assert_eq!(get(&transport, 5).await.unwrap().payload["set"], 1);
    assert!(get(&transport, ADDED).await.is_some());
    // 1 and 3 were deleted, as was every tenth; one was added.
    let expected = points - 2 - points / 10 + 1;
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), expected);
    let info = info(&transport).await;
    assert_eq!(info.points_count, Some(expected), "points are in two segments");
    // Points 2 and 4 have no such field any more.
    assert_eq!(info.payload_schema["parity"].points, Some(expected - 2));
    let odd_points = transport.call(CountPoints::new(NAME).filter(odd())).await.unwrap();
    assert_eq!(odd_points, points / 2 - 2 + 1);
    let page = transport.call(ScrollPoints::new(NAME).limit(3)).await.unwrap();
    assert_eq!(page.points.iter().map(|point| number(point.id)).collect::<Vec<_>>(), [2, 4, 5]);
}

const IDS: u64 = 200;

/// Writes at random for ever, with the optimizer at work all the time.
async fn history(folder: &str) {
    let first: u64 = std::env::var(POINTS).unwrap().parse().unwrap();
    let mut dice = Dice(first);
    let transport = EmbeddedTransport::open(folder).unwrap();
    if first == 0 {
        let create = CreateCollection::new(NAME)
            .vectors_config(VectorParams::new(DIMENSIONS as u64, Distance::Dot))
            .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(1));
        transport.call(create).await.unwrap();
        index(&transport, "parity", FieldType::Keyword).await;
        say("created", 1);
    }
    for step in first.. {
        let id = dice.below(IDS) + 1;
        let kind = dice.below(4);
        say("begin", step << 32 | id << 8 | kind);
        match kind {
            0 => drop(transport.call(DeletePoints::new(NAME).points([id]).wait(true)).await.unwrap()),
            1 => {
                let one = Filter::must([Condition::has_id([id])]);
                let set = SetPayloadPoints::new(NAME, [("step", step)]).points_selector(one).wait(true);
                transport.call(set).await.unwrap();
            }
            _ => {
                let mut point = wide(id);
                point.payload.insert("step", step);
                upsert(&transport, [point]).await;
            }
        }
        say("acknowledged", step);
        if step.is_multiple_of(100) {
            // The optimizer waits for a second without writes.
            tokio::time::sleep(Duration::from_millis(1_500)).await;
        }
    }
}

/// Does to a model what [`history`] does to a collection.
fn apply(model: &mut BTreeMap<u64, u64>, begun: u64) {
    let (step, id, kind) = (begun >> 32, begun >> 8 & 0xffff, begun & 0xff);
    match kind {
        0 => drop(model.remove(&id)),
        1 => drop(model.get_mut(&id).map(|last| *last = step)),
        _ => drop(model.insert(id, step)),
    }
}

#[tokio::test]
async fn a_process_that_dies_at_any_time_loses_nothing_that_it_acknowledged() {
    // The more the better: more rounds can be asked for.
    let rounds: u64 =
        std::env::var("QDRANT_EMBEDDED_TEST_ROUNDS").map_or(3, |rounds| rounds.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let mut model = BTreeMap::new();
    let mut dice = Dice(u64::from(std::process::id()));
    let mut next = 0;
    for round in 0..rounds {
        let (mut child, mut output) = start_with("history", dir.path(), next);
        if round == 0 {
            // There must be a collection to look at; later the process may die while it opens it.
            listen(&mut output, "created", 1);
        }
        let time = Duration::from_millis(500 + dice.below(4_000));
        let killer = std::thread::spawn(move || {
            std::thread::sleep(time);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        let mut begun = None;
        for line in output.lines().map_while(Result::ok) {
            if let Some((_, number)) = line.split_once("@begin ") {
                begun = number.parse().ok();
            } else if line.contains("@acknowledged ") {
                apply(&mut model, begun.take().unwrap());
            }
        }
        killer.join().unwrap();
        let mut if_done = model.clone();
        if let Some(begun) = begun {
            apply(&mut if_done, begun);
        }

        let transport = EmbeddedTransport::builder().path(dir.path()).optimize(false).build().unwrap();
        let page = transport.call(ScrollPoints::new(NAME).limit(1_000)).await.unwrap();
        let found =
            page.points.iter().map(|point| (number(point.id), point.payload["step"].as_u64().unwrap()));
        let found: BTreeMap<_, _> = found.collect();
        assert!(
            found == model || found == if_done,
            "round {round}: {found:?} is neither {model:?} nor {if_done:?}"
        );
        model = found;
        let info = info(&transport).await;
        assert_eq!(info.points_count, Some(model.len() as u64), "round {round}: points are in two segments");
        let odd_points = model.keys().filter(|id| *id % 2 == 1).count() as u64;
        assert_eq!(transport.call(CountPoints::new(NAME).filter(odd())).await.unwrap(), odd_points);
        assert_eq!(info.payload_schema["parity"].points, info.points_count, "round {round}");
        next = model.values().max().map_or(1, |last| last + 1_000);
        transport.close().await.unwrap();
    }
    assert!(!model.is_empty());
}
