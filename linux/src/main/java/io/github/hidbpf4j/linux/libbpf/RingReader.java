package io.github.hidbpf4j.linux.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.github.hidbpf4j.linux.call.SystemError;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a ring buffer of the kernel. For one thread at a time. */
public final class RingReader implements AutoCloseable {
  private final LibbpfCalls calls;
  private final String subject;
  private final Arena arena;
  private final MemorySegment ring;
  private final Samples samples;
  private boolean closed;

  private RingReader(
      LibbpfCalls calls, String subject, Arena arena, MemorySegment ring, Samples samples) {
    this.calls = calls;
    this.subject = subject;
    this.arena = arena;
    this.ring = ring;
    this.samples = samples;
  }

  /** Passes samples on, and keeps exceptions: nothing may be thrown into C. */
  private static final class Samples implements LibbpfCalls.SampleReader {
    private final Consumer<byte[]> reader;
    private @Nullable RuntimeException thrown;

    Samples(Consumer<byte[]> reader) {
      this.reader = reader;
    }

    @Override
    public void sample(MemorySegment sample) {
      try {
        if (thrown == null) {
          reader.accept(sample.toArray(JAVA_BYTE));
        }
      } catch (RuntimeException e) {
        thrown = e;
      }
    }

    void rethrow() {
      RuntimeException e = thrown;
      thrown = null;
      if (e != null) {
        throw e;
      }
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // the arena is closed with the reader
  static RingReader open(LibbpfCalls calls, String subject, int map, Consumer<byte[]> reader) {
    Arena arena = Arena.ofShared();
    Samples samples = new Samples(reader);
    try {
      return new RingReader(calls, subject, arena, calls.openRing(map, samples, arena), samples);
    } catch (LibbpfCalls.Failure e) {
      arena.close();
      throw KernelObject.refusal(e.function(), subject, e.result(), List.of());
    }
  }

  /**
   * Reads the pending samples.
   *
   * @return how many there were
   * @throws LibbpfException if it cannot be read
   */
  public int consume() {
    return result("ring_buffer__consume", calls.consumeRing(ring));
  }

  /**
   * Waits until there is a sample, and reads the pending ones.
   *
   * @param millis for how long at most
   * @return how many there were
   * @throws LibbpfException if it cannot be read
   */
  public int poll(int millis) {
    int result = calls.pollRing(ring, millis);
    return result == SystemError.EINTR.result() ? 0 : result("ring_buffer__poll", result);
  }

  private int result(String call, int result) {
    samples.rethrow();
    if (result < 0) {
      throw KernelObject.refusal(call, subject, result, List.of());
    }
    return result;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.closeRing(ring);
      arena.close();
    }
  }
}
