package io.github.hidbpf4j.bpf.proto;

import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Kfuncs that a kernel registers together: plain data. Their argument types are the FUNC_PROTO of
 * the kernel BTF, refined by parameter name suffixes ({@code __sz}, {@code __k}, {@code
 * __nullable}, ...).
 *
 * @param name name of the set, for listings
 * @param types program types it is registered for; UNSPEC stands for all
 * @param later program types for which it was registered later, and since when
 * @param exactly whether only those types may call them, not all types that share their hook
 * @param when what a program must be beyond its type, as checked by a kernel filter
 * @param kfuncs its members by name, in order
 */
public record KfuncSet(
    String name,
    Set<ProgramType> types,
    Map<ProgramType, KernelRelease> later,
    boolean exactly,
    UseCondition when,
    Map<String, Member> kfuncs) {

  /** A program type that got a shared kfunc hook after Linux 6.12. */
  private record LateHook(ProgramType type, KernelRelease since, ProgramType hook) {}

  private static final List<LateHook> LATE_HOOKS =
      List.of(
          new LateHook(ProgramType.SOCK_OPS, KernelRelease.linux6(15), ProgramType.CGROUP_SKB),
          new LateHook(ProgramType.RAW_TRACEPOINT, KernelRelease.linux7(0), ProgramType.TRACING));

  /** Copies. */
  public KfuncSet {
    EnumSet<ProgramType> t = EnumSet.noneOf(ProgramType.class);
    t.addAll(types);
    types = Collections.unmodifiableSet(t);
    later = Map.copyOf(later);
    kfuncs = Collections.unmodifiableMap(new LinkedHashMap<>(kfuncs));
  }

  /**
   * A kfunc of a set.
   *
   * @param kfunc its row
   * @param flags its flags in this set
   */
  public record Member(Kfunc kfunc, Set<KfuncFlag> flags) {
    /** Copies. */
    public Member {
      EnumSet<KfuncFlag> f = EnumSet.noneOf(KfuncFlag.class);
      f.addAll(flags);
      flags = Collections.unmodifiableSet(f);
    }
  }

  /** Collects a set for these program types. */
  public static Builder builder(String name, ProgramType... types) {
    return new Builder(name, Set.of(types));
  }

  /** A copy with more kfuncs. */
  public KfuncSet with(Kfunc... more) {
    KfuncSet set = this;
    for (Kfunc kfunc : more) {
      set = set.with(kfunc, kfunc.flags());
    }
    return set;
  }

  /** A copy with one more kfunc, or with other flags for an existing one. */
  public KfuncSet with(Kfunc kfunc, Set<KfuncFlag> flags) {
    Map<String, Member> more = new LinkedHashMap<>(kfuncs);
    more.put(kfunc.name(), new Member(kfunc, flags));
    return new KfuncSet(name, types, later, exactly, when, more);
  }

  /** The set in a release: its program types, kfuncs and flags. */
  public KfuncSet in(KernelRelease release) {
    Map<String, Member> some = new LinkedHashMap<>();
    for (Member member : kfuncs.values()) {
      Kfunc kfunc = member.kfunc();
      if (kfunc.isIn(release)) {
        Set<KfuncFlag> flags = kfunc.in(release, member.flags());
        some.put(kfunc.name(), flags.equals(member.flags()) ? member : new Member(kfunc, flags));
      }
    }
    return new KfuncSet(name, typesIn(release), Map.of(), exactly, when, some);
  }

  private Set<ProgramType> typesIn(KernelRelease release) {
    EnumSet<ProgramType> all = EnumSet.copyOf(types);
    later.forEach(
        (type, since) -> {
          if (release.isAtLeast(since)) {
            all.add(type);
          }
        });
    EnumSet<ProgramType> hooks = EnumSet.noneOf(ProgramType.class);
    all.forEach(type -> hooks.add(hook(type)));
    for (LateHook late : LATE_HOOKS) {
      if (!exactly && release.isAtLeast(late.since()) && hooks.contains(late.hook())) {
        all.add(late.type());
      }
    }
    return all;
  }

  /** A copy without the kfuncs that match. */
  public KfuncSet without(Predicate<Kfunc> which) {
    Map<String, Member> fewer = new LinkedHashMap<>(kfuncs);
    fewer.values().removeIf(member -> which.test(member.kfunc()));
    return new KfuncSet(name, types, later, exactly, when, fewer);
  }

  /**
   * Whether programs of this type may call its kfuncs. As in Linux 6.12 ({@code
   * bpf_prog_type_to_kfunc_hook}, {@code kernel/bpf/btf.c}) some types share everything registered
   * for any of them: TRACING, TRACEPOINT, PERF_EVENT and LSM; the LWT types; the CGROUP types.
   */
  public boolean appliesTo(ProgramType type) {
    if (types.contains(ProgramType.UNSPEC)) {
      return true;
    }
    if (exactly || types.contains(type)) {
      return types.contains(type);
    }
    ProgramType hook = hook(type);
    return hook != ProgramType.UNSPEC && types.stream().anyMatch(t -> hook(t) == hook);
  }

  /** The representative of all types that share a kfunc hook; UNSPEC for types without one. */
  private static ProgramType hook(ProgramType type) {
    return switch (type) {
      case TRACING, TRACEPOINT, PERF_EVENT, LSM -> ProgramType.TRACING;
      case CGROUP_SKB,
          CGROUP_SOCK,
          CGROUP_DEVICE,
          CGROUP_SOCK_ADDR,
          CGROUP_SOCKOPT,
          CGROUP_SYSCTL ->
          ProgramType.CGROUP_SKB;
      case LWT_OUT, LWT_IN, LWT_XMIT, LWT_SEG6LOCAL -> ProgramType.LWT_IN;
      case XDP,
          SCHED_CLS,
          STRUCT_OPS,
          SYSCALL,
          SCHED_ACT,
          SK_SKB,
          SOCKET_FILTER,
          NETFILTER,
          KPROBE ->
          type;
      default -> ProgramType.UNSPEC;
    };
  }

  /** Collects a set, as adding kfuncs one by one to an immutable set would copy it each time. */
  public static final class Builder {
    private final String name;
    private final Set<ProgramType> types;
    private final Map<String, Member> kfuncs = new LinkedHashMap<>();
    private final Map<ProgramType, KernelRelease> later = new EnumMap<>(ProgramType.class);
    private boolean exactly;
    private UseCondition when = UseCondition.ALWAYS;

    private Builder(String name, Set<ProgramType> types) {
      this.name = name;
      this.types = types;
    }

    /** Adds kfuncs. */
    public Builder with(Kfunc... more) {
      for (Kfunc kfunc : more) {
        with(kfunc, kfunc.flags());
      }
      return this;
    }

    /** Adds a kfunc with flags other than those of its row. */
    public Builder with(Kfunc kfunc, Set<KfuncFlag> flags) {
      kfuncs.put(kfunc.name(), new Member(kfunc, flags));
      return this;
    }

    /** Adds program types from a release on. */
    public Builder since(KernelRelease release, ProgramType... more) {
      for (ProgramType type : more) {
        later.put(type, release);
      }
      return this;
    }

    /** Restricts the set to exactly its program types, like a filter registered by the kernel. */
    public Builder only() {
      exactly = true;
      return this;
    }

    /** Restricts the set to programs that meet a condition beyond their type. */
    public Builder when(UseCondition condition) {
      when = condition;
      return this;
    }

    /** Builds the set. */
    public KfuncSet build() {
      return new KfuncSet(name, types, later, exactly, when, kfuncs);
    }
  }
}
