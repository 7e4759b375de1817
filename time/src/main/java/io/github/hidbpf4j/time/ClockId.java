package io.github.hidbpf4j.time;

/** The clocks that programs and devices read, named as in {@code clock_gettime(2)}. */
public enum ClockId {
  /** Wall time since 1970. */
  REALTIME,
  /** Time since start, steady. */
  MONOTONIC,
  /** Like MONOTONIC, but including suspend. */
  BOOTTIME,
  /** International atomic time. */
  TAI
}
