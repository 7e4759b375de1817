package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.async.AsyncCallbacks;
import io.github.hidbpf4j.bpf.async.AsyncRules;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.bpf.vm.ReadSection;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import io.github.hidbpf4j.hid.device.HidBus;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.ScriptedResponder;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.kernel.emit.EventHub;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.rules.HidRules;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** A HID-BPF core with one device, and programs written in Java. */
final class DispatchRig {
  /** Vendor device. Id 1: input 6, output 3, feature 4 bytes; id 2: input 9, feature 9. */
  static final String NUMBERED =
      "0600ff0901a1018501150026ff00750895050901810295020901910295030901b1028502"
          + "95080901810295080901b102c0";

  static final int DESCRIPTOR_SIZE = NUMBERED.length() / 2;

  final VirtualClock clock = new VirtualClock(1);
  final ArenaMemory memory = ArenaMemory.mapped(24);
  final List<Finding> findings = new ArrayList<>();
  final List<KernelEvent> events = new ArrayList<>();
  final HidBpfDispatch core;
  final HidBus bus;
  final HidKfuncCalls kfuncs;
  final ScriptedResponder responder = new ScriptedResponder();
  final UhidDevice uhid;

  DispatchRig() {
    this(NUMBERED, "6.12");
  }

  DispatchRig(String descriptor, String profile) {
    Machine machine = Machine.builder(memory, clock).build();
    AsyncCallbacks callbacks =
        new AsyncCallbacks(
            memory,
            clock,
            AsyncRules.of(Profiles.forName(profile).orElseThrow()),
            machine::runCallback);
    EventHub hub = new EventHub(clock, List.of(EventSink.ofFindings(findings::add), events::add));
    core =
        new HidBpfDispatch(
            machine,
            KernelTypes.forProfile(profile).btf(),
            callbacks,
            hub,
            HidRules.ofProfile(profile),
            HidBus.Start.FRESH);
    bus = core.bus();
    kfuncs = new HidKfuncCalls(core, new NoFiles(), true);
    responder
        .onGet(ReportType.FEATURE, 1, Answer.data(hex("01f1f2f3")))
        .onSet(ReportType.FEATURE, 1, Answer.ok());
    uhid = new UhidDevice(bus, HidDeviceInfo.of("device", 3, 1, 2), hex(descriptor), responder);
    plug();
  }

  private static final class NoFiles implements ProgramFiles {
    @Override
    public boolean isProgram(int fd) {
      return false;
    }

    @Override
    public @Nullable HidBpfOps attachment(int fd, int hidId, int flags) {
      return null;
    }

    @Override
    public int link(HidBpfOps ops) {
      return -1;
    }
  }

  void plug() {
    int _ = uhid.create();
    clock.settle();
  }

  HidDevice device() {
    HidDevice device = uhid.device();
    if (device == null) {
      throw new AssertionError("not plugged");
    }
    return device;
  }

  HidrawFile open() {
    Hidraw node = device().hidraw();
    HidrawFile file = node == null ? null : node.open();
    if (file == null) {
      throw new AssertionError("no hidraw");
    }
    return file;
  }

  /** In process context. */
  int call(IntSupplier body) {
    int[] result = new int[1];
    clock.call("test", () -> result[0] = body.getAsInt());
    return result[0];
  }

  int attach(HidBpfOps ops) {
    return call(() -> core.attach(ops));
  }

  void detach(HidBpfOps ops) {
    clock.call("detach", () -> core.detach(ops));
  }

  /** The device sends a report. */
  int input(String report) {
    byte[] bytes = hex(report);
    return call(() -> device().inputReport(ReportType.INPUT, bytes, 0, bytes.length));
  }

  /** The next report of a file, "" for none. */
  static String read(HidrawFile file) {
    byte[] report = file.read();
    return report == null ? "" : HexFormat.of().formatHex(report);
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  // ---- programs

  /** What a program in Java does: it gets its context and returns R0. */
  interface Body {
    long run(Context context);
  }

  /** The arguments and the {@code struct hid_bpf_ctx} that a program sees. */
  final class Context {
    private final long arguments;

    Context(long arguments) {
      this.arguments = arguments;
    }

    long address() {
      return memory.getLong(arguments);
    }

    long argument(int index) {
      return memory.getLong(arguments + 8L * index);
    }

    int allocated() {
      return memory.getInt(address() + 8);
    }

    int size() {
      return memory.getInt(address() + 12);
    }

    void setSize(int size) {
      memory.putInt(address() + 12, size);
    }

    long data() {
      return kfuncs.getData(address(), 0, 1);
    }

    byte get(int at) {
      return memory.getByte(data() + at);
    }

    void put(int at, int value) {
      memory.putByte(data() + at, (byte) value);
    }

    String bytes(int length) {
      return HexFormat.of().formatHex(memory.getBytes(data(), length));
    }
  }

  HookProgram program(String name, Body body) {
    return new HookProgram() {
      @Override
      public boolean isFor(String hook) {
        return true;
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean acquire() {
        return true;
      }

      @Override
      public void release() {}

      @Override
      public long run(ReadSection section, long arguments) {
        return body.run(new Context(arguments));
      }
    };
  }

  HidBpfOps onEvent(String name, int flags, Body body) {
    return new HidBpfOps(name, device().id(), flags, program(name, body), null, null, null);
  }

  HidBpfOps onEvent(Body body) {
    return onEvent("event", 0, body);
  }

  HidBpfOps onDescriptor(Body body) {
    return new HidBpfOps("fixup", device().id(), 0, null, program("fixup", body), null, null);
  }

  HidBpfOps onRequest(String name, Body body) {
    return new HidBpfOps(
        name, device().id(), 0, null, null, program(name, body), program(name, body));
  }
}
