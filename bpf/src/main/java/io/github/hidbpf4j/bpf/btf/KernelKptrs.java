package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.Errno;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which kernel structs a referenced kptr may point to: those with a destructor that the kernel
 * knows, because it must free what a map still holds ({@code btf_parse_kptr} in {@code
 * kernel/bpf/btf.c}, Linux 6.12). A struct whose name the kernel does not have is the program's
 * own.
 */
public final class KernelKptrs implements KptrPolicy {
  /**
   * Arguments of {@code register_btf_id_dtor_kfuncs} in {@code kernel/bpf/helpers.c}, {@code
   * cpumask.c}, {@code crypto.c}, {@code net/bpf/test_run.c} and the BPF test module.
   */
  private static final Set<String> WITH_DESTRUCTOR =
      Set.of(
          "task_struct",
          "cgroup",
          KernelTypeNames.CPUMASK,
          KernelTypeNames.CRYPTO_CONTEXT,
          "prog_test_ref_kfunc",
          "prog_test_member",
          "bpf_testmod_ctx");

  private final @Nullable Btf kernel;

  /**
   * Creates a policy for one kernel.
   *
   * @param kernel types of the kernel, null if it has no BTF
   */
  public KernelKptrs(@Nullable Btf kernel) {
    this.kernel = kernel;
  }

  /** Whether a struct of this name is the kernel's. */
  boolean isKernel(String struct) {
    return kernel != null && kernel.findStruct(struct).isPresent();
  }

  @Override
  public @Nullable Errno refuse(String struct, BtfFieldType type) {
    return type == BtfFieldType.KPTR_REF && isKernel(struct) && !WITH_DESTRUCTOR.contains(struct)
        ? Errno.ENOENT
        : null;
  }
}
