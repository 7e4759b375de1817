package io.github.hidbpf4j.bpf.asm;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Names of the helpers, kfuncs and maps that instructions refer to by number. A disassembler asks
 * for names, an assembler for numbers. Any method may not know the answer.
 */
public interface SymbolNames {
  /** Knows no name. */
  SymbolNames NONE = new SymbolNames() {};

  /**
   * Names a helper.
   *
   * @param id number of the helper, as in {@code imm}
   * @return its name ({@code bpf_map_lookup_elem} for 1), or null
   */
  default @Nullable String helper(int id) {
    return null;
  }

  /**
   * Finds a helper.
   *
   * @param name its full name, {@code bpf_map_lookup_elem}
   * @return its number; empty when not known
   */
  default OptionalInt helperId(String name) {
    return OptionalInt.empty();
  }

  /**
   * Names a kernel function.
   *
   * @param btfId its BTF id, as in {@code imm}
   * @return its name, or null
   */
  default @Nullable String kfunc(int btfId) {
    return null;
  }

  /**
   * Finds a kernel function.
   *
   * @param name its name in C
   * @return its BTF id; empty when not known
   */
  default OptionalInt kfuncId(String name) {
    return OptionalInt.empty();
  }

  /**
   * Finds the address of a kernel function or variable.
   *
   * @param btfId its BTF id
   * @return its address; 0 when not known
   */
  default long kernelAddress(int btfId) {
    return 0;
  }

  /**
   * Names a map.
   *
   * @param number its number in {@code imm} of a 64-bit immediate load
   * @return its name, or null
   */
  default @Nullable String map(int number) {
    return null;
  }

  /**
   * Finds a map.
   *
   * @param name its name in the object
   * @return its number for {@code imm}; empty when not known
   */
  default OptionalInt mapNumber(String name) {
    return OptionalInt.empty();
  }
}
