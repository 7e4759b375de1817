package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import org.jspecify.annotations.Nullable;

/**
 * The result of a load from the context ({@code struct bpf_insn_access_aux}).
 *
 * @param type {@code RegisterType} of the loaded register
 * @param btf for a pointer to a struct: the BTF of its type
 * @param btfId for a pointer to a struct: its id
 * @param returned for the return value of the function, if the hook limits its range (LSM): that
 *     range
 */
public record ContextAccess(
    int type, @Nullable Btf btf, int btfId, @Nullable ReturnRange returned) {}
