package io.github.hidbpf4j.tools.traces;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.UninitializedBytes;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.VerificationException;
import io.github.hidbpf4j.bpf.runtime.RuntimeObject;
import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import io.github.hidbpf4j.hid.device.HidBus;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.ScriptedResponder;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.kernel.BootState;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.LoadOptions;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Does what an input script says, with our kernel, and writes down what happens. */
final class SpecRunner {
  private static final long MILLISECOND = 1_000_000;

  /** The shortest pause in which callbacks get on, less than the device takes to answer. */
  private static final long PAUSE = 20_000;

  private static final int LONGEST_PAUSE = 1_000;

  /** A time in which every byte but the upper two of a clock changes: some four days. */
  private static final long LATER = 0x0001_4d72_9e3b_55a7L;

  private final TraceLog log = new TraceLog();
  private final VirtualClock clock = new VirtualClock(0);
  private final Kernel kernel;
  private final ObjectFinder objects;
  private final Pace pace;
  private final ScriptedResponder responder = new ScriptedResponder();
  private final Map<String, String> device = new HashMap<>();
  private final List<LoadedObject> loaded = new ArrayList<>();

  /**
   * Maps with a link, attached to a device or left over from one, in the order of {@code loaded}.
   */
  private final List<Set<String>> links = new ArrayList<>();

  private int current = -1;
  private long settle;
  private int lastId;
  private @Nullable Set<String> only;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Map<String, Integer> hidIds = new HashMap<>();
  private final Map<String, Integer> flags = new HashMap<>();
  private LoadedObject.@Nullable ProbeResult lastProbe;
  private @Nullable UhidDevice uhid;
  private @Nullable HidrawFile hidraw;

  /** Finds an object by the path that a script gives. */
  @FunctionalInterface
  interface ObjectFinder {
    Path find(String scriptPath);
  }

  /**
   * A runner with a fresh kernel.
   *
   * @param traced which kernel
   * @param pace how far callbacks get between inputs
   * @param variant two runs of different variants differ in addresses, in device ids, in when they
   *     begin and in what uninitialised memory holds, and in nothing else
   */
  SpecRunner(ObjectFinder objects, TracedKernel traced, Pace pace, int variant, Engine engine) {
    this.pace = pace;
    this.objects = objects;
    this.kernel =
        Kernel.builder(traced.profile(), KernelTypes.forProfile(traced.profile().name()).btf())
            .rules(traced.rules())
            .sink(log)
            .boot(
                new BootState(
                    variant * 4096,
                    new HidBus.Start(variant * 0x01020304, (byte) (0xa5 + variant * 0x11)),
                    UninitializedBytes.ZEROS,
                    UninitializedBytes.ZEROS))
            .engine(engine)
            .build(clock);
    kernel.bus().setDrivers(traced.drivers());
    clock.advance(variant * LATER);
  }

  List<TraceEvent> events() {
    return log.events();
  }

  /** Whether a callback of a timer or work queue ran. */
  boolean isAsynchronous() {
    return log.isAsynchronous();
  }

  List<Finding> findings() {
    return log.findings();
  }

  List<TraceEvent> run(TraceSpec spec) throws IOException {
    for (TraceSpec.Step step : spec.steps()) {
      perform(step);
    }
    return log.events();
  }

  private void perform(TraceSpec.Step step) throws IOException {
    switch (step.word()) {
      case "name", "bus", "vid", "pid", "version", "devname", "rdesc" ->
          device.put(step.word(), step.rest());
      case "getreport" -> responder.onGet(uhidType(step), step.number(1), getAnswer(step));
      case "setreport" -> responder.onSet(uhidType(step), step.number(1), setAnswer(step));
      case "noanswer" -> responder.setSilent(step.number(0) != 0);
      case "create" -> create(step);
      case "settle" -> settle = step.number(0) * MILLISECOND;
      case "wait" -> {
        clock.advance(step.number(0) * MILLISECOND);
        log.drained();
      }
      case "step", "noobs" -> {}
      case "note" -> log.add("note", "text", step.rest());
      case "use" -> current = step.number(0);
      case "only" -> only = new HashSet<>(step.words());
      case "hidid" -> hidIds.put(step.word(0), step.number(1));
      case "flags" -> flags.put(step.word(0), step.number(1));
      case "noov" -> {
        only = null;
        hidIds.clear();
        flags.clear();
      }
      case "load" -> load(step);
      case "prop" -> property(step);
      case "probe" -> probe(step);
      case "attach" -> attach(step);
      case "attach_if" -> attachIf(step);
      case "detach" -> detach(step);
      case "in" -> {
        input(step.bytes(0));
        settle();
        follow();
      }
      case "inq" -> {
        input(step.bytes(0));
        follow();
      }
      case "syscall" -> syscall(step);
      case "var" -> readVariable(step);
      case "setvar" -> writeVariable(step);
      case "destroy" -> destroy(step);
      case "closeraw" -> closeHidraw();
      case "reopen" -> {
        closeHidraw();
        openHidraw();
      }
      case "rebind" -> rebind(step);
      case "info?" -> info();
      case "rdesc?" -> descriptor(step);
      case "sysrdesc?" -> {
        byte[] bytes = hid(step).descriptor();
        log.add("sysfs_rdesc", "len", bytes.length, "hex", TraceLog.hex(bytes));
      }
      case "write" -> set(step, "write", f -> f.write(step.bytes(0)));
      case "feature_set" ->
          set(step, step.word(), f -> f.setReport(ReportType.FEATURE, step.bytes(0)));
      case "input_set" -> set(step, step.word(), f -> f.setReport(ReportType.INPUT, step.bytes(0)));
      case "output_set" ->
          set(step, step.word(), f -> f.setReport(ReportType.OUTPUT, step.bytes(0)));
      case "feature_get" -> get(step, ReportType.FEATURE);
      case "input_get" -> get(step, ReportType.INPUT);
      case "output_get" -> get(step, ReportType.OUTPUT);
      default -> throw new TraceSpecException(step, "unknown word");
    }
  }

  // ---- the device

  private static ReportType uhidType(TraceSpec.Step step) {
    return ReportType.ofUhidNumber(step.number(0));
  }

  private static Answer getAnswer(TraceSpec.Step step) {
    return step.number(2) != 0 ? Answer.error(step.number(2)) : Answer.data(step.bytes(3));
  }

  private static Answer setAnswer(TraceSpec.Step step) {
    return step.number(2) != 0 ? Answer.error(step.number(2)) : Answer.ok();
  }

  private int number(String field) {
    return (int) (long) Long.decode(device.getOrDefault(field, "0"));
  }

  private void create(TraceSpec.Step step) {
    HidDeviceInfo info =
        new HidDeviceInfo(
            device.getOrDefault("devname", ""),
            "",
            "",
            number("bus"),
            number("vid"),
            number("pid"),
            number("version"),
            0);
    byte[] rdesc = HexFormat.of().parseHex(device.getOrDefault("rdesc", ""));
    UhidDevice created = new UhidDevice(kernel.bus(), info, rdesc, log.responder(responder));
    uhid = created;
    int _ = created.create();
    clock.advance(100 * MILLISECOND);
    openHidraw();
    info();
    lastId = hid(step).id();
  }

  private HidDevice hid(TraceSpec.Step step) {
    HidDevice found = uhid == null ? null : uhid.device();
    if (found == null) {
      throw new TraceSpecException(step, "there is no device");
    }
    return found;
  }

  private @Nullable HidDevice hid() {
    return uhid == null ? null : uhid.device();
  }

  /** Lets things happen, and the reader read; then it looks as {@link #pause} does. */
  private void settle() {
    log.drained();
    pause();
    log.drained();
  }

  /** Lets things happen; a reader whose node broke, as at a re-probe, looks once for a new one. */
  private void pause() {
    clock.advance(settle);
    HidrawFile open = hidraw;
    if (open != null && !open.node().exists()) {
      closeHidraw();
      openHidraw();
    }
  }

  /** Lets callbacks get as far as they got in the kernel. */
  private void follow() {
    for (int i = 0; i < LONGEST_PAUSE && !pace.isReached(log.inputs(), log.events()); i++) {
      clock.advance(PAUSE);
    }
  }

  private void openHidraw() {
    HidDevice found = hid();
    Hidraw node = found == null ? null : found.hidraw();
    if (node != null) {
      kernel.process("open hidraw", () -> hidraw = node.open(log));
    }
  }

  private void closeHidraw() {
    HidrawFile open = hidraw;
    if (open != null) {
      kernel.process("close hidraw", open::close);
      hidraw = null;
      log.closed();
    }
  }

  /** Unbinds the driver and has the bus look for one, through sysfs; then opens the new node. */
  private void rebind(TraceSpec.Step step) {
    HidDevice found = hid(step);
    boolean bound = found.isBound();
    int unbind = process("unbind", found::unbindDriver);
    clock.advance(30 * MILLISECOND);
    int probe = process("drivers_probe", found::bindDriver);
    clock.advance(50 * MILLISECOND);
    closeHidraw();
    openHidraw();
    log.add("rebind", "unbind", bound ? unbind : -1, "probe", probe, "hidraw", hidraw != null);
  }

  private void destroy(TraceSpec.Step step) {
    UhidDevice there = uhid;
    if (there == null) {
      throw new TraceSpecException(step, "there is no device");
    }
    int[] ret = new int[1];
    kernel.process("destroy", () -> ret[0] = there.destroy());
    clock.settle();
    log.add("destroy", "ret", ret[0]);
    clock.advance(100 * MILLISECOND);
  }

  private void input(byte[] report) {
    log.input(report);
    UhidDevice there = uhid;
    if (there != null && !pace.equals(Pace.FREE)) {
      // What it starts begins when follow() or a pause of the script lets it.
      int _ = there.input(report);
    } else if (there != null) {
      Timer timer =
          clock.newTimer(
              "device",
              () -> {
                int _ = there.input(report);
              });
      timer.arm(clock.now());
      clock.settle();
    }
  }

  private void info() {
    HidDevice found = hid();
    if (found != null) {
      log.add(
          "device",
          "driver",
          found.driver(),
          "modalias",
          found.modalias(),
          "name",
          hidraw != null ? found.name() : "");
    }
  }

  private void descriptor(TraceSpec.Step step) {
    HidrawFile file = hidraw;
    HidDevice found = hid();
    if (file == null || found == null) {
      log.add("rdesc", "when", step.rest(), "len", -1, "error", "no hidraw");
      return;
    }
    int size = file.descriptorSize();
    byte[] value = new byte[4096];
    int ret = file.descriptor(value, size);
    log.add(
        "rdesc",
        "when",
        step.rest(),
        "len",
        size,
        "rc",
        Math.min(ret, 0),
        "hex",
        ret < 0 ? "" : TraceLog.hex(Arrays.copyOf(value, size)));
  }

  // ---- a user of the device

  private void set(TraceSpec.Step step, String call, ToIntFunction<HidrawFile> action) {
    int ret = user(step, action);
    log.add("user." + call, "hex", TraceLog.hex(step.bytes(0)), "ret", ret);
    settle();
  }

  private void get(TraceSpec.Step step, ReportType type) {
    byte[] buffer = new byte[step.number(1)];
    buffer[0] = (byte) step.number(0);
    int ret = user(step, f -> f.getReport(type, buffer));
    log.add(
        "user." + step.word(),
        "rnum",
        step.number(0),
        "len",
        buffer.length,
        "ret",
        ret,
        "hex",
        TraceLog.hex(buffer));
    settle();
  }

  private int user(TraceSpec.Step step, ToIntFunction<HidrawFile> action) {
    HidrawFile file = hidraw;
    if (file == null) {
      throw new TraceSpecException(step, "no hidraw is open");
    }
    int ret = process(step.word(), () -> action.applyAsInt(file));
    // libc takes only -4095 to -1 for an error and sets errno then; what the kernel's traces show
    // for lower
    // results is the errno of the reader's last poll, which found nothing.
    return ret < -4095 ? (int) Errno.EAGAIN.result() : ret;
  }

  private int process(String what, IntSupplier action) {
    int[] ret = new int[1];
    kernel.process(what, () -> ret[0] = action.getAsInt());
    clock.settle();
    return ret[0];
  }

  // ---- objects

  private LoadedObject object(TraceSpec.Step step) {
    if (current < 0 || current >= loaded.size()) {
      throw new TraceSpecException(step, "no object is loaded");
    }
    return loaded.get(current);
  }

  private void load(TraceSpec.Step step) throws IOException {
    Path file = objects.find(step.rest());
    String name = step.rest().substring(step.rest().lastIndexOf('/') + 1);
    int ret = 0;
    try {
      BpfObject object = BpfObject.open(file.toString(), InputFile.read(file));
      loaded.add(kernel.load(object, options(object)));
      links.add(new LinkedHashSet<>());
      current = loaded.size() - 1;
    } catch (VerificationException e) {
      ret = (int) e.errno().result();
    } catch (BpfException e) {
      log.add("note", "text", String.valueOf(e.getMessage()));
      ret = (int) Errno.EINVAL.result();
    }
    log.add("load", "obj", name, "ret", ret);
    if (ret == 0) {
      properties.forEach((key, value) -> setProperty(loaded.getLast(), key, value));
    }
  }

  private LoadOptions options(BpfObject object) {
    HidDevice found = hid();
    int id = found == null ? lastId : found.id();
    return new LoadOptions(id, each(hidIds, object), each(flags, object), only);
  }

  /** Settings by map, {@code *} spelled out. */
  private static Map<String, Integer> each(Map<String, Integer> settings, BpfObject object) {
    Map<String, Integer> all = new HashMap<>();
    Integer every = settings.get("*");
    object
        .maps()
        .forEach(
            m -> {
              Integer value = settings.getOrDefault(m.name(), every);
              if (value != null) {
                all.put(m.name(), value);
              }
            });
    return all;
  }

  private void property(TraceSpec.Step step) {
    String[] parts = step.rest().split("=", 2);
    if (parts.length < 2) {
      throw new TraceSpecException(step, "expected NAME=VALUE");
    }
    properties.put(parts[0], parts[1]);
    if (!loaded.isEmpty()) {
      setProperty(object(step), parts[0], parts[1]);
    }
  }

  private void setProperty(LoadedObject object, String key, String value) {
    boolean set = object.setProperty(key, value);
    log.add("prop", "key", key, "value", value, "ret", set ? 0 : -2);
  }

  private void probe(TraceSpec.Step step) {
    LoadedObject.ProbeResult result = object(step).probe(hid(step));
    lastProbe = result;
    if (result.present()) {
      log.add(
          "probe",
          "present",
          true,
          "run",
          result.run().error(),
          "prog_ret",
          result.run().result(),
          "rdesc_size",
          hid(step).descriptor().length,
          "retval",
          result.retval());
    } else {
      log.add("probe", "present", false);
    }
    settle();
  }

  private void attachIf(TraceSpec.Step step) {
    if (lastProbe != null && !lastProbe.accepted()) {
      log.add("attach", "skipped", "probe said no");
      return;
    }
    attach(step);
  }

  private void attach(TraceSpec.Step step) {
    if (current < 0 || current >= loaded.size()) {
      log.add("attach", "skipped", true);
      return;
    }
    LoadedObject object = object(step);
    List<String> maps = new ArrayList<>(object.ops().keySet());
    if (!step.words().isEmpty()) {
      maps.retainAll(step.words());
    }
    if (maps.isEmpty()) {
      log.add("attach", "map", "null");
    }
    for (String map : maps) {
      int ret = object.attach(map);
      if (ret >= 0) {
        boolean _ = links.get(current).add(map);
      }
      log.add("attach", "map", map, "ret", ret);
      pause();
    }
    // After an attach, not after a detach, the reader also looks for a node when it had none.
    if (hidraw == null) {
      openHidraw();
    }
  }

  private void detach(TraceSpec.Step step) {
    LoadedObject object = object(step);
    Set<String> linked = links.get(current);
    Collection<String> maps = step.words().isEmpty() ? linked : step.words();
    for (String map : List.copyOf(maps)) {
      boolean _ = linked.remove(map);
      object.detach(map);
      log.add("detach", "map", map, "ret", 0);
      pause();
    }
  }

  private void syscall(TraceSpec.Step step) {
    byte[] little = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(lastId).array();
    String hex =
        step.words().size() > 1 ? step.word(1).replace("%%HID%%", TraceLog.hex(little)) : "";
    RuntimeObject.SyscallResult result =
        object(step).runSyscall(step.word(0), HexFormat.of().parseHex(hex));
    log.add(
        "syscall",
        "prog",
        step.word(0),
        "run",
        result.error(),
        "prog_ret",
        result.result(),
        "ctx",
        TraceLog.hex(result.context()));
    settle();
  }

  private void readVariable(TraceSpec.Step step) {
    byte[] bytes = object(step).readVariable(step.word(0));
    if (bytes == null) {
      throw new TraceSpecException(step, "no variable " + step.word(0));
    }
    log.add("var", "name", step.word(0), "size", bytes.length, "hex", TraceLog.hex(bytes));
  }

  private void writeVariable(TraceSpec.Step step) {
    byte[] bytes;
    if (step.word(1).equals("HID")) {
      bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(hid(step).id()).array();
    } else {
      bytes = step.bytes(1);
    }
    boolean set = object(step).writeVariable(step.word(0), bytes);
    log.add("setvar", "name", step.word(0), "val", step.word(1), "ret", set ? 0 : -2);
  }
}
