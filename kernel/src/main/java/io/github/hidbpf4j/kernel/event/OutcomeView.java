package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one report on its way to the host: what {@link InputOutcome} says, in memory that
 * may be used again. Valid during the call only, its bytes not to be modified.
 */
public interface OutcomeView extends StampView {
  /** {@return the type of the report} */
  ReportType type();

  /** {@return who sent it} */
  InputOutcome.Sender sender();

  /** {@return the program that injected it; "" for others} */
  String by();

  /** {@return an array that begins with its bytes as it came in} */
  byte[] input();

  /** {@return how many bytes came in} */
  int inputLength();

  /** {@return whether it reached the hooks} */
  boolean dispatched();

  /** {@return an array that begins with its bytes after the hooks} */
  byte[] output();

  /** {@return how many bytes it has after the hooks} */
  int outputLength();

  /** {@return what a reader got beside what the device sent; null where it was dropped} */
  @Nullable Delivery delivery();

  /** {@return the descriptor in use where a reader got it; null when there is none} */
  @Nullable ReportDescriptor reports();

  /** {@return where on its way it was dropped; null where a reader got it} */
  InputOutcome.@Nullable Stage stage();

  /** {@return the program that dropped it; "" where none did} */
  String droppedBy();

  /**
   * {@return the result that the core returned to the sender of a report that was dropped, or 0}
   */
  int ret();

  /** {@return why it was dropped, in the kernel's words; "" where a program did, or nobody} */
  String reason();

  /** {@return what the hooks answered: 0, or the negative errno that dropped the report} */
  default int hooksResult() {
    return stage() == InputOutcome.Stage.HOOKS ? ret() : 0;
  }

  /** {@return whether a program injected it other than in the middle of a report of the device} */
  default boolean isInjectedLater() {
    return sender() != InputOutcome.Sender.DEVICE && causeKind() != Cause.Kind.REPORT;
  }

  /** {@return an event that says the same, and can be kept} */
  InputOutcome event();
}
