package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.btf.Btf;
import org.jspecify.annotations.Nullable;

/**
 * The kernel variable or function that a 64-bit immediate loads ({@code btf_var} of {@code struct
 * bpf_insn_aux_data}).
 *
 * @param type {@code RegisterType} of the loaded register
 * @param btf for a struct: the BTF of its type
 * @param btfId for a struct: its id
 * @param size for memory: its size in bytes
 */
public record KernelVariable(int type, @Nullable Btf btf, int btfId, int size) {
  /** Memory of this size in bytes. */
  public static KernelVariable memory(int type, int size) {
    return new KernelVariable(type, null, 0, size);
  }

  /** A struct. */
  public static KernelVariable struct(int type, Btf btf, int btfId) {
    return new KernelVariable(type, btf, btfId, 0);
  }
}
