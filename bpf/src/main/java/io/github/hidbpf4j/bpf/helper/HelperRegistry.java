package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Implementations of helpers and kfuncs, keyed by their rows. Immutable; subsystems add theirs with
 * {@link #toBuilder}. Functions that have a prototype but no implementation here cannot be run:
 * loaders refuse the program and name the functions that {@link #missing} lists.
 */
public final class HelperRegistry {
  private static final int CALL = 0x85;
  private static final int PSEUDO_KFUNC_CALL = 2;

  private final @Nullable HelperFunction[] helpers;
  private final BitSet byEngine;
  private final Map<String, HelperFunction> kfuncs;

  private HelperRegistry(Builder b) {
    helpers = new HelperFunction[b.helpers.keySet().stream().mapToInt(n -> n + 1).max().orElse(0)];
    b.helpers.forEach((number, function) -> helpers[number] = function);
    byEngine = (BitSet) b.byEngine.clone();
    kfuncs = Map.copyOf(b.kfuncs);
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder with the contents of this registry. */
  public Builder toBuilder() {
    Builder b = new Builder();
    for (int i = 0; i < helpers.length; i++) {
      HelperFunction function = helpers[i];
      if (function != null) {
        b.helpers.put(i, function);
      }
    }
    b.byEngine.or(byEngine);
    b.kfuncs.putAll(kfuncs);
    return b;
  }

  /** The implementation of a helper, or null: there is none, or the engine implements it itself. */
  public @Nullable HelperFunction helper(int number) {
    return number >= 0 && number < helpers.length ? helpers[number] : null;
  }

  /** The implementation of a kfunc, or null. */
  public @Nullable HelperFunction kfunc(String name) {
    return kfuncs.get(name);
  }

  /** Whether a helper can be run. */
  public boolean isImplemented(int number) {
    return helper(number) != null || (number >= 0 && byEngine.get(number));
  }

  /** Whether a kfunc can be run. */
  public boolean isImplemented(String kfunc) {
    return kfuncs.containsKey(kfunc);
  }

  /** Whether the engine implements this helper itself: the tail call. */
  public boolean isHandledByEngine(int number) {
    return number >= 0 && byEngine.get(number);
  }

  /** All kfuncs that can be run, by name. */
  public Map<String, HelperFunction> kfuncFunctions() {
    return kfuncs;
  }

  /** Names of all kfuncs that can be run, in alphabetical order. */
  public Set<String> kfuncs() {
    return Collections.unmodifiableSet(new TreeSet<>(kfuncs.keySet()));
  }

  /** Numbers of all helpers that can be run, ascending. */
  public List<Integer> helpers() {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < Math.max(helpers.length, byEngine.length()); i++) {
      if (isImplemented(i)) {
        all.add(i);
      }
    }
    return all;
  }

  /**
   * Functions that a program calls and that cannot be run: {@code bpf_timer_init#169}, {@code kfunc
   * bpf_wq_init}. Calls of weak kfuncs that the kernel lacks (id 0) are not counted.
   */
  public List<String> missing(LinkedProgram program) {
    Set<String> names = new LinkedHashSet<>();
    program
        .instructions()
        .forEach(
            i -> {
              if (i.opcode() != CALL) {
                return;
              }
              if (i.src() == 0 && !isImplemented(i.imm())) {
                names.add(HelperNames.of(i.imm()) + "#" + i.imm());
              } else if (i.src() == PSEUDO_KFUNC_CALL && i.imm() != 0) {
                String kfunc = kfuncName(program, i.imm());
                if (!isImplemented(kfunc)) {
                  names.add("kfunc " + kfunc);
                }
              }
            });
    return List.copyOf(names);
  }

  private static String kfuncName(LinkedProgram program, int id) {
    var btf = program.kernelBtf();
    return btf != null && id > 0 && id <= btf.size() && btf.type(id) instanceof BtfType.Func f
        ? f.name()
        : "#" + id;
  }

  /** Collects implementations. */
  public static final class Builder {
    private final Map<Integer, HelperFunction> helpers = new HashMap<>();
    private final Map<String, HelperFunction> kfuncs = new HashMap<>();
    private final BitSet byEngine = new BitSet();

    private Builder() {}

    /** Adds or replaces the implementation of a helper. */
    public Builder helper(Helper helper, HelperFunction function) {
      if (helper.number() <= 0 || helper.number() > 4096) {
        throw new IllegalArgumentException(
            "helper number " + helper.number() + ", expected 1 to 4096");
      }
      helpers.put(helper.number(), function);
      return this;
    }

    /** Adds or replaces the implementation of a kfunc. */
    public Builder kfunc(Kfunc kfunc, HelperFunction function) {
      kfuncs.put(kfunc.name(), function);
      return this;
    }

    /** Declares that engines implement this helper themselves. */
    public Builder handledByEngine(Helper helper) {
      byEngine.set(helper.number());
      return this;
    }

    /** The registry. */
    public HelperRegistry build() {
      return new HelperRegistry(this);
    }
  }
}
