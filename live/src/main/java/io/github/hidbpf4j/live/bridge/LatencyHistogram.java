package io.github.hidbpf4j.live.bridge;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram of durations: each bucket is an eighth wider than the one before, so that a
 * percentile is off by 12 % at most. One thread adds, any thread reads.
 */
public final class LatencyHistogram {
  private static final int PER_OCTAVE = 8;
  private static final int OCTAVES = 40;

  private final AtomicLongArray counts = new AtomicLongArray(PER_OCTAVE * OCTAVES);
  private volatile long most;

  /** Adds a duration in nanoseconds. */
  void add(long nanos) {
    int bucket = bucket(Math.max(0, nanos));
    counts.setRelease(bucket, counts.getPlain(bucket) + 1);
    if (nanos > most) {
      most = nanos;
    }
  }

  private static int bucket(long nanos) {
    if (nanos < PER_OCTAVE) {
      return (int) nanos;
    }
    int octave = 63 - Long.numberOfLeadingZeros(nanos);
    int within = (int) (nanos >>> octave - 3) & PER_OCTAVE - 1;
    return Math.min(PER_OCTAVE * (octave - 2) + within, PER_OCTAVE * OCTAVES - 1);
  }

  private static long top(int bucket) {
    if (bucket < PER_OCTAVE) {
      return bucket;
    }
    int octave = bucket / PER_OCTAVE + 2;
    return (1L << octave) + ((long) (bucket % PER_OCTAVE + 1) << octave - 3) - 1;
  }

  /** How many durations were added. */
  public long count() {
    long sum = 0;
    for (int i = 0; i < counts.length(); i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /** The longest duration in nanoseconds; 0 if there is none. */
  public long most() {
    return most;
  }

  /**
   * The duration in nanoseconds that this part of them did not exceed.
   *
   * @param part of 1, such as 0.99
   */
  public long percentile(double part) {
    long wanted = (long) Math.ceil(count() * part);
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (seen >= wanted && seen > 0) {
        return Math.min(top(i), most);
      }
    }
    return 0;
  }
}
