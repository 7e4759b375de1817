package io.github.hidbpf4j.bpf.verifier.scalar;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the views of a value agree with each other ({@code reg_bounds_sanity_check}). They
 * may disagree on a path that no run can take.
 */
public final class BoundsSanity {
  /**
   * Checks, and on a contradiction writes the kernel's line and, unless the load asked for strict
   * invariants, clears the bounds.
   *
   * @param context what was being done, for the line: {@code alu}, {@code true_reg1}, ...
   * @param testRegInvariants whether flag {@code BPF_F_TEST_REG_INVARIANTS} makes it an error
   * @param log receives the line, without line end
   * @return false if the program must be refused with {@code EFAULT}
   */
  public static boolean check(
      ScalarValue v, String context, boolean testRegInvariants, Consumer<String> log) {
    String fault = fault(v);
    if (fault == null) {
      return true;
    }
    log.accept(v.domain.violation(v, context, fault));
    if (testRegInvariants) {
      return false;
    }
    v.markUnbounded();
    return true;
  }

  /** What is contradictory, in the kernel's words, or null. */
  public static @Nullable String fault(ScalarValue v) {
    if (isRangeEmpty(v)) {
      return "range bounds violation";
    }
    if (v.isConst() && !v.domain.isOnly(v, v.tnum.value())) {
      return "const tnum out of sync with range bounds";
    }
    if (v.isConst32() && !v.domain.isOnly32(v, (int) v.tnum.value())) {
      return "const subreg tnum out of sync with range bounds";
    }
    return null;
  }

  /** Whether no number is within the bounds ({@code range_bounds_violation}). */
  public static boolean isRangeEmpty(ScalarValue v) {
    return v.domain.isEmpty(v);
  }

  private BoundsSanity() {}
}
