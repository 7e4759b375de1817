package io.github.hidbpf4j.bpf.proto;

import java.util.ArrayList;
import java.util.List;

/**
 * The row of a function that programs call by number. A {@link HelperSet} says which programs may
 * call it, with which of its prototypes. Linux's list has been closed since 6.3 ({@link Helpers});
 * new functions are kfuncs.
 */
public final class Helper extends KernelFunction {
  static final String PREFIX = "bpf_";

  private final int number;
  private final List<HelperPrototype> prototypes;

  private Helper(int number, String name, FunctionProperty... properties) {
    super(name, properties);
    this.number = number;
    List<HelperPrototype> all = new ArrayList<>();
    for (FunctionProperty property : properties) {
      if (property instanceof Signature signature) {
        all.add(new HelperPrototype(this, signature));
      }
    }
    prototypes = List.copyOf(all);
  }

  /**
   * Creates the row of a helper.
   *
   * @param number number in {@code call} instructions ({@code ___BPF_FUNC_MAPPER} of {@code
   *     include/uapi/linux/bpf.h})
   * @param name name with its {@code bpf_} prefix
   * @param properties its properties, including at least one {@link Signature}
   */
  public static Helper of(int number, String name, FunctionProperty... properties) {
    return new Helper(number, name, properties);
  }

  /** Number in {@code call} instructions. */
  public int number() {
    return number;
  }

  /** Its prototypes, the one named like the helper first. */
  public List<HelperPrototype> prototypes() {
    return prototypes;
  }

  /** The prototype of a helper that has only one. */
  public HelperPrototype prototype() {
    return prototypes.getFirst();
  }

  /** Name without prefix, as used for prototypes. */
  String shortName() {
    return name().startsWith(PREFIX) ? name().substring(PREFIX.length()) : name();
  }
}
