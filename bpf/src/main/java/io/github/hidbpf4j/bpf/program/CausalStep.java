package io.github.hidbpf4j.bpf.program;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An instruction on the failing path that determined a value at fault.
 *
 * @param slot the instruction
 * @param line its source line; null when unknown
 * @param what what it did, as "R0: the result of bpf_map_lookup_elem()"
 */
public record CausalStep(int slot, @Nullable LineInfo line, String what) {
  // Written by hand: the javac-generated method of a record is linked at first use, which delays
  // start-up.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CausalStep that
        && that.slot == slot
        && Objects.equals(that.line, line)
        && that.what.equals(what);
  }

  @Override
  public int hashCode() {
    return 31 * slot + what.hashCode();
  }
}
