package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one report on its way to the host, emitted when its processing ends: one for each
 * incoming report. A report that a program injects while another is processed comes before it.
 *
 * @param at when and where it happened, and what of
 * @param type type of the report
 * @param sender who sent it
 * @param by the program that injected it; "" for others
 * @param input its bytes on arrival
 * @param dispatched whether it reached the hooks
 * @param steps what programs did to it, in their order
 * @param output its bytes after the hooks
 * @param fate where it ended
 */
public record InputOutcome(
    Stamp at,
    ReportType type,
    Sender sender,
    String by,
    byte[] input,
    boolean dispatched,
    List<Step> steps,
    byte[] output,
    Fate fate)
    implements KernelEvent, OutcomeView {
  /** Copies the steps. */
  public InputOutcome {
    steps = List.copyOf(steps);
  }

  /** Who sends a report. */
  public enum Sender {
    /** The device. */
    DEVICE,
    /** A program. */
    PROGRAM,
    /** The kernel: also the device's answer to its request. */
    KERNEL
  }

  /**
   * The effect of one program.
   *
   * @param program its name
   * @param result what it returned
   * @param changed whether it changed bytes of the buffer
   * @param size length of the report after it
   */
  public record Step(String program, int result, boolean changed, int size) {}

  /** Where it ended. */
  public sealed interface Fate {}

  /**
   * It reached a reader.
   *
   * @param delivery how it compares with what the device sent
   * @param reports the descriptor in use; null when there is none
   */
  public record Delivered(Delivery delivery, @Nullable ReportDescriptor reports) implements Fate {}

  /**
   * It was dropped.
   *
   * @param stage where it was dropped
   * @param program the program that dropped it; "" if no program did
   * @param ret the result that the core returned to the sender
   * @param reason why, in the kernel's words if any; "" if a program dropped it
   */
  public record Dropped(Stage stage, String program, int ret, String reason) implements Fate {}

  /** Where reports are dropped. */
  public enum Stage {
    /** The core refused it: the input lock is taken, or there is no driver. */
    REFUSED,
    /** The hooks: a program returned an error, or a size beyond the buffer. */
    HOOKS,
    /** The core, after the hooks: an empty report, or an undefined id. */
    LOOKUP,
    /** The length check: {@code hid_report_raw_event}. */
    LENGTH,
    /** The reader's queue is full. */
    QUEUE,
    /** There is no reader. */
    NO_READER
  }

  /** {@return how it was delivered; null when it was dropped} */
  public @Nullable Delivered delivered() {
    return fate instanceof Delivered d ? d : null;
  }

  @Override
  public long nanos() {
    return at.nanos();
  }

  @Override
  public Cause.Kind causeKind() {
    return at.cause().kind();
  }

  @Override
  public long causeNumber() {
    return at.cause().number();
  }

  @Override
  public int chain() {
    return at.chain();
  }

  @Override
  public int inputLength() {
    return input.length;
  }

  @Override
  public int outputLength() {
    return output.length;
  }

  @Override
  public @Nullable Delivery delivery() {
    return fate instanceof Delivered d ? d.delivery : null;
  }

  @Override
  public @Nullable ReportDescriptor reports() {
    return fate instanceof Delivered d ? d.reports : null;
  }

  @Override
  public @Nullable Stage stage() {
    return fate instanceof Dropped d ? d.stage : null;
  }

  @Override
  public String droppedBy() {
    return fate instanceof Dropped d ? d.program : "";
  }

  @Override
  public int ret() {
    return fate instanceof Dropped d ? d.ret : 0;
  }

  @Override
  public String reason() {
    return fate instanceof Dropped d ? d.reason : "";
  }

  @Override
  public InputOutcome event() {
    return this;
  }
}
