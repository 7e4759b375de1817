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
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.MapEnvironment;
import io.github.hidbpf4j.bpf.map.SpecialFieldHooks;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.Implementations;
import io.github.hidbpf4j.bpf.vm.Engine;
import io.github.hidbpf4j.bpf.vm.InstructionObserver;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.hid.device.HidBus;
import io.github.hidbpf4j.kernel.dispatch.HidBpf;
import io.github.hidbpf4j.kernel.dispatch.HidKfuncCalls;
import io.github.hidbpf4j.kernel.event.EventHub;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.RunEvents;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.ArrayList;
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
 * be called from event sinks and listeners, which are called in the middle of what they hear of,
 * from the threads that do it.
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

  private final ApiProfile profile;
  private final Btf types;
  private final Scheduler scheduler;
  private final ArenaMemory memory;
  private final MapEnvironment maps;
  private final HelperRegistry functions;
  private final Machine machine;
  private final HidBpf hidBpf;
  private final AsyncCallbacks async;
  private final FileDescriptors files;
  private final EventHub hub;
  private final RunEvents runEvents;
  private final AsyncEvents asyncEvents;

  /** A kernel to be made: a profile and types, and what may be chosen otherwise. */
  public static final class Builder {
    private final ApiProfile profile;
    private final Btf types;
    private final List<EventSink> sinks = new ArrayList<>();
    private long seed;
    private BootState boot = BootState.FRESH;
    private Engine engine = Engine.AUTO;
    private long budget = BUDGET;
    private boolean countsInstructions;
    private @Nullable InstructionObserver instructions;

    private Builder(ApiProfile profile, Btf types) {
      this.profile = profile;
      this.types = types;
    }

    /** Sets the start of all random numbers; 0 at first. */
    public Builder seed(long newSeed) {
      seed = newSeed;
      return this;
    }

    /** Adds somebody who hears of all that happens, after those who were added before. */
    public Builder sink(EventSink sink) {
      sinks.add(sink);
      return this;
    }

    /** Sets what nothing may depend on; {@link BootState#FRESH} at first. */
    public Builder boot(BootState state) {
      boot = state;
      return this;
    }

    /** Sets what runs programs: at first they are compiled once they have run for a while. */
    public Builder engine(Engine newEngine) {
      engine = newEngine;
      return this;
    }

    /** Sets how many jumps backwards and calls of callbacks one run may do. */
    public Builder budget(long turns) {
      budget = turns;
      return this;
    }

    /** Has runs say how many instructions they executed, which takes its time. */
    public Builder countInstructions(boolean count) {
      countsInstructions = count;
      return this;
    }

    /** Shows somebody every instruction of every program, which takes its time; null for nobody. */
    public Builder instructions(@Nullable InstructionObserver observer) {
      instructions = observer;
      return this;
    }

    /** Makes it, to run on this scheduler. */
    public Kernel build(Scheduler scheduler) {
      return new Kernel(this, scheduler);
    }
  }

  /**
   * A kernel to be made, which tells nobody of anything.
   *
   * @param profile what programs may do
   * @param types the kernel BTF that programs are resolved against
   */
  public static Builder builder(ApiProfile profile, Btf types) {
    return new Builder(profile, types);
  }

  private Kernel(Builder chosen, Scheduler scheduler) {
    this.profile = chosen.profile;
    this.types = chosen.types;
    this.scheduler = scheduler;
    this.memory = ArenaMemory.mapped(ARENA_BITS);
    this.hub = new EventHub(scheduler, chosen.sinks);
    this.runEvents = new RunEvents(hub);
    this.asyncEvents = new AsyncEvents(hub, runEvents, memory, scheduler);
    if (chosen.boot.addressSkew() > 0) {
      memory.allocate(chosen.boot.addressSkew(), "address skew");
    }
    memory.setUninitialized(chosen.boot.stack(), chosen.boot.other());
    MapEnvironment environment =
        MapEnvironment.of(memory)
            .withRandom(scheduler::nextRandom)
            .withKptrs(new KernelKptrs(types));
    this.machine = machine(chosen, environment);
    AsyncObserver watcher = hub.wantsFindings() ? asyncEvents : AsyncObserver.NONE;
    this.async =
        new AsyncCallbacks(
            memory, scheduler, AsyncRules.of(profile), machine::runCallback, watcher);
    this.hidBpf = new HidBpf(machine, types, async, hub, chosen.boot.bus());
    this.files = new FileDescriptors(hidBpf);
    ProgramHeap heap = new ProgramHeap(memory, machine::afterRuns);
    this.functions = functions(heap);
    machine.provide(functions);
    this.maps =
        environment
            .withGracePeriod(machine::afterRuns)
            .withHooks(SpecialFieldHooks.both(async, heap));
  }

  private Machine machine(Builder chosen, MapEnvironment environment) {
    Machine.Builder builder =
        Machine.builder(memory, scheduler)
            .maps(environment.registry()::map)
            .trace(runEvents::printk)
            .budget(chosen.budget)
            .engine(chosen.engine)
            .seed(chosen.seed);
    if (scheduler instanceof VirtualClock) {
      // No event waits for it in virtual time, and which run is the first compiled one is the same
      // every time.
      builder.compileOn(Runnable::run);
    }
    InstructionObserver instructions =
        chosen.instructions == null && chosen.countsInstructions && hub.isOn()
            ? runEvents
            : chosen.instructions;
    if (instructions != null) {
      builder.observer(instructions);
    }
    return builder.build();
  }

  private HelperRegistry functions(ProgramHeap heap) {
    HelperRegistry.Builder builder = GenericHelpers.registry().toBuilder();
    new HidKfuncCalls(hidBpf, files, profile.has(HidFunctions.TRY_INPUT_REPORT)).addTo(builder);
    async.addTo(builder);
    heap.addTo(builder);
    async.addProposalsTo(builder);
    return builder.build();
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

  /** What programs may do. */
  public ApiProfile profile() {
    return profile;
  }

  /** The kernel BTF that programs are resolved against. */
  public Btf types() {
    return types;
  }

  /** What hands out events to the sinks that it was made with. */
  public EventHub events() {
    return hub;
  }

  RunEvents runEvents() {
    return runEvents;
  }

  /** Its keeper of time. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** Its devices. */
  public HidBus bus() {
    return hidBpf.bus();
  }

  /** Its HID-BPF core. */
  public HidBpf hidBpf() {
    return hidBpf;
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

  AsyncEvents asyncEvents() {
    return asyncEvents;
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
