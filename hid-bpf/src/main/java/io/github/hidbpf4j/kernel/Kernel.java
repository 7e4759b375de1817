package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.async.AsyncCallbacks;
import io.github.hidbpf4j.bpf.async.AsyncObserver;
import io.github.hidbpf4j.bpf.async.AsyncRules;
import io.github.hidbpf4j.bpf.async.PendingCallback;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.KernelKptrs;
import io.github.hidbpf4j.bpf.heap.ProgramHeap;
import io.github.hidbpf4j.bpf.helper.GenericHelpers;
import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.helper.TraceSink;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.MapEnvironment;
import io.github.hidbpf4j.bpf.map.SpecialFieldHooks;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.memory.UninitializedBytes;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.Implementations;
import io.github.hidbpf4j.bpf.vm.Engine;
import io.github.hidbpf4j.bpf.vm.InstructionObserver;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.hid.device.HidBus;
import io.github.hidbpf4j.kernel.dispatch.HidBpf;
import io.github.hidbpf4j.kernel.dispatch.HidKfuncCalls;
import io.github.hidbpf4j.kernel.dispatch.KfuncObserver;
import io.github.hidbpf4j.kernel.dispatch.RunObserver;
import io.github.hidbpf4j.kernel.finding.FindingSink;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A kernel in user space, as far as HID-BPF goes: one API profile, one machine, one HID bus, one
 * keeper of time. Objects are loaded into it and devices plugged into its bus.
 *
 * <p>In real time (on a {@link io.github.hidbpf4j.time.SystemClock}) any thread may call anything
 * at any time: send events, plug and unplug, load, attach, detach, close, read and write maps and
 * variables. Nothing is freed that a run in progress may see; what may wait says so, and must not
 * be called from observers, finding sinks and listeners, which are called in the middle of what
 * they hear of, from the threads that do it, several at once: they must be thread-safe. Who sets
 * observers sets them before the first event.
 *
 * <p>In virtual time one thread drives it; what the clock runs may call everything, too.
 */
public final class Kernel implements Implementations {
  private static final int ARENA_BITS = 28;

  /**
   * Jumps backwards and calls of callbacks that one run may do: 32 times what one {@code bpf_loop},
   * number iterator or {@code may_goto} is allowed, and over within seconds. The same in every
   * engine: docs/architecture.md lists all such limits.
   */
  public static final long BUDGET = 1L << 28;

  private final Options options;
  private final Scheduler scheduler;
  private final ArenaMemory memory;
  private final MapEnvironment maps;
  private final HelperRegistry functions;
  private final Machine machine;
  private final HidBus bus;
  private final HidBpf hidBpf;
  private final AsyncCallbacks async;
  private final AsyncFindings asyncFindings;
  private final AsyncRelay asyncRelay = new AsyncRelay(this);
  private final FileDescriptors files;
  private volatile @Nullable RunObserver runObserver;
  private AsyncObserver asyncObserver = AsyncObserver.NONE;

  /**
   * What a kernel is made of.
   *
   * @param profile what programs may do
   * @param types the kernel BTF that programs are resolved against
   * @param seed start of all random numbers
   * @param findings told of what the real kernel would break on, or let pass though it should not
   * @param trace where {@code bpf_printk} output goes
   * @param kfuncs sees calls of HID kfuncs
   * @param addressSkew bytes by which addresses differ from those of a kernel with skew 0: shows
   *     what depends on addresses
   * @param engine what runs programs
   * @param budget jumps backwards and calls of callbacks that one run may do
   */
  public record Options(
      ApiProfile profile,
      Btf types,
      long seed,
      FindingSink findings,
      TraceSink trace,
      KfuncObserver kfuncs,
      int addressSkew,
      Engine engine,
      long budget) {
    /** With the usual budget. */
    public Options(
        ApiProfile profile,
        Btf types,
        long seed,
        FindingSink findings,
        TraceSink trace,
        KfuncObserver kfuncs,
        int addressSkew,
        Engine engine) {
      this(profile, types, seed, findings, trace, kfuncs, addressSkew, engine, BUDGET);
    }

    /** Programs are compiled once they have run for a while. */
    public Options(
        ApiProfile profile,
        Btf types,
        long seed,
        FindingSink findings,
        TraceSink trace,
        KfuncObserver kfuncs,
        int addressSkew) {
      this(profile, types, seed, findings, trace, kfuncs, addressSkew, Engine.AUTO);
    }

    /** A kernel that tells nobody of anything. */
    public static Options of(ApiProfile profile, Btf types) {
      return new Options(profile, types, 0, f -> {}, (p, l) -> {}, KfuncObserver.NONE, 0);
    }
  }

  /** A kernel that runs on this scheduler. */
  public Kernel(Options options, Scheduler scheduler) {
    this(options, scheduler, null);
  }

  /**
   * A kernel that runs on this scheduler.
   *
   * @param instructions sees every instruction of every program, which takes its time; null for
   *     nobody
   */
  public Kernel(Options options, Scheduler scheduler, @Nullable InstructionObserver instructions) {
    this.options = options;
    this.scheduler = scheduler;
    this.memory = ArenaMemory.mapped(ARENA_BITS);
    this.asyncFindings = new AsyncFindings(options.findings(), memory, scheduler);
    if (options.addressSkew() > 0) {
      memory.allocate(options.addressSkew(), "address skew");
    }
    MapEnvironment environment =
        MapEnvironment.of(memory)
            .withRandom(scheduler::nextRandom)
            .withKptrs(new KernelKptrs(options.types()));
    this.bus = new HidBus(scheduler);
    Machine.Builder builder =
        Machine.builder(memory, scheduler)
            .maps(environment.registry()::map)
            .trace(options.trace())
            .budget(options.budget())
            .engine(options.engine())
            .seed(options.seed());
    if (scheduler instanceof VirtualClock) {
      // No event waits for it in virtual time, and which run is the first compiled one is the same
      // every time.
      builder.compileOn(Runnable::run);
    }
    if (instructions != null) {
      builder.observer(instructions);
    }
    this.machine = builder.build();
    this.hidBpf = new HidBpf(machine, options.types(), options.findings());
    this.files = new FileDescriptors(hidBpf);
    this.async =
        new AsyncCallbacks(
            memory, scheduler, AsyncRules.of(options.profile()), machine::runCallback);
    async.setObserver(asyncFindings);
    hidBpf.putsOffBy(async);
    HelperRegistry.Builder functions = GenericHelpers.registry().toBuilder();
    boolean waits = options.profile().has(HidFunctions.TRY_INPUT_REPORT);
    new HidKfuncCalls(hidBpf, options.kfuncs(), files, waits).addTo(functions);
    async.addTo(functions);
    ProgramHeap heap = new ProgramHeap(memory, machine::afterRuns);
    heap.addTo(functions);
    async.addProposalsTo(functions);
    this.functions = functions.build();
    machine.provide(this.functions);
    this.maps =
        environment
            .withGracePeriod(machine::afterRuns)
            .withHooks(SpecialFieldHooks.both(async, heap));
    hidBpf.serve(bus);
    bus.setHooks(hidBpf);
  }

  /**
   * Puts something around the helpers that programs call which are loaded from now on.
   *
   * @param around gives for a helper's number and function what is called instead
   */
  public void aroundHelpers(BiFunction<Integer, HelperFunction, HelperFunction> around) {
    for (int number : functions.helpers()) {
      HelperFunction function = functions.helper(number);
      if (function != null) {
        machine.provideHelper(number, around.apply(number, function));
      }
    }
  }

  /**
   * Has memory that Linux does not initialise hold other bytes than zeros: two runs, one with them,
   * show what depends on it. Before anything is loaded.
   *
   * @param stack what stacks of programs hold
   * @param other what records of ring buffers hold that are reserved, objects that programs
   *     allocate, and the buffers of users' GET_REPORTs
   */
  public void setUninitialized(UninitializedBytes stack, UninitializedBytes other) {
    memory.setUninitialized(stack, other);
    bus.setUninitializedFill(other.at(0));
  }

  /** What it is made of. */
  public Options options() {
    return options;
  }

  /** Who sees the runs of programs; null for nobody. */
  public @Nullable RunObserver runObserver() {
    return runObserver;
  }

  /** Lets somebody see the runs of programs from now on; null for nobody. */
  public void setRunObserver(@Nullable RunObserver observer) {
    runObserver = observer;
    hidBpf.setRunObserver(observer);
    watchAsync();
  }

  /** Its keeper of time. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** Its devices. */
  public HidBus bus() {
    return bus;
  }

  /** Its HID-BPF core. */
  public HidBpf hidBpf() {
    return hidBpf;
  }

  /** Has callbacks of timers and work queues watched. */
  public void setAsyncObserver(AsyncObserver observer) {
    asyncObserver = observer;
    asyncRelay.setNext(observer);
    watchAsync();
  }

  private void watchAsync() {
    asyncFindings.setWatcher(runObserver == null ? asyncObserver : asyncRelay);
  }

  /** Findings that name a time count it from this one of {@code MONOTONIC}; from 0 at first. */
  public void countFrom(long nanos) {
    asyncFindings.countFrom(nanos);
  }

  /** Timers and work items that programs have started and that are not over. */
  public List<PendingCallback> pendingCallbacks() {
    return async.pending();
  }

  /** What an element of a map is called: {@code alarms[1]}. */
  public String elementName(BpfMap map, long key) {
    return ElementName.withKey(memory, map, key);
  }

  /** The memory that its programs see. */
  public ArenaMemory memory() {
    return memory;
  }

  /** The helpers and kfuncs that it implements. */
  public HelperRegistry functions() {
    return functions;
  }

  @Override
  public boolean helper(int number) {
    return functions.isImplemented(number);
  }

  @Override
  public boolean kfunc(String name) {
    return functions.isImplemented(name);
  }

  AsyncFindings asyncFindings() {
    return asyncFindings;
  }

  AsyncCallbacks async() {
    return async;
  }

  /**
   * Closes a file descriptor that {@code hid_bpf_attach_prog} gave, which detaches the program, or
   * that of a loaded program, which stays as long as it is attached.
   *
   * @return 0, or -EBADF
   */
  public int close(int fd) {
    boolean[] closed = new boolean[1];
    process("close " + fd, () -> closed[0] = files.close(fd));
    return closed[0] ? 0 : (int) Errno.EBADF.result();
  }

  FileDescriptors files() {
    return files;
  }

  Machine machine() {
    return machine;
  }

  MapEnvironment maps() {
    return maps;
  }

  /**
   * Loads an object: links it with this kernel's types, makes its maps, verifies and loads its
   * programs. From any thread; several objects may be loaded at once. One that is refused leaves
   * nothing.
   *
   * @throws io.github.hidbpf4j.bpf.BpfException when it, or one program that would be loaded, is
   *     refused
   */
  public LoadedObject load(BpfObject object, LoadOptions loadOptions) {
    return new ObjectLoader(this, object, loadOptions).load();
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
