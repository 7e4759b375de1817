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
 * A kernel in user space, as far as HID-BPF goes: one API profile, one machine, one HID bus, one
 * clock. Objects are loaded into it and devices plugged into its bus.
 *
 * <p>In real time (on a {@link io.github.hidbpf4j.time.SystemClock}) any thread may call anything
 * at any time: send events, plug and unplug, load, attach, detach, close, read and write maps and
 * variables. Nothing is freed that a run in progress may see; what may wait says so, and must not
 * be called from event sinks and listeners, which are called in the middle of what they hear of,
 * from the threads that do it.
 *
 * <p>In virtual time one thread drives it; what the clock runs may call everything, too.
 */
public final class Kernel {
  /** Jumps backwards and calls of callbacks that one run may do: {@link BpfRuntime#BUDGET}. */
  public static final long BUDGET = BpfRuntime.BUDGET;

  private final BpfRuntime runtime;
  private final @Nullable KnownObjects known;
  private final HidBpfDispatch hidBpf;
  private final FileDescriptors files;
  private final EventHub hub;
  private final RunEvents runEvents;
  private final AsyncEvents asyncEvents;

  /** Settings of a kernel to be made: a profile and types, and options. */
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

    /** Sets the state after boot, on which nothing may depend; {@link BootState#FRESH} at first. */
    public Builder boot(BootState state) {
      boot = state;
      return this;
    }

    /** Sets which HID core it has; at first that of the profile's release. */
    public Builder rules(HidRules newRules) {
      rules = newRules;
      return this;
    }

    /** Sets what runs programs: at first they are compiled once they have run for a while. */
    public Builder engine(Engine newEngine) {
      engine = newEngine;
      return this;
    }

    /** After how many runs of a program {@link Engine#AUTO} compiles it; 0 for the usual number. */
    public Builder compileAfter(int runs) {
      compileAfter = runs;
      return this;
    }

    /** Sets how many jumps backwards and calls of callbacks one run may do. */
    public Builder budget(long turns) {
      budget = turns;
      return this;
    }

    /** Has the instructions of each run counted, which slows programs down. */
    public Builder countInstructions(boolean count) {
      countsInstructions = count;
      return this;
    }

    /**
     * Has engines count what each instruction and each side of a jump was executed, for {@link
     * Kernel#executionCounts}; programs are compiled as ever.
     */
    public Builder countExecution(boolean count) {
      countsExecution = count;
      return this;
    }

    /** Shares what kernels find out about the same objects. */
    public Builder known(@Nullable KnownObjects objects) {
      known = objects;
      return this;
    }

    /**
     * Sets who sees every instruction of every program, which slows programs down; null for nobody.
     */
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
   * Settings of a kernel without event sinks.
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
   * Wraps the helpers of programs that are loaded from now on.
   *
   * @param around gives for a helper's number and function what is called instead
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

  /** Dispatches events to the sinks that it was made with. */
  public EventHub events() {
    return hub;
  }

  RunEvents runEvents() {
    return runEvents;
  }

  /** Its keeper of time. */
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

  /** Timers and work items that programs have started and that are not over. */
  public List<PendingCallback> pendingCallbacks() {
    return runtime.async().pending();
  }

  /** What an element of a map is called: {@code alarms[1]}. */
  public String elementName(BpfMap map, long key) {
    return ElementName.withKey(map, key);
  }

  /**
   * What each program loaded so far has executed, one that is gone included; nothing unless the
   * kernel was made to count.
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

  BpfRuntime runtime() {
    return runtime;
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

  /** Whether its results or effects only a run shows to matter. */
  private static boolean injects(String kernelSymbol) {
    Kfunc kfunc = HidFunctions.find(kernelSymbol);
    return kfunc != null && kfunc.is(Trait.INJECTS_REPORT);
  }

  /** Runs something in process context, where it may wait, and returns when it is done. */
  public void process(String what, Runnable body) {
    runtime.process(what, body);
  }
}
