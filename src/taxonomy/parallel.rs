//! The same work for many numbers on all cores, with results in order.

/// Runs a function over the numbers below `count` on all cores; results in order.
pub(crate) fn in_parallel<T: Send>(count: usize, function: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = count.div_ceil(threads.max(1)).max(1);
    let function = &function;
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..count)
            .step_by(share)
            .map(|from| {
                let to = (from + share).min(count);
                scope.spawn(move || (from..to).map(function).collect::<Vec<T>>())
            })
            .collect();
        let mut results = Vec::with_capacity(count);
        for worker in workers {
            match worker.join() {
                Ok(part) => results.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}
