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
 * An object loaded into a kernel: its programs, maps and global variables, and the steps of
 * udev-hid-bpf: set properties, fill in the report descriptor, probe, attach, read properties, and,
 * by {@link #close}, remove.
 *
 * <p>Thread-safe in real time, even while events, timers and work items of the object are in
 * progress. Attaching and detaching a descriptor fixup and running a syscall program may wait for
 * the device. Once closed, variables and programs are not found ({@code null}, {@code false},
 * -ENOENT), and user-space operations on its maps throw {@link IllegalStateException}. Of several
 * concurrent calls of {@link #close}, one closes it and the others return immediately.
 */
public final class LoadedObject implements AutoCloseable {
  private final Kernel kernel;
  private final RuntimeObject loaded;
  private final Map<String, LoadedProgram> programs = new LinkedHashMap<>();
  private final Map<String, HidBpfOps> ops = new LinkedHashMap<>();
  private final ObjectProperties properties;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Whether the loader has exited. */
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
      // HID_BPF_FLAG_INSERT_HEAD was the only flag; its meaning is that of BPF_F_BEFORE today.
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

  /** The attachable parts by name: struct_ops maps, or programs of the tracing era. */
  public Map<String, HidBpfOps> ops() {
    return ops;
  }

  /**
   * Drops the loader's references to the maps that the object does not ask to be pinned by name, as
   * when a loader exits: attached programs stay, but timers and work queues of such maps are
   * cancelled. From then on only links keep the programs, which are unloaded with the last link.
   */
  public void releaseMaps() {
    abandoned = true;
    loaded.releaseMaps(false);
  }

  // ---- global variables

  /** Names and current values of its global variables; none once it is closed. */
  public Map<String, BtfValue> variableValues() {
    return closed.get() ? Map.of() : loaded.values();
  }

  /** Its global variables. */
  public List<DataVariable> variables() {
    return loaded.object().variables();
  }

  /**
   * The bytes of a global variable; null when there is none of this name, or the object is closed.
   */
  public byte @Nullable [] readVariable(String variable) {
    return closed.get() ? null : loaded.readVariable(variable);
  }

  /**
   * Writes a global variable from its start.
   *
   * @return false when there is none of this name, it is too short, the object is closed, or it is
   *     a constant, whose value the verifier has used
   */
  public boolean writeVariable(String variable, byte[] bytes) {
    return !closed.get() && loaded.writeVariable(variable, bytes);
  }

  // ---- syscall programs

  /**
   * Runs a syscall program with this context, as BPF_PROG_TEST_RUN does: -EINVAL for one that is
   * shorter than the part that the program may access, or longer than 64 KiB.
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
   * Sets a udev property: the variable or map {@code UDEV_PROP_<name>}, if it exists, has room for
   * the value and a NUL (udev-hid-bpf's rule), and is not a constant.
   *
   * @return whether it was set
   */
  public boolean setProperty(String property, String value) {
    return !closed.get() && properties.set(property, value);
  }

  /** Why udev-hid-bpf refuses the object because of its property maps; empty if it does not. */
  public String propertyMisfit() {
    return properties.misfit();
  }

  /**
   * The udev properties that the object sets for its device: the current contents of its maps
   * {@code UDEV_PROP_<name>}.
   *
   * @param warnings receives a line for each map whose value is not a property
   */
  public Map<String, String> properties(List<String> warnings) {
    return closed.get() ? Map.of() : properties.read(warnings);
  }

  /**
   * Stores a device's current report descriptor, parsed, in {@code HID_REPORT_DESCRIPTOR}; does
   * nothing if the object has no such variable.
   *
   * @param warnings receives a line for each part of the descriptor that does not fit
   * @return why it failed, in one line; empty on success, or if there is nothing to do
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
   * The result of {@code probe}.
   *
   * @param present whether the object has such a program
   * @param run result of running it
   * @param retval its final value of {@code retval}: 0 for a device that it wants
   */
  public record ProbeResult(boolean present, SyscallResult run, int retval) {
    /** The result for an object without probe. */
    public static final ProbeResult NONE =
        new ProbeResult(false, new SyscallResult(0, 0, new byte[0]), 0);

    /** Whether the object may be attached. */
    public boolean accepted() {
      return !present || (run.error() == 0 && retval == 0);
    }
  }

  /**
   * Runs {@code SEC("syscall") probe} on a device in its current state: {@code retval} is initially
   * -1, the descriptor is the one in use.
   */
  public ProbeResult probe(HidDevice device) {
    if (!programs.containsKey("probe")) {
      return ProbeResult.NONE;
    }
    SyscallResult run = runSyscall("probe", ProbeArguments.of(device.id(), device.descriptor()));
    return new ProbeResult(true, run, ProbeArguments.retval(run.context()));
  }

  /**
   * Attaches one struct_ops map or program: 0 or a negative errno; -ENOENT if there is none, or it
   * was unloaded.
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

  /** Detaches one struct_ops map or program. */
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
   * Removes the object from the kernel: detaches everything, closes its descriptors, and drops
   * programs and maps. Timers and work items of its maps are cancelled; a running callback
   * completes. Programs and maps are freed when nothing uses them any more. Their memory, and the
   * object's variables and maps, must not be accessed afterwards. Closing again does nothing.
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
    // As when the loader's process exits: its maps have no user left, whatever is still running.
    loaded.releaseMaps(true);
    unloadPrograms();
  }

  /** Names of the attached parts, in the object's order. */
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
   * A view of this object for one device.
   *
   * @param whenClosed is run when the object is closed through that view
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
