//! Which files are written, by how many threads, and what came of them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::delivery::{Delivery, Written};
use crate::error::{Error, Result};
use crate::layout::{self, Layout};
use crate::world::{STEPS, World};
use crate::{Progress, SourceSummary, SynthOptions, sources};

/// One file to be written.
#[derive(Clone, Copy)]
struct Job {
    layout: &'static Layout,
    month: usize,
}

/// All files, in the order of sources and months.
pub(crate) type Files = Vec<(&'static str, usize, Written)>;

/// Writes all deliveries. Each file has its own streams, so threads cannot change a byte.
pub(crate) fn write_all(
    threads: usize,
    world: &World,
    options: &SynthOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Files> {
    let mut jobs: Vec<Job> = layout::ALL
        .iter()
        .flat_map(|layout| (0..options.months).map(move |month| Job { layout, month }))
        .collect();
    // The largest files first, so that no thread is left with one at the end.
    jobs.sort_by_key(|job| {
        let is_large = job.layout.source == "insurance_contributions";
        let is_workbook = job.layout.source == "employment_contracts";
        (!is_large, !is_workbook)
    });
    let threads = threads.clamp(1, jobs.len().max(1));
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let mut results: Vec<(usize, Result<Written>)> = Vec::with_capacity(jobs.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            let (jobs, next) = (&jobs, &next);
            scope.spawn(move || {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = write_one(world, options, *job);
                    let is_over = result.is_err();
                    let place = layout_place(job) * options.months + job.month;
                    if sender.send((place, result)).is_err() || is_over {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for (place, result) in receiver {
            let job = layout::ALL[place / options.months].source.to_owned();
            results.push((place, result));
            let done = STEPS + results.len() as u64;
            progress(Progress { step: job, done, total: STEPS + jobs.len() as u64 });
        }
    });
    results.sort_by_key(|(place, _)| *place);
    let count = results.len();
    let mut files = Vec::with_capacity(count);
    for (place, result) in results {
        let (source, month) = (layout::ALL[place / options.months].source, place % options.months);
        files.push((source, month, result?));
    }
    if count < jobs.len() {
        return Err(Error::Worker("deliveries".to_owned()));
    }
    Ok(files)
}

fn layout_place(job: &Job) -> usize {
    layout::ALL.iter().position(|layout| layout.source == job.layout.source).unwrap_or(0)
}

fn write_one(world: &World, options: &SynthOptions, job: Job) -> Result<Written> {
    let month = world.clock.month(job.month);
    let mut delivery =
        Delivery::create(job.layout, month, &options.out, options.seed, options.dirt_share)?;
    sources::write(world, job.layout.source, job.month, &mut delivery)?;
    delivery.finish(is_resent(options, job))
}

/// Two offices send one month's file a second time.
fn is_resent(options: &SynthOptions, job: Job) -> bool {
    let month = match job.layout.source {
        "referrals" => options.months / 3,
        "work_registrations" => options.months / 2,
        _ => return false,
    };
    options.dirt_share > 0.0 && options.months >= 3 && job.month == month
}

/// Totals by source.
pub(crate) fn summarise(files: &Files) -> Vec<SourceSummary> {
    let of = |source: &'static str| {
        let mut summary = SourceSummary { source, files: 0, rows: 0, bytes: 0, faulty_rows: 0 };
        for (_, _, written) in files.iter().filter(|(one, ..)| *one == source) {
            let copies = u64::from(written.resent.is_some());
            summary.files += u64::from(!written.file.is_empty()) + copies;
            summary.rows += written.rows;
            summary.bytes += written.bytes * (1 + copies);
            summary.faulty_rows += written.faults.iter().sum::<u64>();
        }
        summary
    };
    layout::ALL.iter().map(|layout| of(layout.source)).collect()
}
