package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.runtime.RuntimeObject;
import io.github.hidbpf4j.bpf.runtime.RuntimeObject.SyscallResult;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.kernel.dispatch.HidBpfOps;
import io.github.hidbpf4j.kernel.parsed.DescriptorVariable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An object that is loaded into a kernel: its programs, maps and global variables, and what
 * udev-hid-bpf does with it: set properties, fill in the report descriptor, probe, attach, read
 * properties, and, by {@link #close}, remove.
 *
 * <p>From any thread in real time, events, timers and work items of the object under way or not.
 * Attaching and detaching a descriptor fixup and running a syscall program may wait for the device.
 * Once closed, variables and programs are not found ({@code null}, {@code false}, -ENOENT), and
 * operations of user space on its maps throw {@link IllegalStateException}. Of several calls at
 * once of {@link #close} one does it, and the others return at once.
 */
public final class LoadedObject implements AutoCloseable {
  private final Kernel kernel;
  private final RuntimeObject loaded;
  private final Map<String, LoadedProgram> programs = new LinkedHashMap<>();
  private final Map<String, HidBpfOps> ops = new LinkedHashMap<>();
  private final ObjectProperties properties;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Whether the loader is gone, and with it whether the programs are. */
  private volatile boolean abandoned;

  LoadedObject(Kernel kernel, RuntimeObject loaded, LoadOptions options) {
    this.kernel = kernel;
    this.loaded = loaded;
    this.properties = new ObjectProperties(new Memory(loaded));
    loaded.programs().forEach((name, e) -> programs.put(name, new LoadedProgram(kernel, e)));
    for (BpfMap map : maps().values()) {
      if (map.spec().structOps() != null) {
        ops.put(map.spec().name(), structOps(map.spec(), options));
      }
    }
    for (LoadedProgram program : programs.values()) {
      int hidId = options.hidIds().getOrDefault(program.name(), options.hidId());
      // HID_BPF_FLAG_INSERT_HEAD was the only flag; what it means is BPF_F_BEFORE today.
      int flags =
          switch (options.flags().getOrDefault(program.name(), 0)) {
            case 0 -> 0;
            case 1 -> HidBpfOps.BPF_F_BEFORE;
            default -> -1;
          };
      HidBpfOps tracing = program.attachment(hidId, flags);
      if (tracing != null) {
        ops.put(program.name(), tracing);
      }
    }
  }

  private HidBpfOps structOps(MapSpec map, LoadOptions options) {
    MapSpec.StructOps definition = Objects.requireNonNull(map.structOps());
    byte[] data = map.initialData();
    ByteBuffer value =
        ByteBuffer.wrap(data == null ? new byte[8] : data).order(ByteOrder.LITTLE_ENDIAN);
    int flags = options.flags().getOrDefault(map.name(), value.getInt(4));
    int hidId = options.hidIds().getOrDefault(map.name(), options.hidId());
    return new HidBpfOps(
        map.name(),
        hidId,
        flags,
        member(definition, "hid_device_event"),
        member(definition, "hid_rdesc_fixup"),
        member(definition, "hid_hw_request"),
        member(definition, "hid_hw_output_report"));
  }

  private @Nullable LoadedProgram member(MapSpec.StructOps definition, String member) {
    String program = definition.programs().get(member);
    return program == null ? null : programs.get(program);
  }

  /** Name of the object file. */
  public String name() {
    return loaded.linked().name();
  }

  /** Loaded programs by name. */
  public Map<String, LoadedProgram> programs() {
    return programs;
  }

  /** Its maps by name. */
  public Map<String, BpfMap> maps() {
    return loaded.maps();
  }

  /** What can be attached, by name: struct_ops maps, or programs of the tracing era. */
  public Map<String, HidBpfOps> ops() {
    return ops;
  }

  /**
   * Drops the loader's references to the maps that the object does not ask to be pinned by name, as
   * a loader does that ends: what is attached stays, but timers and work queues of such maps go.
   * From then on links alone keep the programs: with the last one that is detached they go.
   */
  public void releaseMaps() {
    abandoned = true;
    loaded.releaseMaps(false);
  }

  // ---- global variables

  /** Its global variables by name and their values now; none once it is closed. */
  public Map<String, BtfValue> variableValues() {
    return closed.get() ? Map.of() : loaded.values();
  }

  /** Its global variables. */
  public List<DataVariable> variables() {
    return loaded.object().variables();
  }

  /** The bytes of a global variable; null when there is none of this name, or it is gone. */
  public byte @Nullable [] readVariable(String variable) {
    return closed.get() ? null : loaded.readVariable(variable);
  }

  /**
   * Writes a global variable from its start.
   *
   * @return false when there is none of this name, it is shorter, it is gone, or it is a constant:
   *     the verifier has looked at its value
   */
  public boolean writeVariable(String variable, byte[] bytes) {
    return !closed.get() && loaded.writeVariable(variable, bytes);
  }

  // ---- syscall programs

  /**
   * Runs a syscall program with this context, as BPF_PROG_TEST_RUN does: -EINVAL for one that is
   * shorter than what the program may use, or longer than 64 KiB.
   */
  public SyscallResult runSyscall(String program, byte[] context) {
    LoadedProgram p = programs.get(program);
    return loaded.runSyscall(
        program,
        context,
        (section, executable, address) ->
            p == null ? section.run(executable, address) : p.run(section, address));
  }

  // ---- udev-hid-bpf's steps

  /**
   * Sets a udev property: the variable or map {@code UDEV_PROP_<name>}, where it exists and has
   * room for the value and a NUL (udev-hid-bpf's rule), and is no constant.
   *
   * @return whether it was set
   */
  public boolean setProperty(String property, String value) {
    return !closed.get() && properties.set(property, value);
  }

  /** Why udev-hid-bpf refuses the object for its property maps; empty where it does not. */
  public String propertyMisfit() {
    return properties.misfit();
  }

  /**
   * The properties that the object has for its device: what its maps {@code UDEV_PROP_<name>} hold
   * now.
   *
   * @param warnings gets a line for each map whose value is no property
   */
  public Map<String, String> properties(List<String> warnings) {
    return closed.get() ? Map.of() : properties.read(warnings);
  }

  /**
   * Puts a device's report descriptor, parsed as it is now, into {@code HID_REPORT_DESCRIPTOR};
   * does nothing where the object has no such variable.
   *
   * @param warnings gets a line for each part of the descriptor that it has no room for
   * @return why it was not done, in one line; empty when it was, or need not be
   */
  public String fillReportDescriptor(HidDevice device, List<String> warnings) {
    return closed.get() || loaded.variable(DescriptorVariable.NAME) == null
        ? ""
        : DescriptorVariable.fill(
            loaded.object(),
            device.descriptor(),
            bytes -> writeVariable(DescriptorVariable.NAME, bytes),
            warnings);
  }

  /**
   * What {@code probe} said.
   *
   * @param present whether the object has such a program
   * @param run what running it came to
   * @param retval what it left in {@code retval}: 0 for a device that it wants
   */
  public record ProbeResult(boolean present, SyscallResult run, int retval) {
    /** Of an object without probe. */
    public static final ProbeResult NONE =
        new ProbeResult(false, new SyscallResult(0, 0, new byte[0]), 0);

    /** Whether the object may be attached. */
    public boolean accepted() {
      return !present || (run.error() == 0 && retval == 0);
    }
  }

  /**
   * Runs {@code SEC("syscall") probe} on a device as it is now: {@code retval} is -1 before, its
   * descriptor the one in use.
   */
  public ProbeResult probe(HidDevice device) {
    if (!programs.containsKey("probe")) {
      return ProbeResult.NONE;
    }
    SyscallResult run = runSyscall("probe", ProbeArguments.of(device.id(), device.descriptor()));
    return new ProbeResult(true, run, ProbeArguments.retval(run.context()));
  }

  /**
   * Attaches one struct_ops map or program: 0 or a negative errno; -ENOENT where there is none, or
   * it is gone.
   */
  public int attach(String name) {
    HidBpfOps o = ops.get(name);
    if (o == null || loaded.isUnloaded()) {
      return (int) Errno.ENOENT.result();
    }
    int[] ret = new int[1];
    kernel.process("attach " + name, () -> ret[0] = kernel.hidBpf().attach(o));
    return ret[0];
  }

  /** Detaches one. */
  public void detach(String name) {
    HidBpfOps o = ops.get(name);
    if (o != null) {
      boolean was = o.isAttached();
      kernel.process("detach " + name, () -> kernel.hidBpf().detach(o));
      if (was && abandoned && attached().isEmpty()) {
        kernel.process("unload " + name(), this::unloadPrograms);
      }
    }
  }

  private void unloadPrograms() {
    if (loaded.releasePrograms()) {
      programs.values().forEach(kernel.files()::forget);
    }
  }

  /**
   * Takes the object out of the kernel: detaches what is attached, closes its descriptors, and
   * gives programs and maps up. Timers and work items of its maps are cancelled; a callback that
   * runs ends undisturbed. Programs and maps themselves go when nothing uses them any more. Their
   * memory must not be touched afterwards: variables and maps of the object are gone. Closing again
   * does nothing.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    for (HidBpfOps o : ops.values()) {
      kernel.process("detach " + o.name(), () -> kernel.hidBpf().retire(o));
    }
    kernel.process("unload " + name(), this::releaseAll);
  }

  private void releaseAll() {
    kernel.asyncEvents().unload(maps().values());
    // As when the process of the loader ends: its maps have no user left, whatever still runs.
    loaded.releaseMaps(true);
    unloadPrograms();
  }

  /** Names of what is attached, in the object's order. */
  public List<String> attached() {
    List<String> names = new ArrayList<>();
    ops.forEach(
        (name, o) -> {
          if (o.isAttached()) {
            names.add(name);
          }
        });
    return names;
  }

  /**
   * The same for one device.
   *
   * @param whenClosed is run when it is closed by what this returns
   */
  public AttachableObject forDevice(HidDevice device, Runnable whenClosed) {
    return new ForDevice(device, whenClosed);
  }

  private final class ForDevice implements AttachableObject {
    private final HidDevice device;
    private final Runnable whenClosed;

    ForDevice(HidDevice device, Runnable whenClosed) {
      this.device = device;
      this.whenClosed = whenClosed;
    }

    @Override
    public boolean setProperty(String property, String value) {
      return LoadedObject.this.setProperty(property, value);
    }

    @Override
    public String propertyMisfit() {
      return LoadedObject.this.propertyMisfit();
    }

    @Override
    public String fillReportDescriptor(List<String> warnings) {
      return LoadedObject.this.fillReportDescriptor(device, warnings);
    }

    @Override
    public ProbeResult probe() {
      return LoadedObject.this.probe(device);
    }

    @Override
    public Collection<String> attachable() {
      return ops.keySet();
    }

    @Override
    public String attach(String name) {
      int ret = LoadedObject.this.attach(name);
      return ret < 0 ? name + ": " + Errno.describe(ret) : "";
    }

    @Override
    public List<String> attached() {
      return LoadedObject.this.attached();
    }

    @Override
    public Map<String, String> properties(List<String> warnings) {
      return LoadedObject.this.properties(warnings);
    }

    @Override
    public void loaderEnds() {
      releaseMaps();
    }

    @Override
    public void close() {
      whenClosed.run();
      LoadedObject.this.close();
    }
  }

  /** Its variables and maps. */
  private record Memory(RuntimeObject loaded) implements ObjectMemory {
    @Override
    public @Nullable DataVariable variable(String name) {
      return loaded.variable(name);
    }

    @Override
    public boolean writeVariable(String name, byte[] bytes) {
      return loaded.writeVariable(name, bytes);
    }

    @Override
    public List<MapSpec> maps() {
      return loaded.maps().values().stream().map(BpfMap::spec).toList();
    }

    private BpfMap map(MapSpec spec) {
      return Objects.requireNonNull(loaded.maps().get(spec.name()));
    }

    @Override
    public long userValueSize(MapSpec spec) {
      return map(spec).userValueSize();
    }

    @Override
    public byte @Nullable [] lookUp(MapSpec spec, byte[] key) {
      return map(spec).userLookup(key);
    }

    @Override
    public boolean update(MapSpec spec, byte[] key, byte[] value) {
      return map(spec).userUpdate(key, value, 0) == 0;
    }
  }
}
