package io.github.hidbpf4j.tools.traces;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.ScriptedResponder;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The device of a trace, with its reader and writer. */
final class TracedDevice {
  private static final long MILLISECOND = 1_000_000;

  /** The shortest pause in which callbacks make progress, less than the device takes to answer. */
  private static final long PAUSE = 20_000;

  private static final int LONGEST_PAUSE = 1_000;

  private final Kernel kernel;
  private final VirtualClock clock;
  private final TraceLog log;
  private final Pace pace;
  private final ScriptedResponder responder = new ScriptedResponder();
  private final Map<String, String> description = new HashMap<>();
  private long settle;
  private int lastId;
  private @Nullable UhidDevice uhid;
  private @Nullable HidrawFile hidraw;

  TracedDevice(Kernel kernel, VirtualClock clock, TraceLog log, Pace pace) {
    this.kernel = kernel;
    this.clock = clock;
    this.log = log;
    this.pace = pace;
  }

  /** Sets how long to let things happen after each action. */
  void setSettle(long millis) {
    settle = millis * MILLISECOND;
  }

  /** Handles a word that describes the device, before it is created. */
  void describe(TraceSpec.Step step) {
    description.put(step.word(), step.rest());
  }

  /** The id of the device that was created last. */
  int lastId() {
    return lastId;
  }

  // ---- what it answers

  void answersGet(TraceSpec.Step step) {
    responder.onGet(uhidType(step), step.number(1), getAnswer(step));
  }

  void answersSet(TraceSpec.Step step) {
    responder.onSet(uhidType(step), step.number(1), setAnswer(step));
  }

  void setSilent(boolean silent) {
    responder.setSilent(silent);
  }

  private static ReportType uhidType(TraceSpec.Step step) {
    return ReportType.ofUhidNumber(step.number(0));
  }

  private static Answer getAnswer(TraceSpec.Step step) {
    return step.number(2) != 0 ? Answer.error(step.number(2)) : Answer.data(step.bytes(3));
  }

  private static Answer setAnswer(TraceSpec.Step step) {
    return step.number(2) != 0 ? Answer.error(step.number(2)) : Answer.ok();
  }

  // ---- its life

  private int number(String field) {
    return (int) (long) Long.decode(description.getOrDefault(field, "0"));
  }

  void create(TraceSpec.Step step) {
    HidDeviceInfo info =
        new HidDeviceInfo(
            description.getOrDefault("devname", ""),
            "",
            "",
            number("bus"),
            number("vid"),
            number("pid"),
            number("version"),
            0);
    byte[] rdesc = HexFormat.of().parseHex(description.getOrDefault("rdesc", ""));
    UhidDevice created = new UhidDevice(kernel.bus(), info, rdesc, log.responder(responder));
    uhid = created;
    int _ = created.create();
    clock.advance(100 * MILLISECOND);
    openHidraw();
    info();
    lastId = hid(step).id();
  }

  HidDevice hid(TraceSpec.Step step) {
    HidDevice found = uhid == null ? null : uhid.device();
    if (found == null) {
      throw new TraceSpecException(step, "there is no device");
    }
    return found;
  }

  @Nullable HidDevice hid() {
    return uhid == null ? null : uhid.device();
  }

  /**
   * Lets things happen, and the reader read; then the reader looks for a node as in {@link #pause}.
   */
  void settle() {
    log.drained();
    pause();
    log.drained();
  }

  /** Lets things happen; a reader whose node broke, as on a re-probe, looks once for a new one. */
  void pause() {
    clock.advance(settle);
    HidrawFile open = hidraw;
    if (open != null && !open.node().exists()) {
      closeHidraw();
      openHidraw();
    }
  }

  /** Lets callbacks get as far as in the kernel. */
  void follow() {
    for (int i = 0; i < LONGEST_PAUSE && !pace.isReached(log.inputs(), log.events()); i++) {
      clock.advance(PAUSE);
    }
  }

  /** Lets the reader open the device if it has none open. */
  void openIfClosed() {
    if (hidraw == null) {
      openHidraw();
    }
  }

  void openHidraw() {
    HidDevice found = hid();
    Hidraw node = found == null ? null : found.hidraw();
    if (node != null) {
      kernel.process("open hidraw", () -> hidraw = node.open(log));
    }
  }

  void closeHidraw() {
    HidrawFile open = hidraw;
    if (open != null) {
      kernel.process("close hidraw", open::close);
      hidraw = null;
      log.closed();
    }
  }

  /** Unbinds the driver and makes the bus look for one, through sysfs; then opens the new node. */
  void rebind(TraceSpec.Step step) {
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

  void destroy(TraceSpec.Step step) {
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

  void input(byte[] report) {
    log.input(report);
    UhidDevice there = uhid;
    if (there != null && !pace.equals(Pace.FREE)) {
      // What it starts runs when follow() or a pause of the script lets it.
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

  void info() {
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

  void descriptor(TraceSpec.Step step) {
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

  void set(TraceSpec.Step step, String call, ToIntFunction<HidrawFile> action) {
    int ret = user(step, action);
    log.add("user." + call, "hex", TraceLog.hex(step.bytes(0)), "ret", ret);
    settle();
  }

  void get(TraceSpec.Step step, ReportType type) {
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
    // libc treats only -4095 to -1 as errors and sets errno then; for lower results the kernel's
    // traces show the errno of the reader's last poll, which found nothing.
    return ret < -4095 ? (int) Errno.EAGAIN.result() : ret;
  }

  private int process(String what, IntSupplier action) {
    int[] ret = new int[1];
    kernel.process(what, () -> ret[0] = action.getAsInt());
    clock.settle();
    return ret[0];
  }
}
