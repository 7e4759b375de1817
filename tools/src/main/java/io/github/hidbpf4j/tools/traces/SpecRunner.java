package io.github.hidbpf4j.tools.traces;

import io.github.hidbpf4j.bpf.memory.UninitializedBytes;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidBus;
import io.github.hidbpf4j.kernel.BootState;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.IOException;
import java.util.List;

/** Runs an input script with our kernel, and logs what happens. */
final class SpecRunner {
  private static final long MILLISECOND = 1_000_000;

  /** A time after which every byte of a clock but the upper two differs: some four days. */
  private static final long LATER = 0x0001_4d72_9e3b_55a7L;

  private final TraceLog log = new TraceLog();
  private final VirtualClock clock = new VirtualClock(0);
  private final Kernel kernel;
  private final TracedDevice device;
  private final TracedObjects objects;

  /**
   * Creates a runner with a fresh kernel.
   *
   * @param traced which kernel was traced
   * @param pace how far callbacks get between inputs
   * @param variant runs of two variants differ in addresses, device ids, start times and the
   *     contents of uninitialised memory, and in nothing else
   */
  SpecRunner(
      TracedObjects.ObjectFinder finder,
      TracedKernel traced,
      Pace pace,
      int variant,
      Engine engine) {
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
    device = new TracedDevice(kernel, clock, log, pace);
    objects = new TracedObjects(kernel, log, device, finder);
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
      case "name", "bus", "vid", "pid", "version", "devname", "rdesc" -> device.describe(step);
      case "getreport" -> device.answersGet(step);
      case "setreport" -> device.answersSet(step);
      case "noanswer" -> device.setSilent(step.number(0) != 0);
      case "create" -> device.create(step);
      case "settle" -> device.setSettle(step.number(0));
      case "wait" -> {
        clock.advance(step.number(0) * MILLISECOND);
        log.drained();
      }
      case "step", "noobs" -> {}
      case "note" -> log.add("note", "text", step.rest());
      case "use" -> objects.use(step.number(0));
      case "only" -> objects.loadOnly(step.words());
      case "hidid" -> objects.setHidId(step.word(0), step.number(1));
      case "flags" -> objects.setFlags(step.word(0), step.number(1));
      case "noov" -> objects.forgetSettings();
      case "load" -> objects.load(step);
      case "prop" -> objects.property(step);
      case "probe" -> objects.probe(step);
      case "attach" -> objects.attach(step);
      case "attach_if" -> objects.attachIf(step);
      case "detach" -> objects.detach(step);
      case "in" -> {
        device.input(step.bytes(0));
        device.settle();
        device.follow();
      }
      case "inq" -> {
        device.input(step.bytes(0));
        device.follow();
      }
      case "syscall" -> objects.syscall(step);
      case "var" -> objects.readVariable(step);
      case "setvar" -> objects.writeVariable(step);
      case "destroy" -> device.destroy(step);
      case "closeraw" -> device.closeHidraw();
      case "reopen" -> {
        device.closeHidraw();
        device.openHidraw();
      }
      case "rebind" -> device.rebind(step);
      case "info?" -> device.info();
      case "rdesc?" -> device.descriptor(step);
      case "sysrdesc?" -> {
        byte[] bytes = device.hid(step).descriptor();
        log.add("sysfs_rdesc", "len", bytes.length, "hex", TraceLog.hex(bytes));
      }
      case "write" -> device.set(step, "write", f -> f.write(step.bytes(0)));
      case "feature_set" ->
          device.set(step, step.word(), f -> f.setReport(ReportType.FEATURE, step.bytes(0)));
      case "input_set" ->
          device.set(step, step.word(), f -> f.setReport(ReportType.INPUT, step.bytes(0)));
      case "output_set" ->
          device.set(step, step.word(), f -> f.setReport(ReportType.OUTPUT, step.bytes(0)));
      case "feature_get" -> device.get(step, ReportType.FEATURE);
      case "input_get" -> device.get(step, ReportType.INPUT);
      case "output_get" -> device.get(step, ReportType.OUTPUT);
      default -> throw new TraceSpecException(step, "unknown word");
    }
  }
}
