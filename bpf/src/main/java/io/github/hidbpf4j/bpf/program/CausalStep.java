package io.github.hidbpf4j.bpf.program;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An instruction on the path that failed which decided over a value at fault.
 *
 * @param slot the instruction
 * @param line its source line; null when the object does not say
 * @param what what it did, as "R0: the result of bpf_map_lookup_elem()"
 */
public record CausalStep(int slot, @Nullable LineInfo line, String what) {
  // Written out: what javac makes for a record is linked at first use, which delays start-up.
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
