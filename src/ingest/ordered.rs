//! Lets threads enter a section in the order of their chunks, so that results do not depend on their number.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// State that chunk 0, 1, 2 … may change one after the other.
pub(crate) struct Ordered<T> {
    inner: Mutex<Turn<T>>,
    ready: Condvar,
}

struct Turn<T> {
    next: u64,
    is_abandoned: bool,
    state: T,
}

impl<T> Ordered<T> {
    pub(crate) fn new(state: T) -> Self {
        Self {
            inner: Mutex::new(Turn { next: 0, is_abandoned: false, state }),
            ready: Condvar::new(),
        }
    }

    /// Waits for the turn of `index` and runs `work`; `None` where another thread gave up.
    pub(crate) fn enter<R>(&self, index: u64, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut turn = self.lock();
        while turn.next != index && !turn.is_abandoned {
            turn = self.ready.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        if turn.is_abandoned {
            return None;
        }
        let result = work(&mut turn.state);
        turn.next += 1;
        self.ready.notify_all();
        Some(result)
    }

    /// Wakes every waiting thread, whose turn will never come.
    pub(crate) fn abandon(&self) {
        self.lock().is_abandoned = true;
        self.ready.notify_all();
    }

    pub(crate) fn into_state(self) -> T {
        self.inner.into_inner().unwrap_or_else(PoisonError::into_inner).state
    }

    fn lock(&self) -> MutexGuard<'_, Turn<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs `abandon` unless it is disarmed: also when a thread panics.
pub(crate) struct OnLeave<F: FnMut()> {
    abandon: F,
    is_armed: bool,
}

impl<F: FnMut()> OnLeave<F> {
    pub(crate) fn new(abandon: F) -> Self {
        Self { abandon, is_armed: true }
    }

    pub(crate) fn disarm(&mut self) {
        self.is_armed = false;
    }
}

impl<F: FnMut()> Drop for OnLeave<F> {
    fn drop(&mut self) {
        if self.is_armed {
            (self.abandon)();
        }
    }
}
