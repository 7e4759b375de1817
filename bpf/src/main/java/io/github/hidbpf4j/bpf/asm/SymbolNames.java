package io.github.hidbpf4j.bpf.asm;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Names for what instructions refer to by number. A disassembler asks for names, an assembler for
 * numbers. Every method may answer that it does not know.
 */
public interface SymbolNames {
  /** Knows no name. */
  SymbolNames NONE = new SymbolNames() {};

  /** Name of a helper ({@code bpf_map_lookup_elem} for 1), or null. */
  default @Nullable String helper(int id) {
    return null;
  }

  /** Number of a helper. */
  default OptionalInt helperId(String name) {
    return OptionalInt.empty();
  }

  /** Name of a kernel function by BTF id, or null. */
  default @Nullable String kfunc(int btfId) {
    return null;
  }

  /** BTF id of a kernel function. */
  default OptionalInt kfuncId(String name) {
    return OptionalInt.empty();
  }

  /** Address of a kernel function or variable by BTF id; 0 when not known. */
  default long kernelAddress(int btfId) {
    return 0;
  }

  /** Name of a map by the number in {@code imm}, or null. */
  default @Nullable String map(int number) {
    return null;
  }

  /** Number of a map. */
  default OptionalInt mapNumber(String name) {
    return OptionalInt.empty();
  }
}
