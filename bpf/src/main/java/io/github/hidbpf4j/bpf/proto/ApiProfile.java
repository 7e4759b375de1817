package io.github.hidbpf4j.bpf.proto;

import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API of a kernel as a table: which programs may call which helper and kfunc, which struct_ops
 * and hook functions exist, and the rules that differ between kernels. Loading capabilities are
 * assumed to be root's. Immutable; {@link #toBuilder} creates variants.
 */
public final class ApiProfile {
  private final String name;
  private final String base;
  private final String description;
  private final Map<ProgramType, HelperSet> helpers;
  private final Map<ProgramType, Supplier<ContextDescription>> contexts;
  private final KfuncSets kfuncs;
  private final Map<String, StructOpsDefinition> structOps;
  private final Map<String, HookFunction> hooks;
  private final Set<MapType> sleepableMaps;
  private final Options options;
  private final KernelRelease release;
  private final String measured;

  /** Asked at many instructions: a set of bits. */
  private final EnumSet<VerifierRule> rules;

  private ApiProfile(Builder b) {
    name = b.name;
    base = b.base;
    description = b.description;
    helpers = Collections.unmodifiableMap(new EnumMap<>(b.helpers));
    contexts = Collections.unmodifiableMap(new EnumMap<>(b.contexts));
    kfuncs = b.kfuncs;
    structOps = Collections.unmodifiableMap(new LinkedHashMap<>(b.structOps));
    hooks = Collections.unmodifiableMap(new LinkedHashMap<>(b.hooks));
    sleepableMaps = Collections.unmodifiableSet(copy(b.sleepableMaps));
    options = b.options;
    release = b.release;
    measured = b.measured;
    rules = copyRules(b.rules);
  }

  /** How a global function called by a sleepable callback is verified. */
  public enum GlobalFunctionRule {
    /** On its own, as non-sleepable code unless the program is sleepable: Linux 6.12. */
    VERIFIED_NON_SLEEPABLE,
    /** Once for each context, sleepable or not, in which it is called. */
    PER_CONTEXT,
    /** Refused when it is called in both contexts. */
    REJECT_MIXED
  }

  /** How the timer callback of a sleepable program is verified. */
  public enum TimerCallbackRule {
    /** As sleepable code, although it runs in softirq: Linux 6.12. */
    SLEEPABLE,
    /** As non-sleepable code: later kernels. */
    NON_SLEEPABLE
  }

  /** What starting a timer with a sleepable callback does, in the proposals that had them. */
  public enum TimerWorkRule {
    /** Expiry queues the work item, even if the delay is 0: the draft, v2, v3. */
    AFTER_TIMER,
    /** At once with {@code BPF_F_TIMER_SLEEPABLE} at start, which allows no delay: v4. */
    AT_ONCE_BY_FLAG,
    /** As in v4, but the flag is required if and only if the callback is sleepable: v5. */
    AT_ONCE_BY_FLAG_ONLY,
    /** At once if the delay is 0: v6. */
    AT_ONCE_WITHOUT_DELAY
  }

  /** How a constant buffer size beyond 32 bits passed to a kfunc is treated. */
  public enum OversizedBufferRule {
    /** Refused: Linux 6.12. */
    REJECT,
    /** Truncated to 32 bits: earlier kernels. */
    TRUNCATE
  }

  /**
   * Rules that differ between kernels.
   *
   * @param globalFunctions global functions in sleepable callbacks
   * @param timerCallbacks timer callbacks of sleepable programs
   * @param oversizedBuffers sizes of {@code rdwr_buf_size} parameters beyond 32 bits
   * @param timerInitFlags bits beyond the clock id that {@code bpf_timer_init} accepts
   * @param timerStartFlags bits that {@code bpf_timer_start} accepts
   * @param workQueue whether {@code struct bpf_wq} exists
   * @param workQueueFlags bits that {@code bpf_wq_init} and {@code bpf_wq_set_callback} accept
   * @param timerWork what starting a timer with a sleepable callback does
   */
  public record Options(
      GlobalFunctionRule globalFunctions,
      TimerCallbackRule timerCallbacks,
      OversizedBufferRule oversizedBuffers,
      long timerInitFlags,
      long timerStartFlags,
      boolean workQueue,
      long workQueueFlags,
      TimerWorkRule timerWork) {

    /**
     * Flag for a work queue whose callbacks run in softirq context, where they must not sleep,
     * instead of on the system's work queue. It was discussed for the proposals of 2024, without a
     * number.
     */
    public static final long WQ_BH = 1;

    /** The rules of Linux 6.12. */
    public static final Options LINUX_6_12 =
        new Options(
            GlobalFunctionRule.VERIFIED_NON_SLEEPABLE,
            TimerCallbackRule.SLEEPABLE,
            OversizedBufferRule.REJECT,
            0,
            3,
            true,
            0,
            TimerWorkRule.AFTER_TIMER);

    /** With another rule for global functions. */
    public Options with(GlobalFunctionRule rule) {
      return new Options(
          rule,
          timerCallbacks,
          oversizedBuffers,
          timerInitFlags,
          timerStartFlags,
          workQueue,
          workQueueFlags,
          timerWork);
    }

    /** With another rule for timer callbacks. */
    public Options with(TimerCallbackRule rule) {
      return new Options(
          globalFunctions,
          rule,
          oversizedBuffers,
          timerInitFlags,
          timerStartFlags,
          workQueue,
          workQueueFlags,
          timerWork);
    }

    /** With another rule for oversized buffers. */
    public Options with(OversizedBufferRule rule) {
      return new Options(
          globalFunctions,
          timerCallbacks,
          rule,
          timerInitFlags,
          timerStartFlags,
          workQueue,
          workQueueFlags,
          timerWork);
    }

    /** With other flags for timers. */
    public Options withTimerFlags(long init, long start) {
      return new Options(
          globalFunctions,
          timerCallbacks,
          oversizedBuffers,
          init,
          start,
          workQueue,
          workQueueFlags,
          timerWork);
    }

    /** With or without {@code bpf_wq}. */
    public Options withWorkQueue(boolean has) {
      return new Options(
          globalFunctions,
          timerCallbacks,
          oversizedBuffers,
          timerInitFlags,
          timerStartFlags,
          has,
          workQueueFlags,
          timerWork);
    }

    /** With these flags for work queues: {@link #WQ_BH}, or 0. */
    public Options withWorkQueueFlags(long bits) {
      return new Options(
          globalFunctions,
          timerCallbacks,
          oversizedBuffers,
          timerInitFlags,
          timerStartFlags,
          workQueue,
          bits,
          timerWork);
    }

    /** With another rule for timers with sleepable callbacks. */
    public Options with(TimerWorkRule rule) {
      return new Options(
          globalFunctions,
          timerCallbacks,
          oversizedBuffers,
          timerInitFlags,
          timerStartFlags,
          workQueue,
          workQueueFlags,
          rule);
    }
  }

  /** Starts an empty profile; {@code name} is what users type, {@code description} is one line. */
  public static Builder builder(String name, String description) {
    return new Builder(name, description);
  }

  /** A builder with the contents of this profile, for a profile with another name. */
  public Builder toBuilder(String newName, String newDescription) {
    Builder b = new Builder(newName, newDescription);
    b.base = base;
    b.helpers.putAll(helpers);
    b.contexts.putAll(contexts);
    b.kfuncs = kfuncs;
    b.structOps.putAll(structOps);
    b.hooks.putAll(hooks);
    b.sleepableMaps = copy(sleepableMaps);
    b.options = options;
    b.release = release;
    b.measured = measured;
    b.rules = copyRules(rules);
    return b;
  }

  private static EnumSet<VerifierRule> copyRules(EnumSet<VerifierRule> some) {
    EnumSet<VerifierRule> all = EnumSet.noneOf(VerifierRule.class);
    all.addAll(some);
    return all;
  }

  private static EnumSet<MapType> copy(Set<MapType> types) {
    EnumSet<MapType> all = EnumSet.noneOf(MapType.class);
    all.addAll(types);
    return all;
  }

  /** The name that users type. */
  public String name() {
    return name;
  }

  /** The name of the profile it was derived from, whose types it has; its own name if none. */
  public String base() {
    return base;
  }

  /** A one-line description. */
  public String description() {
    return description;
  }

  /** The helpers of a program type. */
  public HelperSet helpers(ProgramType type) {
    return helpers.getOrDefault(type, HelperSet.NONE);
  }

  /** The program types in this profile. */
  public Set<ProgramType> programTypes() {
    return contexts.keySet();
  }

  /** The prototype of a helper for this program, or null when the program may not use it. */
  public @Nullable HelperPrototype helper(LinkedProgram program, int number) {
    return helpers(program.type()).find(number, program);
  }

  /** What R1 holds at the start of programs of this type, or null when the type is unknown. */
  public @Nullable ContextDescription context(ProgramType type) {
    Supplier<ContextDescription> context = contexts.get(type);
    return context == null ? null : context.get();
  }

  /** All sets of kfuncs. */
  public List<KfuncSet> kfuncSets() {
    return kfuncs.all();
  }

  /**
   * The kfunc with this name, with the flags for this program; null when the program may not call
   * it.
   */
  public KfuncSet.@Nullable Member kfunc(LinkedProgram program, String name) {
    return kfuncs.first(
        set -> {
          KfuncSet.Member member = set.kfuncs().get(name);
          return member != null && set.appliesTo(program.type()) && set.when().holds(program)
              ? member
              : null;
        });
  }

  /**
   * Flags of a kfunc that some programs of a type may call, or null; conditions beyond the program
   * type are not checked.
   */
  public @Nullable Set<KfuncFlag> kfuncFlags(ProgramType type, String kfunc) {
    return kfuncs.first(
        set -> {
          KfuncSet.Member member = set.kfuncs().get(kfunc);
          return member != null && set.appliesTo(type) ? member.flags() : null;
        });
  }

  /** The row of a kfunc that programs of any type may call, or null. */
  public @Nullable Kfunc kfunc(String name) {
    return kfuncs.first(
        set -> {
          KfuncSet.Member member = set.kfuncs().get(name);
          return member == null ? null : member.kfunc();
        });
  }

  /** Whether programs of any type may call a kfunc of this name. */
  public boolean hasKfunc(String name) {
    return kfunc(name) != null;
  }

  /** Whether programs of any type may call this kfunc. */
  public boolean has(Kfunc kfunc) {
    return kfunc(kfunc.name()) == kfunc;
  }

  /** Structs that programs can implement, by name. */
  public Map<String, StructOpsDefinition> structOps() {
    return structOps;
  }

  /** Functions that tracing programs can be attached to, by name. */
  public Map<String, HookFunction> hooks() {
    return hooks;
  }

  /** Whether sleepable programs may use maps of this type. */
  public boolean allowsInSleepable(MapType type) {
    return sleepableMaps.contains(type);
  }

  /** Rules that differ between kernels. */
  public Options options() {
    return options;
  }

  /** The release of Linux that it describes, or that it is based on. */
  public KernelRelease release() {
    return release;
  }

  /**
   * The stable version that it was measured against, such as {@code 6.12.117}; empty if it consists
   * only of tables of functions and types.
   */
  public String measured() {
    return measured;
  }

  /** Whether its verifier follows a rule introduced after Linux 6.12. */
  public boolean has(VerifierRule rule) {
    return rules.contains(rule);
  }

  /** {@code 6.12}. */
  @Override
  public String toString() {
    return name;
  }

  /** Collects a profile. */
  public static final class Builder {
    private final String name;
    private String base;
    private final String description;
    private final Map<ProgramType, HelperSet> helpers = new EnumMap<>(ProgramType.class);
    private final Map<ProgramType, Supplier<ContextDescription>> contexts =
        new EnumMap<>(ProgramType.class);
    private KfuncSets kfuncs = KfuncSets.NONE;
    private final Map<String, StructOpsDefinition> structOps = new LinkedHashMap<>();
    private final Map<String, HookFunction> hooks = new LinkedHashMap<>();
    private Set<MapType> sleepableMaps = EnumSet.noneOf(MapType.class);
    private Options options = Options.LINUX_6_12;
    private KernelRelease release = KernelRelease.linux6(12);
    private String measured = "";
    private EnumSet<VerifierRule> rules = EnumSet.noneOf(VerifierRule.class);

    private Builder(String name, String description) {
      this.name = name;
      this.base = name;
      this.description = description;
    }

    /** Adds or replaces a program type: its context and its helpers. */
    public Builder programType(ProgramType type, ContextDescription context, HelperSet set) {
      return programType(type, () -> context, set);
    }

    /** Same, with a context that is computed on demand. */
    public Builder programType(
        ProgramType type, Supplier<ContextDescription> context, HelperSet set) {
      contexts.put(type, context);
      helpers.put(type, set);
      return this;
    }

    /** Adds a helper for programs of a type that the profile has. */
    public Builder helper(ProgramType type, HelperPrototype prototype, CapabilityTier tier) {
      HelperSet set = Objects.requireNonNull(helpers.get(type), () -> "no program type " + type);
      helpers.put(type, set.with(prototype, tier, UseCondition.ALWAYS));
      return this;
    }

    /** Drops a program type. */
    public Builder withoutProgramType(ProgramType type) {
      contexts.remove(type);
      helpers.remove(type);
      return this;
    }

    /** Adds a set of kfuncs; replaces one of the same name. */
    public Builder kfuncs(KfuncSet set) {
      return kfuncs(() -> List.of(set));
    }

    /** Same, for several sets, which are computed on demand. */
    public Builder kfuncs(Supplier<List<KfuncSet>> more) {
      kfuncs = kfuncs.with(more);
      return this;
    }

    /** Drops the set of kfuncs with this name. */
    public Builder withoutKfuncs(String set) {
      kfuncs = kfuncs.without(set);
      return this;
    }

    /** Adds or replaces a struct that programs can implement. */
    public Builder structOps(StructOpsDefinition definition) {
      structOps.put(definition.struct(), definition);
      return this;
    }

    /** Adds or replaces a function that tracing programs can be attached to. */
    public Builder hook(HookFunction hook) {
      hooks.put(hook.name(), hook);
      return this;
    }

    /** Sets the map types that sleepable programs may use. */
    public Builder sleepableMaps(Set<MapType> types) {
      sleepableMaps = copy(types);
      return this;
    }

    /** Sets the rules that differ between kernels. */
    public Builder options(Options rules) {
      options = rules;
      return this;
    }

    /** Sets the release, and the rules of the verifier that it has. */
    public Builder release(KernelRelease linux) {
      release = linux;
      rules = VerifierRule.of(linux);
      return this;
    }

    /** Sets the stable version that it was measured against, such as {@code 6.12.117}. */
    public Builder measured(String level) {
      measured = level;
      return this;
    }

    /** Adds or removes a verifier rule, whatever the release has. */
    public Builder rule(VerifierRule rule, boolean holds) {
      if (holds) {
        rules.add(rule);
      } else {
        rules.remove(rule);
      }
      return this;
    }

    /** Builds the profile. */
    public ApiProfile build() {
      return new ApiProfile(this);
    }
  }
}
