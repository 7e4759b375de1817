package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.helper.GenericHelpers;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.helper.TraceSink;
import io.github.hidbpf4j.bpf.map.MapEnvironment;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.Implementations;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.hid.device.HidBus;
import io.github.hidbpf4j.kernel.dispatch.HidBpf;
import io.github.hidbpf4j.kernel.dispatch.HidKfuncs;
import io.github.hidbpf4j.kernel.dispatch.KfuncObserver;
import io.github.hidbpf4j.kernel.finding.FindingSink;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.VirtualClock;

/**
 * A kernel in user space, as far as HID-BPF goes: one API profile, one machine, one HID bus, one
 * keeper of time. Objects are loaded into it and devices plugged into its bus. Not for use by
 * several threads at once, but for what its scheduler itself runs.
 */
public final class Kernel implements Implementations {
  private static final int ARENA_BITS = 28;

  private final Options options;
  private final Scheduler scheduler;
  private final ArenaMemory memory;
  private final MapEnvironment maps;
  private final HelperRegistry functions;
  private final Machine machine;
  private final HidBus bus;
  private final HidBpf hidBpf;

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
   */
  public record Options(
      ApiProfile profile,
      Btf types,
      long seed,
      FindingSink findings,
      TraceSink trace,
      KfuncObserver kfuncs,
      int addressSkew) {
    /** A kernel that tells nobody of anything. */
    public static Options of(ApiProfile profile, Btf types) {
      return new Options(profile, types, 0, f -> {}, (p, l) -> {}, KfuncObserver.NONE, 0);
    }
  }

  /** A kernel that runs on this scheduler. */
  public Kernel(Options options, Scheduler scheduler) {
    this.options = options;
    this.scheduler = scheduler;
    this.memory = ArenaMemory.mapped(ARENA_BITS);
    if (options.addressSkew() > 0) {
      memory.allocate(options.addressSkew(), "address skew");
    }
    MapEnvironment environment = MapEnvironment.of(memory).withRandom(scheduler::nextRandom);
    this.bus = new HidBus(scheduler);
    this.hidBpf = new HidBpf(memory, options.types(), options.findings());
    Machine.Builder builder =
        Machine.builder(memory, scheduler)
            .maps(environment.registry()::map)
            .trace(options.trace())
            .seed(options.seed());
    HelperRegistry.Builder functions = GenericHelpers.registry().toBuilder();
    new HidKfuncs(hidBpf, options.kfuncs()).byName().forEach(functions::kfunc);
    this.functions = functions.build();
    this.machine = builder.functions(this.functions).build();
    this.maps = environment.withGracePeriod(machine::afterRuns);
    hidBpf.serve(bus);
    bus.setHooks(hidBpf);
  }

  /** What it is made of. */
  public Options options() {
    return options;
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

  Machine machine() {
    return machine;
  }

  MapEnvironment maps() {
    return maps;
  }

  /**
   * Loads an object: links it with this kernel's types, makes its maps, verifies and loads its
   * programs.
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
