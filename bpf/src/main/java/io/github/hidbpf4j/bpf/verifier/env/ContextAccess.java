package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import org.jspecify.annotations.Nullable;

/**
 * What a load from the context gives ({@code struct bpf_insn_access_aux}). Filled in by {@link
 * TypeVerifier#checkContextAccess}.
 */
public final class ContextAccess {
  /** Type of the loaded register. */
  public int type = RegisterType.SCALAR_VALUE;

  /** For a pointer to a struct: where its type is from. */
  public @Nullable Btf btf;

  /** For a pointer to a struct: its id. */
  public int btfId;

  /** For memory whose size the context knows. */
  public int memSize;

  /** Whether it is the value that the function returned, whose range the hook fixes (LSM). */
  public boolean isReturnValue;

  /** For {@link #isReturnValue}: least value. */
  public int returnMin;

  /** For {@link #isReturnValue}: greatest value. */
  public int returnMax;
}
