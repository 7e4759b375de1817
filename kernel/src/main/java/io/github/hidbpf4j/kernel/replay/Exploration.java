package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.FoldingSink;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.trace.TraceFolding;
import io.github.hidbpf4j.time.Workers;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a replay with many seeds, each of which decides differently about preemption, the order
 * of simultaneous events and the response time of the device, and collects the outcomes. Two
 * replays have the same outcome if the host got the same reports in the same order under the same
 * descriptors, the device got the same requests in the same order with the same results, and the
 * same findings were made; times are ignored.
 */
public final class Exploration {
  private static final int TAIL = 8;

  /** Opens the recording again for each seed. */
  @FunctionalInterface
  public interface Source {
    /** The recording from its start. */
    Input open() throws IOException;
  }

  /** A recording that is closed when its replay is over. */
  public interface Input extends RecordedInput, Closeable {}

  private Exploration() {}

  /**
   * Runs the exploration.
   *
   * @param seeds number of seeds to try
   * @param threads number of replays in parallel
   * @return the outcomes, the most frequent first
   * @throws io.github.hidbpf4j.bpf.BpfException when an object is malformed or refused
   * @throws io.github.hidbpf4j.hid.HidException when the recording turns out malformed
   * @throws IOException when it cannot be read
   */
  public static List<Outcome> run(
      ReplaySetup setup, long firstSeed, long seeds, int threads, Source source)
      throws IOException {
    Map<String, Outcome> outcomes = new HashMap<>();
    AtomicLong next = new AtomicLong();
    Workers.run(
        threads,
        () -> {
          try {
            for (long n = next.getAndIncrement(); n < seeds; n = next.getAndIncrement()) {
              Outcome one = one(setup.toBuilder().seed(firstSeed + n).build(), source);
              synchronized (outcomes) {
                outcomes.merge(one.digest(), one, Exploration::merged);
              }
            }
          } finally {
            // After a failure, the remaining seeds are skipped.
            next.set(seeds);
          }
        });
    return outcomes.values().stream()
        .sorted(
            Comparator.comparingLong(Outcome::seeds).reversed().thenComparingLong(Outcome::seed))
        .toList();
  }

  private static Outcome merged(Outcome a, Outcome b) {
    boolean first = a.length() != b.length() ? a.length() < b.length() : a.seed() < b.seed();
    Outcome best = first ? a : b;
    return new Outcome(
        a.seeds() + b.seeds(),
        best.seed(),
        best.length(),
        best.summary(),
        best.tail(),
        best.digest());
  }

  private static Outcome one(ReplaySetup setup, Source source) throws IOException {
    Digest digest = new Digest();
    long[] length = new long[1];
    ReplaySummary summary;
    try (Input input = source.open()) {
      FoldingSink timeline =
          TraceFolding.before(event -> length[0] += TraceFolding.isShown(event) ? 1 : 0);
      summary = Replay.run(setup, input, digest, timeline);
    }
    return new Outcome(
        1, setup.seed(), length[0], summary, List.copyOf(digest.tail), digest.finish());
  }

  /** Digests what makes up an outcome. */
  private static final class Digest implements EventSink {
    final ArrayDeque<String> tail = new ArrayDeque<>();
    private final MessageDigest sha;
    private final MessageDigest requests;
    private final List<String> findings = new ArrayList<>();
    private @Nullable ReportDescriptor meaning;
    private @Nullable String finished;

    Digest() {
      try {
        sha = MessageDigest.getInstance("SHA-256");
        requests = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void event(KernelEvent event) {
      switch (event) {
        case ReplayStart start -> {
          sha.update(start.descriptorAfter());
          meaning = start.reportsAfter();
        }
        case InputOutcome outcome -> {
          InputOutcome.Delivered delivered = outcome.delivered();
          if (delivered != null) {
            report(outcome.output(), delivered.reports());
          }
        }
        case ProgramEvent.Found found ->
            findings.add(found.finding().kind().id() + " " + found.finding().program());
        default -> {
          RecordedRequest request = ReplayFolding.request(event, 0);
          if (request != null) {
            request(request);
          }
        }
      }
    }

    private void report(byte[] report, @Nullable ReportDescriptor reports) {
      meant(reports);
      sha.update(ByteBuffer.allocate(4).putInt(0, report.length));
      sha.update(report);
      if (tail.size() == TAIL) {
        tail.removeFirst();
      }
      tail.addLast(HexFormat.ofDelimiter(" ").formatHex(report));
    }

    /** The same bytes are a different outcome under a different descriptor. */
    private void meant(@Nullable ReportDescriptor reports) {
      ReportDescriptor last = meaning;
      if (reports != null
          && reports != last
          && (last == null || !Arrays.equals(reports.bytes(), last.bytes()))) {
        sha.update(reports.bytes());
      }
      meaning = reports;
    }

    private void request(RecordedRequest r) {
      requests.update(
          (byte) (r.kind().ordinal() << 4 | r.origin().ordinal() << 2 | r.type().ordinal()));
      requests.update((byte) r.id());
      requests.update(ByteBuffer.allocate(8).putInt(0, r.result()).putInt(4, r.data().length));
      requests.update(r.data());
    }

    String finish() {
      String done = finished;
      if (done == null) {
        sha.update(requests.digest());
        findings.stream()
            .sorted()
            .forEach(f -> sha.update((f + "\n").getBytes(StandardCharsets.UTF_8)));
        done = HexFormat.of().formatHex(sha.digest());
        finished = done;
      }
      return done;
    }
  }
}
