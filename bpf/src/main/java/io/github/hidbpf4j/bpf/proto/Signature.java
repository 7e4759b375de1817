package io.github.hidbpf4j.bpf.proto;

import java.util.List;

/**
 * One prototype in the row of a helper, before it has a number and name: the components are
 * explained in {@link HelperPrototype}.
 *
 * @param variant name of the kernel's prototype without {@code bpf_} and {@code _proto}; empty for
 *     the one named like the helper
 * @param gplOnly whether only GPL-compatible programs may call it
 * @param pktAccess whether packet memory may be an argument
 * @param mightSleep whether only sleepable code may call it
 * @param allowFastcall whether it preserves registers that are not arguments
 * @param arguments the arguments R1 to R5; fewer when it takes fewer
 * @param returns what R0 holds after the call
 */
public record Signature(
    String variant,
    boolean gplOnly,
    boolean pktAccess,
    boolean mightSleep,
    boolean allowFastcall,
    List<Argument> arguments,
    ReturnValue returns)
    implements FunctionProperty {
  /** Checks and copies. */
  public Signature {
    arguments = List.copyOf(arguments);
    if (arguments.size() > 5) {
      throw new IllegalArgumentException(arguments.size() + " arguments, expected 5 at most");
    }
  }

  /** The prototype named like the helper. */
  public static Signature of(ReturnValue returns, Argument... arguments) {
    return named("", returns, arguments);
  }

  /** One of several prototypes. */
  public static Signature named(String variant, ReturnValue returns, Argument... arguments) {
    return new Signature(variant, false, false, false, false, List.of(arguments), returns);
  }

  /** This one, only for GPL-compatible programs. */
  public Signature gpl() {
    return new Signature(variant, true, pktAccess, mightSleep, allowFastcall, arguments, returns);
  }

  /** This one, with packet memory allowed as argument. */
  public Signature packets() {
    return new Signature(variant, gplOnly, true, mightSleep, allowFastcall, arguments, returns);
  }

  /** This one, only for sleepable code. */
  public Signature sleeps() {
    return new Signature(variant, gplOnly, pktAccess, true, allowFastcall, arguments, returns);
  }

  /** This one, with other arguments. */
  Signature with(List<Argument> others) {
    return new Signature(variant, gplOnly, pktAccess, mightSleep, allowFastcall, others, returns);
  }

  /** This one, under the bpf_fastcall contract. */
  public Signature fastcall() {
    return new Signature(variant, gplOnly, pktAccess, mightSleep, true, arguments, returns);
  }
}
