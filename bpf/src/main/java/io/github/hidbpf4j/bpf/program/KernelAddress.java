package io.github.hidbpf4j.bpf.program;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;

/**
 * Addresses of a kernel's functions and variables, by id in its BTF, as in {@code kallsyms}.
 * Linker, verifier, disassembler and engines use the same addresses, which are never near NULL: the
 * verifier assumes that the address of a symbol is not NULL, nor any pointer less than {@code
 * BPF_MAX_VAR_OFF} (2^29) away from it ({@code check_pseudo_btf_id}, {@code reg_not_null} of {@code
 * kernel/bpf/verifier.c}, Linux 6.12).
 *
 * <p>There is no memory at these addresses. For a variable that programs may read directly, engines
 * use the address of its memory instead: {@link #isReadable}.
 */
public final class KernelAddress {
  /** Where the kernel's text begins without randomised addresses. */
  private static final long TEXT = 0xffff_ffff_8100_0000L;

  private static final long DATA = 0xffff_ffff_8200_0000L;
  private static final int ALIGN = 16;
  private static final String PER_CPU = ".data..percpu";

  private KernelAddress() {}

  /**
   * {@return the address of a function or variable; 0 for other ids}
   *
   * @param kernel BTF of the kernel
   * @param id BTF id of a FUNC or VAR; any other number is allowed
   */
  public static long of(Btf kernel, int id) {
    if (id <= 0 || id > kernel.size()) {
      return 0;
    }
    BtfType type = kernel.type(id);
    if (type instanceof BtfType.Func) {
      return TEXT + (long) ALIGN * id;
    }
    return type instanceof BtfType.Var ? DATA + (long) ALIGN * id : 0;
  }

  /**
   * {@return whether a variable exists once for each CPU: it is in {@code .data..percpu}}
   *
   * @param kernel BTF of the kernel
   * @param id BTF id of the VAR
   */
  public static boolean isPerCpu(Btf kernel, int id) {
    return kernel
        .find(PER_CPU, BtfType.DataSection.class)
        .map(kernel::type)
        .filter(
            t ->
                t instanceof BtfType.DataSection d
                    && d.vars().stream().anyMatch(v -> v.type() == id))
        .isPresent();
  }

  /**
   * {@return whether programs may read the memory at the address, which is so for variables}
   *
   * @param kernel BTF of the kernel
   * @param id BTF id of a FUNC or VAR; any other number is allowed
   */
  public static boolean isReadable(Btf kernel, int id) {
    return id > 0 && id <= kernel.size() && kernel.type(id) instanceof BtfType.Var;
  }
}
