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
 * queues, allocated objects, and the machine that runs loaded programs. It has no hooks: subsystems
 * with hooks add their kfuncs and run programs when due.
 *
 * <p>Thread-safe; in virtual time one thread drives it.
 */
public final class BpfRuntime implements Implementations {
  private static final int ARENA_BITS = 28;

  /**
   * Limit on backward jumps and callback calls in one run: 32 times the limit of one {@code
   * bpf_loop}, number iterator or {@code may_goto}, and reached within seconds. The same in every
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
      // Compiling takes no virtual time, and this makes the first compiled run reproducible.
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
   * Starts a runtime.
   *
   * @param profile what programs may do
   * @param types the kernel BTF that programs are resolved against
   * @param scheduler its source of time
   */
  public static Builder builder(ApiProfile profile, Btf types, Scheduler scheduler) {
    return new Builder(profile, types, scheduler);
  }

  /** Builds a {@link BpfRuntime}. */
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

    /** Seed of the random numbers that programs get; 0 by default. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Engine that runs programs; by default they are compiled once they have run for a while. */
    public Builder engine(Engine kind) {
      engine = kind;
      return this;
    }

    /** Like {@link Machine.Builder#compileAfter}; 0 for the machine's own default. */
    public Builder compileAfter(int runs) {
      compileAfter = runs;
      return this;
    }

    /** Limit on backward jumps and callback calls in one run; {@link #BUDGET} by default. */
    public Builder budget(long turns) {
      budget = turns;
      return this;
    }

    /** Receiver of {@code bpf_printk} output; none by default. */
    public Builder trace(TraceSink sink) {
      trace = sink;
      return this;
    }

    /** Observer of every instruction of every program, which slows runs down. */
    public Builder instructions(@Nullable InstructionObserver observer) {
      instructions = observer;
      return this;
    }

    /** Makes engines count executed instructions, for {@link Machine#executionCounts}. */
    public Builder countExecution(boolean count) {
      countsExecution = count;
      return this;
    }

    /** Observer of callbacks of timers and work queues, and of their starts and cancellations. */
    public Builder callbacks(AsyncObserver observer) {
      callbacks = observer;
      return this;
    }

    /** Cache of verified programs shared with other runtimes. */
    public Builder known(@Nullable VerifiedObjects objects) {
      known = objects;
      return this;
    }

    /** Builds the runtime. */
    public BpfRuntime build() {
      return new BpfRuntime(this);
    }
  }

  /**
   * Adds helpers and kfuncs to the generic ones; must be called before loading programs that call
   * them.
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
   * Loads an object in libbpf's order: links it with this kernel's types, creates its maps,
   * verifies and loads its programs. Thread-safe; several objects may be loaded at once. A refused
   * object leaves nothing behind.
   *
   * @param plan which of its maps and programs
   * @throws io.github.hidbpf4j.bpf.BpfException when it, or one program that would be loaded, is
   *     refused
   */
  public RuntimeObject load(BpfObject object, LoadPlan plan) {
    return new ObjectLoader(this, object, null).load(plan);
  }

  /**
   * Same, also passing on the paths that the verifier walked through each program.
   *
   * @param paths receives them in the order of the programs
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

  /** Its source of time. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** The memory that its programs see. */
  public ArenaMemory memory() {
    return memory;
  }

  /** The environment of its maps. */
  public MapEnvironment maps() {
    return maps;
  }

  /** The cache of verified programs; null when there is none. */
  @Nullable VerifiedObjects known() {
    return known;
  }

  /** The helpers and kfuncs that it implements. */
  public HelperRegistry functions() {
    return functions;
  }

  /** The machine that runs its programs. */
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

  /** Runs something in process context, where it may wait, and returns when that is done. */
  public void process(String what, Runnable body) {
    if (scheduler instanceof VirtualClock virtual && !virtual.isRunning()) {
      virtual.call(what, body);
    } else {
      body.run();
    }
  }
}
