package io.github.hidbpf4j.bpf.proto;

import java.util.List;

/**
 * Prototype of a helper: what the verifier checks a call against. Source: the {@code struct
 * bpf_func_proto} of Linux 6.12.
 *
 * @param number number in {@code call} instructions ({@code ___BPF_FUNC_MAPPER} of {@code
 *     include/uapi/linux/bpf.h})
 * @param name name with its {@code bpf_} prefix
 * @param variant name of the kernel's prototype without {@code bpf_} and {@code _proto}: some
 *     helpers have another prototype in each of several program types
 * @param gplOnly whether only GPL-compatible programs may call it
 * @param pktAccess whether packet memory may be an argument
 * @param mightSleep whether only sleepable code may call it
 * @param allowFastcall whether it leaves registers alone that are no arguments (bpf_fastcall)
 * @param arguments the arguments R1 to R5; fewer when it takes fewer
 * @param returns what R0 holds afterwards
 */
public record HelperPrototype(
    int number,
    String name,
    String variant,
    boolean gplOnly,
    boolean pktAccess,
    boolean mightSleep,
    boolean allowFastcall,
    List<Argument> arguments,
    ReturnValue returns) {

  /** Checks and copies. */
  public HelperPrototype {
    arguments = List.copyOf(arguments);
    if (arguments.size() > 5) {
      throw new IllegalArgumentException(name + " has more than 5 arguments");
    }
  }

  private static final Argument NONE = Argument.of(ArgumentType.DONTCARE);

  /** The argument in register R{@code register} (1 to 5); DONTCARE when it takes fewer. */
  public Argument argument(int register) {
    return register <= arguments.size() ? arguments.get(register - 1) : NONE;
  }

  /** As it shows in listings: {@code bpf_map_lookup_elem#1}. */
  @Override
  public String toString() {
    return name + "#" + number;
  }

  /** This prototype, for programs under GPL-compatible licences only. */
  HelperPrototype gpl() {
    return new HelperPrototype(
        number, name, variant, true, pktAccess, mightSleep, allowFastcall, arguments, returns);
  }

  /** This prototype, with packet memory as argument. */
  HelperPrototype packets() {
    return new HelperPrototype(
        number, name, variant, gplOnly, true, mightSleep, allowFastcall, arguments, returns);
  }

  /** This prototype, for sleepable code only. */
  HelperPrototype sleeps() {
    return new HelperPrototype(
        number, name, variant, gplOnly, pktAccess, true, allowFastcall, arguments, returns);
  }

  /** This prototype, under the bpf_fastcall contract. */
  HelperPrototype fastcall() {
    return new HelperPrototype(
        number, name, variant, gplOnly, pktAccess, mightSleep, true, arguments, returns);
  }
}
