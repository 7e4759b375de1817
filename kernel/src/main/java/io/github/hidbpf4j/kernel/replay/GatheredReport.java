package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.report.ReportBytes;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.OutcomeView;
import io.github.hidbpf4j.kernel.event.SentView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A report of the device and its immediate results: a {@link ReplayEvent} in reused memory. */
public final class GatheredReport {
  private static final int USUAL_LENGTH = 64;

  /** A report that a reader got. */
  public static final class Output {
    private byte[] report = new byte[USUAL_LENGTH];
    private int length;
    private Delivery delivery = Delivery.UNCHANGED;
    private @Nullable ReportDescriptor reports;

    void set(OutcomeView outcome, Delivery got) {
      length = outcome.outputLength();
      report = copy(outcome.output(), length, report);
      delivery = got;
      reports = outcome.reports();
    }

    /** Creates the equivalent of an object. */
    public static Output of(ReplayEvent.Output output) {
      Output same = new Output();
      same.report = output.report();
      same.length = output.report().length;
      same.delivery = output.delivery();
      same.reports = output.reports();
      return same;
    }

    /** An array that starts with its bytes. */
    public byte[] report() {
      return report;
    }

    /** Its length in bytes. */
    public int length() {
      return length;
    }

    /** How it compares with what the device sent. */
    public Delivery delivery() {
      return delivery;
    }

    /** The descriptor in use when it was delivered; null when there was none. */
    public @Nullable ReportDescriptor reports() {
      return reports;
    }

    /** Whether a program sent it in addition. */
    public boolean injected() {
      return delivery == Delivery.INJECTED;
    }
  }

  private long index;
  private long micros;
  private byte[] input = new byte[USUAL_LENGTH];
  private int inputLength;
  private Output[] outputs = {new Output(), new Output()};
  private int count;
  private String dropped = "";

  /** The report in progress during which this one arrived. */
  @Nullable GatheredReport before;

  GatheredReport() {}

  private static byte[] copy(byte[] from, int length, byte[] to) {
    byte[] bytes = to.length < length ? new byte[length] : to;
    ReportBytes.copy(from, 0, bytes, 0, length);
    return bytes;
  }

  /** Creates the equivalent of an object. */
  public static GatheredReport of(ReplayEvent event) {
    GatheredReport same = new GatheredReport();
    same.index = event.index();
    same.input = event.input();
    same.inputLength = event.input().length;
    same.outputs = event.output().stream().map(Output::of).toArray(Output[]::new);
    same.count = same.outputs.length;
    same.end(event.micros(), event.dropped());
    return same;
  }

  void begin(SentView sent, @Nullable GatheredReport around) {
    index = sent.index();
    inputLength = sent.length();
    input = copy(sent.report(), inputLength, input);
    count = 0;
    before = around;
  }

  void add(OutcomeView outcome, Delivery got) {
    if (count == outputs.length) {
      outputs = Arrays.copyOf(outputs, 2 * count + 1);
      for (int i = count; i < outputs.length; i++) {
        outputs[i] = new Output();
      }
    }
    outputs[count++].set(outcome, got);
  }

  void end(long time, String why) {
    micros = time;
    dropped = why;
  }

  /** Its number in the replay, from 0. */
  public long index() {
    return index;
  }

  /** Its time. */
  public long micros() {
    return micros;
  }

  /** An array that starts with the bytes sent by the device. */
  public byte[] input() {
    return input;
  }

  /** Number of bytes sent by the device. */
  public int inputLength() {
    return inputLength;
  }

  /** Number of reports that a hidraw reader got. */
  public int outputs() {
    return count;
  }

  /** One of the reports that a hidraw reader got, in order. */
  public Output output(int number) {
    if (number >= count) {
      throw new IndexOutOfBoundsException(number);
    }
    return outputs[number];
  }

  /** Why the event itself did not get through; empty when it did. */
  public String dropped() {
    return dropped;
  }

  /** The fate of the event itself. */
  public ReplayEvent.Result result() {
    if (isDropped()) {
      return ReplayEvent.Result.DROPPED;
    }
    ReplayEvent.Result result = ReplayEvent.Result.CHANGED;
    for (int i = 0; i < count; i++) {
      switch (outputs[i].delivery) {
        case UNCHANGED -> {
          return ReplayEvent.Result.UNCHANGED;
        }
        case REINTERPRETED -> result = ReplayEvent.Result.REINTERPRETED;
        case CHANGED, INJECTED -> {}
      }
    }
    return result;
  }

  /** Whether the event itself did not get through. */
  public boolean isDropped() {
    return !dropped.isEmpty();
  }

  /** Whether a reader got exactly what the device sent, with the same meaning, and nothing else. */
  public boolean isUnchanged() {
    return count == 1 && outputs[0].delivery == Delivery.UNCHANGED;
  }

  /** An equivalent object that can be kept. */
  ReplayEvent event() {
    List<ReplayEvent.Output> got = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Output o = outputs[i];
      got.add(new ReplayEvent.Output(Arrays.copyOf(o.report, o.length), o.delivery, o.reports));
    }
    return new ReplayEvent(
        index, micros, Arrays.copyOf(input, inputLength), List.copyOf(got), dropped);
  }
}
