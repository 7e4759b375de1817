package io.github.hidbpf4j.bpf.runtime;

import io.github.hidbpf4j.bpf.async.AsyncCallbacks;
import io.github.hidbpf4j.bpf.async.AsyncObserver;
import io.github.hidbpf4j.bpf.async.AsyncRules;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.KernelKptrs;
import io.github.hidbpf4j.bpf.heap.ProgramHeap;
import io.github.hidbpf4j.bpf.helper.GenericHelpers;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.helper.TraceSink;
import io.github.hidbpf4j.bpf.map.MapEnvironment;
import io.github.hidbpf4j.bpf.map.SpecialFieldHooks;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.Implementations;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.vm.InstructionObserver;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The BPF subsystem of a kernel: one profile, one memory, maps, helpers and kfuncs, timers and work
 * queues, objects of programs, and the machine that runs what is loaded. Knows no hooks: whoever
 * has some adds kfuncs and runs programs when it is time.
 *
 * <p>From any thread; in virtual time one thread drives it.
 */
public final class BpfRuntime implements Implementations {
  private static final int ARENA_BITS = 28;

  /**
   * Jumps backwards and calls of callbacks that one run may do: 32 times what one {@code bpf_loop},
   * number iterator or {@code may_goto} is allowed, and over within seconds. The same in every
   * engine: docs/decisions.md lists all such limits.
   */
  public static final long BUDGET = 1L << 28;

  private final ApiProfile profile;
  private final Btf types;
  private final Scheduler scheduler;
  private final @Nullable VerifiedObjects known;
  private final ArenaMemory memory;
  private final MapEnvironment maps;
  private volatile HelperRegistry functions;
  private final Machine machine;
  private final AsyncCallbacks async;

  private BpfRuntime(Builder b) {
    this.profile = b.profile;
    this.types = b.types;
    this.scheduler = b.scheduler;
    this.known = b.known;
    this.memory = ArenaMemory.mapped(ARENA_BITS);
    MapEnvironment environment =
        MapEnvironment.of(memory)
            .withRandom(scheduler::nextRandom)
            .withKptrs(new KernelKptrs(types));
    Machine.Builder parts =
        Machine.builder(memory, scheduler)
            .maps(environment.registry()::map)
            .trace(b.trace)
            .budget(b.budget)
            .engine(b.engine)
            .seed(b.seed);
    if (scheduler instanceof VirtualClock) {
      // Nothing waits for it in virtual time, and which run is the first compiled one is the same
      // every time.
      parts.compileOn(Runnable::run);
    }
    if (b.compileAfter > 0) {
      parts.compileAfter(b.compileAfter);
    }
    parts.countExecution(b.countsExecution);
    if (b.instructions != null) {
      parts.observer(b.instructions);
    }
    this.machine = parts.build();
    this.async =
        new AsyncCallbacks(
            memory, scheduler, AsyncRules.of(profile), machine::runCallback, b.callbacks);
    ProgramHeap heap = new ProgramHeap(memory, machine::afterRuns);
    HelperRegistry.Builder all = GenericHelpers.registry().toBuilder();
    async.addTo(all);
    heap.addTo(all);
    this.functions = all.build();
    machine.provide(functions);
    this.maps =
        environment
            .withGracePeriod(machine::afterRuns)
            .withHooks(SpecialFieldHooks.both(async, heap));
  }

  /**
   * Collects what a runtime is made of.
   *
   * @param profile what programs may do
   * @param types the kernel BTF that programs are resolved against
   * @param scheduler its keeper of time
   */
  public static Builder builder(ApiProfile profile, Btf types, Scheduler scheduler) {
    return new Builder(profile, types, scheduler);
  }

  /** Makes a {@link BpfRuntime}. */
  public static final class Builder {
    private final ApiProfile profile;
    private final Btf types;
    private final Scheduler scheduler;
    private long seed;
    private Engine engine = Engine.AUTO;
    private int compileAfter;
    private long budget = BUDGET;
    private TraceSink trace = (program, line) -> {};
    private @Nullable InstructionObserver instructions;
    private boolean countsExecution;
    private AsyncObserver callbacks = AsyncObserver.NONE;
    private @Nullable VerifiedObjects known;

    private Builder(ApiProfile profile, Btf types, Scheduler scheduler) {
      this.profile = profile;
      this.types = types;
      this.scheduler = scheduler;
    }

    /** Start of the random numbers that programs get; 0 by default. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** What runs programs; by default they are compiled once they have run for a while. */
    public Builder engine(Engine kind) {
      engine = kind;
      return this;
    }

    /** As {@link Machine.Builder#compileAfter}; 0 for the machine's own default. */
    public Builder compileAfter(int runs) {
      compileAfter = runs;
      return this;
    }

    /** Jumps backwards and calls of callbacks that one run may do; {@link #BUDGET} by default. */
    public Builder budget(long turns) {
      budget = turns;
      return this;
    }

    /** Where {@code bpf_printk} output goes; nowhere by default. */
    public Builder trace(TraceSink sink) {
      trace = sink;
      return this;
    }

    /** Sees every instruction of every program, which takes its time. */
    public Builder instructions(@Nullable InstructionObserver observer) {
      instructions = observer;
      return this;
    }

    /** Has engines count what they execute, for {@link Machine#executionCounts}. */
    public Builder countExecution(boolean count) {
      countsExecution = count;
      return this;
    }

    /** Sees callbacks of timers and work queues, and what is done to have them run. */
    public Builder callbacks(AsyncObserver observer) {
      callbacks = observer;
      return this;
    }

    /** Takes what was verified for another runtime, and gives what is verified for this one. */
    public Builder known(@Nullable VerifiedObjects objects) {
      known = objects;
      return this;
    }

    /** The runtime. */
    public BpfRuntime build() {
      return new BpfRuntime(this);
    }
  }

  /**
   * Adds helpers and kfuncs to the generic ones, before anything is loaded that calls them.
   *
   * @param more adds them
   */
  public void provide(Consumer<HelperRegistry.Builder> more) {
    HelperRegistry.Builder all = functions.toBuilder();
    more.accept(all);
    functions = all.build();
    machine.provide(functions);
  }

  /**
   * Loads an object in libbpf's order: links it with this kernel's types, makes its maps, verifies
   * and loads its programs. From any thread; several objects may be loaded at once. One that is
   * refused leaves nothing.
   *
   * @param plan which of its maps and programs
   * @throws io.github.hidbpf4j.bpf.BpfException when it, or one program that would be loaded, is
   *     refused
   */
  public RuntimeObject load(BpfObject object, LoadPlan plan) {
    return new ObjectLoader(this, object, null).load(plan);
  }

  /**
   * The same, and shows somebody the paths that the verifier walked through each program.
   *
   * @param paths is given them in the order of the programs
   */
  public RuntimeObject load(BpfObject object, LoadPlan plan, Consumer<ProgramPaths> paths) {
    return new ObjectLoader(this, object, paths).load(plan);
  }

  /** What programs may do. */
  public ApiProfile profile() {
    return profile;
  }

  /** The kernel BTF that programs are resolved against. */
  public Btf types() {
    return types;
  }

  /** Its keeper of time. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** The memory that its programs see. */
  public ArenaMemory memory() {
    return memory;
  }

  /** What its maps are made with. */
  public MapEnvironment maps() {
    return maps;
  }

  /** What was verified for other runtimes; null when nobody keeps that. */
  @Nullable VerifiedObjects known() {
    return known;
  }

  /** The helpers and kfuncs that it implements. */
  public HelperRegistry functions() {
    return functions;
  }

  /** What runs its programs. */
  public Machine machine() {
    return machine;
  }

  /** The timers and work queues of its programs. */
  public AsyncCallbacks async() {
    return async;
  }

  @Override
  public boolean helper(int number) {
    return functions.isImplemented(number);
  }

  @Override
  public boolean kfunc(String name) {
    return functions.isImplemented(name);
  }

  /** Runs something in process context, where it may wait, and returns when it is done. */
  public void process(String what, Runnable body) {
    if (scheduler instanceof VirtualClock virtual && !virtual.isRunning()) {
      virtual.call(what, body);
    } else {
      body.run();
    }
  }
}
