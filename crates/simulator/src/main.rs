//! `oriel-simulate`: runs many seeds, or tells one.

use clap::Parser;
use oriel_simulator::{Canary, Outcome, Tally, find, run};
use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Seeds in which a canary has to be caught.
const PATIENCE: u64 = 5000;

/// Runs the query cache through every fault there is, on a virtual clock.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many seeds to run.
    #[arg(long, default_value_t = 20_000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Run this seed alone.
    #[arg(long)]
    seed: Option<u64>,
    /// Tell the seed in words: time, actor, what.
    #[arg(long, requires = "seed")]
    trace: bool,
    /// Go on after a broken rule, and tell the first seed of each rule.
    #[arg(long)]
    keep_going: bool,
    /// Check that every broken policy is caught; with `--seed` tells how the first is.
    #[arg(long)]
    canaries: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let good = match arguments.seed {
        Some(seed) => alone(seed, arguments.trace),
        None if arguments.canaries => canaries(),
        None => many(arguments.from, arguments.seeds, arguments.keep_going),
    };
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn alone(seed: u64, trace: bool) -> bool {
    let outcome = run(seed, None, trace);
    for line in &outcome.trace {
        println!("{line}");
    }
    print!("{}", outcome.tally);
    told(&outcome)
}

/// Says which rule was broken and how to see it again; whether none was.
fn told(outcome: &Outcome) -> bool {
    let Some(violation) = &outcome.violation else { return true };
    let seed = outcome.seed;
    println!("seed {seed} breaks a rule after {} ms: {}", violation.at_ms, violation.invariant);
    println!("  {}", violation.what);
    println!("  replay: cargo xtask sim --seed {seed} --trace");
    false
}

/// Runs seeds on all processors; ends soon after the first that breaks a rule.
fn many(from: u64, seeds: u64, keep_going: bool) -> bool {
    let begin = Instant::now();
    let next = AtomicU64::new(from);
    let end = from.saturating_add(seeds);
    let sum = Mutex::new((Tally::default(), Vec::<Outcome>::new()));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut tally = Tally::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        break;
                    }
                    let outcome = run(seed, None, false);
                    tally.add(&outcome.tally);
                    if outcome.violation.is_some() {
                        sum.lock().unwrap_or_else(PoisonError::into_inner).1.push(outcome);
                        if !keep_going {
                            next.store(end, Ordering::Relaxed);
                            break;
                        }
                    }
                }
                sum.lock().unwrap_or_else(PoisonError::into_inner).0.add(&tally);
            });
        }
    });
    let (tally, mut failed) = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    print!("{tally}");
    println!("took                {:>10.1} s  on {threads} threads", begin.elapsed().as_secs_f64());
    failed.sort_by_key(|outcome| outcome.seed);
    if failed.len() > 1 {
        let seeds: Vec<String> = failed.iter().take(1000).map(|outcome| outcome.seed.to_string()).collect();
        println!("{} seeds break a rule: {}", failed.len(), seeds.join(" "));
    }
    // Of each rule the first.
    let mut rules = BTreeSet::new();
    failed.retain(|outcome| outcome.violation.as_ref().is_some_and(|violation| rules.insert(violation.invariant)));
    for outcome in &failed {
        told(outcome);
    }
    failed.is_empty()
}

/// Whether every broken policy is caught.
fn canaries() -> bool {
    let mut good = true;
    for canary in Canary::ALL {
        match find(canary, 0..PATIENCE) {
            Some(outcome) => {
                let invariant = outcome.violation.map_or("", |violation| violation.invariant);
                println!("caught  {:<46} seed {:>5}  {invariant}", canary.words(), outcome.seed);
            }
            None => {
                println!("MISSED  {:<46} in {PATIENCE} seeds", canary.words());
                good = false;
            }
        }
    }
    good
}
