package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.async.AsyncObserver;
import io.github.hidbpf4j.bpf.async.PendingCallback;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.runtime.BpfRuntime;
import io.github.hidbpf4j.bpf.runtime.RuntimeObject;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.bpf.vm.InstructionObserver;
import io.github.hidbpf4j.hid.device.HidBus;
import io.github.hidbpf4j.kernel.analysis.SlotNames;
import io.github.hidbpf4j.kernel.analysis.StaticFindings;
import io.github.hidbpf4j.kernel.dispatch.HidBpfDispatch;
import io.github.hidbpf4j.kernel.dispatch.HidKfuncCalls;
import io.github.hidbpf4j.kernel.emit.EventHub;
import io.github.hidbpf4j.kernel.emit.RunEvents;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import io.github.hidbpf4j.kernel.rules.HidRules;
import io.github.hidbpf4j.time.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A kernel in user space, as far as HID-BPF is concerned: one API profile, one machine, one HID
 * bus, one clock. Objects are loaded into it and devices plugged into its bus.
 *
 * <p>In real time (on a {@link io.github.hidbpf4j.time.SystemClock}) any thread may call anything
 * at any time: send events, plug and unplug, load, attach, detach, close, read and write maps and
 * variables. Nothing that a run in progress may see is freed; methods that may wait are documented
 * so, and must not be called from event sinks and listeners, which are called in the middle of the
 * operation, on its thread.
 *
 * <p>In virtual time one thread drives it; runs of the clock may call everything as well.
 */
public final class Kernel {
  /** Limit on backward jumps and callback calls in one run: {@link BpfRuntime#BUDGET}. */
  public static final long BUDGET = BpfRuntime.BUDGET;

  private final BpfRuntime runtime;
  private final @Nullable KnownObjects known;
  private final HidBpfDispatch hidBpf;
  private final FileDescriptors files;
  private final EventHub hub;
  private final RunEvents runEvents;
  private final AsyncEvents asyncEvents;

  /** Builds a kernel from a profile, types and options. */
  public static final class Builder {
    private final ApiProfile profile;
    private final Btf types;
    private final List<EventSink> sinks = new ArrayList<>();
    private long seed;
    private BootState boot = BootState.FRESH;
    private Engine engine = Engine.AUTO;
    private int compileAfter;
    private long budget = BUDGET;
    private boolean countsInstructions;
    private boolean countsExecution;
    private @Nullable KnownObjects known;
    private @Nullable HidRules rules;
    private @Nullable InstructionObserver instructions;

    private Builder(ApiProfile profile, Btf types) {
      this.profile = profile;
      this.types = types;
    }

    /** Sets the seed of all random numbers; 0 by default. */
    public Builder seed(long newSeed) {
      seed = newSeed;
      return this;
    }

    /** Adds a sink that receives all events, after those added before. */
    public Builder sink(EventSink sink) {
      sinks.add(sink);
      return this;
    }

    /**
     * Sets the state after boot, on which nothing may depend; {@link BootState#FRESH} by default.
     */
    public Builder boot(BootState state) {
      boot = state;
      return this;
    }

    /** Sets the rules of its HID core; by default those of the profile's release. */
    public Builder rules(HidRules newRules) {
      rules = newRules;
      return this;
    }

    /** Sets the engine; by default programs are compiled once they have run for a while. */
    public Builder engine(Engine newEngine) {
      engine = newEngine;
      return this;
    }

    /**
     * Sets the number of runs after which {@link Engine#AUTO} compiles a program; 0 for the usual
     * number.
     */
    public Builder compileAfter(int runs) {
      compileAfter = runs;
      return this;
    }

    /** Sets the maximum number of backward jumps and callback calls in one run. */
    public Builder budget(long turns) {
      budget = turns;
      return this;
    }

    /** Sets whether the instructions of each run are counted, which slows programs down. */
    public Builder countInstructions(boolean count) {
      countsInstructions = count;
      return this;
    }

    /**
     * Sets whether engines count executions of each instruction and each side of a jump, for {@link
     * Kernel#executionCounts}; programs are still compiled.
     */
    public Builder countExecution(boolean count) {
      countsExecution = count;
      return this;
    }

    /** Sets a cache that kernels loading the same objects share. */
    public Builder known(@Nullable KnownObjects objects) {
      known = objects;
      return this;
    }

    /**
     * Sets an observer of every instruction of every program, which slows programs down; null for
     * none.
     */
    public Builder instructions(@Nullable InstructionObserver observer) {
      instructions = observer;
      return this;
    }

    /** Builds the kernel, to run on this scheduler. */
    public Kernel build(Scheduler scheduler) {
      return new Kernel(this, scheduler);
    }
  }

  /**
   * Starts a kernel without event sinks.
   *
   * @param profile what programs may do
   * @param types the kernel BTF that programs are resolved against
   */
  public static Builder builder(ApiProfile profile, Btf types) {
    return new Builder(profile, types);
  }

  private Kernel(Builder chosen, Scheduler scheduler) {
    this.hub = new EventHub(scheduler, chosen.sinks);
    this.known = chosen.known;
    this.runEvents = new RunEvents(hub);
    this.asyncEvents = new AsyncEvents(hub, runEvents, scheduler);
    this.runtime =
        BpfRuntime.builder(chosen.profile, chosen.types, scheduler)
            .seed(chosen.seed)
            .engine(chosen.engine)
            .compileAfter(chosen.compileAfter)
            .budget(chosen.budget)
            .countExecution(chosen.countsExecution)
            .known(chosen.known == null ? null : chosen.known.verified())
            .trace(runEvents::printk)
            .callbacks(hub.wantsFindings() ? asyncEvents : AsyncObserver.NONE)
            .instructions(
                chosen.instructions == null && chosen.countsInstructions && hub.isOn()
                    ? runEvents
                    : chosen.instructions)
            .build();
    if (chosen.boot.addressSkew() > 0) {
      runtime.memory().allocate(chosen.boot.addressSkew(), "address skew");
    }
    runtime.memory().setUninitialized(chosen.boot.stack(), chosen.boot.other());
    this.hidBpf =
        new HidBpfDispatch(
            runtime.machine(),
            chosen.types,
            runtime.async(),
            hub,
            chosen.rules == null ? HidRules.of(chosen.profile) : chosen.rules,
            chosen.boot.bus());
    this.files = new FileDescriptors(hidBpf);
    runtime.provide(
        functions -> {
          new HidKfuncCalls(hidBpf, files, chosen.profile.has(HidFunctions.TRY_INPUT_REPORT))
              .addTo(functions);
          runtime.async().addProposalsTo(functions);
        });
  }

  /**
   * Wraps the helpers of programs loaded from now on.
   *
   * @param around maps a helper's number and function to the function to call instead
   */
  public void aroundHelpers(BiFunction<Integer, HelperFunction, HelperFunction> around) {
    for (int number : runtime.functions().helpers()) {
      HelperFunction function = runtime.functions().helper(number);
      if (function != null) {
        runtime.machine().provideHelper(number, around.apply(number, function));
      }
    }
  }

  /** What programs may do. */
  public ApiProfile profile() {
    return runtime.profile();
  }

  /** The kernel BTF that programs are resolved against. */
  public Btf types() {
    return runtime.types();
  }

  /** Dispatches events to the sinks that it was built with. */
  public EventHub events() {
    return hub;
  }

  RunEvents runEvents() {
    return runEvents;
  }

  /** Its source of time. */
  public Scheduler scheduler() {
    return runtime.scheduler();
  }

  /** Its devices. */
  public HidBus bus() {
    return hidBpf.bus();
  }

  /** Its HID-BPF core. */
  public HidBpfDispatch hidBpf() {
    return hidBpf;
  }

  /** Timers and work items that programs have started and that are pending or running. */
  public List<PendingCallback> pendingCallbacks() {
    return runtime.async().pending();
  }

  /** The name of a map element: {@code alarms[1]}. */
  public String elementName(BpfMap map, long key) {
    return ElementName.withKey(map, key);
  }

  /**
   * Execution counts of all programs loaded so far, including unloaded ones; empty unless the
   * kernel was built to count.
   */
  public List<ExecutionCounts> executionCounts() {
    return runtime.machine().executionCounts();
  }

  /** The memory that its programs see. */
  public ArenaMemory memory() {
    return runtime.memory();
  }

  /** The helpers and kfuncs that it implements. */
  public HelperRegistry functions() {
    return runtime.functions();
  }

  AsyncEvents asyncEvents() {
    return asyncEvents;
  }

  /**
   * Closes a file descriptor returned by {@code hid_bpf_attach_prog}, which detaches the program,
   * or that of a loaded program, which stays as long as it is attached.
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

  BpfRuntime runtime() {
    return runtime;
  }

  /**
   * Loads an object: links it with this kernel's types, creates its maps, verifies and loads its
   * programs. Thread-safe; several objects may be loaded at once. A refused object leaves nothing
   * behind.
   *
   * @throws io.github.hidbpf4j.bpf.BpfException when it, or one program that would be loaded, is
   *     refused
   */
  public LoadedObject load(BpfObject object, LoadOptions loadOptions) {
    LoadPlan plan = loadOptions.plan(object);
    boolean injects = object.kernelSymbols().stream().anyMatch(Kernel::injects);
    List<String> names = List.copyOf(plan.programs());
    List<Finding> suspicions =
        injects && known != null ? known.suspicions(object, profile().name(), names) : null;
    List<ProgramPaths> paths = new ArrayList<>();
    RuntimeObject loaded =
        injects && suspicions == null
            ? runtime.load(object, plan, paths::add)
            : runtime.load(object, plan);
    for (Executable program : loaded.programs().values()) {
      Finding slot = SlotNames.check(program.program().source());
      if (slot != null) {
        runEvents.found(slot);
      }
    }
    if (injects) {
      if (suspicions == null) {
        suspicions = StaticFindings.of(paths, profile());
        if (known != null) {
          known.keep(object, profile().name(), names, suspicions);
        }
      }
      hidBpf.suspect(suspicions);
    }
    return new LoadedObject(this, loaded, loadOptions);
  }

  /** Whether a function injects, so that only a run shows whether its results or effects matter. */
  private static boolean injects(String kernelSymbol) {
    Kfunc kfunc = HidFunctions.find(kernelSymbol);
    return kfunc != null && kfunc.is(Trait.INJECTS_REPORT);
  }

  /** Runs something in process context, where it may wait, and returns when that is done. */
  public void process(String what, Runnable body) {
    runtime.process(what, body);
  }
}
