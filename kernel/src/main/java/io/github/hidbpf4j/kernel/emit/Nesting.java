package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.Cause;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The nested activities of one thread, innermost last. */
final class Nesting {
  static final byte[] NOTHING = {};

  /** Initial capacity in bytes. */
  static final int USUAL_LENGTH = 64;

  /** A run of a program. */
  static final class Run {
    final long began;
    final long number;
    final String program;
    final String function;
    final Cause before;
    long instructions;

    Run(long began, long number, String program, String function, Cause before) {
      this.began = began;
      this.number = number;
      this.program = program;
      this.function = function;
      this.before = before;
    }
  }

  /** A request on its way to the device; with the cause it came from. */
  record Request(long number, RecordedRequest.Origin origin, Cause before, int outerDevice) {}

  /** A call of the transport. */
  record Call(long began, long number, RecordedRequest.@Nullable Origin origin) {}

  private final ArrayDeque<Run> runs = new ArrayDeque<>();
  private @Nullable Run innermost;
  final ArrayDeque<Arrival> inputs = new ArrayDeque<>();
  final ArrayDeque<Request> requests = new ArrayDeque<>();
  final ArrayDeque<Call> calls = new ArrayDeque<>();
  @Nullable Sending sending;

  /** Finished entries, to be reused. */
  private final ArrayDeque<Sending> unusedSendings = new ArrayDeque<>();

  private final ArrayDeque<Arrival> unusedInputs = new ArrayDeque<>();

  // The current cause; turned into an object on demand.
  private Cause.Kind causeKind = Cause.Kind.NONE;
  private long causeNumber;
  private @Nullable Cause cause = Cause.NONE;

  int device;

  /** The program that is fixing a descriptor. */
  String fixing = "";

  /** The number of the innermost run; 0 for none. */
  long run() {
    Run run = innermost;
    return run == null ? 0 : run.number;
  }

  /** The innermost run. */
  @Nullable Run innermost() {
    return innermost;
  }

  void enter(Run run) {
    runs.addLast(run);
    innermost = run;
  }

  /** Ends the innermost run and returns it; null if there is none. */
  @Nullable Run leave() {
    Run over = runs.pollLast();
    innermost = runs.peekLast();
    return over;
  }

  Cause.Kind causeKind() {
    return causeKind;
  }

  long causeNumber() {
    return causeNumber;
  }

  /** The current cause. */
  Cause cause() {
    Cause known = cause;
    if (known == null) {
      known = new Cause(causeKind, causeNumber);
      cause = known;
    }
    return known;
  }

  void setCause(Cause of) {
    causeKind = of.kind();
    causeNumber = of.number();
    cause = of;
  }

  void setCause(Cause.Kind kind, long number) {
    causeKind = kind;
    causeNumber = number;
    cause = kind == Cause.Kind.NONE ? Cause.NONE : null;
  }

  Sending newSending() {
    Sending unused = unusedSendings.pollLast();
    return unused == null ? new Sending() : unused;
  }

  void release(Sending over) {
    unusedSendings.addLast(over);
  }

  Arrival newInput() {
    Arrival unused = unusedInputs.pollLast();
    return unused == null ? new Arrival() : unused;
  }

  void release(Arrival over) {
    over.clear();
    unusedInputs.addLast(over);
  }
}
