package io.github.hidbpf4j.live.kernel;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.runtime.RuntimeObject.SyscallResult;
import io.github.hidbpf4j.kernel.AttachableObject;
import io.github.hidbpf4j.kernel.LoadedObject.ProbeResult;
import io.github.hidbpf4j.kernel.ObjectMemory;
import io.github.hidbpf4j.kernel.ObjectProperties;
import io.github.hidbpf4j.kernel.ProbeArguments;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.parsed.DescriptorVariable;
import io.github.hidbpf4j.linux.libbpf.KernelLink;
import io.github.hidbpf4j.linux.libbpf.KernelMap;
import io.github.hidbpf4j.linux.libbpf.KernelObject;
import io.github.hidbpf4j.linux.libbpf.KernelProgram;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.libbpf.LibbpfException;
import io.github.hidbpf4j.linux.libbpf.LoadResult;
import io.github.hidbpf4j.linux.libbpf.ProgramRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An object in the kernel of the machine, loaded for one device. */
final class ObjectInKernel implements AttachableObject {
  /** Size of the verifier's log for a rejected program; of a longer one, the end is kept. */
  private static final int LOG_SIZE = 1 << 20;

  private static final String PROBE = "probe";

  private final BpfObject object;
  private final KernelObject loaded;
  private final LoadPlan plan;
  private final int hidId;
  private final Supplier<byte[]> descriptor;
  private final @Nullable Path pins;
  private final Memory memory;
  private final ObjectProperties properties;
  private final Map<String, KernelLink> links = new LinkedHashMap<>();
  private final List<String> pinned = new ArrayList<>();
  private boolean whole;

  private ObjectInKernel(
      BpfObject object,
      KernelObject loaded,
      LoadPlan plan,
      int hidId,
      Supplier<byte[]> descriptor,
      @Nullable Path pins) {
    this.object = object;
    this.loaded = loaded;
    this.plan = plan;
    this.hidId = hidId;
    this.descriptor = descriptor;
    this.pins = pins;
    this.memory = new Memory(object, loaded, plan);
    this.properties = new ObjectProperties(memory);
  }

  /**
   * Loads an object.
   *
   * @param hidId the device's number
   * @param descriptor supplies the report descriptor in use
   * @param pins the folder where its links are pinned; null if they end with this process
   * @throws KernelRefusal if the kernel rejects it
   * @throws LibbpfException if libbpf does
   */
  static ObjectInKernel load(
      Libbpf libbpf,
      BpfObject object,
      Set<String> optional,
      int hidId,
      Supplier<byte[]> descriptor,
      @Nullable Path pins) {
    LoadPlan plan = LoadPlan.of(object, optional);
    refuseTracing(object, plan);
    KernelObject opened =
        libbpf.open(object.bytes(), KernelPins.objectName(FixSet.fileName(object)));
    boolean done = false;
    try {
      ObjectInKernel result = new ObjectInKernel(object, opened, plan, hidId, descriptor, pins);
      result.load();
      done = true;
      return result;
    } finally {
      if (!done) {
        opened.close();
      }
    }
  }

  /** Does all that comes before loading an object, and closes it. */
  static void rehearse(Libbpf libbpf, BpfObject object) {
    try (KernelObject opened =
        libbpf.open(object.bytes(), KernelPins.objectName(FixSet.fileName(object)))) {
      LoadPlan plan = LoadPlan.of(object, Set.of());
      ObjectInKernel rehearsed =
          new ObjectInKernel(object, opened, plan, 0, () -> new byte[0], null);
      rehearsed.prepare();
      Collection<String> _ = rehearsed.attachable();
    }
  }

  /**
   * Rejects programs of 6.3 to 6.10: HID-BPF attached them by a program of its own, which nobody
   * has today.
   */
  private static void refuseTracing(BpfObject object, LoadPlan plan) {
    for (ProgramSpec program : object.programs()) {
      if (program.type() == ProgramType.TRACING && plan.programs().contains(program.name())) {
        throw new KernelException(
            "%s: program %s (%s) is for HID-BPF of Linux 6.3 to 6.10, which is not loaded into kernels; --mode bridge runs it, and one of struct hid_bpf_ops is for kernels since 6.11"
                .formatted(object.name(), program.name(), program.section()));
      }
    }
  }

  /** Says which maps and programs are wanted, and for which device; nothing reaches the kernel. */
  private void prepare() {
    for (KernelMap map : loaded.maps()) {
      MapSpec spec = object.map(map.name()).orElse(null);
      if (spec == null || spec.structOps() == null) {
        continue;
      }
      boolean made = plan.maps().contains(map.name());
      if (map.isAutocreate() != made) {
        map.setAutocreate(made);
      }
      // int hid_id is the first member of struct hid_bpf_ops.
      map.setInitialValue(0, little(hidId));
    }
    for (KernelProgram program : loaded.programs()) {
      boolean wanted = plan.programs().contains(program.name());
      if (program.isAutoload() != wanted) {
        program.setAutoload(wanted);
      }
      if (wanted) {
        program.keepLog(0, LOG_SIZE);
      }
    }
  }

  private void load() {
    prepare();
    LoadResult result = loaded.load();
    if (!result.isLoaded()) {
      throw KernelRefusal.of(object.name(), result);
    }
  }

  private static byte[] little(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** The name of the object that it was loaded from. */
  String name() {
    return object.name();
  }

  @Override
  public boolean setProperty(String property, String value) {
    return properties.set(property, value);
  }

  @Override
  public String propertyMisfit() {
    return properties.misfit();
  }

  @Override
  public String fillReportDescriptor(List<String> warnings) {
    return DescriptorVariable.fill(
        object,
        descriptor.get(),
        bytes -> memory.writeVariable(DescriptorVariable.NAME, bytes),
        warnings);
  }

  @Override
  public ProbeResult probe() {
    Optional<KernelProgram> probe = loaded.program(PROBE).filter(KernelProgram::isLoaded);
    if (probe.isEmpty()) {
      return ProbeResult.NONE;
    }
    byte[] arguments = ProbeArguments.of(hidId, descriptor.get());
    try {
      ProgramRun run = probe.get().run(arguments);
      return new ProbeResult(
          true,
          new SyscallResult(0, run.returned(), run.context()),
          ProbeArguments.retval(run.context()));
    } catch (LibbpfException e) {
      return new ProbeResult(true, new SyscallResult(e.result(), 0, arguments), -1);
    }
  }

  @Override
  public Collection<String> attachable() {
    return object.maps().stream()
        .filter(map -> map.structOps() != null && plan.maps().contains(map.name()))
        .map(MapSpec::name)
        .toList();
  }

  @Override
  public String attach(String name) {
    try {
      KernelLink link = loaded.map(name).orElseThrow().attach();
      links.put(name, link);
      if (pins != null) {
        Path folder = KernelPins.unfinished(pins);
        pinMaps(folder);
        String pin = KernelPins.name(name);
        link.pin(folder.resolve(pin));
        pinned.add(pin);
      }
      return "";
    } catch (LibbpfException e) {
      return String.valueOf(e.getMessage());
    } catch (IOException e) {
      return "%s: cannot be pinned: %s; a BPF file system has to be mounted at /sys/fs/bpf, and root alone may write it"
          .formatted(name, e.getMessage());
    }
  }

  /** Pins the object's own maps, so that timers in them go on when this process has ended. */
  private void pinMaps(Path folder) throws IOException {
    if (!pinned.isEmpty()) {
      return;
    }
    Files.createDirectories(folder);
    for (MapSpec map : memory.maps()) {
      boolean data = map.name().indexOf('.') >= 0;
      if (map.structOps() == null && !data) {
        String pin = KernelPins.name(map.name());
        loaded.map(map.name()).orElseThrow().pin(folder.resolve(pin));
        pinned.add(pin);
      }
    }
  }

  /**
   * Marks it as completely attached: renames the folder of the pins, if there are any, to its own
   * name.
   *
   * @throws KernelException if that is not possible
   */
  void allAttached() {
    if (pins == null || pinned.isEmpty()) {
      return;
    }
    try {
      Files.move(KernelPins.unfinished(pins), pins, StandardCopyOption.ATOMIC_MOVE);
      whole = true;
    } catch (IOException e) {
      throw new KernelException("%s: cannot be pinned: %s".formatted(pins, e.getMessage()));
    }
  }

  /** Detaches it from the device; it stays loaded. */
  void detach() {
    List.copyOf(links.values()).reversed().forEach(KernelLink::close);
    links.clear();
  }

  @Override
  public List<String> attached() {
    return List.copyOf(links.keySet());
  }

  @Override
  public Map<String, String> properties(List<String> warnings) {
    return properties.read(warnings);
  }

  /** Ends the loader; what is pinned stays. */
  @Override
  public void loaderEnds() {
    loaded.close();
  }

  @Override
  public void close() {
    if (pins == null) {
      loaded.close();
      return;
    }
    Path folder = whole ? unfinish(pins) : KernelPins.unfinished(pins);
    pinned.reversed().forEach(pin -> deleteIfEmpty(folder.resolve(pin)));
    loaded.close();
    deleteIfEmpty(folder);
    deleteIfEmpty(Objects.requireNonNull(pins.getParent()));
  }

  /** Marks the pins' folder as incomplete; returns its new path. */
  private static Path unfinish(Path folder) {
    try {
      return KernelPins.unfinish(folder);
    } catch (IOException e) {
      return folder;
    }
  }

  private static void deleteIfEmpty(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The folder contains something else; a pin that stays can still be found.
      return;
    }
  }

  /** Its variables and maps. */
  private record Memory(BpfObject object, KernelObject loaded, LoadPlan plan)
      implements ObjectMemory {
    private static final byte[] FIRST = new byte[Integer.BYTES];

    @Override
    public @Nullable DataVariable variable(String name) {
      return object.variable(name).filter(v -> data(v).isPresent()).orElse(null);
    }

    private Optional<KernelMap> data(DataVariable variable) {
      int dot = variable.map().indexOf('.');
      return dot < 0 ? Optional.empty() : loaded.dataMap(variable.map().substring(dot));
    }

    @Override
    public boolean writeVariable(String name, byte[] bytes) {
      DataVariable variable = variable(name);
      if (variable == null
          || variable.map().contains(".rodata")
          || bytes.length > variable.size()) {
        return false;
      }
      KernelMap map = data(variable).orElseThrow();
      byte[] section = map.lookUp(FIRST, map.valueSize()).orElse(new byte[map.valueSize()]);
      System.arraycopy(bytes, 0, section, (int) variable.offset(), bytes.length);
      map.update(FIRST, section);
      return true;
    }

    @Override
    public List<MapSpec> maps() {
      return object.maps().stream().filter(map -> plan.maps().contains(map.name())).toList();
    }

    private KernelMap map(MapSpec spec) {
      return loaded.map(spec.name()).orElseThrow();
    }

    @Override
    public long userValueSize(MapSpec spec) {
      return map(spec).userValueSize();
    }

    @Override
    public byte @Nullable [] lookUp(MapSpec spec, byte[] key) {
      KernelMap map = map(spec);
      return map.lookUp(key, map.userValueSize()).orElse(null);
    }

    @Override
    public boolean update(MapSpec spec, byte[] key, byte[] value) {
      try {
        map(spec).update(key, value);
        return true;
      } catch (LibbpfException e) {
        return false;
      }
    }
  }
}
