package io.github.hidbpf4j.tools.traces;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.VerificationException;
import io.github.hidbpf4j.bpf.runtime.RuntimeObject;
import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.LoadOptions;
import io.github.hidbpf4j.kernel.LoadedObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The objects that a trace loads, and the actions on them. */
final class TracedObjects {
  /** Finds an object by the path that a script gives. */
  @FunctionalInterface
  interface ObjectFinder {
    Path find(String scriptPath);
  }

  private final Kernel kernel;
  private final TraceLog log;
  private final TracedDevice device;
  private final ObjectFinder finder;
  private final List<LoadedObject> loaded = new ArrayList<>();

  /**
   * Maps with a link, attached to a device or left over from one, in the order of {@code loaded}.
   */
  private final List<Set<String>> links = new ArrayList<>();

  private int current = -1;
  private @Nullable Set<String> only;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Map<String, Integer> hidIds = new HashMap<>();
  private final Map<String, Integer> flags = new HashMap<>();
  private LoadedObject.@Nullable ProbeResult lastProbe;

  TracedObjects(Kernel kernel, TraceLog log, TracedDevice device, ObjectFinder finder) {
    this.kernel = kernel;
    this.log = log;
    this.device = device;
    this.finder = finder;
  }

  // ---- what is loaded next, and how

  /** Selects one of the loaded objects for what follows. */
  void use(int number) {
    current = number;
  }

  void loadOnly(Collection<String> names) {
    only = new HashSet<>(names);
  }

  void setHidId(String map, int id) {
    hidIds.put(map, id);
  }

  void setFlags(String map, int value) {
    flags.put(map, value);
  }

  /** Objects are loaded without modifications again. */
  void forgetSettings() {
    only = null;
    hidIds.clear();
    flags.clear();
  }

  private LoadedObject object(TraceSpec.Step step) {
    if (current < 0 || current >= loaded.size()) {
      throw new TraceSpecException(step, "no object is loaded");
    }
    return loaded.get(current);
  }

  void load(TraceSpec.Step step) throws IOException {
    Path file = finder.find(step.rest());
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
    HidDevice found = device.hid();
    int id = found == null ? device.lastId() : found.id();
    return new LoadOptions(id, each(hidIds, object), each(flags, object), only);
  }

  /** Settings by map, with {@code *} expanded. */
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

  void property(TraceSpec.Step step) {
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

  void probe(TraceSpec.Step step) {
    LoadedObject.ProbeResult result = object(step).probe(device.hid(step));
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
          device.hid(step).descriptor().length,
          "retval",
          result.retval());
    } else {
      log.add("probe", "present", false);
    }
    device.settle();
  }

  void attachIf(TraceSpec.Step step) {
    if (lastProbe != null && !lastProbe.accepted()) {
      log.add("attach", "skipped", "probe said no");
      return;
    }
    attach(step);
  }

  void attach(TraceSpec.Step step) {
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
      device.pause();
    }
    // After an attach, but not after a detach, the reader also looks for a node if it had none.
    device.openIfClosed();
  }

  void detach(TraceSpec.Step step) {
    LoadedObject object = object(step);
    Set<String> linked = links.get(current);
    Collection<String> maps = step.words().isEmpty() ? linked : step.words();
    for (String map : List.copyOf(maps)) {
      boolean _ = linked.remove(map);
      object.detach(map);
      log.add("detach", "map", map, "ret", 0);
      device.pause();
    }
  }

  void syscall(TraceSpec.Step step) {
    byte[] little =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(device.lastId()).array();
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
    device.settle();
  }

  void readVariable(TraceSpec.Step step) {
    byte[] bytes = object(step).readVariable(step.word(0));
    if (bytes == null) {
      throw new TraceSpecException(step, "no variable " + step.word(0));
    }
    log.add("var", "name", step.word(0), "size", bytes.length, "hex", TraceLog.hex(bytes));
  }

  void writeVariable(TraceSpec.Step step) {
    byte[] bytes;
    if (step.word(1).equals("HID")) {
      bytes =
          ByteBuffer.allocate(4)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(device.hid(step).id())
              .array();
    } else {
      bytes = step.bytes(1);
    }
    boolean set = object(step).writeVariable(step.word(0), bytes);
    log.add("setvar", "name", step.word(0), "val", step.word(1), "ret", set ? 0 : -2);
  }
}
