package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What programs must have in common to share a prog_array: the first one that uses it, or is stored
 * in it, decides for good ({@code bpf_prog_map_compatible}, Linux 6.12 kernel/bpf/core.c).
 *
 * @param type program type
 * @param jited whether it runs compiled
 * @param expectedAttachType expected attach type; the member index of a struct_ops program
 * @param attachFunction the function it attaches to, compared by equals; null for none
 */
public record ProgramOwner(
    ProgramType type, boolean jited, int expectedAttachType, @Nullable Object attachFunction) {

  /** Whether a program like {@code other} may join. */
  public boolean accepts(ProgramOwner other) {
    if (type != other.type
        || jited != other.jited
        || expectedAttachType != other.expectedAttachType) {
      return false;
    }
    return switch (type) {
      case TRACING, LSM, EXT, STRUCT_OPS -> Objects.equals(attachFunction, other.attachFunction);
      default -> true;
    };
  }
}
