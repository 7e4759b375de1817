package io.github.hidbpf4j.bpf.proto;

import java.util.List;

/**
 * The prototype of a helper, against which the verifier checks calls. Source: the {@code struct
 * bpf_func_proto} of Linux 6.12.
 *
 * @param helper the helper whose row contains it
 * @param signature the signature in the row
 */
public record HelperPrototype(Helper helper, Signature signature) {
  private static final Argument NONE = Argument.of(ArgumentType.DONTCARE);

  /** The argument in register R{@code register} (1 to 5); DONTCARE when it takes fewer. */
  public Argument argument(int register) {
    List<Argument> arguments = signature.arguments();
    return register <= arguments.size() ? arguments.get(register - 1) : NONE;
  }

  /** Form in listings: {@code bpf_map_lookup_elem#1}. */
  @Override
  public String toString() {
    return name() + "#" + number();
  }

  /** Number of the helper in {@code call} instructions. */
  public int number() {
    return helper.number();
  }

  /** Name of the helper with its {@code bpf_} prefix. */
  public String name() {
    return helper.name();
  }

  /**
   * Name of the kernel's prototype without {@code bpf_} and {@code _proto}: some helpers have
   * different prototypes for different program types.
   */
  public String variant() {
    return signature.variant().isEmpty() ? helper.shortName() : signature.variant();
  }

  /** Whether only GPL-compatible programs may call it. */
  public boolean gplOnly() {
    return signature.gplOnly();
  }

  /** Whether packet memory may be an argument. */
  public boolean pktAccess() {
    return signature.pktAccess();
  }

  /** Whether only sleepable code may call it. */
  public boolean mightSleep() {
    return signature.mightSleep();
  }

  /** Whether it preserves registers that are not arguments (bpf_fastcall). */
  public boolean allowFastcall() {
    return signature.allowFastcall();
  }

  /** The arguments R1 to R5; fewer when it takes fewer. */
  public List<Argument> arguments() {
    return signature.arguments();
  }

  /** What R0 holds after the call. */
  public ReturnValue returns() {
    return signature.returns();
  }
}
