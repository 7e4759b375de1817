package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.KnownObjects;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The objects and options of a replay. */
public final class ReplaySetup {
  private final ApiProfile profile;
  private final Btf types;
  private final List<FixSet> fixes;
  private final RecordedDevice device;
  private final Map<String, String> properties;
  private final long seed;
  private final boolean force;
  private final @Nullable DeviceModel model;
  private final long preemptionWindow;
  private final boolean realTime;
  private final Engine engine;
  private final boolean loaderExits;
  private final long detachAt;
  private final long budget;
  private final Set<String> optional;
  private final long until;
  private final boolean drains;
  private final boolean countsInstructions;
  private final @Nullable Consumer<ExecutionCounts> coverage;
  private final @Nullable KnownObjects known;

  private ReplaySetup(Builder b) {
    profile = b.profile;
    types = b.types;
    fixes = List.copyOf(b.fixes);
    device = b.device;
    properties = Map.copyOf(b.properties);
    seed = b.seed;
    force = b.force;
    model = b.model;
    preemptionWindow = b.preemptionWindow;
    realTime = b.realTime;
    engine = b.engine;
    loaderExits = b.loaderExits;
    detachAt = b.detachAt;
    budget = b.budget;
    optional = Set.copyOf(b.optional);
    until = b.until;
    drains = b.drains;
    countsInstructions = b.countsInstructions;
    coverage = b.coverage;
    known = b.known;
  }

  /**
   * Starts the setup of a replay of the bare device, which answers nothing, in natural order and
   * virtual time.
   *
   * @param profile what programs may do
   * @param types the kernel BTF that programs are resolved against
   */
  public static Builder builder(ApiProfile profile, Btf types, RecordedDevice device) {
    return new Builder(profile, types, device);
  }

  /** A builder with the same settings. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builds a setup. */
  public static final class Builder {
    private final ApiProfile profile;
    private final Btf types;
    private final List<FixSet> fixes = new ArrayList<>();
    private final RecordedDevice device;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private long seed;
    private boolean force;
    private @Nullable DeviceModel model;
    private long preemptionWindow = -1;
    private boolean realTime;
    private Engine engine = Engine.AUTO;
    private boolean loaderExits;
    private long detachAt = -1;
    private long budget = Kernel.BUDGET;
    private final Set<String> optional = new LinkedHashSet<>();
    private long until = -1;
    private boolean drains;
    private boolean countsInstructions;
    private @Nullable Consumer<ExecutionCounts> coverage;
    private @Nullable KnownObjects known;

    private Builder(ApiProfile profile, Btf types, RecordedDevice device) {
      this.profile = profile;
      this.types = types;
      this.device = device;
    }

    private Builder(ReplaySetup s) {
      this(s.profile, s.types, s.device);
      fixes.addAll(s.fixes);
      properties.putAll(s.properties);
      seed = s.seed;
      force = s.force;
      model = s.model;
      preemptionWindow = s.preemptionWindow;
      realTime = s.realTime;
      engine = s.engine;
      loaderExits = s.loaderExits;
      detachAt = s.detachAt;
      budget = s.budget;
      optional.addAll(s.optional);
      until = s.until;
      drains = s.drains;
      countsInstructions = s.countsInstructions;
      coverage = s.coverage;
      known = s.known;
    }

    /** Adds objects, which are loaded and attached in their order; none for the bare device. */
    public Builder objects(List<BpfObject> more) {
      more.forEach(object -> fixes.add(FixSet.of(object)));
      return this;
    }

    /** Adds objects and directories of them, in their order. */
    public Builder fixes(List<FixSet> more) {
      fixes.addAll(more);
      return this;
    }

    /** Adds udev properties for the programs. */
    public Builder properties(Map<String, String> more) {
      properties.putAll(more);
      return this;
    }

    /**
     * Sets whether to attach objects even if their metadata names other devices, or their probe
     * rejects the device.
     */
    public Builder force(boolean forces) {
      force = forces;
      return this;
    }

    /** Sets how the device answers: null (default) for one that answers with errors. */
    public Builder model(@Nullable DeviceModel newModel) {
      model = newModel;
      return this;
    }

    /**
     * Sets the seed of all random numbers. Seed 0 (default) means the natural order; every other
     * one decides about preemption, within {@link Replay#PREEMPTION_WINDOW}, and ties in time.
     */
    public Builder seed(long newSeed) {
      seed = newSeed;
      preemptionWindow = newSeed == 0 ? -1 : Replay.PREEMPTION_WINDOW;
      return this;
    }

    /** Sets whether to use real time instead of virtual time; nothing is deterministic then. */
    public Builder realTime(boolean real) {
      realTime = real;
      return this;
    }

    /** Sets the engine; by default programs are compiled once they have run for a while. */
    public Builder engine(Engine newEngine) {
      engine = newEngine;
      return this;
    }

    /**
     * Sets whether the loader exits once everything is attached: maps not pinned by name then lose
     * their last user, and with it their timers and work queues.
     */
    public Builder loaderExits(boolean exits) {
      loaderExits = exits;
      return this;
    }

    /**
     * Sets a time, in nanoseconds after the first event, at which all programs are detached,
     * whatever is in progress; negative (default) for never.
     */
    public Builder detachAt(long nanos) {
      detachAt = nanos;
      return this;
    }

    /** Sets the maximum number of backward jumps and callback calls in one run of a program. */
    public Builder budget(long turns) {
      budget = turns;
      return this;
    }

    /**
     * Adds optional maps and programs of the objects ({@code SEC("?...")}) to create, load and
     * attach as well; {@link LoadPlan#ALL} stands for all.
     */
    public Builder optional(Set<String> names) {
      optional.addAll(names);
      return this;
    }

    /**
     * Sets the minimum duration of the replay, in nanoseconds after the first event; negative
     * (default) for {@link Replay#TAIL} after the end.
     */
    public Builder until(long nanos) {
      until = nanos;
      return this;
    }

    /**
     * Sets whether pending work of programs is run at the end, until nothing is left or it does not
     * seem to end; off by default.
     */
    public Builder drain(boolean drain) {
      drains = drain;
      return this;
    }

    /** Sets whether the instructions of each run are counted, which slows programs down. */
    public Builder countInstructions(boolean count) {
      countsInstructions = count;
      return this;
    }

    /**
     * Sets a receiver of execution counts, called at the end of each replay on its thread, once for
     * each loaded program; null (default) for none.
     */
    public Builder coverage(@Nullable Consumer<ExecutionCounts> counts) {
      coverage = counts;
      return this;
    }

    /** Sets a cache that several replays of the same objects share. */
    public Builder known(@Nullable KnownObjects objects) {
      known = objects;
      return this;
    }

    /** Builds the setup. */
    public ReplaySetup build() {
      return new ReplaySetup(this);
    }
  }

  /** What programs may do. */
  public ApiProfile profile() {
    return profile;
  }

  /** The kernel BTF that programs are resolved against. */
  public Btf types() {
    return types;
  }

  /** The objects and directories of them, in loading order. */
  public List<FixSet> fixes() {
    return fixes;
  }

  /** The device. */
  public RecordedDevice device() {
    return device;
  }

  /** The udev properties for the programs. */
  public Map<String, String> properties() {
    return properties;
  }

  /** Seed of all random numbers. */
  public long seed() {
    return seed;
  }

  /** Whether objects are attached that are not for the device. */
  public boolean force() {
    return force;
  }

  /** How the device answers; null for one that answers every request with an error. */
  public @Nullable DeviceModel model() {
    return model;
  }

  /**
   * Assumed maximum duration of a program, in nanoseconds, within which timers may interrupt it;
   * negative for the natural order.
   */
  public long preemptionWindow() {
    return preemptionWindow;
  }

  /** Whether real time is used. */
  public boolean realTime() {
    return realTime;
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /** Whether the loader exits once everything is attached. */
  public boolean loaderExits() {
    return loaderExits;
  }

  /** When all programs are detached, in nanoseconds after the first event; negative for never. */
  public long detachAt() {
    return detachAt;
  }

  /** Maximum number of backward jumps and callback calls in one run of a program. */
  public long budget() {
    return budget;
  }

  /** Optional maps and programs to create, load and attach as well. */
  public Set<String> optional() {
    return optional;
  }

  /**
   * Minimum duration of the replay, in nanoseconds after the first event; negative for {@link
   * Replay#TAIL} after its end.
   */
  public long until() {
    return until;
  }

  /** Whether pending work of programs is run at the end. */
  public boolean drains() {
    return drains;
  }

  /** Whether the instructions of runs are counted. */
  public boolean countsInstructions() {
    return countsInstructions;
  }

  /** The receiver of execution counts, or null. */
  public @Nullable Consumer<ExecutionCounts> coverage() {
    return coverage;
  }

  /** The cache shared by replays of the same objects; null when there is none. */
  public @Nullable KnownObjects known() {
    return known;
  }
}
