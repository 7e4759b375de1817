package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.helper.CallbackInvoker;
import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.helper.ThrownException;
import io.github.hidbpf4j.bpf.helper.TraceSink;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.ProgArrayMap;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.vm.compiler.CompiledProgram;
import io.github.hidbpf4j.time.Background;
import io.github.hidbpf4j.time.Scheduler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The environment that a set of programs shares: memory, maps, helpers and kfuncs, time,
 * randomness, trace. Loads verified programs and runs them.
 *
 * <p>Helpers and kfuncs must be provided before loading programs that call them. Everything else
 * may be called from any thread, even within runs: loading, running, unloading, {@link #afterRuns}.
 * To run a program that another thread may unload concurrently, look it up in a {@link
 * ReadSection}, or hold a reference. Once warm, a run allocates nothing.
 */
public final class Machine {
  private static final long GOLDEN_GAMMA = 0x9e37_79b9_7f4a_7c15L;

  private final ArenaMemory memory;
  private final Scheduler scheduler;
  private final MapLookup maps;
  private final KernelSymbols kernelSymbols;
  private final TailCalls tailCalls;
  private final TraceSink trace;
  private final PacketSource packets;
  private final int cpu;
  private final long budget;
  private final @Nullable InstructionObserver observer;
  private final boolean preemptsEveryInstruction;
  private final boolean tracksStackFrames;
  private final boolean countsExecution;
  private final List<Counters> counters = new ArrayList<>();
  private final Compilation compilation;
  private final Map<Integer, HelperFunction> helpers = new ConcurrentHashMap<>();
  private final Map<String, HelperFunction> kfuncs = new ConcurrentHashMap<>();
  private final AtomicLong random;
  private final RunPool runs;
  private final GracePeriods gracePeriods;

  private volatile @Nullable Executable[] programs = new @Nullable Executable[16];
  private int loaded;

  private Machine(Builder b) {
    memory = b.memory;
    scheduler = b.scheduler;
    maps = b.maps;
    kernelSymbols =
        Objects.requireNonNullElseGet(b.kernelSymbols, () -> new KernelVariables(memory));
    tailCalls = b.tailCalls;
    trace = b.trace;
    packets = b.packets;
    cpu = b.cpu;
    observer = b.observer;
    preemptsEveryInstruction = b.preemptsEveryInstruction;
    countsExecution = b.countsExecution;
    // Keeps the rest negative if the interpreter is to be interrupted at every instruction.
    budget = bias() == 0 ? b.budget : Math.min(b.budget, -1 - bias());
    tracksStackFrames = b.tracksStackFrames;
    compilation = new Compilation(b.engine, b.hot, b.compileOn);
    random = new AtomicLong(b.seed);
    helpers.putAll(b.helpers);
    kfuncs.putAll(b.kfuncs);
    runs = new RunPool(this, b.maxRuns);
    gracePeriods = new GracePeriods(runs);
  }

  /** Starts a machine; every setting has a default. */
  public static Builder builder(ArenaMemory memory, Scheduler scheduler) {
    return new Builder(memory, scheduler);
  }

  /** Builds a {@link Machine}. */
  public static final class Builder {
    private final ArenaMemory memory;
    private final Scheduler scheduler;
    private final Map<Integer, HelperFunction> helpers = new HashMap<>();
    private final Map<String, HelperFunction> kfuncs = new HashMap<>();
    private MapLookup maps = address -> null;
    private @Nullable KernelSymbols kernelSymbols;
    private TailCalls tailCalls = Machine::programArrayEntry;
    private TraceSink trace = (program, line) -> {};
    private PacketSource packets = PacketSource.CONTEXT;
    private int cpu;
    private long seed;
    private long budget = 1L << 32;
    private int maxRuns = 256;
    private @Nullable InstructionObserver observer;
    private boolean preemptsEveryInstruction;
    private boolean tracksStackFrames;
    private boolean countsExecution;
    private static final int HOT = 64;

    private Engine engine = Engine.INTERPRETER;
    private int hot = HOT;
    private Executor compileOn = Background::run;

    private Builder(ArenaMemory memory, Scheduler scheduler) {
      this.memory = memory;
      this.scheduler = scheduler;
    }

    /** Sets the lookup of maps; by default there are none. */
    public Builder maps(MapLookup lookup) {
      maps = lookup;
      return this;
    }

    /** Provides the helper with this number. */
    public Builder helper(int id, HelperFunction function) {
      helpers.put(id, function);
      return this;
    }

    /** Provides the kfunc with this name. */
    public Builder kfunc(String name, HelperFunction function) {
      kfuncs.put(name, function);
      return this;
    }

    /**
     * Sets the addresses of kernel variables and functions; by default functions are at the
     * addresses of {@link io.github.hidbpf4j.bpf.program.KernelAddress}, and variables hold zeros.
     */
    public Builder kernelSymbols(KernelSymbols symbols) {
      kernelSymbols = symbols;
      return this;
    }

    /** Sets the targets of tail calls; by default the entries of {@link ProgArrayMap}. */
    public Builder tailCalls(TailCalls targets) {
      tailCalls = targets;
      return this;
    }

    /** Sets where legacy packet loads find the packet; by default the context is the packet. */
    public Builder packets(PacketSource source) {
      packets = source;
      return this;
    }

    /** Sets the receiver of {@code bpf_printk} output; by default none. */
    public Builder trace(TraceSink sink) {
      trace = sink;
      return this;
    }

    /** Sets the number of the CPU that programs see; 0 by default. */
    public Builder cpu(int number) {
      cpu = number;
      return this;
    }

    /** Sets the seed of the random numbers that programs get. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Sets the engine; the interpreter by default. */
    public Builder engine(Engine kind) {
      engine = kind;
      return this;
    }

    /**
     * Sets the number of runs after which {@link Engine#AUTO} compiles a program; 64 by default.
     * Backward jumps and callbacks count as well.
     */
    public Builder compileAfter(int runs) {
      hot = runs;
      return this;
    }

    /** Sets the executor for compilation by {@link Engine#AUTO}; a separate thread by default. */
    public Builder compileOn(Executor executor) {
      compileOn = executor;
      return this;
    }

    /**
     * Sets the maximum number of backward jumps plus callback calls in a run; 2^32 by default. All
     * engines count alike, so that a run ends at the same point in each. With {@link
     * Long#MAX_VALUE} compiled code does not count: for programs proven to terminate.
     */
    public Builder budget(long turns) {
      budget = turns;
      return this;
    }

    /**
     * Sets the maximum number of runs in progress at once, including nested ones; 256 by default.
     */
    public Builder maxRuns(int runs) {
      maxRuns = runs;
      return this;
    }

    /** Calls this before every instruction. */
    public Builder observer(InstructionObserver each) {
      observer = each;
      return this;
    }

    /** Makes every instruction a preemption point, not only calls of helpers and kfuncs. */
    public Builder preemptEveryInstruction() {
      preemptsEveryInstruction = true;
      return this;
    }

    /**
     * Makes stack frames dead memory while no function uses them, so that access to the frame of a
     * function that has returned is a fault.
     */
    public Builder trackStackFrames() {
      tracksStackFrames = true;
      return this;
    }

    /** Makes engines count what they execute, for {@link Machine#executionCounts}. */
    public Builder countExecution(boolean count) {
      countsExecution = count;
      return this;
    }

    /** Builds the machine. */
    public Machine build() {
      return new Machine(this);
    }
  }

  /** Provides all helpers and kfuncs of a registry to programs loaded from now on. */
  public void provide(HelperRegistry registry) {
    registry
        .helpers()
        .forEach(
            number -> {
              HelperFunction function = registry.helper(number);
              if (function != null) {
                helpers.put(number, function);
              }
            });
    kfuncs.putAll(registry.kfuncFunctions());
  }

  /** Provides the helper with this number to programs loaded from now on. */
  public void provideHelper(int id, HelperFunction function) {
    helpers.put(id, function);
  }

  /** Provides the kfunc with this name to programs loaded from now on. */
  public void provideKfunc(String name, HelperFunction function) {
    kfuncs.put(name, function);
  }

  /**
   * Loads a program.
   *
   * @param maps the live maps for {@code program.source().maps()}, in that order
   * @throws BpfException when the program needs something that this machine lacks, or the maps
   *     differ from those that the verifier saw
   */
  public synchronized Executable load(VerifiedProgram program, List<BpfMap> maps) {
    MapBinding.check(program, maps, memory);
    int id = loaded;
    if (id == CodeAddress.MAX_PROGRAMS) {
      throw new BpfException("program '%s': too many programs".formatted(program.source().name()));
    }
    DecodedProgram decoded = Decoder.decode(this, id, program, maps);
    hold(program, maps);
    Executable executable = new Executable(this, decoded, List.copyOf(maps));
    @Nullable Executable[] table = programs;
    table = Arrays.copyOf(table, id < table.length ? table.length : id * 2);
    table[id] = executable;
    programs = table;
    loaded++;
    Counters counted = decoded.counters();
    if (counted != null) {
      counters.add(counted);
    }
    compilation.loaded(this, decoded);
    return executable;
  }

  /** Takes a reference to each map, or to none. */
  private static void hold(VerifiedProgram program, List<BpfMap> maps) {
    for (int i = 0; i < maps.size(); i++) {
      BpfMap map = maps.get(i);
      boolean held = map.acquire();
      boolean fits =
          !(map instanceof ProgArrayMap array) || array.admit(Executable.ownerOf(program));
      if (held && fits) {
        continue;
      }
      maps.subList(0, held ? i + 1 : i).forEach(BpfMap::release);
      throw new BpfException(
          "%s: program '%s': cannot be loaded: map '%s' %s"
              .formatted(
                  program.source().object(),
                  program.source().name(),
                  map.spec().name(),
                  held ? "holds programs of another kind" : "is gone"));
    }
  }

  /**
   * Execution counts of all programs loaded so far, in loading order, including unloaded ones;
   * empty unless the machine was {@linkplain Builder#countExecution made to count}.
   */
  public synchronized List<ExecutionCounts> executionCounts() {
    return counters.stream().map(Counters::snapshot).toList();
  }

  synchronized void unload(DecodedProgram decoded) {
    @Nullable Executable[] table = programs.clone();
    table[decoded.id()] = null;
    programs = table;
  }

  /**
   * Starts a run at a function of a loaded program: for callbacks of timers and work items. Has the
   * signature of {@link CallbackInvoker#invoke}, but is not part of the run that set the callback.
   *
   * @param function the value that the program passed, that of its {@code BPF_PSEUDO_FUNC} load
   * @return its R0
   * @throws ExecutionException at a fault
   * @throws BpfException when it is not a function of a loaded program
   */
  public long runCallback(long function, long r1, long r2, long r3, long r4, long r5) {
    Run run = runs.take();
    try {
      int slot = CodeAddress.slot(function);
      return runIn(run, programAt(function), slot, r1, r2, r3, r4, r5);
    } finally {
      exit(run);
    }
  }

  /** Whether this is a function of a loaded program. */
  public boolean isFunction(long function) {
    return findProgram(function) != null;
  }

  /**
   * Performs an action when all runs and read sections now in progress have ended, on the thread of
   * the last one or a similar one; at once when there is none. The kernel's {@code call_rcu}: first
   * remove what programs or their callers can find, then free it this way. May be called from any
   * thread, even within runs; the action must not wait for anything.
   */
  public void afterRuns(Runnable action) {
    gracePeriods.after(action);
  }

  /** Opens a read section on the calling thread, which closes it. */
  public ReadSection enter() {
    return runs.take();
  }

  /** Ends a run or section. */
  void exit(Run run) {
    if (run.taken().giveBack() && runs.givenBack(run)) {
      gracePeriods.advance();
    }
  }

  /** The memory of all programs. */
  public ArenaMemory memory() {
    return memory;
  }

  /** Time and preemption. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** Runs a loaded program; checks that it is loaded once the run has started. */
  long run(Executable executable, long r1, long r2) {
    Run run = runs.take();
    try {
      DecodedProgram program = executable.decoded();
      // An unloaded program is not compiled either.
      CompiledProgram compiled = program.compiledFor(0);
      if (compiled != null) {
        return runCompiled(run, program, compiled, 0, r1, r2, 0, 0, 0);
      }
      if (executable.isUnloaded()) {
        throw new IllegalStateException(
            "program '%s' is unloaded already".formatted(executable.program().source().name()));
      }
      return runInterpreted(run, program, 0, r1, r2, 0, 0, 0);
    } finally {
      exit(run);
    }
  }

  long runIn(
      Run run, DecodedProgram program, int slot, long r1, long r2, long r3, long r4, long r5) {
    CompiledProgram compiled = program.compiledFor(slot);
    return compiled != null
        ? runCompiled(run, program, compiled, slot, r1, r2, r3, r4, r5)
        : runInterpreted(run, program, slot, r1, r2, r3, r4, r5);
  }

  private static long runCompiled(
      Run run,
      DecodedProgram program,
      CompiledProgram compiled,
      int slot,
      long r1,
      long r2,
      long r3,
      long r4,
      long r5) {
    try {
      run.startCompiled(program);
      return slot == 0
          ? compiled.main(run, r1, r2, r3, r4, r5)
          : compiled.call(run, slot, r1, r2, r3, r4, r5);
    } catch (ThrownException thrown) {
      return run.handle(thrown.cookie());
    } finally {
      run.finish();
    }
  }

  private long runInterpreted(
      Run run, DecodedProgram program, int slot, long r1, long r2, long r3, long r4, long r5) {
    try {
      run.start(program, slot, r1, r2, r3, r4, r5);
      long r0 = Interpreter.execute(run, program, slot);
      compilation.interpreted(this, program, budget - run.left());
      return r0;
    } catch (ThrownException thrown) {
      return run.handle(thrown.cookie());
    } finally {
      run.finish();
    }
  }

  private @Nullable DecodedProgram findProgram(long function) {
    int id = CodeAddress.program(function);
    Executable executable = CodeAddress.isCode(function) ? executable(id) : null;
    if (executable == null) {
      return null;
    }
    DecodedProgram program = executable.decoded();
    return program.isFunction(CodeAddress.slot(function)) ? program : null;
  }

  /** The program with this number, or null when it is unloaded. */
  @Nullable Executable executable(int id) {
    @Nullable Executable[] table = programs;
    return id < table.length ? table[id] : null;
  }

  DecodedProgram programAt(long function) {
    DecodedProgram program = findProgram(function);
    if (program == null) {
      throw new BpfException(
          "callback at 0x%x, which is not a function of a loaded program".formatted(function));
    }
    return program;
  }

  /** The program in an entry of a program array, or null when the tail call fails. */
  @Nullable DecodedProgram tailCallTarget(BpfMap map, int index) {
    Executable target = tailCalls.target(map, index);
    if (target == null) {
      return null;
    }
    if (target.machine() != this) {
      throw new BpfException(
          "tail call to program '%s' of another machine"
              .formatted(target.program().source().name()));
    }
    return target.decoded();
  }

  private static @Nullable Executable programArrayEntry(BpfMap map, int index) {
    return map instanceof ProgArrayMap array && array.program(index) instanceof Executable e
        ? e
        : null;
  }

  @Nullable HelperFunction helper(int id) {
    return helpers.get(id);
  }

  @Nullable HelperFunction kfunc(String name) {
    return kfuncs.get(name);
  }

  @Nullable BpfMap map(long address) {
    return maps.map(address);
  }

  KernelSymbols kernelSymbols() {
    return kernelSymbols;
  }

  PacketSource packets() {
    return packets;
  }

  TraceSink trace() {
    return trace;
  }

  int cpu() {
    return cpu;
  }

  /** SplitMix64: the sequence depends only on the seed. */
  int nextRandom() {
    long z = random.addAndGet(GOLDEN_GAMMA);
    z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
    return (int) ((z ^ z >>> 31) >>> 32);
  }

  long budget() {
    return budget;
  }

  @Nullable InstructionObserver observer() {
    return observer;
  }

  boolean preemptsEveryInstruction() {
    return preemptsEveryInstruction;
  }

  /** Whether every instruction needs handling that compiled code cannot do. */
  boolean interruptsEveryInstruction() {
    return preemptsEveryInstruction || observer != null;
  }

  boolean countsExecution() {
    return countsExecution;
  }

  /**
   * The number that the interpreter adds to the rest of the budget: if it is interrupted at every
   * instruction, large enough in magnitude to keep the sum negative.
   */
  long bias() {
    return interruptsEveryInstruction() || countsExecution ? Run.INTERRUPTING : 0;
  }

  boolean tracksStackFrames() {
    return tracksStackFrames;
  }
}
