package io.github.hidbpf4j.bpf.verifier.scalar;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the views of a value agree with each other ({@code reg_bounds_sanity_check} of Linux
 * 6.12). They may not where the verifier follows a path that no run can take.
 */
public final class BoundsSanity {
  /**
   * Checks, and on a contradiction writes the kernel's line and, unless the load asked for strict
   * invariants, forgets the bounds.
   *
   * @param context what was being done, for the line: {@code alu}, {@code true_reg1}, ...
   * @param testRegInvariants whether flag {@code BPF_F_TEST_REG_INVARIANTS} makes it an error
   * @param log takes the line, without line end
   * @return false where the program has to be refused with {@code EFAULT}
   */
  public static boolean check(
      ScalarValue v, String context, boolean testRegInvariants, Consumer<String> log) {
    String fault = fault(v);
    if (fault == null) {
      return true;
    }
    log.accept(message(v, context, fault));
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
    if (v.isConst()) {
      long value = v.tnum.value();
      if (v.umin != value || v.umax != value || v.smin != value || v.smax != value) {
        return "const tnum out of sync with range bounds";
      }
    }
    if (v.isConst32()) {
      int value = (int) v.tnum.value();
      if (v.u32Min != value || v.u32Max != value || v.s32Min != value || v.s32Max != value) {
        return "const subreg tnum out of sync with range bounds";
      }
    }
    return null;
  }

  /** Whether no number is within the bounds ({@code range_bounds_violation}). */
  public static boolean isRangeEmpty(ScalarValue v) {
    return Unsigned.less(v.umax, v.umin)
        || v.smin > v.smax
        || Unsigned.less(v.u32Max, v.u32Min)
        || v.s32Min > v.s32Max;
  }

  private static String message(ScalarValue v, String context, String fault) {
    return "REG INVARIANTS VIOLATION (%s): %s u64=[%#x, %#x] s64=[%#x, %#x] u32=[%#x, %#x] s32=[%#x, %#x] var_off=(%#x, %#x)"
        .formatted(
            context,
            fault,
            v.umin,
            v.umax,
            v.smin,
            v.smax,
            v.u32Min,
            v.u32Max,
            v.s32Min,
            v.s32Max,
            v.tnum.value(),
            v.tnum.mask());
  }

  private BoundsSanity() {}
}
