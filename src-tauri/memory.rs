//! Memory that is given back to the system.

/// A buffer of so many bytes or more has pages of its own.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 1 << 20;

/// Has large buffers given back as soon as they are free. That is how glibc begins; but it raises its limit to the
/// largest buffer that was ever freed, and from then on each thread keeps up to twice as much: answers of 6 MiB left
/// another 24 of nothing.
///
/// To be called before there is another thread.
pub(crate) fn give_back_large_buffers() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it sets a number of the allocator, which any program may do at any time. Where it is refused all stays as
    // it was.
    #[allow(unsafe_code)]
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
    }
}
