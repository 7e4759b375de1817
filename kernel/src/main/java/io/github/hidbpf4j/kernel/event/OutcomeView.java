package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one report on its way to the host: the contents of an {@link InputOutcome}, in
 * memory that may be reused. Valid only during the call; its bytes must not be modified.
 */
public interface OutcomeView extends StampView {
  /** {@return the type of the report} */
  ReportType type();

  /** {@return who sent it} */
  InputOutcome.Sender sender();

  /** {@return the program that injected it; "" for others} */
  String by();

  /** {@return an array that starts with its bytes on arrival} */
  byte[] input();

  /** {@return its length on arrival} */
  int inputLength();

  /** {@return whether it reached the hooks} */
  boolean dispatched();

  /** {@return an array that starts with its bytes after the hooks} */
  byte[] output();

  /** {@return its length after the hooks} */
  int outputLength();

  /**
   * {@return how the report that a reader got compares with the one sent; null if it was dropped}
   */
  @Nullable Delivery delivery();

  /** {@return the descriptor in use when a reader got it; null when there is none} */
  @Nullable ReportDescriptor reports();

  /** {@return where it was dropped; null if a reader got it} */
  InputOutcome.@Nullable Stage stage();

  /** {@return the program that dropped it; "" if none did} */
  String droppedBy();

  /**
   * {@return the result that the core returned to the sender of a report that was dropped, or 0}
   */
  int ret();

  /**
   * {@return why it was dropped, in the kernel's words; "" if a program dropped it, or it was not
   * dropped}
   */
  String reason();

  /** {@return the result of the hooks: 0, or the negative errno that dropped the report} */
  default int hooksResult() {
    return stage() == InputOutcome.Stage.HOOKS ? ret() : 0;
  }

  /** {@return whether a program injected it other than in the middle of a report of the device} */
  default boolean isInjectedLater() {
    return sender() != InputOutcome.Sender.DEVICE && causeKind() != Cause.Kind.REPORT;
  }

  /** {@return an equivalent event that can be kept} */
  InputOutcome event();
}
