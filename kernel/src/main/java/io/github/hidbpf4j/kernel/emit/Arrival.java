package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.hid.report.ReportBytes;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.InputOutcome.Sender;
import io.github.hidbpf4j.kernel.event.InputOutcome.Stage;
import io.github.hidbpf4j.kernel.event.OutcomeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A report on its way to the host, and finally its outcome. Reused for the next one. */
final class Arrival extends ReusedStamp implements OutcomeView {
  private ReportType type = ReportType.INPUT;
  private Sender sender = Sender.DEVICE;
  private String by = "";
  private byte[] input = new byte[Nesting.USUAL_LENGTH];
  private int inputLength;
  private boolean dispatched;
  private byte[] output = new byte[Nesting.USUAL_LENGTH];

  /** Negative if unchanged. */
  private int outputLength;

  private @Nullable Delivery delivery;
  private @Nullable ReportDescriptor reports;
  private @Nullable Stage stage;
  private String droppedBy = "";
  private int ret;
  private String reason = "";
  private @Nullable InputOutcome made;

  /** The sending, if the device sent it. */
  private @Nullable Sending sending;

  /** The device that the thread was handling before. */
  int outerDevice;

  /** Whether some reader has got it. */
  private boolean queued;

  // The effects of programs, in order.
  private int steps;
  private String[] programs = new String[2];
  private int[] results = new int[2];
  private int[] sizes = new int[2];
  private boolean[] changes = new boolean[2];

  /** The event buffer before the current program. */
  private byte[] before = new byte[Nesting.USUAL_LENGTH];

  /** The report arrives at the core. */
  void begin(ReportType reportType, Sender from, ReportView data, int outer) {
    begin(reportType, from);
    inputLength = length(data);
    input = copy(data, input, inputLength);
    outerDevice = outer;
  }

  private void begin(ReportType reportType, Sender from) {
    type = reportType;
    sender = from;
    by = "";
    dispatched = false;
    outputLength = -1;
    delivery = null;
    stage = null;
    droppedBy = "";
    ret = 0;
    reason = "";
    queued = false;
    steps = 0;
  }

  /** The device sent the report, but it does not reach the core. */
  void begin(Sending sent) {
    begin(ReportType.INPUT, Sender.DEVICE);
    inputLength = sent.length();
    if (input.length < inputLength) {
      input = new byte[inputLength];
    }
    ReportBytes.copy(sent.report(), 0, input, 0, inputLength);
  }

  private static int length(ReportView data) {
    return Math.max(0, Math.min(data.size(), data.bufferSize()));
  }

  private static byte[] copy(ReportView data, byte[] to, int count) {
    byte[] bytes = to.length < count ? new byte[count] : to;
    data.copyTo(bytes, 0, count);
    return bytes;
  }

  void from(@Nullable Sending sent) {
    sending = sent;
  }

  @Nullable Sending sending() {
    return sending;
  }

  void dispatched(ReportView data) {
    dispatched = true;
    outputLength = length(data);
    output = copy(data, output, outputLength);
  }

  void queued() {
    queued = true;
  }

  boolean isQueued() {
    return queued;
  }

  void drop(Stage where, String program, int result, String why) {
    stage = where;
    droppedBy = program;
    ret = result;
    reason = why;
  }

  /** The report was dropped or delivered. */
  void end(@Nullable Delivery got, @Nullable ReportDescriptor inUse, String injector) {
    by = injector;
    delivery = got;
    reports = inUse;
    if (got != null) {
      stage = null;
      droppedBy = "";
      ret = 0;
      reason = "";
    } else if (stage == null) {
      drop(Stage.NO_READER, "", 0, "no reader");
    }
  }

  /** Clears references after use, so that their targets can be garbage-collected. */
  void clear() {
    reports = null;
    made = null;
    sending = null;
  }

  // ---- programs

  /** A program starts to process this buffer. */
  void stepBegins(ArenaMemory memory, long buffer, int size) {
    if (before.length < size) {
      before = new byte[size];
    }
    ReportBytes.copy(memory.segment(), memory.offset(buffer), before, 0, size);
  }

  /** The program has processed the buffer. */
  void stepEnds(ArenaMemory memory, long buffer, int size, String program, int result, int length) {
    if (steps == results.length) {
      programs = Arrays.copyOf(programs, 2 * steps);
      results = Arrays.copyOf(results, 2 * steps);
      sizes = Arrays.copyOf(sizes, 2 * steps);
      changes = Arrays.copyOf(changes, 2 * steps);
    }
    programs[steps] = program;
    results[steps] = result;
    sizes[steps] = length;
    changes[steps] = !memory.holds(buffer, before, size);
    steps++;
  }

  /** The program that returned the error of the hooks, or the size that was too large. */
  String blamed(int error) {
    if (steps > 0 && results[steps - 1] == error) {
      return programs[steps - 1];
    }
    for (int i = steps - 1; i >= 0; i--) {
      if (results[i] > 0) {
        return programs[i];
      }
    }
    return steps == 0 ? "" : programs[steps - 1];
  }

  // ---- as sinks see it

  @Override
  public ReportType type() {
    return type;
  }

  @Override
  public Sender sender() {
    return sender;
  }

  @Override
  public String by() {
    return by;
  }

  @Override
  public byte[] input() {
    return input;
  }

  @Override
  public int inputLength() {
    return inputLength;
  }

  @Override
  public boolean dispatched() {
    return dispatched;
  }

  @Override
  public byte[] output() {
    return outputLength < 0 ? input : output;
  }

  @Override
  public int outputLength() {
    return outputLength < 0 ? inputLength : outputLength;
  }

  @Override
  public @Nullable Delivery delivery() {
    return delivery;
  }

  @Override
  public @Nullable ReportDescriptor reports() {
    return reports;
  }

  @Override
  public @Nullable Stage stage() {
    return stage;
  }

  @Override
  public String droppedBy() {
    return droppedBy;
  }

  @Override
  public int ret() {
    return ret;
  }

  @Override
  public String reason() {
    return reason;
  }

  @Override
  public InputOutcome event() {
    InputOutcome outcome = made;
    if (outcome == null) {
      List<InputOutcome.Step> all = new ArrayList<>(steps);
      for (int i = 0; i < steps; i++) {
        all.add(new InputOutcome.Step(programs[i], results[i], changes[i], sizes[i]));
      }
      Stage where = stage;
      byte[] in = Arrays.copyOf(input, inputLength);
      Delivery got = delivery;
      outcome =
          new InputOutcome(
              at(),
              type,
              sender,
              by,
              in,
              dispatched,
              all,
              outputLength < 0 ? in : Arrays.copyOf(output, outputLength),
              got != null
                  ? new InputOutcome.Delivered(got, reports)
                  : new InputOutcome.Dropped(
                      where == null ? Stage.NO_READER : where, droppedBy, ret, reason));
      made = outcome;
    }
    return outcome;
  }
}
