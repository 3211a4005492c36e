//! The rude backend as a process of its own.
//!
//! `rude-backend --port 0 --fault unavailable` begins with that fault; `rude-backend --seed 7` does what the plan of
//! that seed says. The first line that it prints is a JSON object with its address, that of the other
//! origin, and that of the door for whoever holds it.

use clap::Parser;
use oriel_tests::Outcome;
use oriel_tests::rude::{FAULTS, Journal, Plan, RudeBackend, control};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;

/// A backend that does everything that real ones were reported to do.
#[derive(Debug, Parser)]
struct Words {
    /// Where it listens on 127.0.0.1; 0: a free port.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The same for the door; 0: a free port.
    #[arg(long, default_value_t = 0)]
    control_port: u16,
    /// A fault that is on from the beginning; may be said several times.
    #[arg(long)]
    fault: Vec<String>,
    /// Carries out the plan of this seed, without what persons do in it.
    #[arg(long)]
    seed: Option<u64>,
    /// Only this token counts.
    #[arg(long)]
    token: Option<String>,
    /// Writes down in this folder what it has and what it is asked, and begins with what is there.
    #[arg(long)]
    journal: Option<PathBuf>,
    /// Begins with what is in the journal and counts its versions anew, as another version of the backend would.
    #[arg(long)]
    anew: bool,
    /// Names every fault, and ends.
    #[arg(long)]
    list: bool,
}

#[tokio::main]
async fn main() -> Outcome {
    let words = Words::parse();
    if words.list {
        for fault in FAULTS {
            println!("{:28} {:12} {}", fault.name, fault.kind, fault.about);
        }
        return Ok(());
    }
    let journal = words.journal.map(Journal::open).transpose()?;
    let mut world = journal.as_ref().map(Journal::world).transpose()?.flatten().unwrap_or_default();
    if words.anew {
        world.begin_anew();
    }
    let backend = Arc::new(RudeBackend::start_on(([127, 0, 0, 1], words.port).into(), world).await?);
    if let Some(journal) = journal {
        backend.write_down(journal);
    }
    backend.accept_only(words.token.as_deref());
    for name in &words.fault {
        backend.set(name)?;
    }
    let door = TcpListener::bind(("127.0.0.1", words.control_port)).await?;
    let (address, away, control_at) = (backend.address(), backend.away(), door.local_addr()?);
    println!("{}", json!({ "address": address, "away": away, "control": control_at }));
    let door = control(door, Arc::clone(&backend));
    match words.seed.map(Plan::of) {
        Some(plan) => {
            let carried_out = async {
                plan.run(&backend, |_| {}).await;
                eprintln!("the plan of seed {} is carried out; everything is healed", plan.seed);
                std::future::pending::<()>().await;
            };
            tokio::select! {
                () = door => {}
                () = carried_out => {}
            }
        }
        None => door.await,
    }
    Ok(())
}
