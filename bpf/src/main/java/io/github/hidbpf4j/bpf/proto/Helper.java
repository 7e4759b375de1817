package io.github.hidbpf4j.bpf.proto;

import java.util.ArrayList;
import java.util.List;

/**
 * A function that programs call by its number: its row. Which programs of which kernel may call it,
 * and by which of its prototypes, a {@link HelperSet} says. The list of Linux is closed since 6.3
 * ({@link Helpers}); new functions are kfuncs.
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
   * The row of a helper.
   *
   * @param number number in {@code call} instructions ({@code ___BPF_FUNC_MAPPER} of {@code
   *     include/uapi/linux/bpf.h})
   * @param name name with its {@code bpf_} prefix
   * @param properties what there is to say of it, one {@link Signature} at least
   */
  public static Helper of(int number, String name, FunctionProperty... properties) {
    return new Helper(number, name, properties);
  }

  /** Number in {@code call} instructions. */
  public int number() {
    return number;
  }

  /** Its prototypes, the one that is called as the helper first. */
  public List<HelperPrototype> prototypes() {
    return prototypes;
  }

  /** The prototype of a helper that has one. */
  public HelperPrototype prototype() {
    return prototypes.getFirst();
  }

  /** Name without prefix, as prototypes are called. */
  String shortName() {
    return name().startsWith(PREFIX) ? name().substring(PREFIX.length()) : name();
  }
}
