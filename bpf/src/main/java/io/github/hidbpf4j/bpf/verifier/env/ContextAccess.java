package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import org.jspecify.annotations.Nullable;

/**
 * What a load from the context gives ({@code struct bpf_insn_access_aux}).
 *
 * @param type {@code RegisterType} of the loaded register
 * @param btf for a pointer to a struct: where its type is from
 * @param btfId for a pointer to a struct: its id
 * @param returned for the value that the function returned, where the hook fixes its range (LSM):
 *     that range
 */
public record ContextAccess(
    int type, @Nullable Btf btf, int btfId, @Nullable ReturnRange returned) {}
